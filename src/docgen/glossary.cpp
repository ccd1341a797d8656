// SPDX-License-Identifier: Apache-2.0
/// The words of a code base: which ones its names are made of, and which definition bears the bare word.
///
/// A word counts when several public names hold it and it is no word of every program. Words that a type, a file or a
/// module is named for come with a link to it: there the word is explained.

#include <algorithm>
#include <set>
#include <unordered_map>

#include "docgen/pages.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr const char* PagePath = "glossary.md";
constexpr std::size_t MaxTerms = 120, MinNames = 4, MinHomeless = 8, MinBytes = 3, MaxBytes = 24, Examples = 3;

const std::set<std::string_view>& common_words() {
    static const std::set<std::string_view> Words{
        "get",    "set",   "add",    "remove", "delete", "new",    "old",    "make",  "create", "init",   "initialize", "free",   "alloc", "copy",  "clear", "reset",  "update", "the",
        "and",    "for",   "not",    "with",   "from",   "into",   "has",    "have",  "can",    "should", "all",        "any",    "each",  "one",   "two",   "first",  "last",   "next",
        "prev",   "begin", "start",  "stop",   "end",    "done",   "size",   "len",   "length", "count",  "num",        "number", "index", "name",  "type",  "types",  "value",  "values",
        "key",    "keys",  "data",   "info",   "item",   "items",  "list",   "array", "map",    "string", "str",        "text",   "char",  "int",   "bool",  "float",  "double", "uint",
        "byte",   "bytes", "bit",    "bits",   "ptr",    "ref",    "func",   "fn",    "call",   "run",    "do",         "test",   "tests", "main",  "impl",  "base",   "default", "options",
        "option", "config", "error", "err",    "result", "status", "state",  "flag",  "flags",  "mode",   "kind",       "max",    "min",   "equal", "equals", "hash",  "compare", "cmp",
        "to",     "of",    "is",     "in",     "on",     "by",     "at",     "as",    "it",     "self",   "this",       "obj",    "object", "arg",  "args",  "param",  "params", "var",
        "const",  "static", "public", "private", "class", "struct", "enum",  "function", "method", "field", "id",       "ids",    "tmp",   "temp",  "buf",   "out",    "read",   "write",
        "open",   "close", "put",    "push",   "pop",    "find",   "lookup", "check", "valid",  "try",    "null",       "none",   "empty", "true",  "false", "bar",    "foo",    "helper", "util",
        "utils",  "common", "internal", "version", "operator", "handle", "handler", "process", "parse", "print", "show", "load",  "store", "save",  "raw",   "without", "after", "before", "only", "use", "used", "using"};
    return Words;
}

/// Calls `visit` with each word of a name in lower case: `parseHTTPHeader`, `parse_http_header` → parse, http, header.
template <class Visit>
void each_word(std::string_view name, Visit visit) {
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto is_letter = [&](char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); };
    std::string word;
    const auto flush = [&] {
        if (word.size() >= MinBytes && word.size() <= MaxBytes) visit(word);
        word.clear();
    };
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (!is_letter(c)) {
            flush();
            continue;
        }
        const bool begins = is_upper(c) && i > 0 && (!is_upper(name[i - 1]) || (i + 1 < name.size() && is_letter(name[i + 1]) && !is_upper(name[i + 1])));
        if (begins) flush();
        word += is_upper(c) ? static_cast<char>(c + 32) : c;
    }
    flush();
}

std::string lower(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != '_') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return out;
}

struct Term {
    std::uint32_t names = 0;
    std::uint32_t last = NoEntry;     ///< name counted last: a name counts once
    std::uint32_t last_file = NoEntry, files = 0;
    std::uint32_t home = NoEntry;     ///< entry that bears the word alone
    std::vector<std::uint32_t> examples;
};

}  // namespace

std::string_view last_name(std::string_view name) {
    for (std::size_t i = name.size(); i > 0; --i) {
        const char c = name[i - 1];
        if ((c == ':' || c == '.' || c == '\\' || c == '#') && i < name.size()) return name.substr(i);
    }
    return name;
}

