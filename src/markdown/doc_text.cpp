// SPDX-License-Identifier: Apache-2.0
#include "markdown/doc_text.hpp"

#include <optional>

#include "markdown/text.hpp"

namespace kompress::markdown {
namespace {

struct Tag {
    std::string_view label;  ///< "" for a named parameter
    std::string_view name;
    std::string_view text;
};

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string_view take_word(std::string_view& text) {
    text = trim(text);
    const std::size_t end = text.find_first_of(" \t");
    const std::string_view word = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : trim(text.substr(end));
    return word;
}

struct TagName {
    std::string_view word, label;
    bool has_name;
};
constexpr TagName TagNames[] = {{"param", "", true},          {"tparam", "", true},    {"arg", "", true},       {"return", "Returns", false},
                                {"returns", "Returns", false}, {"throws", "Throws", true}, {"exception", "Throws", true},
                                {"raises", "Raises", true},   {"see", "See", false},    {"since", "Since", false}, {"deprecated", "Deprecated", false},
                                {"brief", "", false}};

std::optional<Tag> known_tag(std::string_view word, std::string_view rest) {
    for (const TagName& tag : TagNames) {
        if (tag.word != word) continue;
        Tag found{tag.label, {}, {}};
        if (tag.has_name) found.name = take_word(rest);
        found.text = trim(rest);
        return found;
    }
    return std::nullopt;
}

/// `@param x …`, `\param x …`, `:param x: …`, kernel-doc's `@x: …` and `Return: …`.
std::optional<Tag> tag_of(std::string_view line) {
    line = trim(line);
    if (line.empty()) return std::nullopt;
    if (line.front() == '@' || line.front() == '\\') {
        std::string_view rest = line.substr(1);
        std::string_view word = take_word(rest);
        if (word.starts_with("param[")) word = "param";
        if (auto tag = known_tag(word, rest)) return tag;
        if (line.front() == '@' && word.size() > 1 && word.back() == ':') return Tag{"", word.substr(0, word.size() - 1), rest};
        return std::nullopt;
    }
    if (line.front() == ':') {
        const std::size_t close = line.find(':', 1);
        if (close == std::string_view::npos) return std::nullopt;
        std::string_view head = line.substr(1, close - 1);
        const std::string_view word = take_word(head);
        auto tag = known_tag(word, head);
        if (tag) tag->text = trim(line.substr(close + 1));
        return tag;
    }
    for (const std::string_view word : {"Return:", "Returns:"})
        if (line.starts_with(word) && line.size() > word.size()) return Tag{"Returns", {}, trim(line.substr(word.size()))};
    return std::nullopt;
}

bool starts_list_item(std::string_view line) {
    if (line.size() < 2) return false;
    if ((line[0] == '-' || line[0] == '*' || line[0] == '+') && line[1] == ' ') return true;
    std::size_t digits = 0;
    while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') ++digits;
    return digits > 0 && digits < 4 && digits + 1 < line.size() && (line[digits] == '.' || line[digits] == ')') && line[digits + 1] == ' ';
}

/// Renders line by line; a block ends where its kind does.
class Renderer {
  public:
    std::string run(std::string_view doc) {
        while (!doc.empty()) {
            const std::size_t end = doc.find('\n');
            line(doc.substr(0, end));
            doc = end == std::string_view::npos ? std::string_view{} : doc.substr(end + 1);
        }
        close_code();
        while (out_.size() > 1 && out_.ends_with("\n\n")) out_.pop_back();
        return std::move(out_);
    }

  private:
    enum class Block { None, Paragraph, Item, Code };

    void line(std::string_view text) {
        if (is_fenced_ || trim(text).starts_with("```")) return fenced(text);
        if (trim(text).empty()) return blank();
        const std::size_t indent = text.find_first_not_of(" \t");
        if (indent >= 4 && (block_ == Block::None || block_ == Block::Code)) {
            block_ = Block::Code;
            code_ += std::string(text.substr(4)) + "\n";
            return;
        }
        close_code();
        text = trim(text);
        if (const auto tag = tag_of(text)) return item(*tag);
        if (starts_list_item(text)) {
            begin(Block::Item);
            const std::size_t space = text.find(' ');
            const bool is_bullet = text[0] < '0' || text[0] > '9';
            out_ += (is_bullet ? "- " : std::string(text.substr(0, space + 1))) + safe_start(escape_text(trim(text.substr(space)))) + "\n";
            return;
        }
        if (block_ == Block::Item) out_ += "  ";
        if (block_ == Block::None) begin(Block::Paragraph);
        out_ += safe_start(escape_text(text)) + "\n";
    }

    void item(const Tag& tag) {
        if (tag.label.empty() && tag.name.empty()) {
            begin(Block::Paragraph);
            out_ += safe_start(escape_text(tag.text)) + "\n";
            return;
        }
        begin(Block::Item);
        out_ += "- ";
        if (!tag.label.empty()) out_ += "**" + std::string(tag.label) + "** ";
        if (!tag.name.empty()) out_ += code_span(tag.name) + (tag.text.empty() ? "" : ": ");
        out_ += escape_text(tag.text) + "\n";
    }

    void begin(Block block) {
        if (!out_.empty() && block_ != block && !out_.ends_with("\n\n")) out_ += "\n";
        block_ = block;
    }
    void blank() {
        if (block_ == Block::Code) {
            code_ += "\n";
            return;
        }
        if (!out_.empty() && !out_.ends_with("\n\n")) out_ += "\n";
        block_ = Block::None;
    }
    void fenced(std::string_view text) {
        if (!is_fenced_) {
            close_code();
            is_fenced_ = true;
        } else if (trim(text).starts_with("```")) {
            is_fenced_ = false;
            block_ = Block::Code;
            close_code();
        } else {
            code_ += std::string(text) + "\n";
        }
    }
    void close_code() {
        is_fenced_ = false;
        while (code_.ends_with("\n")) code_.pop_back();
        if (code_.empty()) return;
        if (!out_.empty() && !out_.ends_with("\n\n")) out_ += out_.ends_with("\n") ? "\n" : "\n\n";
        out_ += code_block(code_, "") + "\n";
        code_.clear();
        block_ = Block::None;
    }
    /// A line must not turn into a heading, a quote or a rule.
    static std::string safe_start(std::string text) {
        if (!text.empty() && (text[0] == '#' || text[0] == '+' || text[0] == '-' || text[0] == '=')) text.insert(0, "\\");
        return text;
    }

    std::string out_, code_;
    Block block_ = Block::None;
    bool is_fenced_ = false;
};

}  // namespace

std::string render_doc(std::string_view doc) { return doc.empty() ? std::string{} : Renderer().run(doc); }

}  // namespace kompress::markdown
