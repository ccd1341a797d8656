// SPDX-License-Identifier: Apache-2.0
/// What patterns, closures, bounds and the types that hold others say about Rust's receivers.
#include <catch2/catch.hpp>

#include "source_tree.hpp"

using namespace kompress;
using namespace kompress::resolve;

namespace {

/// What `call` leads to in a function with a few parameters.
List in_function(const std::string& body, const std::string& name = "hit", const std::string& more = "") {
    Tree tree({{"Cargo.toml", "[package]\nname = \"tool\"\n"},
               {"src/lib.rs",
                "pub struct Leaf { next: Option<Box<Leaf>> }\n"
                "impl Leaf {\n    pub fn hit(&self) -> bool { true }\n    pub fn map(&self) {}\n}\n"
                "pub struct Tree { leaves: Vec<Leaf>, cell: std::cell::RefCell<Leaf> }\n"
                "impl Tree {\n    pub fn find(&self) -> Option<&Leaf> { None }\n    pub fn load() -> Result<Tree, Error> { loop {} }\n    pub fn all(&self) -> impl Iterator<Item = Leaf> + '_ { loop {} }\n}\n"
                "pub enum Shape { One(Leaf), Two(u32, Leaf), Named { leaf: Leaf, size: u32 }, Bare }\n"
                "pub struct Wrapped(pub(crate) Leaf);\n"
                "pub type Other = Leaf;\n"
                "pub trait Sink {\n    fn accept(&self);\n    fn finish_up(&self) { self.accept() }\n}\n"
                "impl Sink for Leaf {\n    fn accept(&self) {}\n}\n" +
                    more + "fn run<S: Sink>(tree: &Tree, maybe: Option<Leaf>, shape: Shape, wrapped: Wrapped, list: &[Leaf], sink: S) {\n    " + body + "\n}\n"}});
    return tree.calls("src/lib.rs", name);
}

const List Hit{"scoped src/lib.rs:hit"};

}  // namespace

TEST_CASE("rust: patterns bind what the value holds") {
    CHECK(in_function("if let Some(leaf) = tree.find() { leaf.hit(); }") == Hit);
    CHECK(in_function("if let Some(ref leaf) = maybe { leaf.hit(); }") == Hit);
    CHECK(in_function("let Some(leaf) = tree.find() else { return };\n    leaf.hit();") == Hit);
    CHECK(in_function("while let Some(leaf) = tree.find() { leaf.hit(); }") == Hit);
    CHECK(in_function("match tree.find() { Some(leaf) => leaf.hit(), None => false };") == Hit);
    CHECK(in_function("if let Ok(tree) = Tree::load() { tree.find().unwrap().hit(); }") == Hit);
    CHECK(in_function("for leaf in list { leaf.hit(); }") == Hit);
    CHECK(in_function("for leaf in tree.leaves.iter() { leaf.hit(); }") == Hit);
    CHECK(in_function("for leaf in tree.all() { leaf.hit(); }") == Hit);
    CHECK(in_function("let leaf = match tree.find() { Some(leaf) => leaf, None => return };\n    leaf.hit();") == Hit);
    // The other side of a result, and a part of a tuple, are untold: no other leaf is meant.
    CHECK(in_function("if let Err(leaf) = Tree::load() { leaf.find(); }", "find") == List{"unresolved"});
    CHECK(in_function("for (i, leaf) in tree.leaves.iter().enumerate() { leaf.map(); }", "map") == List{"unresolved"});
}

TEST_CASE("rust: patterns of structs and variants bind their fields") {
    CHECK(in_function("match shape { Shape::One(leaf) => leaf.hit(), _ => false };") == Hit);
    CHECK(in_function("match shape { Shape::Two(_, ref leaf) => leaf.hit(), _ => false };") == Hit);
    CHECK(in_function("match shape { Shape::Named { leaf, .. } => leaf.hit(), _ => false };") == Hit);
    CHECK(in_function("match shape { Shape::Named { leaf: it, .. } => it.hit(), _ => false };") == Hit);
    CHECK(in_function("let Wrapped(leaf) = wrapped;\n    leaf.hit();") == Hit);
    CHECK(in_function("wrapped.0.hit();") == Hit);
    CHECK(in_function("match shape { Shape::Two(size, _) => size.map(), _ => {} };", "map") == List{"unresolved"});
}

