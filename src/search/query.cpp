// SPDX-License-Identifier: Apache-2.0
#include "search/query.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "search/terms.hpp"

namespace kompress::search {
namespace {

/// What people ask to be done says little about where; weighed down, not dropped: there are files about "update".
constexpr double VerbWeight = 0.35;
constexpr auto Verbs = std::to_array<std::string_view>(
    {"add", "added", "adding", "adds", "better", "bug", "bugfix", "change", "changed", "changes", "clean", "cleanup", "fix", "fixed", "fixes",
     "fixing", "implement", "improve", "improved", "issue", "minor", "move", "moved", "new", "refactor", "refactoring", "remove", "removed",
     "removes", "rename", "renamed", "simplify", "small", "support", "supported", "typo", "update", "updated", "updates"});

/// Short forms that programmers write for a word; either finds the other.
constexpr double RelatedWeight = 0.5;
constexpr auto ShortForms = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"addr", "address"},    {"arg", "argument"},     {"attr", "attribute"},    {"auth", "authentication"}, {"buf", "buffer"},
    {"cfg", "configuration"}, {"cmd", "command"},    {"conf", "configuration"}, {"config", "configuration"}, {"conn", "connection"},
    {"ctx", "context"},     {"db", "database"},      {"dep", "dependency"},    {"dest", "destination"},    {"dir", "directory"},
    {"doc", "documentation"}, {"dst", "destination"}, {"elem", "element"},     {"env", "environment"},     {"err", "error"},
    {"exec", "execute"},    {"expr", "expression"},  {"fmt", "format"},        {"fn", "function"},         {"func", "function"},
    {"idx", "index"},       {"impl", "implementation"}, {"info", "information"}, {"init", "initialize"},   {"init", "initialization"},
    {"iter", "iterator"},   {"len", "length"},       {"lib", "library"},       {"max", "maximum"},         {"mem", "memory"},
    {"min", "minimum"},     {"msg", "message"},      {"num", "number"},        {"obj", "object"},          {"op", "operation"},
    {"opt", "option"},      {"param", "parameter"},  {"pos", "position"},      {"prev", "previous"},       {"proc", "process"},
    {"ptr", "pointer"},     {"ref", "reference"},    {"regex", "regexp"},      {"repo", "repository"},     {"req", "request"},
    {"res", "response"},    {"resp", "response"},    {"sep", "separator"},     {"spec", "specification"},  {"src", "source"},
    {"stat", "statistic"},  {"str", "string"},       {"sync", "synchronize"},  {"temp", "temporary"},      {"tmp", "temporary"},
    {"val", "value"},       {"var", "variable"},
});

bool is_word_byte(char c) { return letter_of(c) != Letter::Other; }
bool is_name_start(char c) { return letter_of(c) != Letter::Digit && is_word_byte(c); }

std::string lowered(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return result;
}

/// Where the first sentence ends: a newline, or ". " behind at least ten bytes.
std::size_t end_of_subject(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && i > 0) return i;
        if (text[i] == '.' && i >= 10 && i + 1 < text.size() && text[i + 1] == ' ') return i;
    }
    return text.size();
}

/// "area: what was done": the area, up to 40 bytes of words, slashes and the like.
std::string_view scope_of(std::string_view text) {
    constexpr std::size_t MaxScope = 40;
    for (std::size_t i = 0; i < text.size() && i <= MaxScope; ++i) {
        if (text[i] == ':') return i > 0 && i + 1 < text.size() && text[i + 1] == ' ' ? text.substr(0, i) : std::string_view{};
        if (!is_word_byte(text[i]) && std::string_view(" ./,-{}+*()").find(text[i]) == std::string_view::npos) return {};
    }
    return {};
}

/// True where the way it is written says that a word is code.
bool looks_like_code(std::string_view text, std::size_t begin, std::size_t end) {
    const std::string_view word = text.substr(begin, end - begin);
    bool has_lower = false;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const Letter kind = letter_of(word[i]);
        if ((kind == Letter::Joint && word.size() > 1) || kind == Letter::Digit) return true;
        if (kind == Letter::Upper && has_lower) return true;
        if (kind == Letter::Lower && i >= 2 && letter_of(word[i - 1]) == Letter::Upper && letter_of(word[i - 2]) == Letter::Upper) return true;
        has_lower = has_lower || kind == Letter::Lower;
    }
    const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : ' '; };
    const bool is_called = at(end) == '(' && at(end + 1) == ')';
    const bool is_qualified = (at(end) == ':' && at(end + 1) == ':') || (begin >= 2 && at(begin - 1) == ':' && at(begin - 2) == ':');
    const bool is_quoted = begin >= 1 && at(begin - 1) == '`';
    return is_called || is_qualified || is_quoted;
}

class Builder {
  public:
    explicit Builder(Query& query) : query_(query) {}

