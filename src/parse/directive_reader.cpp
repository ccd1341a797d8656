// SPDX-License-Identifier: Apache-2.0
/// Headers of register names are megabytes of `#define NAME 0x1234`, and a grammar builds four nodes for each only to
/// be told by the text what the macro is (see macro_text.hpp). Of a text without any code the tree says nothing that one
/// pass over its lines cannot say.
///
/// The pass must give the very facts that the tree gives, so it follows the grammars' tokens: what follows a macro's name is
/// one token up to the line's end or to the first block comment, a line feed must come directly behind it, an extra
/// blank there makes the next line part of it. Wherever the grammars recover from something, or the mask would
/// blank something, the reader declines; docs/design/015-preprocessor-lane.md lists the cases.
#include "parse/directive_reader.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/hash.hpp"
#include "parse/macro_text.hpp"

namespace kompress::parse {
namespace {

/// The runtime's recursion and the walk's depth are no concern below this.
constexpr std::size_t MaxGroups = 64, MaxExpressionDepth = 32;
/// A piece cut from a guarded file lacks its #endif. The runtime makes up for it where that costs less than giving up
/// the group, which it always does for a long one.
constexpr std::size_t MinMacrosOfOpenGroup = 64;

enum CharClass : std::uint8_t { Plain = 1, Printable = 2 };

constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t c = ' '; c < 0x7f; ++c) table[c] = Plain | Printable;
    table['\t'] = Plain | Printable;
    table['/'] = table['\\'] = table['"'] = table['\''] = Printable;
    return table;
}
constexpr std::array<std::uint8_t, 256> Classes = make_classes();

bool is_plain(char c) { return (Classes[static_cast<unsigned char>(c)] & Plain) != 0; }
bool is_printable(char c) { return Classes[static_cast<unsigned char>(c)] != 0; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool begins_name(char c) { return is_word_byte(c) && (c < '0' || c > '9'); }

}  // namespace

bool DirectiveReader::run(const CompiledTable& table, std::string_view text, PieceOrigin origin, ParsedFile& file,
                          TextArena& arena) {
    extractor_.start(table, text, origin, file, arena);
    text_ = text, at_ = line_start_ = 0, row_ = 0, expression_depth_ = 0;
    groups_.clear();
    if (!read_all()) return false;
    const bool is_cut = groups_.size() == 1 && !groups_.front() && file.symbols.size() >= MinMacrosOfOpenGroup;
    if (!groups_.empty() && !is_cut) return false;
    extractor_.finish_file(row_);
    return true;
}

bool DirectiveReader::read_all() {
    bool at_line_start = true, found_any = false;
    for (;;) {
        skip_blanks();
        if (at_ >= text_.size()) return found_any;
        const char c = text_[at_];
        if (c == '\n') {
            line_start_ = ++at_;
            ++row_;
            at_line_start = true;
            continue;
        }
        // The mask takes a "#" behind a comment for code.
        if (c == '#' ? !at_line_start || !read_directive() : c != '/' || !read_comment()) return false;
        at_line_start = false, found_any = true;
    }
}

void DirectiveReader::skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

std::size_t DirectiveReader::word_end(std::size_t at) const {
    while (at < text_.size() && is_word_byte(text_[at])) ++at;
    return at;
}

void DirectiveReader::on_token() {
    extractor_.count_code_rows(row_, row_);
    extractor_.on_token(row_);
}

/// Reads the comment at at_; false for what is none, does not end, or ends in a way that lexers disagree about.
bool DirectiveReader::read_comment() {
    const std::size_t start = at_;
    const std::string_view opening = text_.substr(start, 2);
    std::size_t end = std::string_view::npos;
    if (opening == "//") end = std::min(text_.find('\n', start), text_.size());
    else if (opening == "/*") end = text_.find("*/", start + 2);
    if (end == std::string_view::npos) return false;
    if (opening == "/*") end += 2;
    else if (text_[end - 1] == '\\') return false;
    const std::string_view comment = text_.substr(start, end - start);
    if (comment.find('\0') != std::string_view::npos) return false;
    if (opening == "//" && comment.find('\r') != std::string_view::npos) return false;
    const std::uint32_t row = row_;
    for (std::size_t feed = comment.find('\n'); feed != std::string_view::npos; feed = comment.find('\n', feed + 1)) ++row_, line_start_ = start + feed + 1;
    extractor_.on_comment_at(static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), row, row_);
    at_ = end;
    return true;
}