std::string render_glossary(const Site& site) {
    const Layout& layout = site.atlas.layout;
    const Graph& graph = site.atlas.graph;
    std::unordered_map<std::string, Term> terms;
    const auto use_of = [&](std::uint32_t entry) { return layout[entry].definition == NoNumber ? 0 : graph.in(layout[entry].definition).size(); };
    for (std::size_t file = 0; file < site.inventory.files.size(); ++file) {
        if (site.inventory.files[file].role != FileRole::Source) continue;
        for (const Entry& entry : layout.entries(file)) {
            if (entry.form != Form::Heading) continue;
            const auto number = static_cast<std::uint32_t>(&entry - &layout[0]);
            const std::string_view name = last_name(entry.name);
            const std::string whole = lower(name);
            each_word(name, [&](const std::string& word) {
                if (common_words().contains(word)) return;
                Term& term = terms[word];
                if (term.last == number) return;
                term.last = number, ++term.names;
                if (term.last_file != file) term.last_file = static_cast<std::uint32_t>(file), ++term.files;
                if (whole == word && is_class_like(entry.kind) && (term.home == NoEntry || use_of(number) > use_of(term.home))) term.home = number;
                std::vector<std::uint32_t>& examples = term.examples;
                if (entry.kind == SymbolKind::Constructor) return;
                const auto namesake = std::find_if(examples.begin(), examples.end(), [&](std::uint32_t other) { return last_name(layout[other].name) == name; });
                if (namesake != examples.end()) {
                    if (use_of(number) > use_of(*namesake)) *namesake = number;
                    return;
                }
                examples.push_back(number);
                std::stable_sort(examples.begin(), examples.end(), [&](std::uint32_t a, std::uint32_t b) { return use_of(a) > use_of(b); });
                if (examples.size() > Examples) examples.pop_back();
            });
        }
    }
    std::map<std::string, std::uint32_t> files;  // base name without its extension → file
    for (std::uint32_t file = 0; file < site.inventory.files.size(); ++file) {
        if (site.inventory.files[file].role != FileRole::Source) continue;
        const std::string base = base_name_of(site.inventory.files[file].path);
        const auto [at, is_new] = files.emplace(lower(base.substr(0, base.find('.'))), file);
        if (!is_new && site.atlas.relations.rank(file) > site.atlas.relations.rank(at->second)) at->second = file;
    }
    std::vector<std::pair<const std::string*, const Term*>> order;
    for (const auto& [word, term] : terms)
        if (term.names >= MinNames && (term.home != NoEntry || files.contains(word) || (term.names >= MinHomeless && term.files > 2))) order.emplace_back(&word, &term);
    const auto weight = [&](const auto& one) { return one.second->names * (one.second->home != NoEntry || files.contains(*one.first) ? 3 : 1); };
    std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) { return weight(a) != weight(b) ? weight(a) > weight(b) : *a.first < *b.first; });
    if (order.size() > MaxTerms) order.resize(MaxTerms);
    if (order.empty()) return {};
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return *a.first < *b.first; });

    std::string out = front_matter("Glossary of names", "Words that public names are made of", PageOrder::Glossary) + "# Glossary of names\n\n[" + escape_text(site.inventory.name) + "](index.md) › Glossary of names\n\n"
                      "Words that public names are made of, in how many of them they occur, and what is named for the word or uses it most.\n\n"
                      "| Word | Names | Defined by | For example |\n|---|--:|---|---|\n";
    for (const auto& [word, term] : order) {
        std::string home, examples;
        if (term->home != NoEntry) {
            home = site.atlas.relations.mention(site, PagePath, layout[term->home].definition);
            if (const std::string summary = site.summary(term->home); !summary.empty()) home += ": " + summary;
        } else if (const auto file = files.find(*word); file != files.end()) {
            const FilePage& page = site.inventory.files[file->second];
            home = "[" + escape_text(page.path) + "](" + site.link(PagePath, page.page) + ")" + (page.summary.empty() ? "" : ": " + page.summary);
        }
        for (const std::uint32_t entry : term->examples) {
            if (entry == term->home) continue;
            examples += (examples.empty() ? "" : ", ") + std::string("[") + code_span(last_name(layout[entry].name)) + "](" + site.link(PagePath, layout.page_of(entry), std::string(layout[entry].anchor)) + ")";
        }
        out += "| " + *word + " | " + std::to_string(term->names) + " | " + home + " | " + examples + " |\n";
    }
    return out;
}

}  // namespace kompress::docgen
