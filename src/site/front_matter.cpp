// SPDX-License-Identifier: Apache-2.0
#include "site/front_matter.hpp"

namespace kompress::site {
namespace {

std::string value_of(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
    const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    if (!is_quoted) return std::string(text);
    std::string value;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size()) ++i;
        value += text[i];
    }
    return value;
}

}  // namespace

FrontMatter split_front_matter(std::string_view page) {
    FrontMatter front{{}, {}, page};
    if (!page.starts_with("---\n")) return front;
    std::string_view rest = page.substr(4);
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        if (line == "---") {
            front.text = rest;
            return front;
        }
        if (line.starts_with("title:")) front.title = value_of(line.substr(6));
        if (line.starts_with("description:")) front.description = value_of(line.substr(12));
    }
    return {{}, {}, page};  // never closed: a rule and text
}

}  // namespace kompress::site
