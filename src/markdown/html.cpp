// SPDX-License-Identifier: Apache-2.0
#include "markdown/html.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "markdown/address.hpp"
#include "markdown/fitness.hpp"
#include "markdown/text.hpp"

namespace kompress::markdown {
namespace {

struct FreeNode {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
    void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeIterator {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
using Tree = std::unique_ptr<cmark_node, FreeNode>;

Tree parse(std::string_view text) {
    static std::once_flag registered;  // of the library's own table of extensions
    std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
    const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(CMARK_OPT_VALIDATE_UTF8));
    for (const char* name : {"table", "strikethrough"})
        if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name)) cmark_parser_attach_syntax_extension(parser.get(), extension);
    cmark_parser_feed(parser.get(), text.data(), text.size());
    return Tree(cmark_parser_finish(parser.get()));
}

std::string_view literal(cmark_node* node) {
    const char* text = cmark_node_get_literal(node);
    return text ? std::string_view(text) : std::string_view{};
}

bool is_comment(std::string_view html) {
    while (!html.empty() && (html.back() == '\n' || html.back() == ' ')) html.remove_suffix(1);
    return html.starts_with("<!--") && html.size() >= 7 && html.find("-->") == html.size() - 3;
}

std::string plain_text(cmark_node* root) {
    std::string text;
    const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(root));
    for (cmark_event_type event; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE;) {
        if (event != CMARK_EVENT_ENTER) continue;
        cmark_node* node = cmark_iter_get_node(iterator.get());
        const cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) text += ' ';
        else if (type == CMARK_NODE_HTML_INLINE && is_comment(literal(node))) continue;
        else if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_HTML_INLINE) text += literal(node);
    }
    return text;
}

/// Writes the tree, event by event; nothing here recurses with the depth of the text.
class Writer {
  public:
    explicit Writer(const HtmlHooks& hooks) : hooks_(hooks) {}

