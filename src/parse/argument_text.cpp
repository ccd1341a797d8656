// SPDX-License-Identifier: Apache-2.0
/// Java's expressions, read as far as their form tells their type: literals, casts, `new`, local variables, operators.
/// An expression is cut at its weakest operator outside of brackets; what remains is a primary, or nothing we know.
#include "parse/argument_text.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "parse/code_text.hpp"
#include "parse/type_text.hpp"

namespace kompress::parse {
namespace {

constexpr std::string_view Unknown = "?";
constexpr std::size_t MaxOperands = 16;  ///< of one expression; more are not looked at
constexpr std::size_t MaxTypeBytes = 128;  ///< of a declared type, looked at backwards from the name
constexpr int MaxDepth = 6;              ///< of brackets and operators within each other

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_byte(char c) { return is_word_byte(c) || c == '$'; }

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

constexpr std::string_view Primitives[] = {"byte", "short", "char", "int", "long", "float", "double"};  // by what promotes to what
std::size_t rank_of(std::string_view type) { return static_cast<std::size_t>(std::find(std::begin(Primitives), std::end(Primitives), type) - std::begin(Primitives)); }
bool is_numeric(std::string_view type) { return rank_of(type) < std::size(Primitives); }
bool is_primitive(std::string_view type) { return is_numeric(type) || type == "boolean"; }


/// Behind the bracket that closes the one at `at`; npos when none does.
std::size_t skip_bracket(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"' || c == '\'' || (c == '/' && at + 1 < text.size() && (text[at + 1] == '/' || text[at + 1] == '*'))) at += skip_literal_or_comment(text.substr(at)) - 1;
        else if (c == '(' || c == '[' || c == '{') ++depth;
        else if ((c == ')' || c == ']' || c == '}') && --depth == 0) return at + 1;
    }
    return std::string_view::npos;
}

/// Behind `<…>` at `at`, if what is inside can only be types, else npos.
std::size_t skip_generics(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '<') ++depth;
        else if (c == '>') {
            if (--depth == 0) return at + 1;
        } else if (!is_name_byte(c) && std::string_view(" \n,.?[]&@").find(c) == std::string_view::npos) return std::string_view::npos;
    }
    return std::string_view::npos;
}

/// A type as the notation has it: without type arguments, annotations and blanks. "" when `text` is no type as a whole.
std::string plain_type(std::string_view text) {
    std::string type;
    text = trim(text);
    std::size_t dimensions = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '<') {
            at = skip_generics(text, at);
            if (at == std::string_view::npos) return "";
        } else if (c == '[') {
            ++dimensions;
            at = text.find(']', at);
            if (at == std::string_view::npos) return "";
            ++at;
        } else if (is_blank(c)) ++at;
        else if (dimensions == 0 && (is_name_byte(c) || c == '.')) type += c, ++at;
        else return "";
    }
    if (type.empty() || is_digit(type[0]) || type[0] == '.') return "";
    for (; dimensions > 0; --dimensions) type += "[]";
    return type;
}

struct Operator {
    std::size_t at = 0, size = 0;
    int strength = 0;
};

/// How weak the operators of Java bind: 1 ternary and lambda, 2 logic, 3 comparison, 4 bits, 5 shifts, 6 sums, 7 products.
Operator operator_at(std::string_view text, std::size_t at) {
    struct Row {
        std::string_view word;
        int strength;
    };
    static constexpr Row Rows[] = {{"->", 1}, {">>>=", 1}, {"<<=", 1}, {">>=", 1}, {"+=", 1}, {"-=", 1}, {"*=", 1}, {"/=", 1}, {"|=", 1}, {"&=", 1}, {"^=", 1}, {"%=", 1},
                                   {"&&", 2}, {"||", 2}, {"==", 3}, {"!=", 3}, {"<=", 3}, {">=", 3}, {"<<", 5}, {">>>", 5}, {">>", 5}, {"<", 3}, {">", 3},
                                   {"&", 4}, {"|", 4}, {"^", 4}, {"=", 1}, {"?", 1}, {"+", 6}, {"-", 6}, {"*", 7}, {"/", 7}, {"%", 7}};
    const std::string_view rest = text.substr(at);
    for (const Row& row : Rows)
        if (row.word.front() == rest.front() && rest.starts_with(row.word)) return {at, row.word.size(), row.strength};
    return {};
}

