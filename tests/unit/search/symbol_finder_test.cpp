// SPDX-License-Identifier: Apache-2.0
#include "search/symbol_finder.hpp"

#include <catch2/catch.hpp>

#include "support/small_index.hpp"

using namespace kompress;
using kompress::search::SymbolFinder;

namespace {

const std::string Shape = "class Shape:\n    \"\"\"A shape.\"\"\"\n    def area(self):\n        return 0\n\nclass Circle(Shape):\n    def area(self):\n        return 3\n";

const std::vector<test::SmallSource>& sources() {
    static const std::vector<test::SmallSource> list{
        {"b/shape.py", Language::Python, Shape},
        {"a/copy.py", Language::Python, Shape},
        {"main.c", Language::C, "/** Adds. */\nint add(int a, int b)\n{\n\treturn a + b;\n}\nstatic int hidden(void) { return add(1, 2); }\n"},
        {"src/ns.cpp", Language::Cpp, "namespace outer { namespace inner {\nint area();\nint area() { return 1; }\n} }\nint outer_area() { return outer::inner::area(); }\n"},
        {"notes.txt", Language::None, "area"},
    };
    return list;
}

std::vector<std::string> places(const std::vector<SymbolInfo>& symbols) {
    std::vector<std::string> list;
    for (const SymbolInfo& s : symbols) list.push_back(s.file + ":" + std::to_string(s.line) + " " + s.qualified_name);
    return list;
}

std::vector<std::string> find(SymbolFinder& finder, SymbolQuery query) {
    auto page = finder.find(query);
    REQUIRE(page);
    return places(page->symbols);
}

using Places = std::vector<std::string>;

}  // namespace

TEST_CASE("symbol finder: a name is found in every file that has it, by path and line", "[search]") {
    test::SmallIndex index(sources());
    SymbolFinder finder(index.reader());
    CHECK(find(finder, {.pattern = "area"}) == Places{"a/copy.py:3 Shape.area", "a/copy.py:7 Circle.area", "b/shape.py:3 Shape.area",
                                                      "b/shape.py:7 Circle.area", "src/ns.cpp:3 outer::inner::area"});
    CHECK(find(finder, {.pattern = "hidden"}) == Places{"main.c:6 hidden"});
    CHECK(find(finder, {.pattern = "add"}) == Places{"main.c:2 add"});  // a call is no definition
    CHECK(find(finder, {.pattern = "nothing"}).empty());
}

TEST_CASE("symbol finder: the end of a qualified name is enough, with either separator", "[search]") {
    test::SmallIndex index(sources());
    SymbolFinder finder(index.reader());
    const Places expected{"a/copy.py:7 Circle.area", "b/shape.py:7 Circle.area"};
    CHECK(find(finder, {.pattern = "Circle.area"}) == expected);
    CHECK(find(finder, {.pattern = "Circle::area"}) == expected);
    CHECK(find(finder, {.pattern = "inner::area"}) == Places{"src/ns.cpp:3 outer::inner::area"});
    CHECK(find(finder, {.pattern = "outer.inner.area"}) == Places{"src/ns.cpp:3 outer::inner::area"});
    CHECK(find(finder, {.pattern = "ter.inner.area"}).empty());
}

TEST_CASE("symbol finder: kind, language, file and globs restrict", "[search]") {
    test::SmallIndex index(sources());
    SymbolFinder finder(index.reader());
    CHECK(find(finder, {.pattern = "area", .language = Language::Cpp}).size() == 1);
    CHECK(find(finder, {.pattern = "*", .kind = SymbolKind::Class, .file = "a/*"}) == Places{"a/copy.py:1 Shape", "a/copy.py:6 Circle"});
    CHECK(find(finder, {.pattern = "*rea", .file = "src/ns.cpp"}) == Places{"src/ns.cpp:3 outer::inner::area", "src/ns.cpp:5 outer_area"});
    CHECK(find(finder, {.pattern = "Circle.*"}) == Places{"a/copy.py:7 Circle.area", "b/shape.py:7 Circle.area"});
    CHECK(find(finder, {.pattern = "h?dden"}) == Places{"main.c:6 hidden"});
    CHECK(find(finder, {.pattern = "", .file = "notes.txt"}).empty());
}

