// SPDX-License-Identifier: Apache-2.0
#include "parse/type_text.hpp"

#include <catch2/catch.hpp>

using namespace kompress;
using parse::TypePlace;

namespace {

std::string chain(std::string_view text) {
    std::string out;
    return parse::read_whole_chain(text, out) ? out : "?";
}

/// The type of the name between two hashes.
std::string declared(std::string text, TypePlace place) {
    const std::size_t begin = text.find('#'), end = text.rfind('#') - 1;
    text.erase(text.rfind('#'), 1).erase(begin, 1);
    std::string out;
    return parse::read_declared_type(text, begin, end, place, out) ? out : "?";
}

std::string result(std::string_view signature, std::string_view name, TypePlace place) {
    std::string out;
    return parse::read_result_type(signature, name, place, out) ? out : "?";
}

}  // namespace

TEST_CASE("a chain keeps the path and drops the arguments") {
    CHECK(chain("a.b(x, f(y)).c") == "a.b().c");
    CHECK(chain("list[i + 1].next") == "list[].next");
    CHECK(chain("iter->key()") == "iter.key()");
    CHECK(chain("std::make<Foo>(x)") == "std::make()");
    CHECK(chain("Vec::<u8>::new()") == "Vec::new()");
    CHECK(chain("new Thread<A, B>(x)") == "Thread{}");
    CHECK(chain("&http.Server{Addr: a}") == "http.Server{}");
    CHECK(chain("((Shape) item).area()") == "Shape{}.area()");
    CHECK(chain("(await load()).body") == "load().body");
    CHECK(chain("value.(Reader)") == "Reader{}");
    CHECK(chain("\"a, b\".split(x)") == "\"\".split()");
}

TEST_CASE("what is no chain is unknown") {
    CHECK(chain("a + b") == "?");
    CHECK(chain("f(x") == "?");
    CHECK(chain("a ? b : c") == "?");
    CHECK(chain("x => x") == "?");
    CHECK(chain("") == "?");
    CHECK(chain(std::string(500, '(')) == "?");
    CHECK(chain(std::string(200, 'a')) == "?");
}

TEST_CASE("types stand before, behind or after a colon") {
    CHECK(declared("void f(const Slice& #key#, int n)", TypePlace::Before) == "Slice");
    CHECK(declared("{ std::unique_ptr<Cache> #cache#;", TypePlace::Before) == "Cache");
    CHECK(declared("for (Map.Entry<K, V> #e# : all)", TypePlace::Before) == "Map.Entry");
    CHECK(declared("auto #x# = Make(1, 2);", TypePlace::Before) == "=Make()");
    CHECK(declared("return #x#;", TypePlace::Before) == "?");
    CHECK(declared("int #x# = 3;", TypePlace::Before) == "?");
    CHECK(declared("def f(#app#: \"Flask | None\" = None)", TypePlace::Colon) == "Flask");
    CHECK(declared("#app#: t.Optional[App] = None", TypePlace::Colon) == "App");
    CHECK(declared("#x#: A | B = f()", TypePlace::Colon) == "=f()");
    CHECK(declared("let mut #t#: &mut Tree<u8> = x;", TypePlace::Colon) == "Tree");
    CHECK(declared("const #a# = new App(1)", TypePlace::Colon) == "=App{}");
    CHECK(declared("#x# == y", TypePlace::Colon) == "?");
    CHECK(declared("func f(#a#, b *Foo)", TypePlace::After) == "Foo");
    CHECK(declared("#c#, err := New(x)", TypePlace::After) == "=New()");
    CHECK(declared("c, #err# := New(x)", TypePlace::After) == "?");
    CHECK(declared("#xs# []Foo", TypePlace::After) == "?");
}

TEST_CASE("signatures say what functions return") {
    CHECK(result("Status DBImpl::Get(const Slice& key)", "Get", TypePlace::Before) == "Status");
    CHECK(result("auto f(int x) -> Foo", "f", TypePlace::Before) == "Foo");
    CHECK(result("void f()", "f", TypePlace::Before) == "?");
    CHECK(result("public static <T> List<T> of(T x)", "of", TypePlace::Before) == "List");
    CHECK(result("def load(self, x: int) -> \"Config\"", "load", TypePlace::Colon) == "Config");
    CHECK(result("fn new(x: u8) -> Self", "new", TypePlace::Colon) == "Self");
    CHECK(result("func New(x int) (*Engine, error)", "New", TypePlace::After) == "Engine");
    CHECK(result("func (e *Engine) Run() (n Count, err error)", "Run", TypePlace::After) == "Count");
}

TEST_CASE("arguments are counted") {
    CHECK(parse::count_arguments("f()", 1) == 1);
    CHECK(parse::count_arguments("f(a, g(b, c), \",\")", 1) == 4);
    CHECK(parse::count_arguments("f<A, B>(Map<K, V> x)", 1) == 2);
    CHECK(parse::count_arguments("f(a", 1) == 0);
    CHECK(parse::count_arguments("f;", 1) == 0);
}
