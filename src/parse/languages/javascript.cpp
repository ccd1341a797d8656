// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/ecma.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_javascript(void);

namespace kompress::parse::languages {
namespace {

constexpr NodeRule OwnNodes[] = {
    {"field_definition", NodeRole::Definition, SymbolKind::Field, "property", "", ecma::define_field},
    {"using_declaration", NodeRole::SignedWrapper},
};

constexpr FieldRule OwnFields[] = {
    {"field_definition", "property", ChildRole::Defined},
};

}  // namespace

const LanguageSpec& javascript() {
    static const auto nodes = ecma::join<NodeRule>({ecma::Nodes, ecma::JsxNodes, OwnNodes});
    static const auto fields = ecma::join<FieldRule>({ecma::Fields, ecma::JsxFields, OwnFields});
    static const LanguageSpec spec{Language::JavaScript, tree_sitter_javascript, 2, ".", nodes, fields, ecma::is_exported};
    return spec;
}

}  // namespace kompress::parse::languages
