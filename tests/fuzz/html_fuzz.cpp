// SPDX-License-Identifier: Apache-2.0
// Bytes become the text of a page. Whatever they hold, the HTML has only the tags and attributes that the writer knows,
// each attribute quoted, addresses of known schemes only, and elements that close in order.
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "markdown/html.hpp"
#include "site/highlight.hpp"

using namespace kompress;

namespace {

const std::set<std::string> Tags{"p", "h1", "h2", "h3", "h4", "h5", "h6", "a", "em", "strong", "del", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "br",
                                 "table", "thead", "tbody", "tr", "th", "td", "div", "figure", "span"};
const std::set<std::string> Attributes{"id", "class", "href", "rel", "aria-label", "tabindex", "start", "scope"};

void check(bool holds) {
    if (!holds) std::abort();
}

bool is_safe(const std::string& address) {
    const std::size_t colon = address.find(':');
    if (address.starts_with("//") || address.starts_with("/") || address.find('\\') != std::string::npos) return false;
    if (colon == std::string::npos || address.find_first_of("/?#") < colon) return true;
    std::string scheme = address.substr(0, colon);
    for (char& c : scheme) c = static_cast<char>(c | 0x20);
    return scheme == "http" || scheme == "https" || scheme == "mailto";
}

/// Reads `<name a="b">` at `at`; `at` is behind it afterwards.
std::string read_tag(const std::string& html, std::size_t& at) {
    std::size_t i = at + 1;
    std::string name;
    for (; i < html.size() && (std::isalnum(static_cast<unsigned char>(html[i])) || html[i] == '/'); ++i) name += html[i];
    while (i < html.size() && html[i] == ' ') {
        const std::size_t equals = html.find('=', i);
        check(equals != std::string::npos && html[equals + 1] == '"');
        const std::string attribute = html.substr(i + 1, equals - i - 1);
        check(Attributes.count(attribute) > 0);
        const std::size_t close = html.find('"', equals + 2);
        check(close != std::string::npos);
        if (attribute == "href") check(is_safe(html.substr(equals + 2, close - equals - 2)));
        i = close + 1;
    }
    check(i < html.size() && html[i] == '>');
    at = i + 1;
    return name;
}

void check_html(const std::string& html) {
    std::vector<std::string> open;
    for (std::size_t at = 0; (at = html.find('<', at)) != std::string::npos;) {
        const std::string name = read_tag(html, at);
        if (name.starts_with("/")) {
            check(!open.empty() && open.back() == name.substr(1));
            open.pop_back();
        } else {
            check(Tags.count(name) > 0);
            if (name != "hr" && name != "br") open.push_back(name);
        }
    }
    check(open.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    markdown::HtmlHooks hooks;
    hooks.code = site::highlight;
    const markdown::Html html = markdown::to_html(text, hooks);
    check_html(html.body);
    std::set<std::string> anchors;
    for (const markdown::Heading& heading : html.headings) check(anchors.insert(heading.anchor).second);
    check_html(site::highlight(text, "cpp"));
    return 0;
}
