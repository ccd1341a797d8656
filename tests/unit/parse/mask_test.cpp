// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>

#include "parse/languages/c_text.hpp"

using namespace kompress::parse::languages;

namespace {

/// The masked text with runs of blanks as one and none at the beginning of a line, so that a test shows what the grammar reads.
std::string squeeze(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' || (!out.empty() && out.back() != ' ' && out.back() != '\n')) out += c;
    return out;
}

std::string masked(std::string_view text) {
    std::string buffer;
    const std::string_view seen = mask_macros(text, buffer);
    CHECK(seen.size() == text.size());
    return squeeze(seen);
}

}  // namespace

TEST_CASE("mask: text without macros is not copied", "[parse]") {
    std::string buffer;
    const std::string_view text = "class A { int b; };\n";
    CHECK(mask_macros(text, buffer).data() == text.data());
}

TEST_CASE("mask: attribute macros vanish from declarations", "[parse]") {
    CHECK(masked("static int __init start(void);\n") == "static int start(void);\n");
    CHECK(masked("class LIB_EXPORT A : B {};\n") == "class A : B {};\n");
    CHECK(masked("inline LIB_CONSTEXPR A::A() {}\n") == "inline A::A() {}\n");
    CHECK(masked("LIB_DEPRECATED_X(\"use (g\") void f();\n") == "void f();\n");
    CHECK(masked("int x __attribute__((unused)) = 1;\n") == "int x = 1;\n");
}

TEST_CASE("mask: an unknown macro goes only where two names follow", "[parse]") {
    CHECK(masked("; MY_MACRO std::string name();\n") == "; std::string name();\n");
    CHECK(masked("; MY_TYPE name();\n") == "; MY_TYPE name();\n");
    CHECK(masked("; MY_TYPE *name;\n") == "; MY_TYPE *name;\n");
    CHECK(masked("MY_TYPE\nname(int x)\n{\n}\n") == "MY_TYPE\nname(int x)\n{\n}\n");
}

TEST_CASE("mask: macros that are lines of a class vanish", "[parse]") {
    CHECK(masked("class A : B {\n  A_OBJECT\n  A_PROPERTY(int x READ x)\npublic:\n  A();\n};\n") == "class A : B {\n\n\npublic:\nA();\n};\n");
    CHECK(masked("class A {\n  A_STATIC_ASSERT(sizeof(int) == 4);\n  int b;\n};\n") == "class A {\n\nint b;\n};\n");
}

TEST_CASE("mask: names between the names of an enum vanish", "[parse]") {
    CHECK(masked("enum E { A LIB_OLD = 1, B LIB_OLD_X(\"no\"), C };\n") == "enum E { A = 1, B , C };\n");
}

TEST_CASE("mask: of two heads the first is read", "[parse]") {
    const auto* text = "#ifdef A\nint f(int a)\n#else\nint f(long a)\n#endif\n{\n}\n";
    CHECK(masked(text) == "\nint f(int a)\n\n\n\n{\n}\n");
}

TEST_CASE("mask: of two ways to open a block the first is read", "[parse]") {
    const auto* text = "void f() {\n#if A\n  if (a) {\n#else\n  if (b) {\n#endif\n  }\n}\n";
    CHECK(masked(text) == "void f() {\n\nif (a) {\n\n\n\n}\n}\n");
}

TEST_CASE("mask: whole branches stay", "[parse]") {
    const auto* text = "#ifdef A\nint f();\n#else\nint g();\n#endif\nenum E {\n#ifdef A\nB,\n#else\nC,\n#endif\n};\n";
    CHECK(masked(text) == text);
}

TEST_CASE("mask: a directive amid a declaration vanishes, what it guards stays", "[parse]") {
    CHECK(masked("class A\n#ifdef B\nfinal\n#endif\n: C {};\n") == "class A\n\nfinal\n\n: C {};\n");
}

TEST_CASE("mask: comments within a macro vanish, line ends stay", "[parse]") {
    CHECK(masked("#define A(x) \\\n  b; /* c \\\n d */ \\\n  e;\n") == "#define A(x) \\\nb; \\\n\\\ne;\n");
    CHECK(masked("#define A 1 /* one \\\nmore */\n") == "#define A 1 /* one \\\nmore */\n");
}