/// Blanks and comments of one line, up to its end.
bool DirectiveReader::read_rest_of_line() {
    const std::uint32_t row = row_;
    for (;;) {
        skip_blanks();
        if (at_ >= text_.size() || text_[at_] == '\n') return true;
        if (text_[at_] != '/' || !read_comment() || row_ != row) return false;
    }
}

bool DirectiveReader::read_directive() {
    const std::size_t hash = at_++;
    skip_blanks();
    const std::size_t begin = at_;
    at_ = word_end(begin);
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty() || word.front() == '_' || at_ >= text_.size()) return word == "endif" && read_condition(word);
    if (!is_printable(text_[at_]) && text_[at_] != '\n') return false;
    if (text_[at_] == '$' || text_[at_] == '\\') return false;
    if (word == "define") return read_define(hash);
    if (word == "include") return read_include();
    const bool is_condition = word.starts_with("if") || word.starts_with("el") || word == "endif";
    static constexpr std::array<std::string_view, 8> Conditions{"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif"};
    if (is_condition && std::find(Conditions.begin(), Conditions.end(), word) != Conditions.end()) return read_condition(word);
    return read_other(hash);
}

bool DirectiveReader::read_condition(std::string_view word) {
    const bool is_stray_end = word == "endif" && groups_.empty();
    if (is_stray_end) return at_ < text_.size() && read_other(at_, true);
    const bool opens = word.front() == 'i';
    if (opens ? groups_.size() >= MaxGroups : groups_.empty()) return false;
    if (!opens && word != "endif" && groups_.back()) return false;  // behind the #else
    on_token();
    if (opens) groups_.push_back(false);
    else if (word == "endif") groups_.pop_back();
    else if (word == "else") groups_.back() = true;
    if (word == "ifdef" || word == "ifndef") {
        skip_blanks();
        if (at_ >= text_.size() || !begins_name(text_[at_])) return false;
        const std::size_t begin = at_;
        at_ = word_end(begin);
        if (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '\n' && text_[at_] != '/') return false;
        on_name(begin, ReferenceKind::Use);
    } else if (word == "if" || word == "elif") {
        if (!read_expression() || !read_rest_of_line() || !is_at('\n')) return false;
        on_token();  // the line feed is one
        return true;
    } else if (word.size() > 5) {
        return false;  // #elifdef, #elifndef
    }
    return read_rest_of_line();
}

/// What Extractor::on_name makes of the name text[begin, at_) outside of any symbol.
void DirectiveReader::on_name(std::size_t begin, ReferenceKind kind) {
    const std::string_view word = text_.substr(begin, at_ - begin);
    const CompiledTable& table = *extractor_.table_;
    if (kind == ReferenceKind::Call && table.spec->is_keyword && table.spec->is_keyword(word)) return;
    const std::uint64_t hash = hash64(word);
    const NameId name = extractor_.names_.intern(word, hash);
    if (table.is_predeclared(hash)) return;
    extractor_.add_reference(kind, name, NoName, {row_, static_cast<std::uint32_t>(begin - line_start_)});
    if (kind == ReferenceKind::Call && extractor_.type_place_ == TypePlace::Before)
        extractor_.file_->references.back().arguments = static_cast<std::uint8_t>(count_arguments(text_, at_));
}

