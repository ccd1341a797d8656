// SPDX-License-Identifier: Apache-2.0
#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_python(void);

namespace kompress::parse::languages {
namespace {

constexpr NodeRule Nodes[] = {
    {"comment", NodeRole::Comment},
};

}  // namespace

const LanguageSpec& python() {
    static const LanguageSpec spec{Language::Python, tree_sitter_python, 1, ".", Nodes, {}};
    return spec;
}

}  // namespace kompress::parse::languages
