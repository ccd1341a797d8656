// SPDX-License-Identifier: Apache-2.0
/// One test a rule: what it settles, and what it must leave alone. Sources are parsed with the real grammars.
#include <catch2/catch.hpp>

#include "source_tree.hpp"

using namespace kompress;
using namespace kompress::resolve;

TEST_CASE("python: the same file, then imports, then nothing") {
    Tree tree({{"pkg/__init__.py", "from .core import make\n"},
               {"pkg/core.py", "def make():\n    return helper()\n\ndef helper():\n    pass\n"},
               {"app.py", "from pkg import make as build\nimport pkg.core\nimport os\n\ndef run():\n    build()\n    pkg.core.helper()\n    os.walk()\n    helper()\n"}});
    CHECK(tree.calls("pkg/core.py", "helper") == List{"exact pkg/core.py:helper"});
    CHECK(tree.calls("app.py", "build") == List{"import pkg/core.py:make"});
    CHECK(tree.calls("app.py", "walk") == List{"external"});
    // `helper` alone is bound to nothing here, however unique the name is.
    CHECK(tree.calls("app.py", "helper") == List{"import pkg/core.py:helper", "unresolved"});
}

TEST_CASE("python: receivers by annotation, constructor, self and field") {
    Tree tree({{"model.py", "class Base:\n    def save(self): pass\n\nclass Item(Base):\n    def __init__(self, log: 'Log'):\n        self.log = log\n    def touch(self):\n        self.save()\n        self.log.note()\n\nclass Log:\n    def note(self): pass\n"},
               {"use.py", "from model import Item\n\ndef f(x: Item, y):\n    x.save()\n    y.save()\n    z = Item(None)\n    z.touch()\n"}});
    CHECK(tree.calls("model.py", "save") == List{"scoped model.py:Base.save"});
    CHECK(tree.calls("model.py", "note") == List{"scoped model.py:Log.note"});
    CHECK(tree.calls("use.py", "touch") == List{"scoped model.py:Item.touch"});
    CHECK(tree.calls("use.py", "save") == List{"scoped model.py:Base.save", "unique_name model.py:Base.save"});
}

TEST_CASE("python: a method of something unknown with a common name is nobody's") {
    Tree tree({{"a.py", "class Store:\n    def get(self): pass\n    def fetch_row(self): pass\n\ndef f(x):\n    x.get()\n    ''.fetch_row()\n"}, {"b.py", ""}});
    CHECK(tree.calls("a.py", "get") == List{"unresolved"});
    CHECK(tree.calls("a.py", "fetch_row") == List{"external"});
}

TEST_CASE("c: the file, a header that declares it, the linker") {
    Tree tree({{"a.c", "#include \"b.h\"\nstatic int own(void) { return 1; }\nint f(void) { own(); shown(); linked(); hidden(); twice(); return MAX(1, 2); }\n"},
               {"b.h", "int shown(void);\n#define MAX(a, b) ((a) > (b) ? (a) : (b))\n"},
               {"b.c", "int shown(void) { return 1; }\nstatic int hidden(void) { return 2; }\nint linked(void) { return 3; }\nint twice(void) { return 1; }\n"},
               {"c.c", "static int own(void) { return 3; }\nint twice(void) { return 2; }\n"}});
    CHECK(tree.calls("a.c", "own") == List{"exact a.c:own"});
    CHECK(tree.calls("a.c", "shown") == List{"import b.c:shown"});
    CHECK(tree.calls("a.c", "MAX") == List{"import b.h:MAX"});
    CHECK(tree.calls("a.c", "linked") == List{"unique_name b.c:linked"});
    CHECK(tree.calls("a.c", "hidden") == List{"unresolved"});
    CHECK(tree.calls("a.c", "twice") == List{"ambiguous b.c:twice c.c:twice"});
}