bool DirectiveReader::read_include() {
    const std::uint32_t line = row_ + extractor_.origin_.line + 1;
    skip_blanks();
    const std::size_t begin = at_;
    const char close = is_at('"') ? '"' : is_at('<') ? '>' : '\0';
    if (close == '\0') return false;
    for (++at_; at_ < text_.size() && text_[at_] != close; ++at_)
        if (text_[at_] == '\\' || !is_printable(text_[at_])) return false;
    if (at_ >= text_.size()) return false;
    Import import;
    import.target = text_.substr(begin + 1, at_ - begin - 1);
    import.is_local = close == '"';
    import.line = line;
    extractor_.file_->imports.push_back(import);
    ++at_;
    on_token();
    return read_tail();
}

/// `#pragma once`, `#undef X`: a word and one token. `is_bare`: there must be none.
bool DirectiveReader::read_other(std::size_t hash, bool is_bare) {
    on_token();
    return is_bare ? read_tail() : read_argument(hash);
}

/// Comments up to the line feed, which must stand directly behind the last of them.
bool DirectiveReader::read_tail() {
    const std::uint32_t row = row_;
    for (;;) {
        if (at_ >= text_.size()) return false;
        if (text_[at_] == '\n') return true;
        skip_blanks();
        if (!is_at('/') || !read_comment() || row_ != row) return false;
    }
}

/// The token behind a macro's head or a directive's word, and the comments around it. Stops at the line feed.
bool DirectiveReader::read_argument(std::size_t hash) {
    const std::uint32_t first_row = row_;
    for (;;) {  // up to its first byte
        if (at_ >= text_.size()) return false;
        const char c = text_[at_];
        if (c == '\n') return true;  // there is none
        if (is_blank(c) || c == '\\') {
            if (!skip_blanks_and_continuations()) return false;
            if (is_at('\n')) return false;  // the grammars take the next line for the argument
            continue;
        }
        if (c != '/') break;
        const std::uint32_t row = row_;
        if (!read_comment() || row_ != row) return false;
    }
    const std::uint32_t row = row_;
    while (at_ < text_.size() && text_[at_] != '\n') {
        const char c = text_[at_], next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (!is_printable(c)) return false;
        if (c == '\\' && next == '\n') {
            at_ += 2, ++row_, line_start_ = at_;
        } else if (c == '/') {
            if (next == '*') break;
            if (next == '\\' || !is_printable(next)) return false;
            at_ += 2;
        } else {
            ++at_;
        }
    }
    extractor_.count_code_rows(row, row_);
    extractor_.on_token(row);
    if (!read_tail()) return false;
    // The mask blanks comments where the line is continued.
    return row_ == first_row || text_.substr(hash, at_ - hash).find("/*") == std::string_view::npos;
}

bool DirectiveReader::skip_blanks_and_continuations() {
    for (;; ++at_) {
        skip_blanks();
        if (!is_at('\\')) return true;
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '\n') return false;
        ++at_, ++row_, line_start_ = at_ + 1;
    }
}

bool DirectiveReader::read_define(std::size_t hash) {
    skip_blanks();
    const std::size_t name = at_;
    if (at_ >= text_.size() || !begins_name(text_[at_]) || !is_blank(text_[name - 1])) return false;
    at_ = word_end(name);
    if (at_ >= text_.size()) return false;
    const char next = text_[at_];
    if (next != '\n' && next != '(' && !is_blank(next)) return false;
    if (next != '(' && add_short_macro(hash, name, at_)) return true;
    const auto macro = scan_macro(text_, static_cast<std::uint32_t>(hash));
    if (!macro || macro->name_end != at_) return false;
    if (next == '(') {
        if (!macro->is_function || !read_parameters(macro->parameters_end)) return false;
    }
    add_macro(*macro, fold_macro(text_, *macro, *extractor_.arena_));
    on_token();
    return read_argument(hash);
}

