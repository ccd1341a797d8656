// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/c_text.hpp"

#include <algorithm>
#include <array>

#include "parse/code_text.hpp"

namespace kompress::parse::languages {
namespace {

/// No head or declarator is longer; it also bounds what hostile text can cost.
constexpr std::uint32_t MaxLookBytes = 4096;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

std::uint32_t skip_space(std::string_view source, std::uint32_t at) {
    while (at < source.size() && is_space(source[at])) ++at;
    return at;
}

std::uint32_t skip_space_back(std::string_view source, std::uint32_t at) {
    for (;;) {
        while (at > 0 && is_space(source[at - 1])) --at;
        if (at < 4 || source.substr(at - 2, 2) != "*/") return at;
        const std::size_t from = at > MaxLookBytes ? at - MaxLookBytes : 0;
        const std::size_t open = source.substr(from, at - 2 - from).rfind("/*");
        if (open == std::string_view::npos) return at;
        at = static_cast<std::uint32_t>(from + open);
    }
}

Word word_at(std::string_view source, std::uint32_t at) {
    std::uint32_t end = at;
    while (end < source.size() && is_word_byte(source[end])) ++end;
    if (end == at || (source[at] >= '0' && source[at] <= '9')) return {};
    return {source.substr(at, end - at), at};
}

Word word_before(std::string_view source, std::uint32_t end) {
    std::uint32_t at = end;
    while (at > 0 && is_word_byte(source[at - 1])) --at;
    if (end == at || (source[at] >= '0' && source[at] <= '9')) return {};
    return {source.substr(at, end - at), at};
}

/// The "(" or "[" of the closing one at `close`.
std::optional<std::uint32_t> opening_of(std::string_view source, std::uint32_t close) {
    const char closing = source[close], opening = closing == ')' ? '(' : '[';
    std::uint32_t depth = 0;
    for (std::uint32_t at = close + 1; at > 0 && close - at + 1 < MaxLookBytes; --at) {
        const char c = source[at - 1];
        if (c == closing) ++depth;
        if (c == opening && --depth == 0) return at - 1;
        if (c == '{' || c == '}' || c == ';') return std::nullopt;
    }
    return std::nullopt;
}

/// Walks back over the lines that belong to a head: up to a blank line, a directive, or the end of something.
std::uint32_t head_start(std::string_view source, std::uint32_t name) {
    std::uint32_t start = name;
    while (start > 0 && source[start - 1] != '\n') {
        if (const char c = source[start - 1]; c == ';' || c == '{' || c == '}') return skip_space(source, start);
        --start;
    }
    for (int lines = 0; lines < 3 && start > 0; ++lines) {
        std::uint32_t above = start - 1;
        while (above > 0 && source[above - 1] != '\n') --above;
        std::string_view line = source.substr(above, start - 1 - above);
        while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
        if (line.empty() || line.front() == '#' || line.find("//") != std::string_view::npos) break;
        const bool has_words = line.starts_with("static") || line.starts_with("__") || line.starts_with("extern");
        if (line.back() == ')' ? !has_words : !is_word_byte(line.back()) && line.back() != '*' && line.back() != '>') break;
        start = above;
    }
    return skip_space(source, start);
}

bool has_word(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool begins = at == 0 || !is_word_byte(text[at - 1]);
        if (begins && (at + word.size() == text.size() || !is_word_byte(text[at + word.size()]))) return true;
    }
    return false;
}

std::uint32_t count_parameters(std::string_view source, const FunctionHead& head) {
    std::uint32_t count = 0;
    each_parameter_name(source, head, [&](const Word& word) { count += word.text != "void" || count > 0; });
    return count;
}

/// `MACRO(name, type, argument, …)`: the first argument names the function.
void read_macro_head(std::string_view source, FunctionHead& head) {
    head.is_macro = true;
    const std::uint32_t count = count_parameters(source, head);
    const bool has_pairs = count % 2 == 1 && head.name.text.back() >= '0' && head.name.text.back() <= '9';
    head.parameters = count == 0 ? 0 : has_pairs ? (count - 1) / 2 : count - 1;
    const Word first = word_at(source, skip_space(source, head.open + 1));
    if (first.text.empty() || is_c_keyword(first.text)) return;
    const std::uint32_t behind = skip_space(source, first.byte + static_cast<std::uint32_t>(first.text.size()));
    const char next = behind < source.size() ? source[behind] : '\0';
    if (next != ',' && next != ')') return;
    if (head.name.text.find("TEST") != std::string_view::npos && count == 2) {  // `TEST_F(Fixture, Name)`
        const Word second = word_at(source, skip_space(source, behind + 1));
        if (!second.text.empty()) head.qualifier = first.text, head.name = second, head.parameters = 0;
        return;
    }
    head.name = first;
}

/// `MACRO(type, Class::name)(parameters) {`: the last argument names the function.
std::optional<FunctionHead> macro_named_head(std::string_view source, FunctionHead head) {
    const std::uint32_t behind = skip_space_back(source, head.open);
    const auto open = behind > 0 && source[behind - 1] == ')' ? opening_of(source, behind - 1) : std::nullopt;
    if (!open) return std::nullopt;
    const Word macro = word_before(source, *open);
    head.name = last_word(source, *open + 1, behind - 1);
    if (head.name.text.empty() || macro.text.find('_') == std::string_view::npos || !is_macro_word(macro.text)) return std::nullopt;
    head.start = head_start(source, macro.byte);
    head.is_static = has_word(source.substr(head.start, macro.byte - head.start), "static");
    head.parameters = count_parameters(source, head);
    return head;
}

}  // namespace

