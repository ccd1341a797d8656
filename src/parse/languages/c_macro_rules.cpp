// SPDX-License-Identifier: Apache-2.0
/// Macros known by their place: in upper case with an underscore, and in a function's body as lines only.
///
/// Lines: a macro that is a whole line of a class or file needs no semicolon, as `Q_PROPERTY(int speed READ speed)`.
/// Attributes: a word before or behind a declarator, as `Q_DECL_CONSTEXPR`. Some say so by their names; of others we
/// know when two more names stand beside them, for no declaration has three in a row. Assertions: an expression in a class.
#include <array>
#include <optional>

#include "parse/languages/c_mask.hpp"
#include "parse/languages/c_text.hpp"

namespace kompress::parse::languages {
namespace {

/// No expression or type goes on with one of these.
constexpr auto Openers = std::to_array<std::string_view>(
    {"auto", "bool", "char", "class", "constexpr", "double", "enum", "explicit", "extern", "float", "friend", "inline",
     "int", "long", "namespace", "short", "signed", "static", "struct", "template", "typedef", "typename", "union",
     "unsigned", "using", "virtual", "void"});
/// What begins a line of C++ behind a macro that is a line by itself, beside the openers.
constexpr auto LineOpeners =
    std::to_array<std::string_view>({"friend", "operator", "private", "protected", "public", "signals"});
/// Parts of the names of attribute macros.
constexpr auto AttributeMarks = std::to_array<std::string_view>(
    {"EXPORT", "EXTERN", "_API", "API_", "INLINE", "CONSTEXPR", "DEPRECATED", "NODISCARD", "NOEXCEPT", "NOTHROW", "ATTRIBUTE", "NORETURN",
     "DECL_", "OVERRIDE", "UNUSED", "VISIB", "HIDDEN", "TARGET", "REQUIRED_RESULT", "GUARDED_BY", "_CALLBACK", "LOCKS_"});
static_assert(std::is_sorted(Openers.begin(), Openers.end()) && std::is_sorted(LineOpeners.begin(), LineOpeners.end()));

bool ends_statement(char c) { return c == ';' || c == '{' || c == '}'; }

bool is_attribute_name(std::string_view word) {
    return std::any_of(AttributeMarks.begin(), AttributeMarks.end(), [&](auto mark) { return word.find(mark) != std::string_view::npos; });
}

/// The macro at a site with its arguments, and what follows.
struct MacroUse {
    bool is_call = false;
    std::size_t end = 0;   ///< behind the word or the ")"
    std::size_t next = 0;  ///< the next token
};

/// Whether the macro is a line between two declarations. A word alone may be the type of the function on the next line,
/// so it needs a better sign.
bool is_line(std::string_view text, const MacroSite& site, const MacroUse& use) {
    const bool is_label = site.previous == ':' && site.braces == Braces::Class && !site.before_previous_word.empty();
    const bool is_enumerator = site.braces == Braces::Enum && !use.is_call;
    if (!site.at_line_start || is_enumerator || !(ends_statement(site.previous) || is_label)) return false;
    const std::size_t end = std::min(text.find_first_not_of(" \t\r", use.end), text.size());
    const bool ends_line = end == text.size() || text[end] == '\n' || text.substr(end, 2) == "//" || text.substr(end, 2) == "/*";
    if (!ends_line) return false;
    if (use.next >= text.size() || text[use.next] == '}' || text[use.next] == '~' || text[use.next] == '#') return true;
    if (text.substr(use.next, 2) == "[[") return true;
    const std::string_view word = word_from(text, use.next);
    if (word.empty()) return false;
    // `FOR_EACH(x)` has the next line for its body.
    if (site.braces == Braces::Other) return site.word.find("UNUSED") != std::string_view::npos;
    if (use.is_call || is_one_of(LineOpeners, word) || is_one_of(Openers, word)) return true;
    const std::string_view gap = text.substr(use.end, use.next - use.end);
    return (word.find('_') != std::string_view::npos && is_macro_word(word)) || std::count(gap.begin(), gap.end(), '\n') > 1;
}

/// Behind `a::b<int>` and what of `*` and `&` follows; the offset itself where no name stands there.
std::size_t skip_type(std::string_view text, std::size_t at) {
    constexpr std::size_t MaxArgumentBytes = 256;
    for (;;) {
        const std::string_view word = word_from(text, at);
        if (word.empty() || is_cpp_keyword(word)) return at;
        at = skip_blank(text, at + word.size());
        if (text.substr(at, 1) == "<") {
            std::size_t depth = 0;
            const std::size_t limit = std::min(text.size(), at + MaxArgumentBytes);
            for (; at < limit && text[at] != ';' && text[at] != '{'; ++at) {
                depth += text[at] == '<';
                if (text[at] == '>' && --depth == 0) break;
            }
            if (at >= limit || text[at] != '>') return at;
            at = skip_blank(text, at + 1);
        }
        if (text.substr(at, 2) != "::") break;
        at = skip_blank(text, at + 2);
    }
    while (at < text.size() && (text[at] == '*' || text[at] == '&')) at = skip_blank(text, at + 1);
    return at;
}

/// Whether a type and a name follow, so that the macro before them can only be an attribute.
bool precedes_declaration(std::string_view text, const MacroSite& site, const MacroUse& use) {
    const bool is_first = ends_statement(site.previous) || site.previous == '>' || is_one_of(Openers, site.previous_word);
    if (!is_first || site.previous_word == "class" || site.previous_word == "struct" || site.previous_word == "enum") return false;
    const std::size_t behind = skip_type(text, use.next);
    const std::string_view name = word_from(text, behind);
    return behind > use.next && !name.empty() && !is_macro_word(name) && (!is_cpp_keyword(name) || name == "operator");
}

/// `FILE_ATTRIBUTE_DATA data;`: one name follows, and none stands before. `enum FILE_ATTRIBUTE kind;`
bool is_type_of(std::string_view text, const MacroSite& site, const MacroUse& use) {
    const std::string_view name = word_from(text, use.next);
    const std::size_t behind = skip_blank(text, use.next + name.size());
    if (site.previous_word == "struct" || site.previous_word == "union" || site.previous_word == "enum")
        return behind < text.size() && text[behind] != '{' && text[behind] != ':';
    if (site.previous_word == "class") return false;
    const bool is_alone = behind < text.size() && std::string_view(";=[,:").find(text[behind]) != std::string_view::npos && text.substr(behind, 2) != "::";
    return is_alone && !use.is_call && !is_cpp_keyword(name) &&
           (site.previous_word.empty() ? site.previous != '*' && site.previous != '&' : is_cpp_keyword(site.previous_word));
}

/// Whether a type and a name precede a macro that ends the declaration: `type_t name MY_ALIGNED;`, `int a[2] MY_ALIGNED;`.
bool follows_declaration(std::string_view text, const MacroSite& site, const MacroUse& use) {
    const bool ends = use.next < text.size() && (text[use.next] == ';' || text[use.next] == '=');
    if (!ends || use.is_call) return false;
    if (site.previous == ']') return true;
    const bool has_name = !site.previous_word.empty() && !is_cpp_keyword(site.previous_word);
    return has_name && !site.before_previous_word.empty() && !is_cpp_keyword(site.before_previous_word);
}

/// `Name Q_DECL_DEPRECATED_X("…") = 1,`, `void f() Q_DECL_NOEXCEPT;`, `Q_DECL_CONSTEXPR X::X()`.
bool is_attribute(std::string_view text, const MacroSite& site, const MacroUse& use) {
    if (site.braces == Braces::Enum) return !site.previous_word.empty() && !site.at_line_start;  // two names in a row
    if (!is_attribute_name(site.word)) return precedes_declaration(text, site, use) || follows_declaration(text, site, use);
    const char next = use.next < text.size() ? text[use.next] : '\0';
    if (next == '~') return true;
    if (is_word_byte(next)) return site.previous != '.' && !is_type_of(text, site, use);
    const bool is_behind_name = !site.previous_word.empty() && !is_cpp_keyword(site.previous_word);
    if (is_behind_name && site.word.find("GUARDED_BY") != std::string_view::npos) return true;
    const bool is_behind_head = site.previous == ')' || site.previous_word == "const" || site.previous_word == "noexcept" || site.previous_word == "override";
    return is_behind_head && (next == ';' || next == '{' || next == '=');
}

}  // namespace

bool opens_declaration(std::string_view text, std::size_t at) {
    for (int words = 0; words < 4; ++words) {
        const std::string_view word = word_from(text, at);
        if (is_one_of(Openers, word)) return true;
        if (word.size() < 3 || !is_macro_word(word)) return false;
        at = skip_blank(text, at + word.size());
    }
    return false;
}

std::size_t misleading_macro(std::string_view text, const MacroSite& site) {
    if (site.word.find('_') == std::string_view::npos) return 0;
    const bool is_in_body = site.braces == Braces::Other;
    if (is_in_body && (!site.at_line_start || text.substr(site.end, 1) != "(")) return 0;
    const std::size_t open = std::min(text.find_first_not_of(' ', site.end), text.size());
    MacroUse use{open < text.size() && text[open] == '(', site.end, 0};
    if (use.is_call) {
        const auto close = behind_parentheses(text, static_cast<std::uint32_t>(open));
        if (!close) return 0;
        use.end = *close;
    }
    use.next = skip_blank(text, use.end);
    const bool is_assertion = use.is_call && site.braces == Braces::Class && site.word.find("ASSERT") != std::string_view::npos;
    if (is_assertion && use.next < text.size() && text[use.next] == ';') return use.next + 1;
    const bool defines = use.is_call && macro_variable(text, static_cast<std::uint32_t>(site.end - site.word.size()));
    if (is_line(text, site, use) && !defines) return use.end;
    return !is_in_body && is_attribute(text, site, use) ? use.end : 0;
}

}  // namespace kompress::parse::languages
