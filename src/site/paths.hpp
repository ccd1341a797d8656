// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Paths inside of the site, as they stand in addresses.

#include <string>
#include <string_view>

namespace kompress::site {

/// "" for a page at the top, "../../" for one two directories down.
std::string up_from(std::string_view page);
/// The page that a relative address on `page` leads to, without fragment and with %XX decoded; "" when it leaves the site.
std::string resolve(std::string_view page, std::string_view address);

}  // namespace kompress::site
