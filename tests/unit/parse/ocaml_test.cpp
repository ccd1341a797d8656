// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>

#include "parse/languages/ocaml_text.hpp"
#include "parse/parser.hpp"

using namespace kompress;
using parse::languages::is_ocaml_interface;

namespace {

/// "name (doc)" of each symbol, with commas between; "!" in front of it where the text does not parse.
std::string outline(const std::string& text) {
    std::string all;
    parse::Parser parser;
    parser.parse(Language::OCaml, text, [&](const ParsedFile& piece) {
        if (piece.metrics.parse_errors > 0 || !piece.trouble.empty()) all += "!";
        for (const Symbol& symbol : piece.symbols) {
            all.append(all.empty() || all == "!" ? "" : ", ").append(piece.names[symbol.name]);
            if (!symbol.doc.empty()) all.append(" (").append(symbol.doc).append(")");
        }
    });
    return all;
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

}  // namespace

TEST_CASE("ocaml: the first val or let outside of modules tells interfaces from sources", "[parse]") {
    CHECK(is_ocaml_interface("open A\nval x : int\n"));
    CHECK_FALSE(is_ocaml_interface("open A\nlet x = 1\n"));
    CHECK_FALSE(is_ocaml_interface("module type S = sig\nval x : int\nend\nlet x = 1\n"));
    CHECK(is_ocaml_interface("(* let (* let *) \"*)\" 'x' *) val x : int"));
    CHECK(is_ocaml_interface("type t = A;;\nval x : t;;"));
    CHECK(is_ocaml_interface("# 3 \"generated\"\nval x : int"));
    CHECK(is_ocaml_interface("type t = { a : int }\nmodule M : S\n"));
    CHECK_FALSE(is_ocaml_interface("#use \"topfind\"\n"));
    CHECK_FALSE(is_ocaml_interface("open A;;\nrun ()"));
    CHECK_FALSE(is_ocaml_interface("include Make (Int)\n"));
    CHECK(is_ocaml_interface("{|"));
    CHECK(is_ocaml_interface("'\\"));
}

TEST_CASE("ocaml: comments nest, and hide what strings and characters hold", "[parse]") {
    CHECK(outline("(* a (* b *) let lost = 1 *)\n\nlet kept = 1") == "kept");
    CHECK(outline("(* \"*)\" *)\n\nlet kept = 1") == "kept");
    CHECK(outline("(* '\"' '*' don't '\\'' '\\034' *)\n\nlet kept = 1") == "kept");
    CHECK(outline("(* {id| *) |id} {| *) |} *)\n\nlet kept = 1") == "kept");
    CHECK(outline("(* {%ext id| *) |id} { x | y } *)\n\nlet kept = 1") == "kept");
    CHECK(outline("(*) stars **)\n\nlet kept = 1") == "kept");
    CHECK(outline("let s = {q| (* |q} let kept = '\"'") == "s, kept");
    CHECK(outline("(*(*(*" + repeated("x", 10)) == "");
}

TEST_CASE("ocaml: comments within comments may be many", "[parse]") {
    CHECK(outline(repeated("(*", 2'000) + repeated("*)", 2'000) + "\n\nlet kept = 1") == "kept");
    // Hidden from the count of brackets, which would have turned the file away.
    CHECK_FALSE(outline("let f = 1\n" + repeated("(* \")))\" ", 200'000)).empty());
}

TEST_CASE("ocaml: a comment behind an item is the item's, unless that has one", "[parse]") {
    CHECK(outline("val a : int\n(** Of a. *)\n\nval b : int (** Of b. *)\n") == "a (Of a.), b (Of b.)");
    CHECK(outline("(** Of a. *)\nval a : int\n(** Of b. *)\nval b : int\n") == "a (Of a.), b (Of b.)");
    CHECK(outline("val a : int\n\n(** Of b. *)\nval b : int\n") == "a, b (Of b.)");
    CHECK(outline("val a : int\n\n(** {1 Heading} *)\nval b : int\n") == "a, b");
    CHECK(outline("val a : int\n(* a remark *)\n\nval b : int\n") == "a, b");
    CHECK(outline("type t =\n  | A\n  | B\n      (** Of B. *)\n") == "t, A, B (Of B.)");
    CHECK(outline("type t =\n  | A\n  | B\n(** Of t. *)\n") == "t (Of t.), A, B");
    CHECK(outline("type t = { x : int (** Of x. *); y : int } (** Of t. *)\n") == "t (Of t.), x (Of x.), y");
}
