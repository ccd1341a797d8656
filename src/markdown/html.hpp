// SPDX-License-Identifier: Apache-2.0
#pragma once
/// HTML from CommonMark that nobody vouches for.
///
/// Every tag and attribute of the result is written by this module, none is passed on: raw HTML becomes text, an image
/// becomes a link to itself, and a link keeps its address only when that is relative, an anchor, http, https or mailto.
/// So the result loads nothing and runs nothing, whatever the text holds.
/// Threading: any thread. Cost: linear in the text; what would make the parser slow is shown as plain text instead.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::markdown {

struct Heading {
    int level = 1;
    std::string anchor;  ///< as Anchors gives it, in the order of the page
    std::string text;    ///< plain text, not escaped
};

struct Html {
    std::string body;
    std::vector<Heading> headings;
    bool has_diagram = false;  ///< a fence of mermaid, as <figure class="diagram">
    bool is_plain = false;     ///< the text was unfit for the parser and stands in <pre> as it is
};

struct LinkTarget {
    std::string address;  ///< not escaped; "": the text stays without a link
    std::string style;    ///< class of the link; "": none
};

/// What the caller knows better; each may be empty. Texts they return are taken as HTML.
struct HtmlHooks {
    std::function<LinkTarget(std::string_view address)> relative_link;                    ///< for an address without a scheme
    std::function<std::string(std::string_view anchor)> section_end;                       ///< HTML behind the last block under a heading
    std::function<std::string(std::string_view code, std::string_view language)> code;  ///< HTML inside <code> of a fence
};

Html to_html(std::string_view text, const HtmlHooks& hooks = {});
/// Text for an element or a quoted attribute: & < > " ' escaped, control characters replaced.
std::string escape_html(std::string_view text);

}  // namespace kompress::markdown
