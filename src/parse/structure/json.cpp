// SPDX-License-Identifier: Apache-2.0
/// JSON, with the comments of JSONC: the keys of the outer objects. What stands in arrays is data.
#include <array>
#include <utility>

#include "parse/languages/languages.hpp"
#include "parse/structure/structure_spec.hpp"

namespace kompress::parse::languages {
namespace {

constexpr std::size_t MaxKeyDepth = 2;     ///< deeper keys only where they open an object
constexpr std::size_t MaxObjectDepth = 3;
constexpr std::size_t MaxIndentation = 200;  ///< how far before a comment the line's start is looked for
constexpr std::size_t MaxValueBytes = 80;  ///< of a value in a signature

class Json {
  public:
    explicit Json(StructureBuilder& builder) : builder_(builder), text_(builder.text()) {}

    void scan() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"') string();
            else if (c == '{' || c == '[') open(c == '{');
            else if (c == '}' || c == ']') close();
            else if (c == '/') comment();
            else if (c == ',') expects_key_ = is_outer_object(), ++at_;
            else ++at_;
        }
        while (depth_ > 0) close();
    }

  private:
    struct Level {
        bool is_object = false;
        std::int32_t symbol = StructureBuilder::None;  ///< that the bracket is the value of
    };

    bool is_outer_object() const { return depth_ >= 1 && depth_ <= MaxObjectDepth && levels_[depth_ - 1].is_object && !in_array_; }

    void open(bool is_object) {
        ++at_;
        ++depth_;
        expects_key_ = false;
        if (depth_ > levels_.size()) return;
        levels_[depth_ - 1] = {is_object, std::exchange(key_, StructureBuilder::None)};
        if (!is_object && array_depth_ == 0) array_depth_ = depth_, in_array_ = true;
        expects_key_ = is_outer_object();
    }

    void close() {
        at_ += at_ < text_.size();
        expects_key_ = false;
        if (depth_ == 0) return;
        if (depth_ <= levels_.size()) builder_.close(levels_[depth_ - 1].symbol, at_);
        if (array_depth_ == depth_) array_depth_ = 0, in_array_ = false;
        --depth_;
    }

    void comment() {
        const std::size_t start = at_;
        if (text_.substr(at_, 2) == "//") at_ = std::min(text_.find('\n', at_), text_.size());
        else if (text_.substr(at_, 2) == "/*") at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
        else {
            ++at_;
            return;
        }
        std::size_t line = start;
        while (line > 0 && start - line < MaxIndentation && (text_[line - 1] == ' ' || text_[line - 1] == '\t')) --line;
        if (line == 0 || text_[line - 1] == '\n') builder_.comment(start, at_);  // what follows code explains nothing
    }

    /// Moves behind the string that begins here; a line feed ends an unclosed one.
    std::string_view take_string() {
        const std::size_t start = ++at_;
        while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n') at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1;
        at_ = std::min(at_, text_.size());
        const std::string_view content = text_.substr(start, at_ - start);
        at_ += at_ < text_.size() && text_[at_] == '"';
        return content;
    }

    void string() {
        const std::size_t start = at_;
        const std::string_view name = take_string();
        if (!expects_key_) return;
        std::size_t next = at_;
        while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t' || text_[next] == '\n' || text_[next] == '\r')) ++next;
        if (next >= text_.size() || text_[next] != ':') return;
        expects_key_ = false;
        at_ = next + 1;
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
        key(name, start);
    }

    void key(std::string_view name, std::size_t start) {
        key_ = StructureBuilder::None;
        const bool is_nested = at_ < text_.size() && text_[at_] == '{';
        const std::int32_t parent = levels_[depth_ - 1].symbol;
        // The children of what is no symbol are none either.
        if (depth_ > 1 && parent == StructureBuilder::None) return;
        if (depth_ > MaxKeyDepth && !is_nested) return;
        const std::size_t value = at_;
        const bool is_scalar = value < text_.size() && text_[value] != '{' && text_[value] != '[';
        std::size_t end = value;
        if (is_scalar && text_[value] == '"') take_string(), end = at_;
        else if (is_scalar) end = std::min(text_.find_first_of(",}]\n", value), text_.size());
        Entry entry;
        entry.name = name;
        entry.start = start;
        entry.name_byte = start + 1;
        entry.parent = parent;
        const bool is_short = is_scalar && end - value <= MaxValueBytes;
        entry.signature = text_.substr(start, (is_short ? end : start + name.size() + 2) - start);
        entry.doc = builder_.take_doc(start);
        const std::int32_t symbol = builder_.add(entry);
        if (is_scalar) builder_.close(symbol, end);
        else key_ = symbol;
        if (depth_ == 1 && name == "description" && is_scalar && text_[value] == '"' && end > value + 2)
            builder_.offer_file_doc(builder_.fold(text_.substr(value + 1, end - value - 2), 300));
    }

    StructureBuilder& builder_;
    std::string_view text_;
    std::size_t at_ = 0, depth_ = 0, array_depth_ = 0;
    std::array<Level, MaxObjectDepth + 1> levels_{};  ///< the innermost for the ends of the deepest keys
    bool in_array_ = false, expects_key_ = false;
    std::int32_t key_ = StructureBuilder::None;  ///< whose value begins next
};

void scan(StructureBuilder& builder) { Json(builder).scan(); }

}  // namespace

const LanguageSpec& json() {
    static const LanguageSpec spec = structure_spec(Language::Json, 1, ".", scan);
    return spec;
}

}  // namespace kompress::parse::languages