/// Checks `(a, b, ...)` on one line, and steps behind it.
bool DirectiveReader::read_parameters(std::size_t close) {
    bool wants_name = false;  // behind a comma
    for (++at_;; ++at_) {
        skip_blanks();
        if (at_ == close && !wants_name) break;
        if (begins_name(text_[at_])) at_ = word_end(at_);
        else if (text_.substr(at_, 3) == "...") at_ += 3;
        else return false;
        skip_blanks();
        if (at_ == close) break;
        if (!is_at(',')) return false;
        wants_name = true;
    }
    ++at_;
    return true;
}

/// `#define NAME 0x1234`: neither parameters, literals, comments nor further lines. False, with nothing done, for others.
bool DirectiveReader::add_short_macro(std::size_t hash, std::size_t name, std::size_t name_end) {
    std::size_t body = name_end;
    while (body < text_.size() && is_blank(text_[body])) ++body;
    std::size_t end = body, blanks = 0;
    while (end < text_.size() && is_plain(text_[end])) blanks += is_blank(text_[end++]);
    if (end >= text_.size() || text_[end] != '\n' || (end == body && body > name_end)) return false;
    std::size_t code_end = end;
    while (code_end > name_end && is_blank(text_[code_end - 1])) --code_end, --blanks;
    if (code_end == name_end) blanks = 0;
    MacroText macro;
    macro.start = static_cast<std::uint32_t>(hash);
    macro.name = static_cast<std::uint32_t>(name);
    macro.name_end = macro.head_end = static_cast<std::uint32_t>(name_end);
    macro.code_end = static_cast<std::uint32_t>(code_end), macro.line_end = static_cast<std::uint32_t>(end);
    const std::string_view raw = text_.substr(hash, code_end - hash);
    constexpr std::string_view Define = "#define ";
    if (blanks > 0 || !raw.starts_with(Define)) {
        add_macro(macro, fold_macro(text_, macro, *extractor_.arena_));
    } else if (name == hash + Define.size() && (body == end || (body == name_end + 1 && text_[name_end] == ' '))) {
        add_macro(macro, raw);
    } else {
        const std::size_t name_size = name_end - name, body_size = code_end > body ? code_end - body : 0;
        const std::size_t size = Define.size() + name_size + (body_size > 0 ? 1 + body_size : 0);
        char* out = extractor_.arena_->allocate(size);
        std::memcpy(out, Define.data(), Define.size());
        std::memcpy(out + Define.size(), text_.data() + name, name_size);
        if (body_size > 0) {
            out[Define.size() + name_size] = ' ';
            std::memcpy(out + Define.size() + name_size + 1, text_.data() + body, body_size);
        }
        add_macro(macro, {out, size});
    }
    on_token();
    at_ = end;
    return true;
}

/// What define_macro and Extractor::add_symbol make of a macro outside of any scope.
void DirectiveReader::add_macro(const MacroText& macro, std::string_view folded) {
    Extractor& e = extractor_;
    const PieceOrigin& origin = e.origin_;
    Symbol symbol;
    symbol.name = e.intern(macro.name_text(text_));
    symbol.kind = SymbolKind::Macro;
    symbol.exported = true;
    symbol.start_byte = macro.start + origin.byte;
    symbol.end_byte = macro.code_end + origin.byte;
    symbol.name_byte = macro.name + origin.byte;
    symbol.start_line = symbol.name_line = symbol.end_line = row_ + origin.line + 1;
    symbol.name_column = macro.name - static_cast<std::uint32_t>(line_start_);
    const std::string_view code = text_.substr(macro.start, macro.code_end - macro.start);
    symbol.end_line += static_cast<std::uint32_t>(std::count(code.begin(), code.end(), '\n'));
    symbol.signature = macro_signature(folded, macro);
    symbol.doc = e.take_pending_doc(row_);
    symbol.semantic_hash = hash64(folded) & SemanticHashMask;
    symbol.parameters = macro.is_function ? macro.parameter_count(text_) : 0;
    e.file_->symbols.push_back(symbol);
    add_body_references(macro);
}

