// SPDX-License-Identifier: Apache-2.0
#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_java(void);

namespace kompress::parse::languages {
namespace {

constexpr NodeRule Nodes[] = {
    {"line_comment", NodeRole::Comment},
};

}  // namespace

const LanguageSpec& java() {
    static const LanguageSpec spec{Language::Java, tree_sitter_java, 1, ".", Nodes, {}};
    return spec;
}

}  // namespace kompress::parse::languages
