// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <random>

#include "context/build.hpp"
#include "context/diff.hpp"
#include "fs/disk.hpp"
#include "search/graph.hpp"
#include "support/small_index.hpp"
#include "tokens/tokenizer.hpp"

using namespace kompress;

namespace {

std::vector<test::SmallSource> sources(unsigned seed = 1) {
    std::mt19937 random(seed);
    const char* words[] = {"cache", "entry", "table", "lookup", "insert", "remove", "limit", "walk", "token", "budget"};
    std::vector<test::SmallSource> list;
    for (int f = 0; f < 12; ++f) {
        std::string text;
        for (int s = 0; s < 8; ++s) {
            text += "def " + std::string(words[random() % 10]) + "_" + words[random() % 10] + std::to_string(s) + "(x):\n";
            for (unsigned l = random() % 30; l < 30; ++l) text += "    x = " + std::string(words[random() % 10]) + "(x, '" + words[random() % 10] + "')\n";
            text += "    return x\n\n";
        }
        list.push_back({"src/" + std::string(words[static_cast<std::size_t>(f) % 10]) + std::to_string(f) + ".py", Language::Python, text});
    }
    list.push_back({"tests/test_cache0.py", Language::Python, "def test_cache_lookup():\n    assert cache_lookup(1)\n"});
    return list;
}

/// Says of every definition the same.
struct FixedGraph : search::Graph {
    std::vector<search::Link> links;
    std::vector<search::Link> neighbours(const std::string&, std::uint32_t, std::size_t) override { return links; }
    std::vector<search::Connection> connections;
    std::vector<search::Connection> among(const std::vector<std::int64_t>&) override { return connections; }
};

/// An index and the files beside it.
struct Repository {
    explicit Repository(const std::vector<test::SmallSource>& list) : index(list) {
        for (const test::SmallSource& source : list) tree.write(source.path, source.text);
        files = std::move(*fs::open_disk(tree.root()));
    }
    ContextBundle ask(const ContextRequest& request, const std::vector<context::ChangedLines>& changes = {}) {
        auto bundle = context::build(index.reader(), *files, graph, request, changes);
        if (!bundle) FAIL(bundle.error().message);
        return std::move(*bundle);
    }
    FixedGraph graph;
    test::SmallIndex index;
    test::TemporaryTree tree;
    std::unique_ptr<FileSystem> files;
};

}  // namespace

TEST_CASE("context: never over budget, whatever is asked", "[context]") {
    const tokens::Tokenizer& tokenizer = tokens::Tokenizer::get(tokens::Encoding::O200kBase);
    std::mt19937 random(7);
    for (unsigned seed = 1; seed <= 3; ++seed) {
        Repository repository(sources(seed));
        for (int i = 0; i < 25; ++i) {
            ContextRequest request;
            request.query = i % 2 ? "cache lookup limit" : "how is a token budget walked";
            request.budget = random() % 3000;
            const ContextBundle bundle = repository.ask(request);
            CHECK(bundle.tokens <= request.budget);
            CHECK(tokenizer.count(bundle.text) == bundle.tokens);
            CHECK(bundle.files.size() == 13);
        }
    }
}

TEST_CASE("context: the same question gets the same answer", "[context]") {
    Repository repository(sources());
    const ContextRequest request{.query = "insert an entry into the table", .budget = 1500};
    const ContextBundle first = repository.ask(request), second = repository.ask(request);
    CHECK(first.text == second.text);
    CHECK(first.files == second.files);
    CHECK(first.snippets.size() > 1);
}

TEST_CASE("context: a symbol comes first, then what it calls", "[context]") {
    Repository repository({{"a.py", Language::Python, "def helper(x):\n    return x\n\ndef main_task(y):\n    return helper(y)\n\ndef user():\n    return main_task(1)\n"},
                           {"b.py", Language::Python, "def other():\n    return 0\n"}});
    repository.graph.links = {{"a.py", 1, search::LinkKind::Callee, 1}, {"a.py", 7, search::LinkKind::Caller, 0.8}, {"gone.py", 1, search::LinkKind::Type, 1}};
    const ContextBundle bundle = repository.ask({.symbol = "main_task", .budget = 500});
    REQUIRE(bundle.snippets.size() >= 3);
    CHECK(bundle.snippets[0].symbol == "main_task");
    CHECK(bundle.snippets[0].reason == SnippetReason::Match);
    std::vector<std::pair<std::string, SnippetReason>> rest;
    for (const Snippet& snippet : bundle.snippets) rest.emplace_back(snippet.symbol, snippet.reason);
    CHECK(std::count(rest.begin(), rest.end(), std::pair<std::string, SnippetReason>{"helper", SnippetReason::Callee}) == 1);
    CHECK(std::count(rest.begin(), rest.end(), std::pair<std::string, SnippetReason>{"user", SnippetReason::Caller}) == 1);
    CHECK(bundle.files.front() == "a.py");
}

