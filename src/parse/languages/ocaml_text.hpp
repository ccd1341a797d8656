// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What is read of OCaml's text before a grammar is chosen.

#include <string_view>

namespace kompress::parse::languages {

/// Whether a file's text is an interface (.mli): what stands first outside of modules, classes and brackets, `val` or `let`,
/// decides. Text with neither is an interface unless it includes a functor's result or holds `;;` or a directive: but for
/// `module M : S` and `include S with …` both grammars read it alike. Linear.
bool is_ocaml_interface(std::string_view text);

}  // namespace kompress::parse::languages
