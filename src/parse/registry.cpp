// SPDX-License-Identifier: Apache-2.0
/// The languages there are; each is a file under languages/.
#include "parse/language_table.hpp"
#include "parse/languages/languages.hpp"

namespace kompress::parse {

const LanguageSpec* language_spec(Language language) {
    switch (language) {
        case Language::C: return &languages::c();
        case Language::Cpp: return &languages::cpp();
        case Language::Python: return &languages::python();
        case Language::JavaScript: return &languages::javascript();
        case Language::TypeScript: return &languages::typescript();
        case Language::Tsx: return &languages::tsx();
        case Language::Go: return &languages::go();
        case Language::Rust: return &languages::rust();
        case Language::Java: return &languages::java();
        case Language::CSharp: return &languages::csharp();
        case Language::Ruby: return &languages::ruby();
        case Language::Php: return &languages::php();
        case Language::Kotlin: return &languages::kotlin();
        case Language::Swift: return &languages::swift();
        case Language::Scala: return &languages::scala();
        case Language::Bash: return &languages::bash();
        case Language::Lua: return &languages::lua();
        case Language::Zig: return &languages::zig();
        case Language::OCaml: return &languages::ocaml();
        case Language::Elixir: return &languages::elixir();
        case Language::R: return &languages::r();
        case Language::Markdown: return &languages::markdown();
        case Language::Json: return &languages::json();
        case Language::Yaml: return &languages::yaml();
        case Language::Toml: return &languages::toml();
        case Language::Dockerfile: return &languages::dockerfile();
        case Language::Make: return &languages::make();
        case Language::CMake: return &languages::cmake();
        default: return nullptr;  // None, and what has a name but no table yet
    }
}

}  // namespace kompress::parse
