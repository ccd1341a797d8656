// SPDX-License-Identifier: Apache-2.0
/// Markdown: headings, each with the section that it opens. What stands in fences, comments and front matter is none.
/// Rules of CommonMark 0.31 (spec.commonmark.org), sections 4.2, 4.3 and 4.5, for headings outside of lists and quotes.
#include <utility>

#include "parse/languages/languages.hpp"
#include "parse/structure/structure_spec.hpp"

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxTitleBytes = 160, MaxDocBytes = 300;
constexpr int MaxLevel = 4;  ///< deeper headings are remarks

struct Fence {
    char mark = 0;
    std::size_t length = 0;
};

std::size_t run_of(std::string_view text, char c) {
    std::size_t size = 0;
    while (size < text.size() && text[size] == c) ++size;
    return size;
}

/// The fence that a line opens, or closes where it is bare.
Fence fence_of(std::string_view content) {
    if (content.empty() || (content.front() != '`' && content.front() != '~')) return {};
    const Fence fence{content.front(), run_of(content, content.front())};
    if (fence.length < 3) return {};
    if (fence.mark == '`' && content.find('`', fence.length) != std::string_view::npos) return {};  // code in a line
    return fence;
}

/// "## Title ##" → level 2 and "Title"; level 0 when it is none.
int atx_level(std::string_view content, std::string_view& title) {
    const std::size_t level = run_of(content, '#');
    if (level == 0 || level > 6) return 0;
    std::string_view rest = content.substr(level);
    if (!rest.empty() && rest.front() != ' ' && rest.front() != '\t') return 0;
    rest = trim(rest);
    std::string_view bare = rest;
    while (bare.ends_with('#')) bare.remove_suffix(1);
    if (bare.empty() || bare.ends_with(' ') || bare.ends_with('\t')) rest = trim(bare);
    title = rest;
    return static_cast<int>(level);
}

int setext_level(std::string_view content) {
    const std::string_view bare = trim(content);
    if (bare.empty() || (bare.front() != '=' && bare.front() != '-')) return 0;
    if (run_of(bare, bare.front()) != bare.size()) return 0;
    return bare.front() == '=' ? 1 : 2;
}

/// A title, not too long, without its markup: emphasis, code marks, images and the targets of links.
std::string_view plain_title(std::string_view title, TextArena& arena) {
    if (title.find_first_of("*`[]\\<!") == std::string_view::npos) return title;
    char* out = arena.allocate(title.size());
    std::size_t size = 0;
    for (std::size_t i = 0; i < title.size(); ++i) {
        const char c = title[i];
        const char next = i + 1 < title.size() ? title[i + 1] : '\0';
        if (c == '\\' && next != '\0') out[size++] = title[++i];
        else if (c == '*' || c == '`' || c == '[' || (c == '!' && next == '[')) continue;
        else if (c == ']') {
            const std::size_t close = next == '(' ? title.find(')', i) : std::string_view::npos;
            if (close != std::string_view::npos) i = close;
        } else if (c == '<') {
            const std::size_t close = title.find('>', i);
            const bool is_tag = close != std::string_view::npos && (next == '/' || (next >= 'a' && next <= 'z'));
            if (is_tag) i = close;
            else out[size++] = c;
        } else out[size++] = c;
    }
    const std::string_view plain = trim({out, size});
    arena.shrink(title.size() - size);
    return plain;
}

class Markdown {
  public:
    explicit Markdown(StructureBuilder& builder) : builder_(builder) { builder_.set_limits(1000, 1000); }

    void scan() {
        std::size_t at = front_matter();
        std::string_view line;
        while (builder_.next_line(at, line)) one_line(line);
        for (const Open& open : open_) builder_.close(open.symbol, builder_.text().size());
        end_paragraph();
    }

  private:
    struct Open {
        int level = 0;
        std::int32_t symbol = StructureBuilder::None;
    };

    /// "---" on the first line opens metadata, "---" or "..." ends them.
    std::size_t front_matter() const {
        const std::string_view text = builder_.text();
        if (!text.starts_with("---\n") && !text.starts_with("---\r\n")) return 0;
        std::size_t at = text.find('\n') + 1;
        std::string_view line;
        while (builder_.next_line(at, line))
            if (const std::string_view bare = trim(line); bare == "---" || bare == "...") return std::min(at, text.size());
        return 0;
    }

