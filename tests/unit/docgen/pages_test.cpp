// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>
#include <random>
#include <set>

#include "docgen/generate.hpp"
#include "docgen/inventory.hpp"
#include "docgen/writer.hpp"
#include "fs/disk.hpp"
#include "support/file_contents.hpp"
#include "support/memory_file_system.hpp"
#include "support/small_index.hpp"

using namespace kompress;
using namespace kompress::docgen;

namespace {

Inventory inventory_of(const std::vector<std::pair<std::string, Language>>& files) {
    Inventory inventory;
    for (const auto& [path, language] : files) {
        FilePage file;
        file.path = path, file.language = language;
        inventory.by_path[path] = inventory.files.size();
        inventory.by_base_name[base_name_of(path)].push_back(inventory.files.size());
        inventory.files.push_back(std::move(file));
    }
    return inventory;
}

DocumentReport generate_into(test::SmallIndex& index, const std::string& out, DocumentOptions options = {}) {
    test::MemoryFileSystem files;
    files.add("README.md", "# The sample\n\nIt shows things.\n");
    options.out = out;
    auto report = generate(index.reader(), files, "/repo", options, nullptr, nullptr);
    REQUIRE(report);
    return *report;
}

std::vector<test::SmallSource> sample() {
    return {{"src/main.c", Language::C, "#include \"util.h\"\n#include <stdio.h>\nint main(void) { return twice(2); }\n"},
            {"src/util.h", Language::C, "/* Twice <b>as</b> much. */\nint twice(int n);\n"},
            {"src/util.c", Language::C, "#include \"util.h\"\n/** Doubles | n.\n * @param n a number\n */\nint twice(int n) { return 2 * n; }\nstatic int hidden(void) { return 1; }\n"},
            {"README.md", Language::None, "# The sample\n"}};
}

}  // namespace

TEST_CASE("file page: a header shows what it declares, in its place, and nothing private", "[docgen]") {
    test::SmallIndex index({{"src/tool.hpp", Language::Cpp,
                             "/// Works.\nclass Tool {\n  public:\n    /// Runs it.\n    int run(int times);\n    int both() { return 1; }\n"
                             "  private:\n    /// Hidden.\n    void reset();\n};\n/// Makes one.\nTool make_tool();\nclass Later;\n"},
                            {"src/tool.cpp", Language::Cpp, "int other(int a);\nint Tool::run(int times) { return times; }\n"}});
    const auto out = std::filesystem::temp_directory_path() / ("kompress-header-" + std::to_string(std::random_device()()));
    generate_into(index, out.string());
    const std::string page = test::file_contents(out / "files/src/tool.hpp.md");
    CHECK(page.find("#### method `Tool::run`\n\n```cpp\nint run(int times)\n```\n\nRuns it.") != std::string::npos);
    CHECK(page.find("### function `make_tool`") != std::string::npos);
    CHECK(page.find("reset") == std::string::npos);
    CHECK(page.find("Later") == std::string::npos);
    CHECK(page.find("`Tool::run`") < page.find("`make_tool`"));
    const std::string source_page = test::file_contents(out / "files/src/tool.cpp.md");
    CHECK(source_page.find("other") == std::string::npos);
    std::filesystem::remove_all(out);
}

