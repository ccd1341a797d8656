// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The HTML around the text of a page.

#include <string>
#include <string_view>
#include <vector>

#include "markdown/html.hpp"

namespace kompress::site {

struct FrameParts {
    std::string title, site_name, description;
    std::string up;                ///< "../" as often as the page is deep
    std::string home;              ///< address of the start page
    std::string sidebar, trail;    ///< HTML
    std::string body;              ///< HTML
    std::string page_class;        ///< "file", "module" or "guide"
    std::vector<markdown::Heading> contents;  ///< of the table beside the text
    bool has_diagram = false;
};

std::string frame(const FrameParts& parts);

}  // namespace kompress::site