TEST_CASE("c++: members by type, bases, overloads by arity") {
    Tree tree({{"s.hpp", "namespace db {\nclass Slice {\n public:\n  int size() const { return 1; }\n};\nclass Base {\n public:\n  void open(int a) {}\n  void open(int a, int b) {}\n};\nclass Table : public Base {\n public:\n  Slice key();\n  void go();\n Slice first_;\n};\n}\n"},
               {"s.cc", "#include \"s.hpp\"\nnamespace db {\nSlice Table::key() { return first_; }\nvoid Table::go() { open(1, 2); first_.size(); key().size(); }\nvoid f(Table* t, std::string s) { t->open(3); s.size(); }\n}\n"}});
    CHECK(tree.calls("s.cc", "open") == List{"scoped s.hpp:Base.open"});
    CHECK(tree.calls("s.cc", "key") == List{"scoped s.cc:db.key"});
    CHECK(tree.calls("s.cc", "size") == List{"scoped s.hpp:Slice.size", "unresolved"});
}

TEST_CASE("go: packages are directories, receivers have types") {
    Tree tree({{"go.mod", "module example.org/shop\n"},
               {"main.go", "package main\n\nimport (\n\t\"fmt\"\n\t\"example.org/shop/store\"\n)\n\nfunc main() {\n\ts := store.Open()\n\ts.Put(1)\n\tfmt.Println(helper())\n}\n"},
               {"util.go", "package main\n\nfunc helper() int { return 1 }\n"},
               {"store/store.go", "package store\n\ntype Store struct{}\n\nfunc Open() *Store { return &Store{} }\n\nfunc (s *Store) Put(x int) { s.flush() }\n\nfunc (s *Store) flush() {}\n"},
               {"other/other.go", "package other\n\nfunc helper() int { return 2 }\n"}});
    CHECK(tree.calls("main.go", "Open") == List{"import store/store.go:Open"});
    CHECK(tree.calls("main.go", "Put") == List{"scoped store/store.go:Put"});
    CHECK(tree.calls("main.go", "helper") == List{"exact util.go:helper"});
    CHECK(tree.calls("main.go", "Println") == List{"external"});
    CHECK(tree.calls("store/store.go", "flush") == List{"scoped store/store.go:flush"});
}

TEST_CASE("rust: crate paths, use, impl blocks") {
    Tree tree({{"Cargo.toml", "[package]\nname = \"tool\"\n"},
               {"src/main.rs", "mod tree;\nuse crate::tree::Tree;\n\nfn main() {\n    let t = Tree::new();\n    t.grow();\n    tree::prune();\n    std::mem::drop(t);\n}\n"},
               {"src/tree.rs", "pub struct Tree;\n\nimpl Tree {\n    pub fn new() -> Self { Tree }\n    pub fn grow(&self) { self.leaf() }\n    fn leaf(&self) {}\n}\n\npub fn prune() {}\n"}});
    CHECK(tree.calls("src/main.rs", "new") == List{"exact src/tree.rs:new"});
    CHECK(tree.calls("src/main.rs", "grow") == List{"scoped src/tree.rs:grow"});
    CHECK(tree.calls("src/main.rs", "prune") == List{"import src/tree.rs:prune"});
    CHECK(tree.calls("src/main.rs", "drop") == List{"external"});
    CHECK(tree.calls("src/tree.rs", "leaf") == List{"scoped src/tree.rs:leaf"});
}

TEST_CASE("java: packages across source roots, imports, inherited members") {
    Tree tree({{"src/main/java/a/Base.java", "package a;\npublic class Base {\n  protected void ready() {}\n}\n"},
               {"src/main/java/a/Job.java", "package a;\npublic class Job extends Base {\n  public Job() {}\n  void run(String s) { ready(); s.trim(); }\n}\n"},
               {"src/test/java/a/JobTest.java", "package a;\nclass JobTest {\n  void test() { Job job = new Job(); job.run(\"x\"); }\n}\n"},
               {"src/main/java/b/Other.java", "package b;\nimport a.Job;\nclass Other {\n  void go(Job job) { job.run(\"y\"); ready(); }\n}\n"}});
    CHECK(tree.calls("src/main/java/a/Job.java", "ready") == List{"scoped src/main/java/a/Base.java:Base.ready"});
    CHECK(tree.calls("src/main/java/a/Job.java", "trim") == List{"external"});
    CHECK(tree.calls("src/test/java/a/JobTest.java", "Job") == List{"import src/main/java/a/Job.java:Job"});
    CHECK(tree.calls("src/test/java/a/JobTest.java", "run") == List{"scoped src/main/java/a/Job.java:Job.run"});
    CHECK(tree.calls("src/main/java/b/Other.java", "run") == List{"scoped src/main/java/a/Job.java:Job.run"});
    CHECK(tree.calls("src/main/java/b/Other.java", "ready") == List{"unresolved"});
}

