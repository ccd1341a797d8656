// SPDX-License-Identifier: Apache-2.0
#include "fs/classify.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace {

using namespace kompress;
using namespace kompress::fs;

FileRole role(const std::string& path) {
    const auto slash = path.rfind('/');
    return role_of_file(role_of_directory(slash == std::string::npos ? "" : path.substr(0, slash)),
                        path.substr(slash + 1));
}

}  // namespace

TEST_CASE("classify: languages by extension and name", "[fs]") {
    CHECK(language_of_name("a.c") == Language::C);
    CHECK(language_of_name("a.h") == Language::C);
    for (const char* name : {"a.cc", "a.cpp", "a.cxx", "a.c++", "a.hpp", "a.hh", "a.hxx", "a.h++", "a.inl",
                             "a.C", "a.H", "a.CPP"})
        CHECK(language_of_name(name) == Language::Cpp);
    for (const char* name : {"a.py", "a.pyi", "a.pyw", "SConstruct", "a.PY"})
        CHECK(language_of_name(name) == Language::Python);
    for (const char* name : {"a.js", "a.mjs", "a.cjs", "a.jsx"})
        CHECK(language_of_name(name) == Language::JavaScript);
    for (const char* name : {"a.ts", "a.mts", "a.cts", "a.d.ts"})
        CHECK(language_of_name(name) == Language::TypeScript);
    CHECK(language_of_name("a.tsx") == Language::Tsx);
    CHECK(language_of_name("a.go") == Language::Go);
    CHECK(language_of_name("a.rs") == Language::Rust);
    CHECK(language_of_name("A.java") == Language::Java);
    for (const char* name : {"c", ".c", "a.", "a.txt", "README", "a.c.orig", "a.workspaces", "dockerfile.x", ""})
        CHECK(language_of_name(name) == Language::None);
}

TEST_CASE("classify: every language has a name that tells it", "[fs]") {
    const std::pair<const char*, Language> rows[] = {
        {"A.cs", Language::CSharp},        {"a.rb", Language::Ruby},      {"a.gemspec", Language::Ruby},     {"Rakefile", Language::Ruby},
        {"a.php", Language::Php},          {"A.kt", Language::Kotlin},    {"build.gradle.kts", Language::Kotlin},
        {"a.swift", Language::Swift},      {"A.scala", Language::Scala},  {"build.sbt", Language::Scala},    {"a.sh", Language::Bash},
        {".bashrc", Language::Bash},       {"a.lua", Language::Lua},      {"a.zig", Language::Zig},          {"a.ml", Language::OCaml},
        {"a.mli", Language::OCaml},        {"a.ex", Language::Elixir},    {"a.exs", Language::Elixir},       {"a.R", Language::R},
        {"a.jl", Language::Julia},         {"README.md", Language::Markdown}, {"a.json", Language::Json},    {"a.yml", Language::Yaml},
        {"a.toml", Language::Toml},        {"Cargo.lock", Language::Toml}, {"Dockerfile", Language::Dockerfile},
        {"Dockerfile.dev", Language::Dockerfile}, {"a.dockerfile", Language::Dockerfile}, {"Makefile", Language::Make}, {"a.mk", Language::Make},
        {"CMakeLists.txt", Language::CMake}, {"a.cmake", Language::CMake}};
    for (const auto& [name, language] : rows) {
        INFO(name);
        CHECK(language_of_name(name) == language);
    }
}

TEST_CASE("classify: only unknown names without extension may be scripts", "[fs]") {
    CHECK(may_be_script("configure"));
    CHECK_FALSE(may_be_script("Makefile"));
    CHECK_FALSE(may_be_script("a.sh"));
    CHECK_FALSE(may_be_script(".profile"));
    CHECK_FALSE(may_be_script("SConstruct"));
}

TEST_CASE("classify: languages by first line", "[fs]") {
    CHECK(language_of_shebang("#!/usr/bin/python3\n") == Language::Python);
    CHECK(language_of_shebang("#! /usr/bin/env python3.11\nx") == Language::Python);
    CHECK(language_of_shebang("#!/usr/bin/env -S A=1 node --x\n") == Language::JavaScript);
    CHECK(language_of_shebang("#!/usr/bin/env deno\r\n") == Language::TypeScript);
    CHECK(language_of_shebang("#!/bin/sh\n") == Language::Bash);
    CHECK(language_of_shebang("#!/usr/bin/ruby2.7\n") == Language::Ruby);
    for (const char* text :
         {"#!/bin/awk -f\n", "", "#!", "#!/usr/bin/env", "python\n", "#!/usr/bin/env -S\n", "#!3\n"})
        CHECK(language_of_shebang(text) == Language::None);
}