TEST_CASE("rust: closures are given what an option or an iterator holds") {
    CHECK(in_function("tree.find().map(|leaf| leaf.hit());", "hit") == Hit);
    CHECK(in_function("maybe.as_ref().map_or(false, |leaf| leaf.hit());") == Hit);
    CHECK(in_function("tree.leaves.iter().any(|leaf| leaf.hit());") == Hit);
    // A method of the option is not one of what it holds.
    CHECK(in_function("tree.find().map(|leaf| 1);", "map") == List{"external"});
    CHECK(in_function("tree.leaves.iter().fold(0, |sum, leaf| leaf.map());", "map") == List{"unresolved"});
}

TEST_CASE("rust: what holds a value is taken off by its methods and by a question mark") {
    CHECK(in_function("Tree::load()?.find()?.hit();") == Hit);
    CHECK(in_function("tree.find().unwrap().hit();") == Hit);
    CHECK(in_function("tree.cell.borrow_mut().hit();") == Hit);
    CHECK(in_function("let leaf = tree.leaves.first().unwrap();\n    leaf.hit();") == Hit);
    CHECK(in_function("let leaf = Other { next: None };\n    leaf.hit();") == Hit);
    CHECK(in_function("(*sink).accept();", "accept") == List{"scoped src/lib.rs:Sink.accept"});
    CHECK(in_function("tree.leaves.map();", "map") == List{"external"});
}

TEST_CASE("rust: a type parameter has the members of its bound, and a type those of its traits") {
    CHECK(in_function("sink.finish_up();", "finish_up") == List{"scoped src/lib.rs:Sink.finish_up"});
    CHECK(in_function("list[0].finish_up();", "finish_up") == List{"unique_name src/lib.rs:Sink.finish_up"});
    CHECK(in_function("", "accept", "pub struct Holder<S> { sink: S }\nimpl<S: Sink> Holder<S> {\n    fn go(&self) { self.sink.accept() }\n}\n") ==
          List{"scoped src/lib.rs:Sink.accept"});
    CHECK(in_function("", "accept", "fn pass<T>(it: T) where T: Sink { it.accept() }\n") == List{"scoped src/lib.rs:Sink.accept"});
    CHECK(in_function("", "accept", "fn pass<T: Clone>(it: T) { it.accept() }\n") == List{"external", "scoped src/lib.rs:Sink.accept"});
}

TEST_CASE("rust: types of one name in two modules have their own members") {
    Tree tree({{"Cargo.toml", "[package]\nname = \"tool\"\n"},
               {"src/lib.rs", "mod a {\n    pub struct Builder { n: u8 }\n    impl Builder {\n        fn go(&self) { self.set() }\n        fn set(&self) {}\n    }\n}\n"
                              "mod b {\n    pub struct Builder { n: u8 }\n    impl Builder {\n        fn set(&self) {}\n    }\n}\n"}});
    CHECK(tree.calls("src/lib.rs", "set") == List{"scoped src/lib.rs:a.set"});
}

TEST_CASE("rust: a crate handed on under another name, a module and a function of one name") {
    Tree tree({{"Cargo.toml", "[package]\nname = \"all\"\n"},
               {"src/lib.rs", "pub extern crate part_one as one;\n"},
               {"one/Cargo.toml", "[package]\nname = \"part-one\"\n"},
               {"one/src/lib.rs", "pub fn make() {}\npub mod lines;\nmod user;\n"},
               {"one/src/lines.rs", "pub fn cut() {}\nmod tests {\n    fn lines() {}\n}\n"},
               {"one/src/user.rs", "use crate::lines;\nuse crate::{lines::{self as other}};\nfn go() { lines::cut(); }\n"},
               {"app/Cargo.toml", "[package]\nname = \"app\"\n"},
               {"app/src/main.rs", "fn main() { all::one::make(); all::one::missing(); }\n"}});
    CHECK(tree.calls("app/src/main.rs", "make") == List{"import one/src/lib.rs:make"});
    CHECK(tree.calls("app/src/main.rs", "missing") == List{"unresolved"});
    CHECK(tree.calls("one/src/user.rs", "cut") == List{"import one/src/lines.rs:cut"});
}
