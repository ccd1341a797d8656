// SPDX-License-Identifier: Apache-2.0
#include "parse/type_text.hpp"

#include <algorithm>
#include <array>

#include "parse/code_text.hpp"

namespace kompress::parse {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_letter(char c) { return is_word_byte(c) && !(c >= '0' && c <= '9'); }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// A position in a text, with the few moves that reading a chain takes.
struct Reader {
    std::string_view text;
    std::size_t at = 0;
    bool has_layers = false;  ///< Rust: see the notation of types

    bool is_end() const { return at >= text.size(); }
    char peek(std::size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
    bool starts(std::string_view word) const { return text.substr(std::min(at, text.size())).starts_with(word); }
    void skip_blanks() {
        while (!is_end() && is_blank(text[at])) ++at;
    }
    bool skip(std::string_view word) {
        if (!starts(word)) return false;
        at += word.size();
        return true;
    }
    bool skip_word(std::string_view word) {
        if (!starts(word) || is_word_byte(peek(word.size()))) return false;
        at += word.size();
        skip_blanks();
        return true;
    }
    std::string_view word() {
        const std::size_t begin = at;
        while (!is_end() && (is_word_byte(text[at]) || text[at] == '$')) ++at;
        return text.substr(begin, at - begin);
    }
    /// Behind the bracket that closes the one here; false when it does not close.
    bool skip_bracket() {
        const std::size_t begin = at;
        if (find_close()) return true;
        at = begin;
        return false;
    }
    bool find_close() {
        std::array<char, 32> open{};
        std::size_t depth = 0;
        for (; !is_end(); ++at) {
            const char c = text[at];
            if (c == '"' || c == '\'' || c == '`') {
                at += skip_literal_or_comment(text.substr(at)) - 1;
            } else if (c == '(' || c == '[' || c == '{') {
                if (depth == open.size()) return false;
                open[depth++] = c == '(' ? ')' : c == '[' ? ']' : '}';
            } else if (c == ')' || c == ']' || c == '}') {
                if (depth == 0 || open[--depth] != c) return false;
                if (depth == 0) {
                    ++at;
                    return true;
                }
            }
        }
        return false;
    }
    /// Behind `<…>` where only types can stand, whatever is inside.
    bool skip_angles() {
        std::size_t depth = 0;
        for (std::size_t i = at; i < text.size(); ++i) {
            if (text[i] == '<') ++depth;
            else if (text[i] == '>' && text[i - 1] != '-' && text[i - 1] != '=' && --depth == 0) {
                at = i + 1;
                return true;
            }
        }
        return false;
    }
    /// Behind `<…>`, if what is inside can only be types.
    bool skip_generics() {
        std::size_t depth = 0;
        for (std::size_t i = at; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '<') ++depth;
            else if (c == '>') {
                if (i > 0 && (text[i - 1] == '-' || text[i - 1] == '=')) return false;
                if (--depth == 0) {
                    at = i + 1;
                    return true;
                }
            } else if (!is_word_byte(c) && std::string_view(" ,.:*&?[]'|").find(c) == std::string_view::npos) {
                return false;
            }
        }
        return false;
    }
};

/// The suffixes of a chain: members, calls, elements.
void read_suffixes(Reader& in, std::string& out) {
    for (;;) {
        const std::size_t before = in.at;
        in.skip_blanks();
        const bool has_gap = in.at != before;
        std::string_view joint;
        if (in.has_layers && in.peek() == '?') {
            ++in.at;
            out += "[]";
            continue;
        }
        if (in.skip("::")) joint = "::";
        else if (in.skip("->") || in.skip("?.") || in.skip("!.") || in.skip("?->")) joint = ".";
        else if (in.peek() == '.' && in.peek(1) != '.') joint = ".", ++in.at;
        if (!joint.empty()) {
            in.skip_blanks();
            if (joint == "::" && in.peek() == '<' && (in.has_layers ? in.skip_angles() : in.skip_generics())) continue;
            if (in.peek() == '(' && joint == ".") {  // Go's x.(T)
                Reader type = in;
                if (in.skip_bracket()) {
                    const std::string_view inside = in.text.substr(type.at + 1, in.at - type.at - 2);
                    out.clear();
                    for (const char c : inside)
                        if (is_word_byte(c) || c == '.') out += c;
                    out += "{}";
                    continue;
                }
            }
            const std::string_view name = in.word();
            if (name.empty()) {
                in.at = before;
                return;
            }
            out.append(joint).append(name);
            continue;
        }
        if (has_gap) {
            in.at = before;
            return;
        }
        if (in.peek() == '(' && in.skip_bracket()) out += "()";
        else if (in.peek() == '[' && in.skip_bracket()) out += "[]";
        else if (in.peek() == '?' && std::string_view(";,).\n").find(in.peek(1)) != std::string_view::npos) ++in.at;
        else if (in.peek() == '!' && in.peek(1) == '.') ++in.at;
        else if (in.peek() == '<') {
            Reader behind = in;
            if (!behind.skip_generics() || (behind.peek() != '(' && behind.peek() != '{' && !behind.starts("::"))) return;
            in.at = behind.at;
        } else if (in.peek() == '{' && !out.empty() && out.back() != ')') {
            // A composite literal of a type, which has a capital; otherwise a block begins here.
            const std::size_t last = out.find_last_of(".:");
            if (!is_upper(out[last == std::string::npos ? 0 : last + 1]) || !in.skip_bracket()) return;
            out += "{}";
        } else return;
        if (out.size() > 4 * MaxChainBytes) return;
    }
}

/// `depth`: of brackets around; two are enough for `((Foo) x).y`.
bool read_chain(Reader& in, std::string& out, int depth = 0) {
    in.skip_blanks();
    bool is_new = false;
    for (bool again = true; again;) {
        again = in.skip_word("await") || in.skip_word("co_await") || in.skip_word("yield");
        if (in.skip_word("new")) is_new = again = true;
        if (!again && (in.peek() == '&' || in.peek() == '*') && (in.has_layers || in.peek(1) != in.peek())) ++in.at, again = true;
        if (again) in.skip_blanks();
        if (in.starts("mut ")) in.at += 4;
    }
    const char c = in.peek();
    if (c == '"' || c == '\'' || c == '`' || (c >= '0' && c <= '9')) {
        if (c >= '0' && c <= '9') return false;
        in.at += skip_literal_or_comment(in.text.substr(in.at));
        out += "\"\"";
    } else if (c == '[' || c == '{') {
        if (!in.skip_bracket()) return false;
        out += c == '[' ? "[]" : "{}";
        return true;
    } else if (c == '(') {
        const std::size_t begin = in.at + 1;
        if (depth == 2 || !in.skip_bracket()) return false;
        Reader inside{in.text.substr(begin, in.at - begin - 1)};
        inside.skip_blanks();
        Reader cast = inside;
        if (cast.peek() == '(' && cast.skip_bracket() && (cast.skip_blanks(), is_letter(cast.peek()) || cast.peek() == '(')) {
            const std::size_t open = inside.at + 1;
            const std::size_t close = cast.text.find(')', open);
            for (std::size_t i = open; i < close && (is_word_byte(inside.text[i]) || inside.text[i] == '.'); ++i) out += inside.text[i];
            out += "{}";
        } else {
            if (!read_chain(inside, out, depth + 1)) return false;
            inside.skip_blanks();
            if (inside.skip_word("as")) {
                out.assign(inside.word());
                out += "{}";
            } else if (!inside.is_end()) return false;
        }
    } else {
        const std::string_view name = in.word();
        if (name.empty()) return false;
        const char next = in.peek();
        if (next == '"' || next == '\'') {  // f"…", r'…', u8"…"
            in.at += skip_literal_or_comment(in.text.substr(in.at));
            out += "\"\"";
        } else {
            out.append(name);
            if (next == '!' && in.peek(1) != '.' && in.peek(1) != '=') return false;  // a macro's value has no type for us
        }
    }
    if (!is_new) {
        read_suffixes(in, out);
        return true;
    }
    // `new Foo(x).bar()`: the object first, then what is asked of it.
    while (in.skip(".") || in.skip("::")) out.append(".").append(in.word());
    if (in.peek() == '<' && !in.skip_generics()) return false;
    if (in.peek() == '[') return false;
    if (in.peek() == '(' && !in.skip_bracket()) return false;
    out += "{}";
    read_suffixes(in, out);
    return true;
}

constexpr std::string_view Ignored[] = {
    "const", "volatile", "struct", "class", "enum", "union", "typename", "static", "final", "mut", "dyn", "impl", "inline", "virtual",
    "extern", "constexpr", "friend", "explicit", "public", "private", "protected", "internal", "abstract", "synchronized", "readonly",
    "override", "async", "unsafe", "pub", "transient", "native", "default", "register", "thread_local", "mutable", "typeof", "keyof"};
constexpr std::string_view Wrappers[] = {"Optional", "ClassVar", "Annotated", "Final", "Awaitable", "Promise", "Coroutine", "unique_ptr",
                                         "shared_ptr", "scoped_refptr", "Box", "Rc", "Arc", "Ref", "RefPtr", "Ptr", "Readonly", "NonNull"};
constexpr std::string_view Nothing[] = {
    "auto", "var", "let", "val", "void", "int", "bool", "char", "float", "double", "long", "short", "unsigned", "signed", "size_t", "string",
    "number", "boolean", "any", "unknown", "never", "object", "str", "bytes", "None", "null", "undefined", "byte", "error", "rune", "uint",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "uintptr", "i8", "i16", "i32", "i64", "i128", "isize", "u8",
    "u16", "u32", "u64", "u128", "usize", "f32", "f64", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "int8_t", "int16_t", "int32_t",
    "int64_t", "ssize_t", "uintptr_t", "float32", "float64", "complex", "type", "return", "implicit", "explicit", "delete", "throw", "else", "case", "goto", "using",
    "namespace", "template", "operator", "new", "func", "fn", "def", "map", "chan", "interface", "list", "dict", "tuple", "set", "symbol",
    "this", "asserts", "function", "decltype", "in", "of", "where", "import", "package"};

template <typename List>
bool contains(const List& list, std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}


/// What holds a value of another type, in Rust: by the last name of its path.
constexpr std::string_view Holders[] = {"Option", "Result", "RefCell", "Cell", "Mutex", "RwLock", "OnceCell", "OnceLock", "Poll"};
constexpr std::string_view Lists[] = {"Vec", "VecDeque", "SmallVec", "BTreeSet", "HashSet", "BinaryHeap", "IntoIter", "Iter", "IterMut"};
constexpr std::string_view Iterators[] = {"Iterator", "IntoIterator", "DoubleEndedIterator", "ExactSizeIterator"};
constexpr std::string_view Transparent[] = {"Box", "Rc", "Arc", "Ref", "RefMut", "Cow", "Pin", "MutexGuard", "ManuallyDrop", "NonNull"};

bool read_type(Reader& in, std::string& out, int depth = 0);

/// The first type between the angle brackets here, with `layer` around it. False: not told, `in` may stand anywhere.
bool read_held(Reader& in, std::string& out, std::string_view layer, int depth) {
    Reader inside = in;
    if (!in.skip_angles()) return false;
    inside.text = inside.text.substr(0, in.at - 1);
    ++inside.at;
    inside.skip_blanks();
    while (inside.peek() == '\'') {  // lifetimes come first
        ++inside.at;
        inside.word();
        inside.skip_blanks();
        if (!inside.skip(",")) return false;
        inside.skip_blanks();
    }
    if (layer == "Item") {
        if (!inside.skip("Item")) return false;
        inside.skip_blanks();
        if (!inside.skip("=")) return false;
        layer = "[]";
    }
    const std::size_t begin = out.size();
    if (!read_type(inside, out, depth + 1) || out.size() == begin) return out.resize(begin), false;
    out += layer;
    return true;
}

/// A type at the front of the text, without what does not change whose members it has.
bool read_type(Reader& in, std::string& out, int depth) {
    for (;;) {
        in.skip_blanks();
        const char c = in.peek();
        if (c == '&' || c == '*' || c == '"' || (c == '\'' && !is_letter(in.peek(1))) || c == '@') {
            ++in.at;
            continue;
        }
        if (c == '<' && in.skip_generics()) continue;
        if (in.has_layers && c == '[' && depth < 4) {  // a slice or an array
            Reader element = in;
            if (!in.skip_bracket()) return false;
            element.text = element.text.substr(0, in.at - 1);
            ++element.at;
            if (!read_type(element, out, depth + 1)) return false;
            out += "[]";
            return true;
        }
        if (c == '\'') {  // a lifetime, or a quoted type
            Reader behind = in;
            ++behind.at;
            behind.word();
            if (behind.peek() == ' ') in.at = behind.at;
            else ++in.at;
            continue;
        }
        const std::size_t before = in.at;
        const std::string_view word = in.word();
        if (word.empty()) return false;
        if (contains(Ignored, word) && is_blank(in.peek())) continue;
        in.at = before;
        break;
    }
    const std::size_t begin = out.size();
    if (!is_letter(in.peek())) return false;
    std::string_view last;
    for (;;) {
        last = in.word();
        out.append(last);
        std::string_view joint;
        if (in.starts("::")) joint = "::";
        else if (in.peek() == '.' && in.peek(1) != '.') joint = ".";
        if (joint.empty() || !is_letter(in.peek(joint.size()))) break;
        in.at += joint.size();
        out.append(joint);
    }
    const std::string_view path = std::string_view(out).substr(begin);
    if (in.has_layers && in.peek() == '<' && depth < 4) {
        const std::string_view layer = contains(Holders, last) ? "?" : contains(Lists, last) ? "[]" : contains(Iterators, last) ? "Item" : "";
        if (!layer.empty() || contains(Transparent, last)) {
            const std::string whole(path);
            out.resize(begin);
            if (read_held(in, out, layer, depth)) return true;
            if (whole.starts_with("std::")) return false;
            out += whole;
            return true;
        }
    }
    if (contains(Wrappers, last) && (in.peek() == '<' || in.peek() == '[') && depth < 3) {
        ++in.at;
        out.resize(begin);
        const bool is_read = read_type(in, out, depth + 1);
        if (is_read && (in.peek() == '>' || in.peek() == ']')) ++in.at;
        return is_read;
    }
    if (path.starts_with("std::") || contains(Nothing, path) || path.size() > MaxChainBytes) {
        out.resize(begin);
        return false;
    }
    if (in.peek() == '<' && !(in.has_layers ? in.skip_angles() : in.skip_generics())) in.at = in.text.size();
    else if (in.peek() == '[' && in.peek(1) == ']') {
        out.resize(begin);  // an array
        return false;
    } else if (in.peek() == '[') in.skip_bracket();
    // `A | None` is A, `A | B` is neither.
    Reader rest = in;
    rest.skip_blanks();
    if (rest.peek() == '|' && rest.peek(1) != '|') {
        ++rest.at;
        rest.skip_blanks();
        const std::string_view other = rest.word();
        rest.skip_blanks();
        if ((other != "None" && other != "null" && other != "undefined") || rest.peek() == '|') {
            out.resize(begin);
            return false;
        }
    }
    return true;
}

/// `match value { Some(x) => x, …`, with its first or second arm: what the value holds.
bool read_unwrapped(Reader& in, std::string& out) {
    if (!in.skip_word("match") || !read_chain(in, out)) return false;
    in.skip_blanks();
    if (!in.skip("{")) return false;
    const std::string_view arms = in.text.substr(in.at, MaxLook / 2);
    for (const std::string_view holder : {"Some(", "Ok("}) {
        const std::size_t at = arms.find(holder);
        if (at == std::string_view::npos) continue;
        Reader arm{arms, at + holder.size()};
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
bool read_value(Reader& in, std::string& out) {
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

bool read_colon(Reader& in, std::string& out) {
    while (in.peek() == ' ') ++in.at;
    if (in.peek() == '?' || in.peek() == '!') ++in.at;
    if (in.peek() == ':' && in.peek(1) != ':' && in.peek(1) != '=') {
        ++in.at;
        Reader type = in;
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

bool read_after(std::string_view source, std::size_t begin, Reader& in, std::string& out) {
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

bool read_before(std::string_view source, std::size_t begin, Reader& in, std::string& out) {
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
    Reader type{text};
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
    Reader in{text, 0, place == TypePlace::Rust};
    if (!read_chain(in, out)) return false;
    in.skip_blanks();
    return in.is_end() && !out.empty() && out.size() <= MaxBuilderBytes;
}

bool read_front_chain(std::string_view text, std::string& out, TypePlace place) {
    const std::size_t before = out.size();
    Reader in{text.substr(0, std::min(text.size(), MaxLook)), 0, place == TypePlace::Rust};
    if (!read_chain(in, out) || out.size() == before || out.size() > MaxChainBytes) return false;
    const bool is_known = is_letter(out[before]);
    in.skip_blanks();
    return is_known && (in.is_end() || std::string_view("{;,)").find(in.peek()) != std::string_view::npos || in.starts("else") || in.starts("&&"));
}

bool read_payload_types(std::string_view signature, std::string_view name, std::string& out) {
    out.clear();
    std::size_t at = signature.find(name);
    while (at != std::string_view::npos && ((at > 0 && is_word_byte(signature[at - 1])) || (at + name.size() < signature.size() && is_word_byte(signature[at + name.size()]))))
        at = signature.find(name, at + 1);
    if (at == std::string_view::npos) return false;
    Reader in{signature, at + name.size(), true};
    if (in.peek() == '<' && !in.skip_angles()) return false;
    Reader field = in;
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
            Reader one{field.text.substr(0, i), begin, true};
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
    Reader in{signature, signature.find(' ', at) + 1, place == TypePlace::Rust};
    while (in.peek() == '=' || in.peek() == ' ') ++in.at;
    if (!read_type(in, out)) return false;
    in.skip_blanks();
    return in.is_end() || in.peek() == ';' || in.starts("where") || in.peek() == '+';
}

bool read_declared_type(std::string_view source, std::size_t begin, std::size_t end, TypePlace place, std::string& out) {
    out.clear();
    Reader in{source.substr(0, std::min(source.size(), end + MaxLook)), end, place == TypePlace::Rust};
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
    std::size_t at = signature.find(name);
    while (at != std::string_view::npos) {
        const std::size_t end = at + name.size();
        const bool is_whole = (at == 0 || !is_word_byte(signature[at - 1])) && (end == signature.size() || !is_word_byte(signature[end]));
        if (is_whole) break;
        at = signature.find(name, end);
    }
    if (at == std::string_view::npos) return false;
    Reader in{signature, at + name.size(), place == TypePlace::Rust};
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
        Reader none{signature.substr(0, 0)};
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
    Reader inside{first};
    return read_type(inside, out);
}

unsigned count_arguments(std::string_view source, std::size_t end, std::string_view* list) {
    Reader in{source.substr(0, std::min(source.size(), end + MaxLook)), end};
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