bool is_c_keyword(std::string_view word) {
    static constexpr auto Sorted = std::to_array<std::string_view>({
        "_Alignas", "_Alignof", "_Atomic", "_Bool", "_Generic", "_Noreturn", "_Static_assert", "_Thread_local", "asm",
        "auto", "bool", "break", "case", "char", "const", "continue", "default", "defined", "do", "double", "else",
        "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "return", "short",
        "signed", "sizeof", "static", "struct", "switch", "typedef", "typeof", "union", "unsigned", "void",
        "volatile", "while"});
    // Cheap refusals first: this runs on every word of every macro body.
    if (word.size() < 2 || word.size() > 14 || (word[0] != '_' && (word[0] < 'a' || word[0] > 'w'))) return false;
    return std::binary_search(Sorted.begin(), Sorted.end(), word);
}

bool is_cpp_keyword(std::string_view word) {
    static constexpr auto Sorted = std::to_array<std::string_view>({
        "alignas", "alignof", "catch", "class", "co_await", "co_return", "co_yield", "concept", "const_cast",
        "consteval", "constexpr", "constinit", "decltype", "delete", "dynamic_cast", "explicit", "false", "friend",
        "mutable", "namespace", "new", "noexcept", "nullptr", "operator", "private", "protected", "public",
        "reinterpret_cast", "requires", "static_assert", "static_cast", "template", "this", "thread_local", "throw",
        "true", "try", "typeid", "typename", "using", "virtual"});
    if (word.size() < 3 || word.size() > 16 || word[0] < 'a' || word[0] > 'v') return is_c_keyword(word);
    return std::binary_search(Sorted.begin(), Sorted.end(), word) || is_c_keyword(word);
}

bool is_known_attribute(std::string_view word) {
    static constexpr std::array<std::string_view, 23> Marks{
        "packed", "aligned", "layout", "mostly", "initdata", "initconst", "after_init", "refdata", "refconst",
        "section", "_used", "weak", "_rcu", "percpu", "_user", "_iomem", "bitwise", "exitdata", "visible",
        "attribute", "deprecated", "must_check", "guarded"};
    if (!is_attribute_word(word)) return false;
    if (word.ends_with("unused")) return true;  // `__unused1` is a field
    return std::any_of(Marks.begin(), Marks.end(), [&](auto mark) { return word.find(mark) != std::string_view::npos; });
}

