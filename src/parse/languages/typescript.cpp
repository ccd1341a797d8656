// SPDX-License-Identifier: Apache-2.0
#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_typescript(void);
extern "C" const TSLanguage* tree_sitter_tsx(void);
namespace kompress::parse::languages {
namespace {

constexpr NodeRule Nodes[] = {
    {"comment", NodeRole::Comment},
};

}  // namespace

const LanguageSpec& typescript() {
    static const LanguageSpec spec{Language::TypeScript, tree_sitter_typescript, 1, ".", Nodes, {}};
    return spec;
}

const LanguageSpec& tsx() {
    static const LanguageSpec spec{Language::Tsx, tree_sitter_tsx, 1, ".", Nodes, {}};
    return spec;
}

}  // namespace kompress::parse::languages
