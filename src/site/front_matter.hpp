// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The lines between two `---` that open a page for other site builders.

#include <string>
#include <string_view>

namespace kompress::site {

struct FrontMatter {
    std::string title, description;
    std::string_view text;  ///< what follows
};

/// Reads `title:` and `description:`, plain or in double quotes.
FrontMatter split_front_matter(std::string_view page);

}  // namespace kompress::site
