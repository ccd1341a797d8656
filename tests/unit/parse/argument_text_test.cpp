// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "parse/argument_text.hpp"

using namespace kompress;

namespace {

std::string types(std::string_view list) {
    static const std::map<std::string_view, std::string_view> known{{"text", "String"}, {"n", "int"}, {"d", "double"}, {"bytes", "byte[]"}, {"untold", ""}, {"made", "=Foo.make()"}};
    std::string out;
    parse::read_java_arguments(list, [&](std::string_view name) { const auto found = known.find(name); return found == known.end() ? nullptr : &found->second; }, out);
    return out;
}

std::string local(std::string_view before, std::string_view after = "") {
    const std::string source = std::string(before) + "x" + std::string(after);
    return parse::java_local_type(source, before.size(), before.size() + 1);
}

}  // namespace

TEST_CASE("argument text: literals, variables, operators", "[parse]") {
    CHECK(types("1, 2L, 1.5, 'c', \"s\", null, true, 0x1F, 1e3f") == "int,long,double,char,String,null,boolean,int,float");
    CHECK(types("text, n, -n, n + 1, n + d, n + text, n > 1 && d < 2") == "String,int,int,int,double,String,boolean");
    CHECK(types("bytes, bytes[0], bytes.length, (Object) text, String.class") == "byte[],byte,int,Object,Class");
    CHECK(types("x -> x, Foo::bar, () -> { f(1, 2); }") == "->,->,->");
    CHECK(types("new Foo<A, B>(1, 2), new int[3], new Foo() { int a; }") == "Foo,int[],Foo");
    CHECK(types("n == 1 ? text : null, (n), ((text))") == "String,int,String");
}

TEST_CASE("argument text: values that others declare are chains", "[parse]") {
    CHECK(types("field, this.field, make(1, 2).size(), text.trim(), made.size()") == "=field,=this.field,=make().size(),=String{}.trim(),=Foo.make().size()");
}

TEST_CASE("argument text: what is not told is a question mark, and nothing but such is nothing", "[parse]") {
    CHECK(types("untold, text") == "?,String");
    CHECK(types("untold").empty());
    CHECK(types("switch (n) { default -> 1; }").empty());
    CHECK(types(std::string(600, '(')).empty());
}

TEST_CASE("argument text: declared types of local variables", "[parse]") {
    CHECK(local("f(final String ") == "String");
    CHECK(local("int ") == "int");
    CHECK(local("{ Map<String, List<Integer>> ") == "Map");
    CHECK(local("(byte[] ") == "byte[]");
    CHECK(local("int ", "[] = {}") == "int[]");
    CHECK(local("(Object... ") == "Object[]");
    CHECK(local("var ", " = new Foo();") == "=Foo{}");
    CHECK(local("(") == "");
    CHECK(local("(a, ") == "");
}
