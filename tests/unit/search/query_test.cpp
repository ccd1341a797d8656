// SPDX-License-Identifier: Apache-2.0
#include "search/query.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "search/places.hpp"
#include "search/spelling.hpp"
#include "search/terms.hpp"
#include "search/text_scan.hpp"

using namespace kompress;
using namespace kompress::search;

namespace {

using Words = std::vector<std::string>;

const QueryTerm* term(const Query& query, const std::string& text) {
    const auto at = std::find_if(query.terms.begin(), query.terms.end(), [&](const QueryTerm& t) { return t.text == text; });
    return at == query.terms.end() ? nullptr : &*at;
}

}  // namespace

TEST_CASE("terms: identifiers split at case, digits and joints, and stay whole beside", "[search]") {
    CHECK(terms_of("parseHTTPHeader2") == Words{"parse", "http", "header", "2", "parsehttpheader2"});
    CHECK(terms_of("parse_http_header") == Words{"parse", "http", "header", "parsehttpheader"});
    CHECK(terms_of("the LRUCache of entries") == Words{"lru", "cache", "lrucache", "entry"});
    CHECK(terms_of("").empty());
    CHECK(terms_of("\xff\xfe __ .. \n").size() == 1);
}

TEST_CASE("terms: a stem is the same for a word and its inflections", "[search]") {
    CHECK(terms_of("match matches matched matching") == Words{"match", "match", "match", "match"});
    CHECK(terms_of("query queries") == Words{"query", "query"});
    CHECK(terms_of("bus") == Words{"bus"});
}

TEST_CASE("term table: text is found as the terms of a query are cut", "[search]") {
    const Words terms{"http", "header", "parsehttpheader", "entry"};
    const TermTable table(terms);
    CHECK(table.find("HTTP") == 0);
    CHECK(table.find("headers") == 1);
    CHECK(table.find("entries") == 3);
    CHECK(table.find("heading") == TermTable::None);
    CHECK(table.find("x") == TermTable::None);
    CHECK(table.find_compound("parse_HTTP_header") == 2);
}

TEST_CASE("query: what is written as code is an identifier", "[search]") {
    const Query query = parse_query("fix crash in `walk` when Foo::bar() and do_it meet HTTPServer, not Plain words");
    CHECK(query.identifiers == Words{"walk", "Foo", "bar", "do_it", "HTTPServer"});
}

TEST_CASE("query: paths are told from ends of sentences", "[search]") {
    const Query query = parse_query("see src/x.c, util.hpp and cmd/server. Done.");
    CHECK(query.paths == Words{"src/x.c", "util.hpp", "cmd/server"});
}

TEST_CASE("query: an area before a colon is the scope, verbs weigh less, the first sentence is the subject", "[search]") {
    const Query query = parse_query("printer: fix the escape of colors. Later sentences mention terminals.");
    REQUIRE(term(query, "printer"));
    CHECK(term(query, "printer")->in_scope);
    CHECK_FALSE(term(query, "escape")->in_scope);
    CHECK(term(query, "fix")->weight < term(query, "escape")->weight);
    CHECK(term(query, "escape")->subject > 0);
    CHECK(term(query, "terminal")->subject == 0);
    CHECK(term(query, "terminal")->weight == 1);
    CHECK_FALSE(term(query, "the"));
}

TEST_CASE("query: abbreviations find what they stand for", "[search]") {
    const Query query = parse_query("load the configuration");
    REQUIRE(term(query, "config"));
    CHECK(term(query, "config")->weight == 0);
    CHECK(term(query, "config")->related > 0);
}

TEST_CASE("query: neighbours are pairs, tests are asked for by name only", "[search]") {
    const Query query = parse_query("binary search tree");
    CHECK(query.pairs.size() == 2);
    CHECK_FALSE(query.wants_tests);
    CHECK(parse_query("tests for the parser").wants_tests);
    CHECK_FALSE(parse_query("testament").wants_tests);
}

TEST_CASE("query: long and hostile text is cut, not refused", "[search]") {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += "word" + std::to_string(i) + " ";
    CHECK(parse_query(text).terms.size() == Query::MaxTerms);
    std::string bytes;
    for (int i = 0; i < 4096; ++i) bytes += static_cast<char>(i * 37);
    CHECK(parse_query(bytes).terms.size() <= Query::MaxTerms);
}

TEST_CASE("scan: hits carry their line and the term before", "[search]") {
    const TermTable table({"open", "file"});
    const TextHits hits = scan_text("int x;\nopen_file(file);\n", table);
    REQUIRE(hits.hits.size() == 3);
    CHECK(hits.hits[0].line == 2);
    CHECK(hits.hits[1].before == 0);
    CHECK(hits.lines() == 3);
    CHECK(hits.hits_in(1, 1) == std::pair<std::size_t, std::size_t>{0, 0});
    CHECK(hits.hits_in(2, 2) == std::pair<std::size_t, std::size_t>{0, 3});
    CHECK(hits.words_in(2, 2) == 4);  // open, file, open_file, file
    CHECK(hits.words_in(3, 9) == 0);
}

TEST_CASE("places: a test and what it tests share a name", "[search]") {
    CHECK(core_name("tests/test_config.py") == "config");
    CHECK(core_name("binding/form_mapping_test.go") == "form_mapping");
    CHECK(core_name("src/Config.hpp") == "config");
}

TEST_CASE("edit distance: slips count once, limits hold", "[search]") {
    CHECK(edit_distance("widget", "widget", 2) == 0);
    CHECK(edit_distance("widget", "wigdet", 2) == 1);
    CHECK(edit_distance("widget", "wdget", 2) == 1);
    CHECK(edit_distance("widget", "gadget", 2) == 3 - 1);
    CHECK(edit_distance("a", "abcdef", 2) == 3);
}