TEST_CASE("page names: safe components, different paths stay different where case is folded", "[docgen]") {
    PageNames names;
    CHECK(names.page_for("files", "src/a.c", ".md") == "files/src/a.c.md");
    CHECK(names.page_for("files", "src/a.c", ".md") == "files/src/a.c.md");
    const std::string upper = names.page_for("files", "src/A.c", ".md");
    CHECK(upper != "files/src/A.c.md");
    CHECK(upper.find("files/src/A.c") == 0);
    std::mt19937 random(5);
    std::set<std::string> seen;
    const std::string alphabet = std::string("aA.-_ /\\:*?\"<>|\n\xc3\xa9%") + '\0';
    std::set<std::string> paths;
    for (int i = 0; i < 3000; ++i) {
        std::string path(1 + random() % 30, ' ');
        for (char& c : path) c = alphabet[random() % alphabet.size()];
        path = std::filesystem::path("x" + path + "y").lexically_normal().string();
        if (path.starts_with("/") || path.starts_with("..") || !paths.insert(path).second) continue;
        const std::string page = names.page_for("files", path, ".md");
        INFO(path << " -> " << page);
        REQUIRE(page.starts_with("files/"));
        REQUIRE(page.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/") == std::string::npos);
        for (const auto& part : std::filesystem::path(page)) REQUIRE((part != ".." && part != "." && part.string().size() <= 104));
        std::string folded = page;
        for (char& c : folded) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        REQUIRE(seen.insert(folded).second);
    }
    CHECK(names.page_for("files", std::string(300, 'n'), ".md").size() < 120);
}

TEST_CASE("imports: the file that is meant, or none when that is not clear", "[docgen]") {
    const Inventory inventory = inventory_of({{"src/main.c", Language::C}, {"src/util.h", Language::C}, {"lib/util.h", Language::C}, {"include/one/api.h", Language::C},
                                              {"app/__init__.py", Language::Python}, {"app/core/tool.py", Language::Python}, {"web/a.ts", Language::TypeScript},
                                              {"web/b/index.ts", Language::TypeScript}, {"org/x/Tool.java", Language::Java}});
    const auto resolve = [&](const char* from, const char* target, bool is_local) {
        const std::size_t at = inventory.resolve_import(inventory.files[inventory.by_path.at(from)], target, is_local);
        return at == Inventory::npos ? std::string("none") : inventory.files[at].path;
    };
    CHECK(resolve("src/main.c", "util.h", true) == "src/util.h");
    CHECK(resolve("src/main.c", "util.h", false) == "none");  // two could be meant
    CHECK(resolve("src/main.c", "one/api.h", false) == "include/one/api.h");
    CHECK(resolve("src/main.c", "../lib/util.h", true) == "lib/util.h");
    CHECK(resolve("src/main.c", "../../../../etc/passwd", true) == "none");
    CHECK(resolve("app/__init__.py", "app.core.tool", false) == "app/core/tool.py");
    CHECK(resolve("web/a.ts", "./b", true) == "web/b/index.ts");
    CHECK(resolve("web/a.ts", "./missing", true) == "none");
    CHECK(resolve("org/x/Tool.java", "org.x.Tool", false) == "org/x/Tool.java");
}

TEST_CASE("pages: what a reader looks for is there, private things are not", "[docgen]") {
    test::SmallIndex index(sample());
    const test::TemporaryTree out;
    const DocumentReport report = generate_into(index, out.root());
    CHECK(report.pages.written == report.pages.total);
    const std::string util = out.read("files/src/util.h.md"), definition = out.read("files/src/util.c.md");
    CHECK(util.find("### function `twice`") != std::string::npos);
    CHECK(util.find("int twice(int n)") != std::string::npos);
    CHECK(util.find("- `n`: a number") != std::string::npos);
    CHECK(util.find("Doubles \\| n.") != std::string::npos);
    CHECK(util.find("defined in [src/util.c]") != std::string::npos);
    CHECK(definition.find("[src/util.h](util.h.md)") != std::string::npos);
    CHECK(definition.find("- [`twice`](util.h.md#function-twice) in src/util.h") != std::string::npos);
    CHECK(definition.find("### function") == std::string::npos);
    CHECK(definition.find("hidden") == std::string::npos);
    CHECK(out.read("files/src/main.c.md").find("`stdio.h`") != std::string::npos);
    CHECK(out.read("files/src/util.h.md").find("<b>") == std::string::npos);
    CHECK(out.read("index.md").find("It shows things.") != std::string::npos);
    DocumentOptions all;
    all.all_symbols = true;
    generate_into(index, out.root(), all);
    CHECK(out.read("files/src/util.c.md").find("hidden") != std::string::npos);
}

TEST_CASE("pages: the same index gives the same bytes and nothing is written twice", "[docgen]") {
    test::SmallIndex index(sample());
    const test::TemporaryTree out, other;
    generate_into(index, out.root());
    const DocumentReport again = generate_into(index, out.root());
    CHECK(again.pages.written == 0);
    CHECK(again.pages.unchanged == again.pages.total);
    generate_into(index, other.root());
    CHECK(out.read("files/src/util.c.md") == other.read("files/src/util.c.md"));
    DocumentOptions check;
    check.check = true;
    CHECK(generate_into(index, out.root(), check).stale_pages.empty());
    out.write("symbols.md", "edited");
    CHECK(generate_into(index, out.root(), check).stale_pages == std::vector<std::string>{"symbols.md"});
    CHECK(out.read("symbols.md") == "edited");
}

namespace {

DocumentReport write_pages(const std::string& directory, const std::vector<std::pair<std::string, std::string>>& pages, bool finishes = true) {
    DocumentReport report;
    const DocumentOptions options;
    PageWriter writer(directory, options, report);
    auto begun = writer.begin();
    REQUIRE(begun);
    for (const auto& [page, text] : pages) writer.write(page, text);
    if (finishes) REQUIRE(writer.finish());
    return report;
}

std::set<std::string> everything_in(const std::string& directory) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
        if (entry.is_regular_file()) names.insert(std::filesystem::relative(entry.path(), directory).string());
    return names;
}

}  // namespace

