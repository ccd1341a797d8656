// SPDX-License-Identifier: Apache-2.0
#include "docgen/relations.hpp"

#include <algorithm>
#include <set>

#include "docgen/pages.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr std::size_t MaxMentioned = 8, MaxTests = 6;
/// A test says something of what it calls, and of what that calls; four calls away it says little.
constexpr int TestDepth = 3;

bool is_separator(char c) { return c == ':' || c == '.' || c == '#' || c == '\\' || c == '/'; }

bool is_type(SymbolKind kind) { return is_class_like(kind) || kind == SymbolKind::TypeAlias; }

template <class List>
void keep_first_of_equals(List& list) {
    std::set<Number> seen;
    std::erase_if(list, [&](Number n) { return !seen.insert(n).second; });
}

}  // namespace

/// Tests reach out breadth first, all at once; every definition keeps the first few that arrive, in the order of their numbers.
void Relations::prepare(std::vector<float> ranks) {
    ranks_ = std::move(ranks);
    std::vector<std::vector<Number>> reached(graph_.size());
    std::vector<std::pair<Number, Number>> front, next;  // definition, test
    for (Number n = 0; n < graph_.size(); ++n)
        if (graph_[n].is_test && is_function(graph_[n].kind)) front.emplace_back(n, n);
    for (int depth = 0; depth < TestDepth && !front.empty(); ++depth) {
        next.clear();
        for (const auto& [from, test] : front)
            for (const Graph::Edge& edge : graph_.out(from)) {
                if (edge.relation != Relation::Call || graph_[edge.other].is_test) continue;
                std::vector<Number>& tests = reached[edge.other];
                if (tests.size() > MaxTests || std::find(tests.begin(), tests.end(), test) != tests.end()) continue;
                tests.push_back(test);
                next.emplace_back(edge.other, test);
            }
        front.swap(next);
    }
    for (Number n = 0; n < graph_.size(); ++n)
        for (const Number test : reached[n]) tests_.emplace_back(n, test);
}

Number Relations::spokesman(Number definition) const {
    if (definition >= graph_.size()) return definition;
    if (is_scope(graph_[definition].kind)) return graph_.size() + graph_[definition].file;  // what stands in a namespace stands in the file
    for (Number at = definition; at != NoNumber; at = graph_[at].parent) {
        const std::uint32_t entry = layout_.entry_of(at);
        if (entry != NoEntry && layout_[entry].form == Form::Heading) return at;
    }
    return definition;
}

/// The definitions that an entry speaks for: its own, its alternatives, and what stands inside them without a heading.
void Relations::each_definition(std::uint32_t entry, const std::function<void(Number)>& visit) const {
    const auto with_inner = [&](Number n) {
        visit(n);
        for (Number inner = n + 1; inner < graph_.first_of(graph_[n].file + 1) && graph_[inner].parent != NoNumber && graph_[inner].parent >= n; ++inner)
            if (spokesman(inner) == n) visit(inner);
    };
    if (layout_[entry].definition != NoNumber) with_inner(layout_[entry].definition);
    for (const Number n : layout_.alternatives(entry)) with_inner(n);
}

bool Relations::is_within(Number n, std::uint32_t entry) const {
    if (n >= graph_.size()) return false;
    const std::string_view own = layout_[entry].name, name = graph_[n].name;
    return layout_.entry_of(n) == entry || (name.size() > own.size() && name.starts_with(own) && is_separator(name[own.size()]));
}

std::vector<Number> Relations::users(std::uint32_t entry, bool wants_bases) const {
    std::vector<Number> found;
    const bool is_called = is_function(layout_[entry].kind);
    const std::uint32_t file = layout_[entry].definition == NoNumber ? layout_.file_of(entry) : graph_[layout_[entry].definition].file;
    const auto consider = [&](Number n) {
        for (const Graph::Edge& edge : graph_.in(n)) {
            if ((edge.relation == Relation::Inherit) != wants_bases) continue;
            if (is_called && edge.relation != Relation::Call) continue;
            if (edge.other < graph_.size() && graph_[edge.other].is_test) continue;
            const Number user = spokesman(edge.other);
            if (!is_within(user, entry)) found.push_back(user);
        }
    };
    if (layout_[entry].definition != NoNumber) consider(layout_[entry].definition);
    for (const Number n : layout_.alternatives(entry)) consider(n);
    keep_first_of_equals(found);
    // Neighbours first, then what matters most in the tree.
    std::stable_sort(found.begin(), found.end(), [&](Number a, Number b) {
        const std::uint32_t x = graph_.file_of_node(a), y = graph_.file_of_node(b);
        if ((a >= graph_.size()) != (b >= graph_.size())) return b >= graph_.size();  // files as such last
        if ((x == file) != (y == file)) return x == file;
        return x != y && ranks_[x] != ranks_[y] ? ranks_[x] > ranks_[y] : a < b;
    });
    return found;
}