/// The binary operators of an expression outside of brackets, in their order; false when there are too many.
bool find_operators(std::string_view text, std::vector<Operator>& found) {
    bool needs_operand = true;  // a sign rather than an operator
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (is_blank(c)) {
            ++at;
        } else if (c == '"' || c == '\'' || (c == '/' && at + 1 < text.size() && (text[at + 1] == '/' || text[at + 1] == '*'))) {
            needs_operand = c == '/' && needs_operand;
            at += skip_literal_or_comment(text.substr(at));
        } else if (c == '(' || c == '[' || c == '{') {
            at = skip_bracket(text, at);
            if (at == std::string_view::npos) return false;
            needs_operand = false;
        } else if (is_name_byte(c) || c == '.') {
            const std::size_t begin = at;
            while (at < text.size() && (is_name_byte(text[at]) || text[at] == '.' ||
                                        ((text[at] == '-' || text[at] == '+') && is_digit(c) && (text[at - 1] == 'e' || text[at - 1] == 'E') && !text.substr(begin).starts_with("0x"))))
                ++at;
            needs_operand = false;
            const std::string_view word = text.substr(begin, at - begin);
            if (word == "instanceof") found.push_back({begin, word.size(), 3}), needs_operand = true;
            if (word == "new" || word == "switch") needs_operand = true;
            while (at < text.size() && is_blank(text[at])) ++at;
            if (at < text.size() && text[at] == '<') {
                const std::size_t behind = skip_generics(text, at);
                if (behind != std::string_view::npos && behind < text.size() && (text[behind] == '(' || text[behind] == '[' || text[behind] == ':' || text[behind] == '{' || is_name_byte(text[behind]))) {
                    if (!is_name_byte(text[behind]) || word.ends_with('.')) at = behind;
                }
            }
        } else if (text.substr(at).starts_with("++") || text.substr(at).starts_with("--")) {
            at += 2;
        } else if (text.substr(at).starts_with("::")) {
            found.push_back({at, 2, 1});
            at += 2, needs_operand = true;
        } else {
            const Operator one = operator_at(text, at);
            if (one.size == 0) {
                if (c != '!' && c != '~' && c != '@' && c != ':') return false;
                ++at;
                continue;
            }
            if (!needs_operand || one.strength < 6) found.push_back(one);
            at += one.size, needs_operand = true;
        }
        if (found.size() > MaxOperands) return false;
    }
    return true;
}

class Expressions {
  public:
    explicit Expressions(const LocalTypes& locals) : locals_(locals) {}

    std::string type_of(std::string_view text, int depth = 0) const {
        text = trim(text);
        if (text.empty() || depth > MaxDepth) return std::string(Unknown);
        // Most arguments are a name, a number or a string.
        const bool is_word = std::all_of(text.begin(), text.end(), is_name_byte);
        if (is_word || (text.front() == '"' && text.size() > 1 && text.find('"', 1) == text.size() - 1)) return primary(text, depth);
        std::vector<Operator> operators;
        if (!find_operators(text, operators)) return std::string(Unknown);
        if (operators.empty()) return primary(text, depth);
        const auto weakest = std::min_element(operators.begin(), operators.end(), [](const Operator& a, const Operator& b) { return a.strength < b.strength; });
        const std::string_view word = text.substr(weakest->at, weakest->size);
        switch (weakest->strength) {
            case 1: return assigned(text, *weakest, word, depth);
            case 2:
            case 3: return "boolean";
            default: return computed(text, operators, depth);
        }
    }

