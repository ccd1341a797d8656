// SPDX-License-Identifier: Apache-2.0
/// TOML 1.0: tables by their headers and the keys directly in them. Of an array of tables only the name is kept.
#include "parse/languages/languages.hpp"
#include "parse/structure/structure_spec.hpp"

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxValueBytes = 80;

class Toml {
  public:
    explicit Toml(StructureBuilder& builder) : builder_(builder), text_(builder.text()) {}

    void scan() {
        std::string_view line;
        while (builder_.next_line(at_, line)) one_line(line);
        builder_.close(table_, text_.size());
    }

  private:
    void one_line(std::string_view line) {
        const std::string_view content = trim(line);
        if (content.empty()) return;
        const std::size_t start = builder_.offset_of(content);
        if (content.front() == '#') return builder_.comment(start, start + content.size());
        if (content.front() == '[') return header(content, start);
        key(content, start);
    }

    void header(std::string_view content, std::size_t start) {
        const bool is_array = content.starts_with("[[");
        const std::size_t open = is_array ? 2 : 1;
        const std::size_t close = content.find(']');
        if (close == std::string_view::npos) return;
        builder_.close(table_, start);
        table_ = StructureBuilder::None;
        is_data_ = is_array;
        Entry entry;
        entry.name = trim(content.substr(open, close - open));
        entry.start = start;
        entry.name_byte = start + open;
        entry.signature = content.substr(0, close + open);
        entry.doc = builder_.take_doc(start);
        const bool is_again = is_array && entry.name == array_;
        if (is_array) array_ = entry.name;
        // A table inside an element of an array of tables is as much data.
        if (!is_array && !array_.empty() && entry.name.starts_with(array_) && entry.name.substr(array_.size()).starts_with('.')) {
            is_data_ = true;
            return;
        }
        if (!is_again) table_ = builder_.add(entry);
        has_table_ = true;
    }

    void key(std::string_view content, std::size_t start) {
        const std::size_t length = key_length(content);
        if (length == 0) return;
        std::size_t value = start + length + 1;
        while (value < text_.size() && (text_[value] == ' ' || text_[value] == '\t')) ++value;
        const std::size_t end = end_of_value(value);
        at_ = std::min(text_.find('\n', end), text_.size() - 1) + 1;
        const std::string_view doc = builder_.take_doc(start);
        if (is_data_ || (has_table_ && table_ == StructureBuilder::None)) return;
        std::string_view name = trim(content.substr(0, length));
        if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') && name.find(name.front(), 1) == name.size() - 1) name = name.substr(1, name.size() - 2);
        Entry entry;
        entry.name = name;
        entry.start = start;
        entry.name_byte = builder_.offset_of(name);
        entry.parent = table_;
        const std::string_view shown = text_.substr(value, end - value);
        const bool is_short = shown.size() <= MaxValueBytes && shown.find('\n') == std::string_view::npos;
        entry.signature = is_short ? text_.substr(start, end - start) : name;
        entry.doc = doc;
        builder_.close(builder_.add(entry), end);
        const bool is_text = shown.size() > 2 && shown.front() == '"' && !shown.starts_with("\"\"\"");
        const bool is_about_all = !has_table_ || builder_.is_named(table_, "package") || builder_.is_named(table_, "project");
        if (name == "description" && is_text && is_about_all) builder_.offer_file_doc(builder_.fold(shown.substr(1, shown.size() - 2), 300));
    }

    /// "key =", "a.b =", "'quoted = key' =": where the sign stands, or 0.
    static std::size_t key_length(std::string_view content) {
        for (std::size_t i = 0; i < content.size() && i < 300; ++i) {
            if (content[i] == '=') return i;
            if (content[i] != '"' && content[i] != '\'') continue;
            i = content.find(content[i], i + 1);
            if (i == std::string_view::npos) return 0;
        }
        return 0;
    }

    /// Behind the value that begins at `at`: strings, arrays and inline tables may take several lines. One that is
    /// never closed goes on to the end of the text, as TOML has it, and ends the scan with it.
    std::size_t end_of_value(std::size_t at) const {
        std::size_t depth = 0, end = at;
        while (at < text_.size()) {
            const char c = text_[at];
            if (c == '\n' && depth == 0) break;
            if (c == '#') {
                at = std::min(text_.find('\n', at), text_.size());
                continue;
            }
            if (c == '[' || c == '{') ++depth;
            if ((c == ']' || c == '}') && depth > 0) --depth;
            at = c == '"' || c == '\'' ? end_of_string(at) : at + 1;
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') end = at;
        }
        return end;
    }

    std::size_t end_of_string(std::size_t at) const {
        const char quote = text_[at];
        const std::string_view triple = quote == '"' ? "\"\"\"" : "'''";
        if (text_.substr(at, 3) == triple) {
            const std::size_t end = text_.find(triple, at + 3);
            return end == std::string_view::npos ? text_.size() : end + 3;
        }
        for (++at; at < text_.size() && text_[at] != '\n'; ++at) {
            if (text_[at] == '\\' && quote == '"') ++at;
            else if (text_[at] == quote) return at + 1;
        }
        return std::min(at, text_.size());
    }

    StructureBuilder& builder_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::int32_t table_ = StructureBuilder::None;
    bool has_table_ = false, is_data_ = false;
    std::string_view array_;  ///< name of the array of tables that came last
};

void scan(StructureBuilder& builder) { Toml(builder).scan(); }

}  // namespace

const LanguageSpec& toml() {
    static const LanguageSpec spec = structure_spec(Language::Toml, 1, ".", scan);
    return spec;
}

}  // namespace kompress::parse::languages
