// SPDX-License-Identifier: Apache-2.0
#include "parse/type_reader.hpp"

#include "parse/type_text.hpp"

namespace kompress::parse {
namespace {

/// The suffixes of a chain: members, calls, elements.
void read_suffixes(TypeReader& in, std::string& out) {
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
                TypeReader type = in;
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
            TypeReader behind = in;
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

/// The first type between the angle brackets here, with `layer` around it. False: not told, `in` may stand anywhere.
bool read_held(TypeReader& in, std::string& out, std::string_view layer, int depth) {
    TypeReader inside = in;
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

}  // namespace

bool read_chain(TypeReader& in, std::string& out, int depth) {
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
        TypeReader inside{in.text.substr(begin, in.at - begin - 1)};
        inside.skip_blanks();
        TypeReader cast = inside;
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

bool read_type(TypeReader& in, std::string& out, int depth) {
    for (;;) {
        in.skip_blanks();
        const char c = in.peek();
        if (c == '&' || c == '*' || c == '"' || (c == '\'' && !is_letter(in.peek(1))) || c == '@') {
            ++in.at;
            continue;
        }
        if (c == '<' && in.skip_generics()) continue;
        if (in.has_layers && c == '[' && depth < 4) {  // a slice or an array
            TypeReader element = in;
            if (!in.skip_bracket()) return false;
            element.text = element.text.substr(0, in.at - 1);
            ++element.at;
            if (!read_type(element, out, depth + 1)) return false;
            out += "[]";
            return true;
        }
        if (c == '\'') {  // a lifetime, or a quoted type
            TypeReader behind = in;
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
    TypeReader rest = in;
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

}  // namespace kompress::parse
