// SPDX-License-Identifier: Apache-2.0
#include "parse/type_text.hpp"

#include <algorithm>

#include "parse/type_reader.hpp"

namespace kompress::parse {
namespace {

/// `match value { Some(x) => x, …`, with its first or second arm: what the value holds.
bool read_unwrapped(TypeReader& in, std::string& out) {
    if (!in.skip_word("match") || !read_chain(in, out)) return false;
    in.skip_blanks();
    if (!in.skip("{")) return false;
    const std::string_view arms = in.text.substr(in.at, MaxLook / 2);
    for (const std::string_view holder : {"Some(", "Ok("}) {
        const std::size_t at = arms.find(holder);
        if (at == std::string_view::npos) continue;
        TypeReader arm{arms, at + holder.size()};
        arm.skip_word("mut");
        const std::string_view name = arm.word();
        if (name.empty() || !arm.skip(")")) continue;
        arm.skip_blanks();
        if (!arm.skip("=>")) continue;
        arm.skip_blanks();
        if (arm.word() != name || (arm.peek() != ',' && arm.peek() != '\n' && arm.peek() != ' ')) continue;
        out += "[]";
        return out.size() <= MaxChainBytes;
    }
    return false;
}

/// The chain of a value that a declaration gives, up to the end of the statement.
bool read_value(TypeReader& in, std::string& out) {
    out = "=";
    if (in.has_layers) {
        in.skip_blanks();
        if (in.starts("match ")) return read_unwrapped(in, out) ? true : (out.clear(), false);
    }
    if (!read_chain(in, out)) return out.clear(), false;
    while (in.peek() == ' ' || in.peek() == '\t') ++in.at;
    if (in.skip_word("as")) {
        out.clear();
        return read_type(in, out);
    }
    if (in.has_layers && in.peek() == '{' && !out.empty() && out.find_first_of("([") == std::string::npos) {
        // `let x = Foo { … };`
        const std::size_t last = out.find_last_of("=:");
        if (is_upper(out[last + 1]) && in.skip_bracket()) out += "{}";
    }
    const char c = in.peek();
    const bool is_whole = in.is_end() || std::string_view("\r\n;,)}]#:").find(c) != std::string_view::npos || in.starts("//") || in.starts("/*");
    // a[…] and literals tell nothing
    if (!is_whole || out.size() < 2 || out.size() > MaxChainBytes || out[1] == '[' || out[1] == '{' || out[1] == '"') return out.clear(), false;
    return true;
}

bool read_colon(TypeReader& in, std::string& out) {
    while (in.peek() == ' ') ++in.at;
    if (in.peek() == '?' || in.peek() == '!') ++in.at;
    if (in.peek() == ':' && in.peek(1) != ':' && in.peek(1) != '=') {
        ++in.at;
        TypeReader type = in;
        if (read_type(type, out)) return true;
        // `x: Any = Foo()` may still tell
        const std::size_t equals = in.text.find_first_of("=,;)\n", in.at);
        if (equals == std::string_view::npos || in.text[equals] != '=') return false;
        in.at = equals;
    }
    if (in.starts(":=")) ++in.at;
    if (in.peek() != '=' || in.peek(1) == '=' || in.peek(1) == '>') return false;
    ++in.at;
    return read_value(in, out);
}

bool read_after(std::string_view source, std::size_t begin, TypeReader& in, std::string& out) {
    std::size_t before = begin;
    while (before > 0 && source[before - 1] == ' ') --before;
    const bool is_first = before == 0 || source[before - 1] != ',';
    while (in.peek() == ' ') ++in.at;
    while (in.peek() == ',') {
        ++in.at;
        in.skip_blanks();
        if (in.word().empty()) return false;
        while (in.peek() == ' ') ++in.at;
    }
    const bool is_assigned = in.starts(":=") || (in.peek() == '=' && in.peek(1) != '=');
    if (is_assigned) {
        in.at += in.peek() == ':' ? 2 : 1;
        return is_first && read_value(in, out);
    }
    if (in.peek() == '.' || in.peek() == '[') return false;  // variadic, a slice
    return is_letter(in.peek()) || in.peek() == '*' ? read_type(in, out) : false;
}

bool read_before(std::string_view source, std::size_t begin, TypeReader& in, std::string& out) {
    std::size_t from = begin;
    const std::size_t limit = begin > 128 ? begin - 128 : 0;
    for (std::size_t depth = 0; from > limit; --from) {
        const char c = source[from - 1];
        if (c == '>') ++depth;
        else if (c == '<') {
            if (depth-- == 0) break;
        } else if (c == ',' ? depth == 0 : !is_word_byte(c) && std::string_view(" \t\n\r:.*&?[]").find(c) == std::string_view::npos) break;
        if (c == ']' && depth == 0) return false;
        if (c == ':' && depth == 0 && (from < 2 || source[from - 2] != ':') && (from >= source.size() || source[from] != ':')) break;
    }
    std::string_view text = source.substr(from, begin - from);
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    if (text.empty()) return false;
    TypeReader type{text};
    if (read_type(type, out)) {
        type.skip_blanks();
        while (type.peek() == '*' || type.peek() == '&' || is_blank(type.peek())) ++type.at;
        if (type.is_end() || type.starts("const")) return true;
        out.clear();
        return false;
    }
    out.clear();
    const bool is_auto = text.find("auto") != std::string_view::npos || text.starts_with("var ") || text.find("let ") != std::string_view::npos ||
                         text.starts_with("final ") || text.find("const ") != std::string_view::npos || text.find("val ") != std::string_view::npos;
    in.skip_blanks();
    if (!is_auto || in.peek() != '=' || in.peek(1) == '=') return false;
    ++in.at;
    return read_value(in, out);
}

/// Where a signature says `name` as a whole word; npos when nowhere.
std::size_t find_word(std::string_view signature, std::string_view name) {
    for (std::size_t at = signature.find(name); at != std::string_view::npos; at = signature.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at == 0 || !is_word_byte(signature[at - 1])) && (end == signature.size() || !is_word_byte(signature[end]))) return at;
    }
    return std::string_view::npos;
}

}  // namespace