bool is_macro_word(std::string_view word) {
    return word.size() > 1 && std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Word last_word(std::string_view source, std::uint32_t begin, std::uint32_t end) {
    while (end > begin && !is_word_byte(source[end - 1])) --end;
    std::uint32_t at = end;
    while (at > begin && is_word_byte(source[at - 1])) --at;
    if (at == end || (source[at] >= '0' && source[at] <= '9')) return {};
    return {source.substr(at, end - at), at};
}

std::optional<std::uint32_t> behind_parentheses(std::string_view source, std::uint32_t open) {
    std::uint32_t depth = 0;
    const std::size_t limit = std::min<std::size_t>(source.size(), std::size_t{open} + MaxLookBytes);
    for (std::size_t at = open; at < limit;) {
        if (source[at] == '"' || source[at] == '\'') {
            at += skip_literal_or_comment(source.substr(at));
            continue;
        }
        if (source[at] == '(') ++depth;
        if (source[at] == ')' && --depth == 0) return static_cast<std::uint32_t>(at) + 1;
        ++at;
    }
    return std::nullopt;
}

std::optional<Word> declared_name(std::string_view source, Word found, std::uint32_t type_end) {
    // `struct` here is where the next declaration begins
    if (is_c_keyword(found.text) && (found.text == "struct" || found.text == "union" || found.text == "enum")) return std::nullopt;
    Word name = found;
    if (source.substr(found.byte + found.text.size(), 3) == "::*")  // `int Class::*member`
        return word_at(source, found.byte + static_cast<std::uint32_t>(found.text.size()) + 3);
    if (is_attribute_word(found.text)) {
        // What stands between the type and an attribute is the name, if anything does.
        std::uint32_t at = skip_space_back(source, found.byte);
        while (at > type_end && source[at - 1] == ']') {
            const auto open = opening_of(source, at - 1);
            if (!open) break;
            at = skip_space_back(source, *open);
        }
        Word before = word_before(source, at);
        while (before.byte > type_end && is_known_attribute(before.text))  // `typedef __u32 __bitwise __le32;`
            before = word_before(source, skip_space_back(source, before.byte));
        if (!before.text.empty() && before.byte >= type_end && !is_c_keyword(before.text)) return before;
    }
    std::uint32_t at = skip_space(source, found.byte + static_cast<std::uint32_t>(found.text.size()));
    for (int words = 0; words < 6; ++words) {
        const Word next = word_at(source, at);
        if (next.text.empty()) break;
        at = skip_space(source, at + static_cast<std::uint32_t>(next.text.size()));
        const bool is_macro_behind = is_macro_word(next.text) && !is_macro_word(name.text);  // `x GUARDED_BY(mutex)`
        const bool is_attribute = is_attribute_word(next.text) || is_macro_behind;
        if (at < source.size() && source[at] == '(') {
            const auto end = behind_parentheses(source, at);
            if (!is_attribute || !end) return std::nullopt;  // `type MACRO function(`
            at = skip_space(source, *end);
        }
        const bool is_better = !is_attribute || (is_attribute_word(name.text) && !is_known_attribute(next.text));
        if (is_better) name = next;
    }
    if (is_c_keyword(name.text) || is_known_attribute(name.text)) return std::nullopt;
    if (name.byte != found.byte && at < source.size() && std::string_view(";=,[:").find(source[at]) == std::string_view::npos)
        return std::nullopt;
    return name;
}

std::optional<FunctionHead> function_head_before(std::string_view source, std::uint32_t brace) {
    std::uint32_t at = brace;
    for (int groups = 0; groups < 4; ++groups) {
        at = skip_space_back(source, at);
        if (at == 0) return std::nullopt;
        if (source[at - 1] != ')') {  // `f(void) __init {`, `f() const {`
            const Word word = word_before(source, at);
            const bool may_follow = is_attribute_word(word.text) || word.text == "const" || word.text == "noexcept" ||
                                    word.text == "override" || word.text == "final";
            if (!may_follow) return std::nullopt;
            at = word.byte;
            continue;
        }
        const auto open = opening_of(source, at - 1);
        if (!open) return std::nullopt;
        FunctionHead head;
        head.open = *open, head.close = at - 1;
        head.name = word_before(source, skip_space_back(source, *open));
        if (head.name.text.empty()) return macro_named_head(source, head);
        if (is_c_keyword(head.name.text)) return std::nullopt;
        const std::uint32_t before = skip_space_back(source, head.name.byte);
        if (is_attribute_word(head.name.text) && before > 0 && source[before - 1] == ')') {  // `f(x) __acquires(lock)`
            at = head.name.byte;
            continue;
        }
        head.start = head_start(source, head.name.byte);
        const std::string_view words = source.substr(head.start, head.name.byte - head.start);
        head.is_static = has_word(words, "static");
        if (is_macro_word(head.name.text) && (words.empty() || words == "static ")) read_macro_head(source, head);
        else head.parameters = count_parameters(source, head);
        return head;
    }
    return std::nullopt;
}

std::optional<RecordHead> record_head_before(std::string_view source, std::uint32_t brace) {
    RecordHead head;
    head.name = word_before(source, skip_space_back(source, brace));
    if (head.name.text.empty() || is_c_keyword(head.name.text)) return std::nullopt;
    const Word keyword = word_before(source, skip_space_back(source, head.name.byte));
    if (keyword.text != "struct" && keyword.text != "union" && keyword.text != "enum" && keyword.text != "class" &&
        keyword.text != "namespace")
        return std::nullopt;
    head.keyword = keyword.text, head.start = keyword.byte;
    return head;
}

std::optional<Word> macro_variable(std::string_view source, std::uint32_t macro) {
    const Word word = word_at(source, macro);
    const bool defines = word.text.starts_with("DEFINE_") || word.text.starts_with("DECLARE_");
    static constexpr auto Things = std::to_array<std::string_view>(
        {"MUTEX", "LOCK", "SEQ", "RWSEM", "IDA", "IDR", "XARRAY", "HASHTABLE", "PER_CPU", "STATIC_KEY", "STATIC_CALL", "SRCU",
         "RATELIMIT", "WAIT", "TIMER", "WORK", "KFIFO", "LIST", "HEAD", "BITMAP", "TASKLET", "COMPLETION", "RANDOM"});
    const auto is_mentioned = [&](std::string_view thing) { return word.text.find(thing) != std::string_view::npos; };
    if (!defines || std::none_of(Things.begin(), Things.end(), is_mentioned)) return std::nullopt;
    const std::uint32_t open = skip_space(source, macro + static_cast<std::uint32_t>(word.text.size()));
    if (open >= source.size() || source[open] != '(') return std::nullopt;
    const auto end = behind_parentheses(source, open);
    if (!end) return std::nullopt;
    FunctionHead list;
    list.open = open, list.close = *end - 1;
    const bool is_second = is_mentioned("PER_CPU");  // the type comes first
    std::uint32_t number = 0;
    std::optional<Word> name;
    each_parameter_name(source, list, [&](const Word& argument) {
        if (number++ == (is_second ? 1u : 0u)) name = argument;
    });
    if (name && is_c_keyword(name->text)) name.reset();
    return name;
}

}  // namespace kompress::parse::languages