  private:
    std::string assigned(std::string_view text, const Operator& at, std::string_view word, int depth) const {
        if (word == "->" || word == "::") return "->";
        const std::string_view rest = text.substr(at.at + at.size);
        if (word == "=") return type_of(text.substr(0, at.at), depth + 1);
        if (word != "?") return std::string(Unknown);
        const std::size_t colon = middle(rest);
        if (colon == std::string_view::npos) return std::string(Unknown);
        std::string yes = type_of(rest.substr(0, colon), depth + 1), no = type_of(rest.substr(colon + 1), depth + 1);
        if (yes == no || no == "null") return yes;
        if (yes == "null") return no;
        return is_numeric(yes) && is_numeric(no) ? promoted(yes, no) : std::string(Unknown);
    }

    /// The colon of a ternary operator whose question mark stands before `rest`.
    static std::size_t middle(std::string_view rest) {
        std::size_t open = 1;
        for (std::size_t at = 0; at < rest.size(); ++at) {
            const char c = rest[at];
            if (c == '"' || c == '\'') at += skip_literal_or_comment(rest.substr(at)) - 1;
            else if (c == '(' || c == '[' || c == '{') {
                at = skip_bracket(rest, at);
                if (at == std::string_view::npos) return at;
                --at;
            } else if (c == '?') ++open;
            else if (c == ':' && at + 1 < rest.size() && rest[at + 1] == ':') ++at;
            else if (c == ':' && --open == 0) return at;
        }
        return std::string_view::npos;
    }

    static std::string promoted(std::string_view a, std::string_view b) {
        return std::string(Primitives[std::max({rank_of(a), rank_of(b), rank_of("int")})]);
    }

    /// Sums, products, shifts and bits: all operands count, and a string among those of a sum makes it one.
    std::string computed(std::string_view text, const std::vector<Operator>& operators, int depth) const {
        std::string result;
        bool is_unknown = false, is_shift = false;
        std::size_t begin = 0;
        for (std::size_t i = 0; i <= operators.size(); ++i) {
            const std::size_t end = i < operators.size() ? operators[i].at : text.size();
            std::string one = is_shift ? result : type_of(text.substr(begin, end - begin), depth + 1);
            if (i < operators.size()) begin = end + operators[i].size, is_shift = operators[i].strength == 5;
            if (one == "String") return one;
            is_unknown |= !is_primitive(one);
            if (is_unknown) continue;
            if (result.empty()) result = one;
            else if (one != "boolean" && result != "boolean") result = promoted(result, one);
        }
        return is_unknown ? std::string(Unknown) : result;
    }

    static std::string number(std::string_view text) {
        const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
        const char last = text.back();
        if (last == 'l' || last == 'L') return "long";
        if (!is_hex && (last == 'f' || last == 'F')) return "float";
        if (!is_hex && (last == 'd' || last == 'D' || text.find_first_of(".eE") != std::string_view::npos)) return "double";
        return "int";
    }

    std::string primary(std::string_view text, int depth) const {
        const char c = text.front();
        if (c == '-' || c == '+' || c == '~') {
            std::string operand = type_of(text.substr(text.find_first_not_of("+-~")== std::string_view::npos ? text.size() : text.find_first_not_of("+-~")), depth + 1);
            return !is_numeric(operand) ? std::string(Unknown) : text.substr(0, 2) == "++" || text.substr(0, 2) == "--" ? operand : promoted(operand, "int");
        }
        if (c == '!') return "boolean";
        if (is_digit(c) || (c == '.' && text.size() > 1 && is_digit(text[1]))) return number(text);
        if (c == '\'') return "char";
        if (c == '"') return text.size() == skip_literal_or_comment(text) || text.starts_with("\"\"\"") ? "String" : chain(text);
        if (text == "null" || text == "this") return text == "null" ? "null" : "=this";
        if (text == "true" || text == "false") return "boolean";
        if (text.ends_with("++") || text.ends_with("--")) return type_of(text.substr(0, text.size() - 2), depth + 1);
        if (text.ends_with(".class")) return "Class";
        if (c == '(') return bracketed(text, depth);
        if (text.starts_with("new") && text.size() > 3 && is_blank(text[3])) return created(text);
        return variable(text);
    }