TypePlace type_place(Language language) {
    switch (language) {
        case Language::Cpp:
        case Language::Java:
        case Language::CSharp: return TypePlace::Before;
        case Language::Python:
        case Language::JavaScript:
        case Language::TypeScript:
        case Language::Tsx:
        case Language::Kotlin:
        case Language::Swift:
        case Language::Scala: return TypePlace::Colon;
        case Language::Rust: return TypePlace::Rust;
        case Language::Go: return TypePlace::After;
        default: return TypePlace::None;
    }
}

bool read_whole_chain(std::string_view text, std::string& out, TypePlace place) {
    TypeReader in{text, 0, place == TypePlace::Rust};
    if (!read_chain(in, out)) return false;
    in.skip_blanks();
    return in.is_end() && !out.empty() && out.size() <= MaxBuilderBytes;
}

bool read_front_chain(std::string_view text, std::string& out, TypePlace place) {
    const std::size_t before = out.size();
    TypeReader in{text.substr(0, std::min(text.size(), MaxLook)), 0, place == TypePlace::Rust};
    if (!read_chain(in, out) || out.size() == before || out.size() > MaxChainBytes) return false;
    const bool is_known = is_letter(out[before]);
    in.skip_blanks();
    return is_known && (in.is_end() || std::string_view("{;,)").find(in.peek()) != std::string_view::npos || in.starts("else") || in.starts("&&"));
}

bool read_payload_types(std::string_view signature, std::string_view name, std::string& out) {
    out.clear();
    const std::size_t at = find_word(signature, name);
    if (at == std::string_view::npos) return false;
    TypeReader in{signature, at + name.size(), true};
    if (in.peek() == '<' && !in.skip_angles()) return false;
    TypeReader field = in;
    if (in.peek() != '(' || !in.skip_bracket()) return false;
    field.text = signature.substr(0, in.at - 1);
    ++field.at;
    bool is_told = false;
    std::size_t depth = 0, begin = field.at;
    for (std::size_t i = field.at; i <= field.text.size(); ++i) {
        const char c = i < field.text.size() ? field.text[i] : ',';
        if (c == '(' || c == '[' || (c == '<')) ++depth;
        else if ((c == ')' || c == ']' || (c == '>' && field.text[i - 1] != '-')) && depth > 0) --depth;
        else if (c == ',' && depth == 0) {
            TypeReader one{field.text.substr(0, i), begin, true};
            one.skip_blanks();
            if (one.skip_word("pub") && one.peek() == '(' && !one.skip_bracket()) return false;
            std::string type;
            is_told |= read_type(one, type) && !type.empty();
            out.append(begin > field.at ? "," : "").append(type);
            begin = i + 1;
        }
    }
    return is_told && out.size() <= MaxBuilderBytes;
}