TEST_CASE("symbol finder: pages joined are the whole answer, for names and for globs", "[search]") {
    test::SmallIndex index(sources());
    SymbolFinder finder(index.reader());
    for (const char* pattern : {"", "area", "*a*"}) {
        const Places whole = find(finder, {.pattern = pattern, .limit = 0});
        REQUIRE(whole.size() >= 5);
        for (std::size_t limit = 1; limit <= whole.size() + 1; ++limit) {
            Places joined;
            std::string cursor;
            std::size_t pages = 0;
            do {
                auto page = finder.find({.pattern = pattern, .limit = limit, .cursor = cursor});
                REQUIRE(page);
                REQUIRE(page->symbols.size() <= limit);
                const Places part = places(page->symbols);
                joined.insert(joined.end(), part.begin(), part.end());
                cursor = page->next_cursor;
            } while (!cursor.empty() && ++pages < 100);
            CHECK(joined == whole);
        }
    }
}

TEST_CASE("symbol finder: a cursor that makes no sense gives no trouble", "[search]") {
    test::SmallIndex index(sources());
    SymbolFinder finder(index.reader());
    for (const char* cursor : {"x", ":::", "99999999999999999999:1:n:main.c", "1:1:n:no/such/file"}) CHECK(finder.find({.pattern = "area", .cursor = cursor}));
}

TEST_CASE("symbol finder: an outline is in source order with parents by index", "[search]") {
    test::SmallIndex index(sources());
    SymbolFinder finder(index.reader());
    auto outline = finder.outline("b/shape.py");
    REQUIRE(outline);
    REQUIRE(places(*outline) == Places{"b/shape.py:1 Shape", "b/shape.py:3 Shape.area", "b/shape.py:6 Circle", "b/shape.py:7 Circle.area"});
    CHECK((*outline)[1].parent == 0);
    CHECK((*outline)[3].parent == 2);
    CHECK((*outline)[0].doc == "A shape.");
    auto empty = finder.outline("notes.txt");
    REQUIRE(empty);
    CHECK(empty->empty());
    CHECK(finder.outline("no/such.c").error().code == ErrorCode::NotFound);
}

TEST_CASE("symbol finder: a line stands for the innermost definition around it", "[search]") {
    test::SmallIndex index(sources());
    SymbolFinder finder(index.reader());
    const auto resolved = [&](const char* what) {
        auto found = finder.resolve(what);
        REQUIRE(found);
        return places(*found);
    };
    CHECK(resolved("b/shape.py:4") == Places{"b/shape.py:3 Shape.area"});
    CHECK(resolved("b/shape.py:2") == Places{"b/shape.py:1 Shape"});
    CHECK(resolved("main.c:999").empty());
    CHECK(resolved("main.c:add") == Places{"main.c:2 add"});
    CHECK(resolved("b/shape.py:Circle.area") == Places{"b/shape.py:7 Circle.area"});
    CHECK(resolved("outer::inner::area") == Places{"src/ns.cpp:3 outer::inner::area"});
    CHECK(resolved("no.c:add").empty());
}

TEST_CASE("symbol finder: globs match as people read them", "[search]") {
    CHECK(search::matches_glob("*", ""));
    CHECK(search::matches_glob("a*c*e", "abcde"));
    CHECK(search::matches_glob("*ab", "aab"));
    CHECK(search::matches_glob("a?c", "abc"));
    CHECK_FALSE(search::matches_glob("a?c", "ac"));
    CHECK_FALSE(search::matches_glob("", "a"));
    CHECK_FALSE(search::matches_glob("*a*b*c", std::string(300, 'a')));
}
