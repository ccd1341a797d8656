// SPDX-License-Identifier: Apache-2.0
#include "docgen/page_text.hpp"

#include <catch2/catch.hpp>

using namespace kompress::docgen;

namespace {

const std::string Region = "<!-- kompress:keep -->\nmine\n<!-- /kompress:keep -->\n";

}  // namespace

TEST_CASE("kept regions: they stay in their section", "[docgen]") {
    const std::string old = "# T\n\na\n\n## One\n\nx\n\n" + Region + "\n## Two\n\ny\n";
    CHECK(with_kept_regions("# T\n\nb\n\n## One\n\nz\n\n## Two\n\ny\n", old) == "# T\n\nb\n\n## One\n\nz\n\n" + Region + "\n## Two\n\ny\n");
    CHECK(with_kept_regions(with_kept_regions("# T\n\n## One\n\nz\n", old), old) == with_kept_regions("# T\n\n## One\n\nz\n", old) + "\n" + Region);
}

TEST_CASE("kept regions: of a section that is gone, or without an end, nothing is lost", "[docgen]") {
    CHECK(with_kept_regions("# T\n\nb\n", "# T\n\n## Gone\n\n" + Region) == "# T\n\nb\n\n" + Region);
    CHECK(with_kept_regions("# T\n", "# T\n<!-- kompress:keep -->\nopen") == "# T\n\n<!-- kompress:keep -->\nopen\n<!-- /kompress:keep -->\n");
    CHECK(with_kept_regions("# T\n", "no marks") == "# T\n");
}

TEST_CASE("kept regions: marks in code are text", "[docgen]") {
    CHECK(with_kept_regions("# T\n", "```\n" + Region + "```\n") == "# T\n");
}

TEST_CASE("kept regions: a fence that one leaves open hides no other", "[docgen]") {
    const std::string open = "<!-- kompress:keep -->\n```\nopen\n<!-- /kompress:keep -->\n";
    const std::string kept = with_kept_regions("# T\n", "# T\n\n" + open + "\n" + Region);
    CHECK(kept.find("open") != std::string::npos);
    CHECK(kept.find("mine") != std::string::npos);
    CHECK(has_kept_regions(open));
    CHECK(!has_kept_regions("# T\n"));
}

TEST_CASE("essence: lines and sums may move, names and signatures may not", "[docgen]") {
    CHECK(essence("12 lines [source](a.c#L10-L20)\n") == essence("14 lines [source](a.c#L9-L19)\n"));
    CHECK(essence("`f(1)`\n") != essence("`f(2)`\n"));
    CHECK(essence("```c\nint a[1];\n```\n") != essence("```c\nint a[2];\n```\n"));
    CHECK(essence("# `a`\n") != essence("# `b`\n"));
}