bool read_alias_target(std::string_view signature, TypePlace place, std::string& out) {
    out.clear();
    std::size_t at = signature.find(" = ");
    // An associated type that is bound rather than given: `type Captures: Captures`
    if (at == std::string_view::npos) at = place == TypePlace::Rust ? signature.find(": ") : at;
    if (at == std::string_view::npos) return false;
    TypeReader in{signature, signature.find(' ', at) + 1, place == TypePlace::Rust};
    while (in.peek() == '=' || in.peek() == ' ') ++in.at;
    if (!read_type(in, out)) return false;
    in.skip_blanks();
    return in.is_end() || in.peek() == ';' || in.starts("where") || in.peek() == '+';
}

bool read_declared_type(std::string_view source, std::size_t begin, std::size_t end, TypePlace place, std::string& out) {
    out.clear();
    TypeReader in{source.substr(0, std::min(source.size(), end + MaxLook)), end, place == TypePlace::Rust};
    switch (place) {
        case TypePlace::None: return false;
        case TypePlace::Rust:
        case TypePlace::Colon: return read_colon(in, out);
        case TypePlace::After: return read_after(source, begin, in, out);
        case TypePlace::Before: return read_before(source, begin, in, out);
    }
    return false;
}

bool read_result_type(std::string_view signature, std::string_view name, TypePlace place, std::string& out) {
    out.clear();
    if (place == TypePlace::None) return false;
    std::size_t at = find_word(signature, name);
    if (at == std::string_view::npos) return false;
    TypeReader in{signature, at + name.size(), place == TypePlace::Rust};
    if (in.has_layers && in.peek() == '<') {
        if (!in.skip_angles()) return false;
    } else if (in.peek() == '<' || in.peek() == '[') {
        if (in.peek() == '[' ? !in.skip_bracket() : !in.skip_generics()) return false;
    }
    while (in.peek() == ' ') ++in.at;
    if (place == TypePlace::Before) {
        const std::size_t arrow = signature.find("->", in.at);
        if (arrow != std::string_view::npos && in.skip_bracket()) {
            in.at = arrow + 2;
            return read_type(in, out);
        }
        while (at > 0 && (is_word_byte(signature[at - 1]) || signature[at - 1] == ':' || signature[at - 1] == '~')) --at;
        TypeReader none{signature.substr(0, 0)};
        return at > 0 && read_before(signature, at, none, out);
    }
    if (in.peek() == '(' && !in.skip_bracket()) return false;
    while (in.peek() == ' ') ++in.at;
    if (place == TypePlace::Colon || place == TypePlace::Rust) return (in.skip("->") || in.skip(":")) && read_type(in, out);
    // Go: `T`, `(T, error)`, `(x T, err error)`
    if (in.peek() != '(') return !in.is_end() && read_type(in, out);
    ++in.at;
    const std::size_t stop = signature.find_first_of(",)", in.at);
    if (stop == std::string_view::npos) return false;
    std::string_view first = signature.substr(in.at, stop - in.at);
    if (const std::size_t gap = first.find(' '); gap != std::string_view::npos) first.remove_prefix(gap + 1);
    TypeReader inside{first};
    return read_type(inside, out);
}

unsigned count_arguments(std::string_view source, std::size_t end, std::string_view* list) {
    TypeReader in{source.substr(0, std::min(source.size(), end + MaxLook)), end};
    if (in.peek() == '<' && !in.skip_generics()) return 0;
    if (in.peek() == '>') ++in.at;
    while (in.peek() == ' ') ++in.at;
    if (in.peek() != '(') return 0;
    ++in.at;
    const std::size_t begin = in.at;
    in.skip_blanks();
    if (in.peek() == ')') return 1;
    unsigned count = 2;
    while (!in.is_end()) {
        const char c = in.peek();
        if (c == ')') {
            if (list) *list = source.substr(begin, in.at - begin);
            return std::min(count, 255u);
        }
        if (c == ',') ++count, ++in.at;
        else if (c == '(' || c == '[' || c == '{') {
            if (!in.skip_bracket()) return 0;
        } else if (c == '"' || c == '\'') in.at += skip_literal_or_comment(in.text.substr(in.at));
        else if (c == '<' && in.skip_generics()) continue;
        else ++in.at;
    }
    return 0;
}

}  // namespace kompress::parse