TEST_CASE("classify: headers that say what C cannot say are C++", "[fs]") {
    for (const char* text :
         {"class X {\n};\n", "class EXPORT X final : public Y {", "class X;\n", "namespace a::b {\n",
          "namespace {\n", "inline namespace v1 {", "template <typename T>\nint f(T);",
          "struct S {\n public:\n int a; };", "int f(std::size_t n);", "#include <vector>\n",
          "# include <iostream>\n", "enum class E { A };", "using namespace x;",
          "struct S { virtual void f(); };", "/* c */ int A::b();",
          "#ifndef X_H\n#define X_H\nclass X { };\n#endif\n", "#ifdef OTHER\n#endif\nnamespace a { }\n"}) {
        INFO(text);
        CHECK(is_cpp_header(text));
    }
}

TEST_CASE("classify: headers of C stay C", "[fs]") {
    for (const char* text : {"",
                             "int f(void);\n",
                             "struct class { int x; };\n",
                             "struct device *class;\n",
                             "int namespace;\n",
                             "void *private;\n",
                             "struct s { unsigned private : 1; };\n",
                             "/* class X { */ // namespace a {\nint x;\n",
                             "#define F(x) class X { std::vector\n",
                             "#define A \\\n class X { \\\n };\nint x;\n",
                             "const char *s = \"namespace a { std::x\";\n",
                             "#include <stdio.h>\n#include <sys/types.h>\n",
                             "#ifdef __cplusplus\nextern \"C\" {\nclass X { };\n#endif\nint x;\n",
                             "#if defined(__cplusplus)\nnamespace a {\n#else\nint x;\n#endif\n",
                             "#ifndef __cplusplus\nint x;\n#else\nclass X {};\n#endif\n",
                             "enum class { A, B };\n",
                             "[[gnu::unused]] int x;\n",
                             "int f(int template);\n",
                             "x = a ? private : b;\n",
                             "char c = '\\'';\nint y;\n",
                             "/* never closed",
                             "\"never closed\n",
                             "#"}) {
        INFO(text);
        CHECK_FALSE(is_cpp_header(text));
    }
}

TEST_CASE("classify: roles by path", "[fs]") {
    CHECK(role("src/a.c") == FileRole::Source);
    CHECK(role("src/testing.c") == FileRole::Source);
    for (const char* path : {"tests/a.c", "a/__tests__/b.js", "a_test.go", "test_a.py", "a.spec.ts",
                             "FooTest.java", "TestFoo.java", "conftest.py"})
        CHECK(role(path) == FileRole::Test);
    CHECK(role("Testament.java") == FileRole::Source);
    CHECK(role("examples/a.c") == FileRole::Example);
    for (const char* path :
         {"a.pb.go", "a.min.js", "a_pb2.py", "zz_generated.deepcopy.go", "generated/x.c", "tests/a.pb.h"})
        CHECK(role(path) == FileRole::Generated);
    for (const char* path : {"vendor/a.go", "Third_Party/x/tests/a.c", "a/node_modules/b/c.min.js"})
        CHECK(role(path) == FileRole::Vendored);
}

TEST_CASE("classify: generated by its own words", "[fs]") {
    CHECK(says_generated("// Code generated by protoc. DO NOT EDIT.\npackage x\n"));
    CHECK(says_generated("/**\n * @generated SignedSource<<x>>\n */\n"));
    CHECK(says_generated("# This file is automatically generated.\n# Do not edit it.\n"));
    CHECK_FALSE(says_generated("// looks for \"@generated\" in comments\n"));
    CHECK_FALSE(says_generated("const char* s = \"Code generated DO NOT EDIT\";\n"));
    CHECK_FALSE(says_generated(std::string(60, '\n') + "// @generated\n"));
    CHECK_FALSE(says_generated("// the generated code\n\n\n\n\n// do not edit settings here\n"));
    CHECK_FALSE(says_generated(""));
}

TEST_CASE("classify: binary means a NUL in the first 8,000 bytes", "[fs]") {
    CHECK(looks_binary(std::string("a\0b", 3)));
    CHECK_FALSE(looks_binary(std::string(8000, 'a') + std::string(1, '\0')));
    CHECK_FALSE(looks_binary(""));
}

TEST_CASE("classify: minified code is told from data on long lines", "[fs]") {
    std::string minified = "/* licence */\n", base64 = "var data = \"", numbers = "int table[] = {", source;
    for (int i = 0; i < 2000; ++i) {
        minified += "function a" + std::to_string(i) + "(b){return b?c(b):d};";
        base64 += "QUJDREVGR0hJSktMTU5PUFFSU1RV";
        numbers += "0x12,0x34,0x56,";
        source += "    return something(that, is, ordinary);\n";
    }
    CHECK(is_minified(Language::JavaScript, minified));
    CHECK_FALSE(is_minified(Language::JavaScript, base64 + "\";\nfunction f() {}\n"));
    CHECK_FALSE(is_minified(Language::C, numbers + "};\nint f(void) { return 1; }\n"));
    CHECK_FALSE(is_minified(Language::JavaScript, source));
    CHECK_FALSE(is_minified(Language::JavaScript, source + minified));
    CHECK_FALSE(is_minified(Language::JavaScript, minified.substr(0, 10'000)));
    CHECK(is_minified(Language::C, minified));
    CHECK_FALSE(is_minified(Language::Go, source.substr(0, 1000) + "const s = `" + minified + "`\n"));
}
