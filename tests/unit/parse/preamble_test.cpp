// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "parse/languages/c_preamble.hpp"

using kompress::parse::languages::preamble_rows;

TEST_CASE("preamble: once and guards count through their last line", "[parse]") {
    CHECK(preamble_rows("#pragma once\nint a;\n") == 1);
    CHECK(preamble_rows("#ifndef A_H\n#define A_H\nint a;\n") == 2);
    CHECK(preamble_rows("#ifndef A_H\n\n/* why */\n#define A_H 1\r\nint a;\n") == 4);
    CHECK(preamble_rows("# if !defined ( A_H )\n#\tdefine A_H") == 1);
    CHECK(preamble_rows("#if !defined A_H\n#define A_H\n") == 2);
    CHECK(preamble_rows("#ifndef A_H\n#define A_H\n#pragma once\n") == 3);
}

TEST_CASE("preamble: comments before it are part of it", "[parse]") {
    CHECK(preamble_rows("/* one\n   two */\n// three\n\n#pragma once\n/* behind */\n") == 5);
    CHECK(preamble_rows("/* one */ #pragma once\n") == 1);
}

TEST_CASE("preamble: what says more is none", "[parse]") {
    CHECK(preamble_rows("") == 0);
    CHECK(preamble_rows("/* unclosed") == 0);
    CHECK(preamble_rows("int a;\n#pragma once\n") == 0);
    CHECK(preamble_rows("#pragma once again\n") == 0);
    CHECK(preamble_rows("#pragma pack(1)\n") == 0);
    CHECK(preamble_rows("#ifndef A_H\n#define B_H\n") == 0);
    CHECK(preamble_rows("#ifndef A_H\nint a;\n#define A_H\n") == 0);
    CHECK(preamble_rows("#ifndef A_H\n#define A_H (1 + 2)\n") == 0);
    CHECK(preamble_rows("#ifndef A_H /* a remark\n */\n#define A_H\n") == 0);
    CHECK(preamble_rows("#if !defined(A_H) && !defined(B_H)\n#define A_H\n") == 0);
    CHECK(preamble_rows("#ifndef A_H\n#define A_H \\\n  1\n") == 0);
    CHECK(preamble_rows("#if !defined(\n#define\n") == 0);
    CHECK(preamble_rows("#ifndef\n#define\n") == 0);
}
