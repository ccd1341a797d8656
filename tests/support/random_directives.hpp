// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Text that is mostly preprocessor lines, put together from fragments as a string of bytes says.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kompress::test {

/// One fragment a byte; whole lines are the most of them, so that short strings already give texts without code.
inline std::string directives_from(std::span<const std::uint8_t> bytes) {
    using namespace std::string_view_literals;
    static constexpr auto Fragments = std::to_array<std::string_view>({
        // lines
        "#define A 1\n"sv, "#define FOO_BAR 0x0000000cL\n"sv, "#define  regNAME   0x12\n"sv, "#define F(x) ((x) + FOO)\n"sv,
        "#define EMPTY\n"sv, "#define G(a, ...) a __VA_ARGS__ \"s\" a##b\n"sv, "# define B A\n"sv, "#define H() do { f(1); } while (0)\n"sv,
        "#define M(x) \\\n\tg(x); \\\n\th(y)\n"sv, "#define C 'c'\n"sv, "#define D A // why\n"sv, "#define D A /* why */\n"sv,
        "#define E /* why */ 1\n"sv, "#define E // why\n"sv, "#define P A \n"sv, "#define Q \n"sv, "#define S \"/* \\\" // */\"\n"sv,
        "#define V x->y.z[2]\n"sv, "#define W A + \\\n /* b */ B\n"sv, "#define true 1\n"sv, "#define int long\n"sv,
        "#include <a.h>\n"sv, "#include \"b.h\"\n"sv, "#include <c.h> /* c */\n"sv, "#include X\n"sv, "#include_next <d.h>\n"sv,
        "#ifndef GUARD\n#define GUARD\n"sv, "#ifdef A\n"sv, "#ifndef B /* b */\n"sv, "#ifdef true\n"sv, "#if 0\n"sv, "#if A\n"sv,
        "#if defined(A) && !defined B\n"sv, "#if (A + 1) > 0x10UL || F(A, 2)\n"sv, "#elif A >= 3 // x\n"sv, "#elif !B\n"sv, "#else\n"sv,
        "#else /* A */\n"sv, "#endif\n"sv, "#endif\n"sv, "#endif\n"sv, "#endif /* A */\n"sv, "#endif // A\n"sv, "#undef A\n"sv,
        "#pragma once\n"sv, "#error no \"quote\n"sv, "# 1 \"file\"\n"sv, "#\n"sv, "#warning it's\n"sv,
        "/* one */\n"sv, "// two\n"sv, "/** Doc.\n * More.\n */\n"sv, "/* SPDX-License-Identifier: X */\n"sv, "\n"sv, "\n\n"sv, "  "sv,
        "// \xc3\xa9\n"sv, "/* a */ /* b */\n"sv, "int x;\n"sv,
        // pieces of lines
        "#"sv, "define "sv, "#define "sv, "#if "sv, "#ifdef "sv, "#elif "sv, "#endif"sv, "#else"sv, "#include "sv, "#pragma "sv, "\\\n"sv, "\n"sv,
        " "sv, "\t"sv, "A"sv, "foo"sv, "bool"sv, "NULL"sv, "defined"sv, "not"sv, "("sv, ")"sv, ","sv, "..."sv, "1"sv, "0x2u"sv, "-1"sv, "1.5"sv, "1'000"sv,
        "&&"sv, "||"sv, "!"sv, "<"sv, ">="sv, "=="sv, "<<"sv, "+"sv, "-"sv, "*"sv, "/"sv, "%"sv, "?"sv, ":"sv, "~"sv, "##"sv, "\""sv, "'"sv, "\\"sv, "/*"sv,
        "*/"sv, "//"sv, "/* c */"sv, "// c"sv, "\"s\""sv, "<x>"sv, "{"sv, "}"sv, ";"sv, "\r\n"sv, "\f"sv, "\0"sv, "$"sv, "\xc3\xa9"sv, "\xff"sv, "\xef\xbb\xbf"sv,
        "@"sv, "`"sv, "_"sv, "L"sv, "R\"("sv, "__has_include"sv, "."sv,
    });
    std::string text;
    for (const std::uint8_t byte : bytes) text += Fragments[byte % Fragments.size()];
    return text;
}

}  // namespace kompress::test
