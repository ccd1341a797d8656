// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One function a language: its table. Grammar entry points are declared in the language's own file.

#include "parse/language_table.hpp"

namespace kompress::parse::languages {

const LanguageSpec& c();
const LanguageSpec& cpp();
const LanguageSpec& python();
const LanguageSpec& javascript();
const LanguageSpec& typescript();
const LanguageSpec& tsx();
const LanguageSpec& go();
const LanguageSpec& rust();
const LanguageSpec& java();
const LanguageSpec& csharp();
const LanguageSpec& ruby();
const LanguageSpec& php();
const LanguageSpec& kotlin();
const LanguageSpec& swift();
const LanguageSpec& scala();

const LanguageSpec& bash();
const LanguageSpec& lua();
const LanguageSpec& zig();
const LanguageSpec& elixir();
const LanguageSpec& r();
const LanguageSpec& ocaml();
// Structure formats, under parse/structure/.
const LanguageSpec& markdown();
const LanguageSpec& json();
const LanguageSpec& yaml();
const LanguageSpec& toml();
const LanguageSpec& dockerfile();
const LanguageSpec& make();
const LanguageSpec& cmake();

}  // namespace kompress::parse::languages
