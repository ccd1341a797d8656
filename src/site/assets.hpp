// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The files that every site shares, embedded compressed (see cmake/SiteAssets.cmake).

#include <string>
#include <string_view>
#include <vector>

namespace kompress::site {

struct Asset {
    std::string_view path;  ///< in the site
    bool is_for_diagrams;   ///< of use only where a page has a diagram
    std::string bytes;
};

/// `with_diagrams` false leaves out what only diagrams need, which is most of it.
std::vector<Asset> assets(bool with_diagrams);

}  // namespace kompress::site