    QueryTerm* term(const std::string& text) {
        const auto [at, is_new] = numbers_.try_emplace(text, query_.terms.size());
        if (is_new) {
            if (query_.terms.size() >= Query::MaxTerms) {
                numbers_.erase(at);
                return nullptr;
            }
            query_.terms.push_back({text, 0, 0, 0, false});
        }
        return &query_.terms[at->second];
    }
    int number(const std::string& text) const {
        const auto at = numbers_.find(text);
        return at == numbers_.end() ? -1 : static_cast<int>(at->second);
    }

  private:
    Query& query_;
    std::map<std::string, std::size_t> numbers_;
};

void add_words(std::string_view text, Query& query) {
    std::set<std::string_view> seen, seen_paths;
    for (std::size_t i = 0; i < text.size();) {
        if (!is_word_byte(text[i])) {
            ++i;
            continue;
        }
        std::size_t end = i + 1;
        while (end < text.size() && is_word_byte(text[end])) ++end;
        const std::string_view word = text.substr(i, end - i);
        if (word.size() >= 2 && is_name_start(word[0]) && looks_like_code(text, i, end) && seen.insert(word).second)
            query.identifiers.emplace_back(word);
        i = end;
    }
    const auto is_path_byte = [](char c) { return is_word_byte(c) || c == '/' || c == '.' || c == '-' || c == '+'; };
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_path_byte(text[end])) ++end;
        std::string_view word = text.substr(i, end - i);
        i = end + 1;
        while (!word.empty() && (word.back() == '.' || word.back() == '-' || word.back() == '/')) word.remove_suffix(1);
        const auto slash = word.rfind('/'), dot = word.rfind('.');
        const bool has_extension = dot != std::string_view::npos && dot > 0 && dot + 1 < word.size() && word.size() - dot <= 5 &&
                                   (slash == std::string_view::npos || dot > slash) && letter_of(word[dot + 1]) == Letter::Lower;
        if (word.size() >= 3 && (has_extension || (slash != std::string_view::npos && slash > 0)) && seen_paths.insert(word).second)
            query.paths.emplace_back(word);
    }
}

void add_related(Builder& builder, std::string_view text) {
    std::set<std::string> words;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_word_byte(text[end])) ++end;
        const std::string_view word = text.substr(i, end - i);
        each_part(word, [&](std::size_t b, std::size_t e) {
            if (e - b <= MaxTermBytes) words.insert(lowered(word.substr(b, e - b)));
        });
        i = end + 1;
    }
    const auto has = [&](std::string_view word) { return words.contains(std::string(word)) || words.contains(std::string(word) + "s"); };
    const auto relate = [&](std::string_view word) {
        for (const std::string& text_of_term : terms_of(word))
            if (QueryTerm* term = builder.term(text_of_term); term && term->weight == 0) term->related = RelatedWeight;
    };
    for (const auto& [brief, full] : ShortForms) {
        if (has(brief)) relate(full);
        if (has(full)) relate(brief);
    }
}

}  // namespace

Query parse_query(std::string_view text) {
    text = text.substr(0, Query::MaxBytes);
    Query query;
    query.text = text;
    Builder builder(query);
    std::set<std::string> verbs;
    for (const std::string_view verb : Verbs)
        for (std::string& term : terms_of(verb)) verbs.insert(std::move(term));

    const auto weight = [&](const std::string& term) { return verbs.contains(term) ? VerbWeight : 1.0; };
    for (const std::string& text_of_term : terms_of(text.substr(0, end_of_subject(text))))
        if (QueryTerm* term = builder.term(text_of_term)) term->subject = term->weight = weight(text_of_term);
    const std::vector<std::string> all = terms_of(text);
    for (const std::string& text_of_term : all)
        if (QueryTerm* term = builder.term(text_of_term)) term->weight = weight(text_of_term);
    for (std::size_t i = 1; i < all.size(); ++i) {
        const int a = builder.number(all[i - 1]), b = builder.number(all[i]);
        if (a >= 0 && b >= 0 && a != b) query.pairs.emplace_back(static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b));
    }
    std::sort(query.pairs.begin(), query.pairs.end());
    query.pairs.erase(std::unique(query.pairs.begin(), query.pairs.end()), query.pairs.end());
    for (const std::string& text_of_term : terms_of(scope_of(text)))
        if (QueryTerm* term = builder.term(text_of_term)) term->in_scope = true;
    add_words(text, query);
    add_related(builder, text);

    const std::string start = lowered(text.substr(0, 64));
    for (const std::string_view opening : {"test", "tests", "unit test", "which test", "what test", "tests for", "test for", "where is the test", "find test"})
        if (start.starts_with(opening) && (start.size() == opening.size() || !is_word_byte(start[opening.size()]) || start[opening.size()] == 's'))
            query.wants_tests = true;
    return query;
}

}  // namespace kompress::search