TEST_CASE("typescript: re-exports, mapped paths, constructors") {
    Tree tree({{"tsconfig.json", "{\"compilerOptions\": {\"paths\": {\"@lib/*\": [\"src/lib/*\"]}}}"},
               {"src/lib/app.ts", "export class App {\n  start(): void { this.stop(); }\n  stop(): void {}\n}\nexport function boot(): App { return new App(); }\n"},
               {"src/lib/index.ts", "export * from './app';\n"},
               {"src/main.ts", "import { boot, App } from '@lib/index';\nimport { boot as second } from './lib/app.js';\nexport function main(a: App) {\n  a.stop();\n  const b = boot();\n  b.start();\n  second();\n  console.log(1);\n}\n"}});
    CHECK(tree.calls("src/main.ts", "boot") == List{"import src/lib/app.ts:boot"});
    CHECK(tree.calls("src/main.ts", "second") == List{"import src/lib/app.ts:boot"});
    CHECK(tree.calls("src/main.ts", "stop") == List{"scoped src/lib/app.ts:App.stop"});
    CHECK(tree.calls("src/main.ts", "start") == List{"scoped src/lib/app.ts:App.start"});
    CHECK(tree.calls("src/main.ts", "log") == List{"external"});
}

TEST_CASE("typescript: a package without its package.json calls itself by the name of its directory") {
    Tree tree({{"packages/shop/src/v4/index.ts", "export function make(): void {}\n"},
               {"packages/shop/src/v4/use.ts", "import { make } from 'shop/v4';\nexport function f() { make(); }\n"},
               {"packages/other/src/use.ts", "import { make } from 'shop/v4';\nexport function f() { make(); }\n"}});
    CHECK(tree.calls("packages/shop/src/v4/use.ts", "make") == List{"import packages/shop/src/v4/index.ts:make"});
    CHECK(tree.calls("packages/other/src/use.ts", "make") == List{"external"});
}

TEST_CASE("typescript: a plain name is no method, also not within the object that has one") {
    Tree tree({{"a.ts", "export function array(x: unknown): void {}\nexport const methods = {\n  array() { return array(this); },\n  own() { return own(); },\n};\nexport class C {\n  array() { array(this); }\n}\n"}, {"b.ts", ""}});
    CHECK(tree.calls("a.ts", "array") == List{"exact a.ts:array"});
    CHECK(tree.calls("a.ts", "own") == List{"unresolved"});
}

TEST_CASE("typescript: a namespace handed on under a name") {
    Tree tree({{"src/all.ts", "export function map(): void {}\n"},
               {"src/index.ts", "import * as z from './all';\nexport * from './all';\nexport { z };\n"},
               {"src/main.ts", "import { z } from './index';\nexport function f() { z.map(); z.missing(); }\n"},
               {"src/a.ts", "import { w } from './b';\nexport { w };\nexport function g() { w.map(); }\n"},
               {"src/b.ts", "import { w } from './a';\nexport { w };\n"}});
    CHECK(tree.calls("src/main.ts", "map") == List{"import src/all.ts:map"});
    CHECK(tree.calls("src/main.ts", "missing") == List{"unresolved"});
    CHECK(tree.calls("src/a.ts", "map") == List{"external"});
}

TEST_CASE("modules and classes that lead to each other come to an end") {
    Tree tree({{"a.py", "from b import *\nclass A(B): pass\ndef f(x: A):\n    x.missing_member()\n    nowhere()\n"}, {"b.py", "from a import *\nclass B(A): pass\n"}});
    CHECK(tree.calls("a.py", "missing_member") == List{"unresolved"});
    CHECK(tree.calls("a.py", "nowhere") == List{"unresolved"});
}