TEST_CASE("context: what a match calls comes before what nothing connects with it", "[context]") {
    Repository repository({{"a.py", Language::Python, "def lost(x):\n    return x\n\ndef helper(x):\n    return x\n\ndef walk_tokens(y):\n    return helper(y)\n"}});
    const auto places = [&] {
        std::vector<std::string> order;
        for (const Snippet& snippet : repository.ask({.query = "walk the tokens", .budget = 500}).snippets) order.push_back(snippet.symbol);
        return order;
    };
    CHECK(places() == std::vector<std::string>{"walk_tokens", "lost", "helper"});  // equal worth: by line
    repository.graph.connections = {{0, 2, 0, 1}};
    CHECK(places() == std::vector<std::string>{"walk_tokens", "helper", "lost"});
}

TEST_CASE("context: the text goes by file and line, each line once", "[context]") {
    Repository repository({{"a.py", Language::Python, "class Cache:\n    limit = 1\n    size = 2\n    name = 3\n    kind = 4\n    def lookup(self):\n        return self.limit\n"},
                           {"b.py", Language::Python, "def lookup_cache():\n    return 1\n"}});
    const ContextBundle bundle = repository.ask({.query = "lookup", .budget = 500});
    CHECK(bundle.text.find("=== a.py\n") != std::string::npos);
    CHECK(bundle.text.find("=== b.py\n--- 1-2 lookup_cache\ndef lookup_cache():\n    return 1\n") != std::string::npos);
    const std::string line = "        return self.limit\n";
    const std::size_t first = bundle.text.find(line);
    REQUIRE(first != std::string::npos);
    CHECK(bundle.text.find(line, first + 1) == std::string::npos);
    CHECK(bundle.text.find("    name = 3\n") != std::string::npos);  // the class took its method over
}

TEST_CASE("context: what stands for several definitions is listed, not guessed", "[context]") {
    Repository repository({{"a.py", Language::Python, "def run():\n    pass\n"}, {"b.py", Language::Python, "def run():\n    pass\n"}});
    const ContextBundle bundle = repository.ask({.symbol = "run", .budget = 500});
    CHECK(bundle.ambiguous.size() == 2);
    CHECK(bundle.snippets.empty());
}

TEST_CASE("context: changed lines are seeds", "[context]") {
    Repository repository(sources());
    const ContextBundle bundle = repository.ask({.diff = "HEAD", .budget = 800}, {{"src/entry1.py", 1, 1}});
    REQUIRE_FALSE(bundle.snippets.empty());
    CHECK(bundle.snippets[0].file == "src/entry1.py");
    CHECK(bundle.snippets[0].line == 1);
}

TEST_CASE("diff: hunks and quoted names are read, the rest is passed over", "[context]") {
    const auto changes = context::parse_diff(
        "diff --git a/x.c b/x.c\n--- a/x.c\n+++ b/x.c\n@@ -1,2 +3,4 @@ f\n-a\n+++ b/not a file\n"
        "diff --git \"a/\\303\\244.c\" \"b/\\303\\244.c\"\n--- \"a/\\303\\244.c\"\n+++ \"b/\\303\\244.c\"\n@@ -5 +5,0 @@\n"
        "diff --git a/gone b/gone\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n@@ broken\n");
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].file == "x.c");
    CHECK(changes[0].first == 3);
    CHECK(changes[0].last == 6);
    CHECK(changes[1].file == "\xc3\xa4.c");
    CHECK(changes[1].first == 5);
    CHECK(changes[1].last == 5);
}

TEST_CASE("diff: a revision that could be an option is refused", "[context]") {
    const auto changes = context::changed_lines("/", "--output=/tmp/x");
    REQUIRE_FALSE(changes);
    CHECK(changes.error().code == ErrorCode::InvalidArgument);
}

TEST_CASE("context: the text of a file that is a secret by its name is in no answer", "[context]") {
    const std::string text = "def cache_lookup_token(x):\n    return 'value of the canary'\n";
    Repository repository({{".secrets/tokens.py", Language::Python, text}, {"src/cache.py", Language::Python, "def cache_lookup(x):\n    return cache_lookup_token(x)\n"}});
    const std::vector<context::ChangedLines> changes = {{".secrets/tokens.py", 1, 2}, {"src/cache.py", 1, 2}};
    for (const ContextRequest& request : {ContextRequest{.query = "cache lookup token canary"}, ContextRequest{.symbol = "cache_lookup_token"},
                                          ContextRequest{.file = "src/cache.py"}, ContextRequest{.diff = "HEAD"}}) {
        const ContextBundle bundle = repository.ask(request, request.diff.empty() ? std::vector<context::ChangedLines>{} : changes);
        CHECK(bundle.text.find("canary") == std::string::npos);
        CHECK(bundle.text.find(".secrets") == std::string::npos);
        CHECK(bundle.text.find("src/cache.py") != std::string::npos);
        CHECK(std::none_of(bundle.snippets.begin(), bundle.snippets.end(), [](const Snippet& s) { return s.file.starts_with(".secrets"); }));
        CHECK(std::none_of(bundle.dropped.begin(), bundle.dropped.end(), [](const Snippet& s) { return s.file.starts_with(".secrets"); }));
    }
    const auto refused = context::build(repository.index.reader(), *repository.files, repository.graph, {.file = ".secrets/tokens.py"}, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("kept out of what models read") != std::string::npos);
}