    /// `(Type) value` or `(value)`.
    std::string bracketed(std::string_view text, int depth) const {
        const std::size_t end = skip_bracket(text, 0);
        if (end == std::string_view::npos) return std::string(Unknown);
        const std::string_view inside = text.substr(1, end - 2);
        if (trim(text.substr(end)).empty()) return type_of(inside, depth + 1);
        const std::string_view rest = trim(text.substr(end));
        const std::string type = plain_type(inside.substr(0, inside.find('&')));
        const bool is_value = is_name_byte(rest[0]) || rest[0] == '(' || rest[0] == '"' || rest[0] == '\'' || rest[0] == '!' || rest[0] == '-' || rest[0] == '~';
        return is_value && !type.empty() ? type : chain(text);
    }

    /// `new Foo(…)`, `new Foo<>(…) { … }`, `new int[3]`; more behind it makes it a chain.
    std::string created(std::string_view text) const {
        std::size_t at = text.find_first_not_of(" \t\r\n", 3);
        const std::size_t begin = at;
        while (at < text.size() && (is_name_byte(text[at]) || text[at] == '.')) ++at;
        std::string type(text.substr(begin, at - begin));
        if (at < text.size() && text[at] == '<') at = std::min(skip_generics(text, at), text.size());
        while (at < text.size() && is_blank(text[at])) ++at;
        if (at < text.size() && text[at] == '[') {
            while (at < text.size() && (text[at] == '[' || is_blank(text[at]))) {
                if (text[at] == '[') type += "[]", at = std::min(text.find(']', at), text.size() - 1);
                ++at;
            }
            return at == text.size() || text[at] == '{' ? type : std::string(Unknown);
        }
        if (at < text.size() && text[at] == '(') at = std::min(skip_bracket(text, at), text.size());
        while (at < text.size() && is_blank(text[at])) ++at;
        if (at < text.size() && text[at] == '{') at = std::min(skip_bracket(text, at), text.size());
        return trim(text.substr(at)).empty() ? type : chain(text);
    }

    std::string variable(std::string_view text) const {
        std::size_t end = 0;
        while (end < text.size() && is_name_byte(text[end])) ++end;
        const std::string_view name = text.substr(0, end);
        const bool is_call = end < text.size() && text[end] == '(';
        const std::string_view* local = name.empty() || is_call ? nullptr : locals_(name);
        if (!local) return end == text.size() ? "=" + std::string(text) : chain(text);
        std::string type(*local);
        if (type.empty()) return std::string(Unknown);
        while (end < text.size() && text[end] == '[' && type.ends_with("[]")) {
            end = skip_bracket(text, end);
            if (end == std::string_view::npos) return std::string(Unknown);
            type.resize(type.size() - 2);
        }
        const std::string_view rest = trim(text.substr(end));
        if (rest.empty()) return type;
        if (rest[0] != '.' || is_primitive(type)) return std::string(Unknown);
        if (type.ends_with("[]")) return rest == ".length" ? "int" : rest == ".clone()" ? type : std::string(Unknown);
        std::string whole;
        if (!read_whole_chain("x" + std::string(rest), whole)) return std::string(Unknown);
        return type[0] == '=' ? type + whole.substr(1) : "=" + type + "{}" + whole.substr(1);
    }

    static std::string chain(std::string_view text) {
        std::string whole = "=";
        if (text.size() > MaxLook || !read_whole_chain(text, whole) || whole.size() < 2) return std::string(Unknown);
        if (whole.ends_with("{}") && whole.find_first_of("(.{") == whole.size() - 2) return whole.substr(1, whole.size() - 3);
        return whole;
    }

    const LocalTypes& locals_;
};

}  // namespace

