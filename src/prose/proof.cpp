// SPDX-License-Identifier: Apache-2.0
#include "prose/proof.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace kompress::prose {
namespace {

constexpr std::size_t MaxErrors = 20, ShortestName = 2;
constexpr std::uint32_t CitationSlack = 3;      // lines around a cited place that count as it
constexpr std::uint32_t LongestCitation = 2000;  // lines: more is no place

bool is_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool is_part(char c) { return is_start(c) || (c >= '0' && c <= '9'); }

template <typename Visit>
void each_word(std::string_view text, Visit visit) {
    for (std::size_t i = 0; i < text.size();) {
        if (!is_part(text[i])) {
            ++i;
            continue;
        }
        const std::size_t begin = i;
        while (i < text.size() && is_part(text[i])) ++i;
        visit(text.substr(begin, i - begin), begin, i);
    }
}

/// Words of languages rather than of repositories.
bool is_of_a_language(std::string_view word) {
    static const std::unordered_set<std::string_view> Known{
        "true", "false", "null", "nil", "none", "None", "True", "False", "NULL", "nullptr", "undefined", "void", "int", "bool", "char", "float", "double", "string",
        "str", "bytes", "long", "short", "byte", "unsigned", "signed", "const", "static", "return", "self", "this", "std", "size_t", "async", "await", "yield",
        "class", "struct", "enum", "union", "interface", "trait", "impl", "func", "function", "def", "fn", "let", "var", "new", "delete", "throw", "throws", "try",
        "catch", "except", "raise", "if", "else", "for", "while", "do", "switch", "case", "break", "continue", "import", "include", "package", "module", "public",
        "private", "protected", "virtual", "override", "final", "abstract", "error", "Error", "Exception", "list", "dict", "tuple", "set", "map", "vector", "array",
        "object", "Object", "any", "type", "number", "boolean", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "usize", "isize", "f32", "f64", "String",
        "Vec", "Option", "Result", "Some", "Ok", "Err", "Promise", "errno", "main", "defer", "go", "chan", "println", "print", "printf"};
    return Known.contains(word);
}

bool is_number(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789abcdefxXABCDEF._'") == std::string_view::npos && text[0] >= '0' && text[0] <= '9'; }

/// `Type::member(args)` → `Type::member`.
std::string bare(std::string_view name) {
    const std::size_t paren = name.find('(');
    if (paren != std::string_view::npos && paren > 0) name = name.substr(0, paren);
    while (!name.empty() && (name.front() == '&' || name.front() == '*' || name.front() == '@' || name.front() == '!' || name.front() == '.')) name.remove_prefix(1);
    while (!name.empty() && (name.back() == '*' || name.back() == '&' || name.back() == ' ' || name.back() == ',' || name.back() == '.')) name.remove_suffix(1);
    return std::string(name);
}

std::string_view last_part(std::string_view name) {
    const std::size_t at = name.find_last_of(":.>#/");
    return at == std::string_view::npos ? name : name.substr(at + 1);
}

bool is_name(std::string_view text) {
    return !text.empty() && is_start(text.front()) && std::all_of(text.begin(), text.end(), [](char c) { return is_part(c) || c == ':' || c == '.' || c == '~'; });
}

/// `src/a.c`, `a.c`: a slash between words, or an extension behind a name that is no chain of members.
bool looks_like_path(std::string_view text) {
    return text.find('/') != std::string_view::npos && text.find_first_of(" \t(){}<>\"'=,;*?$") == std::string_view::npos && !text.starts_with("//") && text.find("://") == std::string_view::npos;
}

/// Names by their form alone: snake_case, camelCase, call().
bool looks_like_name(std::string_view word, std::string_view text, std::size_t end) {
    if (word.size() < 4 || !is_start(word[0])) return false;
    if (end + 1 < text.size() && text[end] == '(' && text[end + 1] == ')') return true;
    const std::size_t bar = word.find('_');
    if (bar != std::string_view::npos && bar > 0 && bar + 1 < word.size()) return true;
    bool seen_lower = false, has_hump = false;
    for (const char c : word) {
        if (c >= 'a' && c <= 'z') seen_lower = true;
        else if (c >= 'A' && c <= 'Z' && seen_lower) has_hump = true;
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
    // "GitHub" and "JavaScript" are words of prose; a name begins with a lower-case letter or has several humps.
    return has_hump && word[0] >= 'a' && word[0] <= 'z';
}

class Prover {
  public:
    Prover(const About& about, const Facts& facts) : about_(about), facts_(facts) {
        for (const std::string_view text : {std::string_view(about.evidence), std::string_view(about.own_text), std::string_view(about.signature)})
            each_word(text, [&](std::string_view word, std::size_t, std::size_t) { words_.insert(word); });
    }

    Proved run(std::string_view text) {
        for (Block& block : read_model_text(text)) {
            if (block.kind == Block::Kind::Code) {
                const bool is_diagram = block.language == "mermaid";
                if (is_diagram) claim(false, [] { return std::string("there is a diagram in it"); });
                else if (holds_code(block.code)) proved_.blocks.push_back(std::move(block));
                continue;
            }
            std::erase_if(block.sentences, [&](const Sentence& sentence) { return !holds(sentence); });
            if (!block.sentences.empty()) proved_.blocks.push_back(std::move(block));
        }
        return std::move(proved_);
    }

  private:
    bool wrong(std::string error) {
        ++proved_.wrong;
        if (proved_.errors.size() < MaxErrors) proved_.errors.push_back(std::move(error));
        return false;
    }
    bool claim(bool is_right, const std::function<std::string()>& error) {
        ++proved_.checked;
        return is_right || wrong(error());
    }

    bool is_known_word(std::string_view word) {
        if (word.size() < ShortestName || words_.contains(word) || is_of_a_language(word) || is_number(word)) return true;
        return facts_.has_name(std::string(word));
    }

    bool holds_name(const std::string& span) {
        if (span.empty()) return true;
        if (looks_like_path(span) && !facts_.has_path(span))
            // A path may be one of a URL, a device or an option's value: then the evidence has it.
            return about_.evidence.find(span) != std::string::npos || about_.own_text.find(span) != std::string::npos;
        if (looks_like_path(span)) return true;
        const std::string name = bare(span);
        if (is_name(name) && facts_.has_path(name)) return true;
        const bool is_qualified = is_name(name) && name.find_first_of(":.") != std::string::npos;
        if (is_qualified && facts_.has_name(name)) return true;
        bool is_known = true;
        each_word(span, [&](std::string_view word, std::size_t, std::size_t) { is_known = is_known && is_known_word(word); });
        if (!is_known || name.find("::") == std::string::npos || !is_name(name)) return is_known;
        // Both parts may be there without belonging together.
        if (about_.evidence.find(name) != std::string::npos || about_.own_text.find(name) != std::string::npos || name.starts_with("std::")) return true;
        return is_member_in_evidence(name);
    }

    /// The evidence may show a member within its type, without the type's name before it.
    bool is_member_in_evidence(const std::string& name) {
        const std::string_view member = last_part(name);
        return words_.contains(member) && !facts_.has_name(std::string(member));
    }

    bool holds_citation(const Citation& citation, const Sentence& sentence) {
        const std::string shown = citation.path + ":" + std::to_string(citation.line) + (citation.end_line > citation.line ? "-" + std::to_string(citation.end_line) : "");
        const std::uint32_t lines = facts_.lines_of(citation.path);
        if (!claim(lines > 0, [&] { return "there is no file " + citation.path; })) return false;
        if (!claim(citation.line >= 1 && citation.end_line >= citation.line && citation.end_line <= lines && citation.end_line - citation.line < LongestCitation,
                   [&] { return shown + " does not exist: the file has " + std::to_string(lines) + " lines"; }))
            return false;
        if (sentence.names.empty()) return true;
        const std::uint32_t first = citation.line > CitationSlack ? citation.line - CitationSlack : 1;
        const std::string_view text = facts_.lines(citation.path, first, citation.end_line + CitationSlack);
        const bool names_something = std::any_of(sentence.names.begin(), sentence.names.end(), [&](const std::string& name) {
            if (looks_like_path(name) && citation.path.ends_with(name)) return true;
            bool is_there = false, has_words = false;
            each_word(name, [&](std::string_view word, std::size_t, std::size_t) {
                has_words = true;
                is_there = is_there || has_word(text, word);
            });
            return is_there || !has_words;
        });
        return claim(names_something, [&] { return shown + " does not hold what the sentence names"; });
    }

    static bool has_word(std::string_view text, std::string_view word) {
        for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
            const bool begins = at == 0 || !is_part(text[at - 1]), ends = at + word.size() >= text.size() || !is_part(text[at + word.size()]);
            if (begins && ends) return true;
        }
        return false;
    }

    /// `<tag` where prose has no comparison.
    static bool holds_markup(std::string_view text) {
        bool in_code = false;
        for (std::size_t i = 0; i + 1 < text.size(); ++i) {
            if (text[i] == '`') in_code = !in_code;
            const bool begins = text[i] == '<' && !in_code && (i == 0 || !is_part(text[i - 1]));
            if (begins && (is_start(text[i + 1]) || text[i + 1] == '/' || text[i + 1] == '!') && text.find('>', i) != std::string_view::npos) return true;
        }
        return false;
    }

    bool holds(const Sentence& sentence) {
        if (holds_markup(sentence.text)) return claim(false, [] { return std::string("there is HTML in it"); });
        bool all = true;
        for (const std::string& name : sentence.names) all = claim(holds_name(name), [&] { return "`" + name + "` is neither in the evidence nor in the index"; }) && all;
        for (const Citation& citation : sentence.citations) all = holds_citation(citation, sentence) && all;
        all = holds_bare_names(sentence) && all;
        return holds_relations(sentence) && all;
    }

    /// Names that nobody put in backticks.
    bool holds_bare_names(const Sentence& sentence) {
        bool all = true;
        const std::string_view text = sentence.text;
        std::size_t covered = 0;
        each_word(text, [&](std::string_view word, std::size_t begin, std::size_t end) {
            for (; covered < begin;) {
                if (text[covered] == '`') {
                    const std::size_t close = text.find('`', covered + 1);
                    covered = close == std::string_view::npos ? text.size() : close + 1;
                } else if (text[covered] == '[') {
                    std::size_t size = 0;
                    read_citation(text, covered, size);
                    covered += std::max<std::size_t>(size, 1);
                } else {
                    ++covered;
                }
            }
            if (covered > begin || !looks_like_name(word, text, end)) return;
            all = claim(is_known_word(word), [&] { return std::string(word) + " is neither in the evidence nor in the index"; }) && all;
        });
        return all;
    }

    /// Calls in an example must be of something that is there.
    bool holds_code(const std::string& code) {
        bool all = true;
        each_word(code, [&](std::string_view word, std::size_t begin, std::size_t end) {
            const bool is_call = end < code.size() && code[end] == '(';
            const bool is_member = (begin > 0 && code[begin - 1] == '.') || (begin > 1 && (code.compare(begin - 2, 2, "->") == 0 || code.compare(begin - 2, 2, "::") == 0));
            if ((!is_call && !is_member) || !is_start(word[0])) return;
            all = claim(is_known_word(word), [&] { return std::string(word) + " in the code block is neither in the evidence nor in the index"; }) && all;
        });
        return all;
    }

    /// Names of the sentence behind a place, as last parts; the target's own is passed over.
    std::vector<std::string> names_behind(const Sentence& sentence, std::size_t at) const {
        std::vector<std::string> names;
        const std::string_view text = sentence.text;
        for (std::size_t open = text.find('`', at); open != std::string_view::npos;) {
            const std::size_t close = text.find('`', open + 1);
            if (close == std::string_view::npos) break;
            const std::string name = bare(text.substr(open + 1, close - open - 1));
            if (is_name(name) && last_part(name) != last_part(about_.target)) names.emplace_back(last_part(name));
            // "calls `a`, `b` and `c`" goes on as long as little stands between.
            const std::size_t next = text.find('`', close + 1);
            if (next == std::string_view::npos || next - close > 8) break;
            open = next;
        }
        return names;
    }

    static std::size_t behind(std::string_view text, std::string_view phrase, std::size_t from = 0) {
        const std::size_t at = text.find(phrase, from);
        return at == std::string_view::npos ? at : at + phrase.size();
    }
    /// The name must follow at once: "is called by `x`", not "called by hand, `x`".
    static bool follows(std::string_view text, std::size_t at) {
        while (at < text.size() && text[at] == ' ') ++at;
        if (text.substr(at).starts_with("the ")) at += 4;
        if (text.substr(at).starts_with("both ")) at += 5;
        return at < text.size() && text[at] == '`';
    }

    bool holds_relations(const Sentence& sentence) {
        if (about_.is_module) return holds_dependencies(sentence);
        if (about_.target.empty()) return true;  // of a whole repository or a flow nobody is the one who calls
        bool all = true;
        const std::string_view text = sentence.text;
        static constexpr std::array<std::string_view, 5> Passive{"called by ", "called from ", "invoked by ", "invoked from ", "used by "};
        static constexpr std::array<std::string_view, 5> Active{"calls ", "Calls ", "invokes ", "Invokes ", "delegates to "};
        for (const std::string_view phrase : Passive)
            for (std::size_t at = behind(text, phrase); at != std::string_view::npos; at = behind(text, phrase, at))
                if (follows(text, at))
                    for (const std::string& name : names_behind(sentence, at))
                        all = claim(about_.callers.contains(name), [&] { return "`" + name + "` does not refer to `" + about_.target + "`"; }) && all;
        for (const std::string_view phrase : Active)
            for (std::size_t at = behind(text, phrase); at != std::string_view::npos; at = behind(text, phrase, at))
                if (follows(text, at))
                    for (const std::string& name : names_behind(sentence, at))
                        all = claim(about_.callees.contains(name) || has_word(about_.own_text, name), [&] { return "`" + about_.target + "` does not call `" + name + "`"; }) && all;
        return holds_parameters(sentence) && all;
    }

    bool holds_parameters(const Sentence& sentence) {
        bool all = true;
        const std::string_view text = sentence.text;
        if (!about_.signature.empty()) {
            static constexpr std::array<std::string_view, 4> Before{"parameter ", "parameters ", "argument ", "arguments "};
            for (const std::string_view phrase : Before)
                for (std::size_t at = behind(text, phrase); at != std::string_view::npos; at = behind(text, phrase, at))
                    if (at < text.size() && text[at] == '`')
                        for (const std::string& name : names_behind(sentence, at))
                            all = claim(has_word(about_.signature, name) || has_word(about_.own_text, name), [&] { return "`" + about_.target + "` has no parameter `" + name + "`"; }) && all;
        }
        static constexpr std::array<std::string_view, 4> Defaults{"defaults to ", "default of ", "default is ", "by default "};
        for (const std::string_view phrase : Defaults) {
            const std::size_t at = behind(text, phrase);
            if (at == std::string_view::npos || at >= text.size()) continue;
            std::size_t begin = at, end = at;
            if (text[at] == '`') {
                begin = at + 1;
                end = std::min(text.find('`', begin), text.size());
            } else if (text[at] >= '0' && text[at] <= '9') {
                while (end < text.size() && (is_part(text[end]) || (text[end] == '.' && end + 1 < text.size() && is_part(text[end + 1])))) ++end;
            } else {
                continue;
            }
            const std::string value(text.substr(begin, end - begin));
            all = claim(about_.own_text.find(value) != std::string::npos, [&] { return "`" + value + "` is no default of `" + about_.target + "`"; }) && all;
        }
        return all;
    }

    /// "depends on `src/x`", "used by `src/y`" between modules.
    bool holds_dependencies(const Sentence& sentence) {
        bool all = true;
        const std::string_view text = sentence.text;
        static constexpr std::array<std::string_view, 4> Out{"depends on ", "imports ", "includes ", "builds on "};
        static constexpr std::array<std::string_view, 3> In{"used by ", "imported by ", "depended on by "};
        const auto check = [&](std::string_view phrase, const std::set<std::string>& known, const char* verb) {
            for (std::size_t at = behind(text, phrase); at != std::string_view::npos; at = behind(text, phrase, at)) {
                if (!follows(text, at)) continue;
                for (std::size_t open = text.find('`', at); open != std::string_view::npos;) {
                    const std::size_t close = text.find('`', open + 1);
                    if (close == std::string_view::npos) break;
                    std::string name(text.substr(open + 1, close - open - 1));
                    while (!name.empty() && name.back() == '/') name.pop_back();
                    const bool is_module = about_.modules.contains(name) || (looks_like_path(name) && name.find('.') == std::string::npos);
                    if (is_module && name != about_.target) {
                        const bool is_known = std::any_of(known.begin(), known.end(), [&](const std::string& path) { return path == name || path.starts_with(name + "/") || path.ends_with("/" + name); });
                        all = claim(is_known, [&] { return "`" + about_.target + "` " + verb + " `" + name + "`"; }) && all;
                    }
                    const std::size_t next = text.find('`', close + 1);
                    if (next == std::string_view::npos || next - close > 8) break;
                    open = next;
                }
            }
        };
        // "is used by" must not be read as the subject's own use; the two lists share no phrase.
        for (const std::string_view phrase : Out) check(phrase, about_.uses, "does not import");
        for (const std::string_view phrase : In) check(phrase, about_.used_by, "is not imported by");
        return all;
    }

    const About& about_;
    const Facts& facts_;
    std::unordered_set<std::string_view> words_;
    Proved proved_;
};

}  // namespace

Proved prove(std::string_view text, const About& about, const Facts& facts) { return Prover(about, facts).run(text); }

}  // namespace kompress::prose