TEST_CASE("page writer: pages that went stale go, with their empty directories", "[docgen]") {
    const test::TemporaryTree out;
    write_pages(out.root(), {{"a/b/one.md", "1"}, {"two.md", "2"}});
    const DocumentReport report = write_pages(out.root(), {{"two.md", "2"}});
    CHECK(report.pages.removed == 1);
    CHECK_FALSE(std::filesystem::exists(out / "a"));
    CHECK(everything_in(out.root()) == std::set<std::string>{".kompress-manifest", "two.md"});
}

TEST_CASE("page writer: somebody else's files are neither overwritten nor removed", "[docgen]") {
    const test::TemporaryTree out;
    out.write("one.md", "mine");
    out.write("a/notes.txt", "mine");
    const DocumentReport report = write_pages(out.root(), {{"one.md", "1"}, {"a/two.md", "2"}});
    CHECK(report.pages.failed == 1);
    CHECK(out.read("one.md") == "mine");
    write_pages(out.root(), {});
    CHECK(everything_in(out.root()) == std::set<std::string>{".kompress-manifest", "a/notes.txt", "one.md"});
}

TEST_CASE("page writer: a manifest from elsewhere leads nowhere else", "[docgen]") {
    const test::TemporaryTree tree;
    tree.write("precious", "keep");
    tree.write("out/.kompress-manifest", "00 ../precious\n00 /etc/hostname\n00 a/../../precious\n");
    tree.write("out/.kompress-manifest.journal", "../precious\n./../precious\n");
    write_pages(tree / "out", {{"one.md", "1"}});
    CHECK(tree.read("precious") == "keep");
}

TEST_CASE("page writer: a link in the directory leads it nowhere else", "[docgen]") {
    const test::TemporaryTree out, elsewhere;
    std::filesystem::create_directories(elsewhere.root() + "/sub");
    std::ofstream(elsewhere.root() + "/sub/precious.md") << "mine";
    std::filesystem::create_directory_symlink(elsewhere.root() + "/sub", out.root() + "/files");
    std::ofstream(out.root() + "/.kompress-manifest") << "- files/precious.md\n- files/new.md\n";
    DocumentOptions options;
    DocumentReport report;
    PageWriter writer(out.root(), options, report);
    REQUIRE(writer.begin());
    writer.write("files/new.md", "text");
    REQUIRE(writer.finish());
    CHECK(std::filesystem::exists(elsewhere.root() + "/sub/precious.md"));
    CHECK(!std::filesystem::exists(elsewhere.root() + "/sub/new.md"));
    CHECK(report.pages.failed == 1);
}

TEST_CASE("page writer: pages of a run that did not finish are still ours", "[docgen]") {
    const test::TemporaryTree out;
    write_pages(out.root(), {{"old.md", "old"}});
    write_pages(out.root(), {{"a/one.md", "1"}, {"gone.md", "x"}}, false);
    out.write("a/.kompress-999999999-0.tmp", "half");
    const DocumentReport report = write_pages(out.root(), {{"a/one.md", "changed"}, {"old.md", "old"}});
    CHECK(report.pages.failed == 0);
    CHECK(out.read("a/one.md") == "changed");
    CHECK(everything_in(out.root()) == std::set<std::string>{".kompress-manifest", "a/one.md", "old.md"});
}

TEST_CASE("page writer: two do not write one directory at once", "[docgen]") {
    const test::TemporaryTree out;
    DocumentReport report;
    const DocumentOptions options;
    PageWriter first(out.root(), options, report), second(out.root(), options, report);
    REQUIRE(first.begin());
    CHECK(second.begin().error().code == ErrorCode::Busy);
    REQUIRE(first.finish());
    CHECK(second.begin());
}