    Html run(cmark_node* root) {
        const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(root));
        for (cmark_event_type event; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE;)
            visit(cmark_iter_get_node(iterator.get()), event == CMARK_EVENT_ENTER);
        end_section();
        return std::move(html_);
    }

  private:
    void visit(cmark_node* node, bool enters) {
        const cmark_node_type type = cmark_node_get_type(node);
        switch (type) {
            case CMARK_NODE_BLOCK_QUOTE: return tag("blockquote", enters);
            case CMARK_NODE_LIST: return list(node, enters);
            case CMARK_NODE_ITEM: return tag("li", enters);
            case CMARK_NODE_PARAGRAPH: return paragraph(node, enters);
            case CMARK_NODE_HEADING: return heading(node, enters);
            case CMARK_NODE_CODE_BLOCK: return code_block(node);
            case CMARK_NODE_HTML_BLOCK:
                if (!is_comment(literal(node))) out() += "<p>" + escape_html(literal(node)) + "</p>\n";
                return;
            case CMARK_NODE_HTML_INLINE:
                if (!is_comment(literal(node))) out() += escape_html(literal(node));
                return;
            case CMARK_NODE_THEMATIC_BREAK:
                if (is_top(node)) end_section();
                out() += "<hr>\n";
                return;
            case CMARK_NODE_TEXT: out() += escape_html(literal(node)); return;
            case CMARK_NODE_CODE: out() += "<code>" + escape_html(literal(node)) + "</code>"; return;
            case CMARK_NODE_SOFTBREAK: out() += "\n"; return;
            case CMARK_NODE_LINEBREAK: out() += "<br>\n"; return;
            case CMARK_NODE_EMPH: return tag("em", enters);
            case CMARK_NODE_STRONG: return tag("strong", enters);
            case CMARK_NODE_LINK:
            case CMARK_NODE_IMAGE: return link(node, enters);
            case CMARK_NODE_DOCUMENT: return;
            default: return extension(node, enters);
        }
    }

    void extension(cmark_node* node, bool enters) {
        const std::string_view type = cmark_node_get_type_string(node);
        if (type == "table") table(node, enters);
        else if (type == "table_header" || type == "table_row") table_row(node, enters);
        else if (type == "table_cell") table_cell(enters);
        else if (type == "strikethrough") tag("del", enters);
    }

    std::string& out() { return html_.body; }
    void tag(const char* name, bool enters) { (out() += enters ? "<" : "</").append(name) += ">"; }
    static bool is_top(cmark_node* node) { return cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_DOCUMENT; }

    void list(cmark_node* node, bool enters) {
        const bool is_ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
        const int start = cmark_node_get_list_start(node);
        if (enters && is_ordered && start != 1) out() += "<ol start=\"" + std::to_string(start) + "\">";
        else tag(is_ordered ? "ol" : "ul", enters);
        out() += "\n";
    }

    void paragraph(cmark_node* node, bool enters) {
        cmark_node* item = cmark_node_parent(node);
        cmark_node* above = item ? cmark_node_parent(item) : nullptr;
        const bool is_tight = above && cmark_node_get_type(above) == CMARK_NODE_LIST && cmark_node_get_list_tight(above);
        if (!is_tight) tag("p", enters);
        if (!enters) out() += "\n";
    }

    void heading(cmark_node* node, bool enters) {
        const int level = cmark_node_get_heading_level(node);
        const std::string name = "h" + std::to_string(level);
        if (enters) {
            if (is_top(node)) end_section();
            Heading found{level, {}, plain_text(node)};
            found.anchor = anchors_.add(found.text);
            out() += "<" + name + " id=\"" + escape_html(found.anchor) + "\">";
            if (is_top(node)) section_ = found.anchor;
            html_.headings.push_back(std::move(found));
            return;
        }
        const std::string& anchor = html_.headings.back().anchor;
        if (level > 1) out() += "<a class=\"anchor\" href=\"#" + link_target(anchor) + "\" aria-label=\"Link to this section\"></a>";
        out() += "</" + name + ">\n";
    }

    void end_section() {
        if (!section_.empty() && hooks_.section_end) out() += hooks_.section_end(section_);
        section_.clear();
    }

    void code_block(cmark_node* node) {
        const char* info = cmark_node_get_fence_info(node);
        std::string language(info ? info : "");
        language = language.substr(0, language.find_first_of(" \t\n{"));
        const std::string_view code = literal(node);
        if (language == "mermaid") {
            html_.has_diagram = true;
            out() += "<figure class=\"diagram\"><pre><code>" + escape_html(code) + "</code></pre></figure>\n";
            return;
        }
        out() += "<pre tabindex=\"0\"><code>" + (hooks_.code ? hooks_.code(code, language) : escape_html(code)) + "</code></pre>\n";
    }

    void table(cmark_node* node, bool enters) {
        if (enters) {
            columns_ = cmark_gfm_extensions_get_table_columns(node);
            const std::uint8_t* alignments = cmark_gfm_extensions_get_table_alignments(node);
            alignments_.assign(alignments, alignments + columns_);
            is_body_ = false;
            out() += "<div class=\"table\" tabindex=\"0\"><table>\n";
            return;
        }
        out() += is_body_ ? "</tbody></table></div>\n" : "</table></div>\n";
    }

    void table_row(cmark_node* node, bool enters) {
        is_header_ = cmark_gfm_extensions_get_table_row_is_header(node);
        if (enters) {
            if (!is_header_ && !is_body_) out() += "<tbody>\n";
            is_body_ = !is_header_;
            out() += is_header_ ? "<thead><tr>" : "<tr>";
            cell_ = 0;
            return;
        }
        out() += is_header_ ? "</tr></thead>\n" : "</tr>\n";
    }

    void table_cell(bool enters) {
        const char* name = is_header_ ? "th" : "td";
        if (!enters) {
            ++cell_;
            return tag(name, false);
        }
        const std::uint8_t alignment = cell_ < alignments_.size() ? alignments_[cell_] : 0;
        out() += std::string("<") + name + (is_header_ ? " scope=\"col\"" : "") +
                 (alignment == 'r' ? " class=\"right\"" : alignment == 'c' ? " class=\"center\"" : "") + ">";
    }

    /// Links do not nest: what stands inside of one is its text.
    void link(cmark_node* node, bool enters) {
        const bool is_image = cmark_node_get_type(node) == CMARK_NODE_IMAGE;
        if (!enters) {
            if (--link_depth_ == 0 && !link_end_.empty()) out() += std::exchange(link_end_, {});
            return;
        }
        if (link_depth_++ > 0) return;
        const char* url = cmark_node_get_url(node);
        const Address address = judge_address(url ? url : "");
        LinkTarget target{address.text, {}};
        if (address.kind == AddressKind::Relative && hooks_.relative_link) target = hooks_.relative_link(address.text);
        if (address.kind != AddressKind::Refused && !target.address.empty()) {
            out() += "<a href=\"" + escape_html(target.address) + "\"" + (target.style.empty() ? "" : " class=\"" + escape_html(target.style) + "\"") + (address.kind == AddressKind::External ? " rel=\"noopener noreferrer\"" : "") + ">";
            link_end_ = "</a>";
        }
        if (is_image && !cmark_node_first_child(node)) out() += "image";
    }

    const HtmlHooks& hooks_;
    Html html_;
    Anchors anchors_;
    std::string section_, link_end_;
    int link_depth_ = 0;
    std::vector<std::uint8_t> alignments_;
    std::uint16_t columns_ = 0;
    std::size_t cell_ = 0;
    bool is_header_ = false, is_body_ = false;
};

}  // namespace

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
                else out += "\xEF\xBF\xBD";
        }
    }
    return out;
}

Html to_html(std::string_view text, const HtmlHooks& hooks) {
    if (is_fit(text)) {
        const Tree tree = parse(text);
        return Writer(hooks).run(tree.get());
    }
    Html html;
    html.is_plain = true;
    html.body = "<pre tabindex=\"0\"><code>" + escape_html(text) + "</code></pre>\n";
    return html;
}

}  // namespace kompress::markdown
