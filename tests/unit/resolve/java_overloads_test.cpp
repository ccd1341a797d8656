// SPDX-License-Identifier: Apache-2.0
/// Which of Java's overloads of one arity a call means, and when that stays open.
#include <catch2/catch.hpp>

#include "resolve/java_signature.hpp"
#include "source_tree.hpp"

using namespace kompress;
using namespace kompress::resolve;

namespace {

/// What `call` leads to in a method with some variables: the parameters of the overload, or the tier if that stays open.
std::string chosen(const std::string& members, const std::string& call, const std::string& more = "") {
    Tree tree({{"a/T.java", "package a;\nclass T {\n" + members + "\n  int number;\n  String[] words;\n  long count() { return 1; }\n" +
                                "  void use(String text, int[] numbers, Shape shape, Square square, java.io.Reader reader, Object any, char letter) { " + call + "; }\n}\n"},
               {"a/Shape.java", "package a;\ninterface Shape {}\nclass Square implements Shape {}\nclass Other {}\n" + more}});
    return tree.overload("a/T.java", "f");
}

}  // namespace

TEST_CASE("java: literals, declared variables and casts choose an overload") {
    const std::string f = "void f(int a) {} void f(String a) {} void f(Object a) {} void f(int[] a) {}";
    CHECK(chosen(f, "f(1)") == "int");
    CHECK(chosen(f, "f(\"x\")") == "String");
    CHECK(chosen(f, "f(text)") == "String");
    CHECK(chosen(f, "f(numbers)") == "int[]");
    CHECK(chosen(f, "f(numbers[0])") == "int");
    CHECK(chosen(f, "f((Object) text)") == "Object");
    CHECK(chosen(f, "f(text + 1)") == "String");
    CHECK(chosen(f, "f(new int[] {1})") == "int[]");
    CHECK(chosen(f, "f(new Square())") == "Object");
    CHECK(chosen(f, "f(number)") == "int");
    CHECK(chosen(f, "f(text.toString())") == "String");
    CHECK(chosen(f, "f(reader)") == "Object");
}

TEST_CASE("java: what is not told of an argument leaves its overloads open") {
    const std::string f = "void f(int a) {} void f(String a) {}";
    CHECK(chosen(f, "f(any.unknown())") == "ambiguous");
    CHECK(chosen(f, "f(reader.read())") == "ambiguous");
    // It does not matter where no overload differs in it.
    CHECK(chosen("void f(int a, String b) {} void f(int a, int b) {}", "f(reader.read(), text)") == "int,String");
    CHECK(chosen("void f(Appendable a) {} void f(Readable a) {}", "f(reader)") == "ambiguous");
}

TEST_CASE("java: widening comes before boxing, boxing before a variable number") {
    CHECK(chosen("void f(long a) {} void f(Integer a) {} void f(Object a) {}", "f(1)") == "long");
    CHECK(chosen("void f(double a) {} void f(long a) {}", "f(letter)") == "long");
    CHECK(chosen("void f(Integer a) {} void f(int... a) {}", "f(1)") == "Integer");
    CHECK(chosen("void f(String a, int b) {} void f(String a, Object... b) {}", "f(text, text)") == "String,Object...");
    CHECK(chosen("void f(String a, long b) {} void f(String a, Object... b) {}", "f(text)") == "String,Object...");
    CHECK(chosen("void f(byte a) {} void f(short a) {} void f(Object a) {}", "f(1)") == "Object");
}

TEST_CASE("java: the most specific of the types that fit") {
    CHECK(chosen("void f(Object a) {} void f(Shape a) {}", "f(square)") == "Shape");
    CHECK(chosen("void f(Shape a) {} void f(Square a) {}", "f(square)") == "Square");
    CHECK(chosen("void f(Shape a) {} void f(Square a) {}", "f(shape)") == "Shape");
    CHECK(chosen("void f(CharSequence a) {} void f(Object a) {}", "f(text)") == "CharSequence");
    CHECK(chosen("void f(String a) {} void f(Other a) {}", "f(null)") == "ambiguous");
    CHECK(chosen("void f(String a) {} void f(int a) {}", "f(null)") == "String");
    CHECK(chosen("void f(Shape a) {} void f(Object[] a) {}", "f(words)") == "Object[]");
    CHECK(chosen("<V> void f(V[] a, V b) {} void f(int[] a, int b) {}", "f(words, text)") == "*[],*");
}

TEST_CASE("java: overloads inherited from a base count, and what overrides one takes its place") {
    Tree tree({{"a/Base.java", "package a;\nclass Base {\n  void f(String a) {}\n  void f(int a) {}\n}\n"},
               {"a/Job.java", "package a;\nclass Job extends Base {\n  void f(int a) {}\n  void go() { f(\"x\"); f(2); }\n}\n"},
               {"a/Use.java", "package a;\nclass Use {\n  void go(Job job) { job.f(\"x\"); }\n}\n"}});
    CHECK(tree.calls("a/Job.java", "f") == List{"exact a/Job.java:Job.f", "scoped a/Base.java:Base.f"});
    CHECK(tree.calls("a/Use.java", "f") == List{"scoped a/Base.java:Base.f"});
}

TEST_CASE("java: signatures give the types of parameters and results") {
    TypeVariables variables;
    add_type_variables("public static <T extends Comparable<T>, V> Map<T, V> join(T[] a)", "join", false, variables);
    REQUIRE(variables.size() == 2);
    CHECK(java_parameters("static <T> int join(final T[] a, @Ann(x = 1) Map<K, T> b, int c[], V... d)", "join", variables) == "Comparable[],Map,int[],*...");
    CHECK(java_parameters("void cut(int a, String", "cut", {}).empty());
    CHECK(java_type("public static <T> Map<K, V>[] join(T a)", "join", true, variables) == "Map[]");
    CHECK(java_type("public V join()", "join", true, variables) == "*");
    CHECK(java_type("private final int[] numbers", "numbers", false, {}) == "int[]");
    CHECK(java_type("void run()", "run", true, {}).empty());
}
