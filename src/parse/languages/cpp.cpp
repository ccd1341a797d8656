// SPDX-License-Identifier: Apache-2.0
#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_cpp(void);

namespace kompress::parse::languages {
namespace {

constexpr NodeRule Nodes[] = {
    {"comment", NodeRole::Comment},
};

}  // namespace

const LanguageSpec& cpp() {
    static const LanguageSpec spec{Language::Cpp, tree_sitter_cpp, 1, "::", Nodes, {}};
    return spec;
}

}  // namespace kompress::parse::languages