bool is_java_library(std::string_view type) {
    static constexpr std::string_view Classes[] = {"String", "StringBuilder", "StringBuffer", "Math", "System", "Integer", "Long", "Double", "Float", "Short", "Byte", "Character",
                                                   "Boolean", "Number", "Class", "Thread", "Arrays", "Objects", "Collections", "List", "ArrayList", "LinkedList", "Map", "HashMap",
                                                   "LinkedHashMap", "TreeMap", "ConcurrentHashMap", "Set", "HashSet", "LinkedHashSet", "TreeSet", "Collection", "Iterator", "Optional",
                                                   "BigDecimal", "BigInteger", "Locale", "AtomicInteger", "AtomicLong", "AtomicBoolean", "AtomicReference", "PrintStream", "TimeUnit"};
    return std::find(std::begin(Classes), std::end(Classes), type) != std::end(Classes);
}

std::string java_local_type(std::string_view source, std::size_t begin, std::size_t end) {
    std::size_t at = begin;
    const std::size_t limit = begin > MaxTypeBytes ? begin - MaxTypeBytes : 0;
    std::string dimensions;
    const auto skip_blanks = [&] {
        while (at > limit && is_blank(source[at - 1])) --at;
    };
    skip_blanks();
    if (source.substr(0, at).ends_with("...")) dimensions = "[]", at -= 3, skip_blanks();
    while (at > limit && source[at - 1] == ']') {
        const std::size_t open = source.substr(limit, at - limit).rfind('[');
        if (open == std::string_view::npos) return "";
        at = limit + open;
        dimensions += "[]";
        skip_blanks();
    }
    std::size_t depth = 0;
    if (at > limit && source[at - 1] == '>') {
        while (at > limit) {
            const char c = source[--at];
            if (c == '>') ++depth;
            else if (c == '<' && --depth == 0) break;
            else if (!is_name_byte(c) && std::string_view(" \n\r\t,.?[]&@<").find(c) == std::string_view::npos) return "";
        }
        if (depth != 0) return "";
        skip_blanks();
    }
    const std::size_t stop = at;
    while (at > limit && (is_name_byte(source[at - 1]) || source[at - 1] == '.')) --at;
    const std::string_view type = source.substr(at, stop - at);
    if (type.empty() || is_digit(type[0]) || type[0] == '.' || type == "final" || type == "return" || type == "case" || type == "throw") return "";
    std::size_t behind = end;
    while (source.substr(behind, 2) == "[]") dimensions += "[]", behind += 2;
    if (type != "var") return std::string(type) + dimensions;
    std::string value;
    if (!read_declared_type(source, begin, end, TypePlace::Before, value) || value.empty()) return "";
    return value;
}

void read_java_arguments(std::string_view list, const LocalTypes& locals, std::string& out) {
    out.clear();
    const Expressions expressions(locals);
    bool is_told = false;
    std::size_t begin = 0;
    const auto add = [&](std::size_t end) {
        std::string type = out.size() > MaxArgumentsBytes ? std::string(Unknown) : expressions.type_of(list.substr(begin, end - begin));
        if (type.size() > MaxArgumentBytes || type.find(',') != std::string::npos) type = Unknown;
        is_told |= type != Unknown;
        if (begin > 0) out += ',';
        out += type;
        begin = end + 1;
    };
    for (std::size_t at = 0; at < list.size(); ++at) {
        const char c = list[at];
        if (c == '"' || c == '\'' || (c == '/' && at + 1 < list.size() && (list[at + 1] == '/' || list[at + 1] == '*'))) at += skip_literal_or_comment(list.substr(at)) - 1;
        else if (c == '(' || c == '[' || c == '{') {
            const std::size_t behind = skip_bracket(list, at);
            if (behind == std::string_view::npos) break;
            at = behind - 1;
        } else if (c == '<') {
            if (const std::size_t behind = skip_generics(list, at); behind != std::string_view::npos) at = behind - 1;
        } else if (c == ',') add(at);
    }
    add(list.size());
    if (!is_told) out.clear();
}

}  // namespace kompress::parse