    void one_line(std::string_view line) {
        const std::size_t indentation = indentation_of(line);
        const std::string_view content = line.substr(indentation);
        const std::size_t start = builder_.offset_of(line);
        if (fence_.length > 0) {
            const Fence closing = fence_of(content);
            const bool closes = closing.mark == fence_.mark && closing.length >= fence_.length && trim(content).size() == closing.length;
            if (closes) fence_ = {};
            return;
        }
        if (!content.empty()) builder_.prose(start, start + line.size());
        if (is_comment_) {
            is_comment_ = content.find("-->") == std::string_view::npos;
            return;
        }
        if (indentation < 4 && content.starts_with("<!--")) {
            is_comment_ = content.find("-->") == std::string_view::npos;
            return end_paragraph();
        }
        if (const Fence fence = fence_of(content); fence.length > 0) {
            fence_ = fence;
            return end_paragraph();
        }
        if (content.empty()) return end_paragraph();
        if (indentation >= 4 && paragraph_.empty()) return;  // code
        std::string_view title;
        if (const int level = indentation < 4 ? atx_level(content, title) : 0; level > 0) {
            end_paragraph();
            return heading(level, title, start);
        }
        if (const int level = indentation < 4 && is_prose_ ? setext_level(content) : 0; level > 0 && !paragraph_.empty()) {
            const std::string_view text = trim(paragraph_);
            paragraph_ = {};
            return heading(level, text, builder_.offset_of(text));
        }
        if (paragraph_.empty()) {
            is_prose_ = std::string_view("|>-+*<[!=").find(content.front()) == std::string_view::npos || content.starts_with("**");
            paragraph_ = content;
        } else {
            paragraph_ = builder_.text().substr(builder_.offset_of(paragraph_), start + line.size() - builder_.offset_of(paragraph_));
        }
    }

    /// The first paragraph of a section says what it is about.
    void end_paragraph() {
        const std::string_view text = std::exchange(paragraph_, {});
        if (text.empty() || !is_prose_) return;
        const std::int32_t section = open_.empty() ? StructureBuilder::None : open_.back().symbol;
        if (section != StructureBuilder::None && section == undocumented_) {
            undocumented_ = StructureBuilder::None;
            const std::string_view doc = builder_.fold(text, MaxDocBytes);
            builder_.set_doc(section, doc);
            if (!has_file_doc_ && open_.size() == 1) builder_.offer_file_doc(doc), has_file_doc_ = true;
        } else if (section == StructureBuilder::None && !has_file_doc_) {
            builder_.offer_file_doc(builder_.fold(text, MaxDocBytes));
            has_file_doc_ = true;
        }
    }

    void heading(int level, std::string_view title, std::size_t start) {
        while (!open_.empty() && open_.back().level >= level) {
            builder_.close(open_.back().symbol, start);
            open_.pop_back();
        }
        if (level > MaxLevel || title.empty()) return;
        Entry entry;
        entry.kind = SymbolKind::Heading;
        entry.name = plain_title(builder_.fold(title, MaxTitleBytes), builder_.arena());
        entry.start = start;
        entry.name_byte = builder_.offset_of(title);
        entry.signature = title;
        entry.parent = open_.empty() ? StructureBuilder::None : open_.back().symbol;
        const std::int32_t symbol = builder_.add(entry);
        if (symbol == StructureBuilder::None) return;
        open_.push_back({level, symbol});
        undocumented_ = symbol;
    }

    StructureBuilder& builder_;
    std::vector<Open> open_;
    Fence fence_;
    bool is_comment_ = false, has_file_doc_ = false, is_prose_ = false;
    std::string_view paragraph_;
    std::int32_t undocumented_ = StructureBuilder::None;
};

void scan(StructureBuilder& builder) { Markdown(builder).scan(); }

}  // namespace

const LanguageSpec& markdown() {
    static const LanguageSpec spec = structure_spec(Language::Markdown, 1, " > ", scan);
    return spec;
}

}  // namespace kompress::parse::languages
