// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>

#include "docgen/generate.hpp"
#include "docgen/joins.hpp"
#include "docgen/survey.hpp"
#include "support/memory_file_system.hpp"
#include "support/small_index.hpp"

using namespace kompress;
using namespace kompress::docgen;

namespace {

struct Surveyed {
    explicit Surveyed(const std::vector<test::SmallSource>& sources) : index(sources) {
        inventory = std::move(*take_inventory(index.reader(), "/repo", "/out", names));
        REQUIRE(survey(index.reader(), inventory, {}, names, nullptr, *atlas));
    }
    /// "path: form name" of every entry.
    std::vector<std::string> entries() const {
        std::vector<std::string> lines;
        for (std::size_t file = 0; file < inventory.files.size(); ++file)
            for (const Entry& entry : atlas->layout.entries(file)) {
                static constexpr const char* Forms[] = {"heading", "row", "scope", "moved"};
                lines.push_back(inventory.files[file].path + ": " + Forms[static_cast<int>(entry.form)] + " " + std::string(entry.name));
            }
        return lines;
    }
    /// Where a definition is documented.
    std::string place_of(const std::string& path, const std::string& name) const {
        for (std::size_t file = 0; file < inventory.files.size(); ++file) {
            if (inventory.files[file].path != path) continue;
            for (Number n = atlas->graph.first_of(file); n < atlas->graph.first_of(file + 1); ++n) {
                const std::uint32_t entry = atlas->layout.entry_of(n);
                if (atlas->graph[n].name == name) return entry == NoEntry ? "nowhere" : atlas->layout.page_of(entry) + "#" + std::string(atlas->layout[entry].anchor);
            }
        }
        return "unknown";
    }
    test::SmallIndex index;
    PageNames names;
    Inventory inventory;
    std::unique_ptr<Atlas> atlas = std::make_unique<Atlas>();
};

}  // namespace

TEST_CASE("parameters: types and number tell signatures apart, names and defaults do not", "[docgen]") {
    CHECK(parameters_of("int twice(int n)") == parameters_of("int Tool::twice(int times)"));
    CHECK(parameters_of("void f(const Slice& key, int n = 3)") == parameters_of("void f(const Slice &k, int)"));
    CHECK(parameters_of("int f(void)") == parameters_of("int f()"));
    CHECK(parameters_of("void f(int a)") != parameters_of("void f(char a)"));
    CHECK((parameters_of("void f(int a)") & 255) == (parameters_of("void f(char a)") & 255));
    CHECK((parameters_of("void f(std::map<int, int> a)") & 255) == 2);
    CHECK((parameters_of("void f(int (*call)(int, int), int b)") & 255) == 3);
    CHECK(parameters_of("int counter") == 0);
    CHECK(parameters_of(std::string(100'000, '(')) == 0);
}

TEST_CASE("layout: every public definition has one entry, what is private or inside something private has none", "[docgen]") {
    const Surveyed tree({{"a.py", Language::Python, "class Open:\n    size = 1\n    def run(self): pass\n    def _own(self): pass\nclass _Shut:\n    def run(self): pass\n"},
                         {"n.hpp", Language::Cpp, "#define N_HPP\nnamespace n {\nstruct S { int a; };\n}\n"}});
    CHECK(tree.entries() == std::vector<std::string>{"a.py: heading Open", "a.py: row Open.size", "a.py: heading Open.run", "n.hpp: scope N_HPP", "n.hpp: scope n", "n.hpp: heading n::S", "n.hpp: row n::S::a"});
    CHECK(tree.place_of("a.py", "Open.size") == "files/a.py.md#class-open");
    CHECK(tree.place_of("a.py", "_Shut") == "nowhere");
}

TEST_CASE("layout: what a header declares is documented there, by its parameters where it is overloaded", "[docgen]") {
    const Surveyed tree({{"t.hpp", Language::Cpp, "namespace n {\nclass T {\n public:\n  int run(char c);\n  int run(int i);\n};\nint only();\nint elsewhere();\n}\n"},
                         {"t.cpp", Language::Cpp, "#include \"t.hpp\"\nnamespace n {\nint T::run(int times) { return times; }\nint T::run(char sign) { return sign; }\nint only() { return 1; }\nint more() { return 2; }\n}\n"},
                         {"u.cpp", Language::Cpp, "int elsewhere() { return 1; }\n"}});
    // No edges here, and so no includes: what has one declaration and one definition is still led together.
    CHECK(tree.place_of("t.cpp", "n::only") == "files/t.hpp.md#function-nonly");
    CHECK(tree.place_of("t.cpp", "n::more") == "files/t.cpp.md#function-nmore");
    CHECK(tree.place_of("u.cpp", "elsewhere") == "files/u.cpp.md#function-elsewhere");
    CHECK(tree.place_of("t.cpp", "n::T::run") == "files/t.cpp.md#method-ntrun");
}

TEST_CASE("layout: what is too much for a page goes on on the next, and nothing is left out", "[docgen]") {
    std::string source = "int first;\nenum big {\n";
    for (int i = 0; i < 6000; ++i) source += "  value_" + std::to_string(i) + " = " + std::to_string(i) + ", /* " + std::string(30, 'x') + " */\n";
    source += "};\nint last;\n";
    const Surveyed tree({{"big.c", Language::C, source}});
    const auto& pages = tree.atlas->layout.pages(0);
    REQUIRE(pages.size() > 2);
    CHECK(pages[1] == "files/big.c.2.md");
    CHECK(tree.place_of("big.c", "big") == "files/big.c.md#enum-big");
    CHECK(tree.place_of("big.c", "big::value_0") == "files/big.c.md#enum-big");
    CHECK(tree.place_of("big.c", "big::value_5999") == pages.back() + "#enum-big-continued");
    CHECK(tree.place_of("big.c", "last") == pages.back() + "#variable-last");
    CHECK(tree.inventory.files[0].public_symbols == 6003);

    test::SmallIndex index({{"big.c", Language::C, source}});
    const test::TemporaryTree out;
    test::MemoryFileSystem files;
    DocumentOptions options;
    options.out = out.root();
    REQUIRE(generate(index.reader(), files, "/repo", options, nullptr, nullptr));
    const std::string last = out.read(pages.back());
    CHECK(last.find("#### enum `big`, continued") != std::string::npos);
    CHECK(last.find("value\\_5999") == std::string::npos);
    CHECK(last.find("[`value_5999 = 5999`](") != std::string::npos);
    CHECK(last.find("### variable `last`") != std::string::npos);
    for (const std::string& page : pages) CHECK(out.read(page).size() < 480 * 1024);
}