std::vector<Number> Relations::used(std::uint32_t entry, Relation relation) const {
    std::vector<Number> found;
    each_definition(entry, [&](Number n) {
        for (const Graph::Edge& edge : graph_.out(n)) {
            if (edge.relation != relation) continue;
            const Number other = spokesman(edge.other);
            if (relation == Relation::Call && !is_function(graph_[edge.other].kind)) continue;  // constructing one names a type
            found.push_back(other);
        }
        if (relation != Relation::Type) return;
        for (const Graph::Edge& edge : graph_.out(n))
            if (edge.relation == Relation::Call && is_type(graph_[edge.other].kind)) found.push_back(spokesman(edge.other));
    });
    keep_first_of_equals(found);
    // That a member uses its class goes without saying.
    const std::string_view own = layout_[entry].name;
    std::erase_if(found, [&](Number n) {
        const bool is_itself = layout_.entry_of(n) == entry || n >= graph_.size();
        return is_itself || (relation != Relation::Inherit && !is_function(graph_[n].kind) && !graph_[n].name.empty() && own.size() > graph_[n].name.size() && own.starts_with(graph_[n].name) &&
                             is_separator(own[graph_[n].name.size()]));
    });
    return found;
}

std::string Relations::mention(const Site& site, const std::string& from_page, Number n) const {
    if (n >= graph_.size()) {
        const FilePage& file = site.inventory.files[n - graph_.size()];
        return "[" + escape_text(file.path) + "](" + site.link(from_page, file.page) + ")";
    }
    const Definition& definition = graph_[n];
    if (definition.name.empty()) return {};
    const std::uint32_t entry = layout_.entry_of(n);
    if (entry != NoEntry && !layout_[entry].anchor.empty())
        return "[" + code_span(layout_[entry].name, false) + "](" + site.link(from_page, layout_.page_of(entry), std::string(layout_[entry].anchor)) + ")";
    return "[" + code_span(definition.name, false) + "](" + site.source_link(from_page, site.inventory.files[definition.file].path, definition.start_line, definition.end_line) + ")";
}

std::string Relations::list(const Site& site, const std::string& from_page, const char* title, const std::vector<Number>& definitions, const char* tail) const {
    std::string text;
    std::size_t shown = 0;
    for (const Number n : definitions) {
        if (shown == MaxMentioned) break;
        const std::string mention = this->mention(site, from_page, n);
        if (mention.empty()) continue;
        text += (shown++ ? ", " : "") + mention;
    }
    if (text.empty()) return {};
    const std::size_t left = definitions.size() > MaxMentioned ? definitions.size() - MaxMentioned : 0;
    return std::string("- ") + title + " " + text + (left ? " and " + std::to_string(left) + " more" : "") + tail + "\n";
}

std::string Relations::lines(const Site& site, const std::string& from_page, std::uint32_t entry) const {
    const bool names_type = is_type(layout_[entry].kind);
    std::string text;
    if (names_type) {
        text += list(site, from_page, "**Extends**", used(entry, Relation::Inherit), "");
        text += list(site, from_page, "**Extended by**", users(entry, true), "");
    }
    text += list(site, from_page, is_function(layout_[entry].kind) ? "**Called by**" : "**Used by**", users(entry, false), "");
    if (is_function(layout_[entry].kind)) text += list(site, from_page, "**Calls**", used(entry, Relation::Call), "");
    text += list(site, from_page, "**Types**", used(entry, Relation::Type), "");
    std::vector<Number> tests;
    const auto add_tests = [&](Number n) {
        for (auto at = std::lower_bound(tests_.begin(), tests_.end(), std::pair(n, Number{0})); at != tests_.end() && at->first == n; ++at) tests.push_back(at->second);
    };
    if (layout_[entry].definition != NoNumber) add_tests(layout_[entry].definition);
    for (const Number n : layout_.alternatives(entry)) add_tests(n);
    keep_first_of_equals(tests);
    const bool are_more = tests.size() > MaxTests;
    if (are_more) tests.resize(MaxTests);
    return text + list(site, from_page, "**Tests**", tests, are_more ? " and others" : "");
}

}  // namespace kompress::docgen