void DirectiveReader::add_body_references(const MacroText& macro) {
    Extractor& e = extractor_;
    const std::string_view body = macro.body(text_);
    const bool has_names = std::any_of(body.begin(), body.end(), begins_name);
    if (!macro.is_function && !has_names) return;
    e.open_scope(static_cast<std::int32_t>(e.file_->symbols.size()) - 1, SymbolKind::Macro);
    each_macro_parameter(text_, macro, [&](std::string_view parameter) {
        const NameId id = e.intern(parameter);
        e.use_of(id);
        e.locals_.push_back(id);
    });
    if (has_names) e.add_code_references(body, {row_, macro.head_end - static_cast<std::uint32_t>(line_start_)});
    e.close_scope();
}

// ---- Conditions ----

bool DirectiveReader::read_expression_name() {
    skip_blanks();
    if (at_ >= text_.size() || !begins_name(text_[at_])) return false;
    const std::size_t begin = at_;
    at_ = word_end(at_);
    on_name(begin, ReferenceKind::Use);
    return true;
}

/// A decimal or hexadecimal number, perhaps with a suffix, that no letter, point or quote continues.
bool DirectiveReader::read_number() {
    const std::string_view digits = is_at('0') && (text_.substr(at_ + 1, 1) == "x" || text_.substr(at_ + 1, 1) == "X")
                                        ? "0123456789abcdefABCDEF" : "0123456789";
    if (digits.size() > 10) at_ += 2;
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_not_of(digits, at_), text_.size());
    if (at_ == begin) return false;
    at_ = std::min(text_.find_first_not_of("uUlL", at_), text_.size());
    return at_ < text_.size() && !is_word_byte(text_[at_]) && text_[at_] != '.' && text_[at_] != '\'';
}

bool DirectiveReader::read_operand() {
    skip_blanks();
    while (is_at('!')) {
        ++at_;
        skip_blanks();
    }
    if (at_ >= text_.size()) return false;
    const char c = text_[at_];
    if (c == '(') {
        ++at_;
        if (!read_expression() || !is_at(')')) return false;
        ++at_;
        return true;
    }
    if (c >= '0' && c <= '9') return read_number();
    if (!begins_name(c)) return false;
    const std::size_t begin = at_;
    at_ = word_end(begin);
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "defined") {
        skip_blanks();
        if (!is_at('(')) return read_expression_name();
        ++at_;
        if (!read_expression_name()) return false;
        skip_blanks();
        if (!is_at(')')) return false;
        ++at_;
        return true;
    }
    const std::size_t behind = at_;
    skip_blanks();
    const bool is_call = is_at('(');
    const std::size_t open = at_;
    at_ = behind;
    on_name(begin, is_call ? ReferenceKind::Call : ReferenceKind::Use);
    if (!is_call) return true;
    at_ = open + 1;
    skip_blanks();
    if (is_at(')')) return ++at_, true;
    for (;;) {
        if (!read_expression()) return false;
        if (is_at(')')) return ++at_, true;
        if (!is_at(',')) return false;
        ++at_;
    }
}

/// Operands with operators between them, up to what is neither.
bool DirectiveReader::read_expression() {
    static constexpr std::array<std::string_view, 14> Operators{"&&", "||", "==", "!=", ">=", "<=", "<<", ">>", ">", "<", "+", "-", "*", "%"};
    if (++expression_depth_ > MaxExpressionDepth) return false;
    for (;;) {
        if (!read_operand()) return false;
        skip_blanks();
        const auto found = std::find_if(Operators.begin(), Operators.end(), [&](auto op) { return text_.substr(at_).starts_with(op); });
        if (found == Operators.end()) break;
        at_ += found->size();
        if (at_ < text_.size() && !is_blank(text_[at_]) && !begins_name(text_[at_]) && text_[at_] != '(' && text_[at_] != '!' && (text_[at_] < '0' || text_[at_] > '9')) return false;
        if ((*found == "+" || *found == "-") && at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') return false;  // a signed number
        if (*found == "&&" || *found == "||") ++extractor_.file_->metrics.branches;
    }
    --expression_depth_;
    return true;
}

}  // namespace kompress::parse
