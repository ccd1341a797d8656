// SPDX-License-Identifier: Apache-2.0
#include "parse/definer.hpp"
#include "parse/languages/languages.hpp"

extern "C" const TSLanguage* tree_sitter_rust(void);

namespace kompress::parse::languages {
namespace {

constexpr NodeRule Nodes[] = {
    {"line_comment", NodeRole::Comment},
};

}  // namespace

const LanguageSpec& rust() {
    static const LanguageSpec spec{Language::Rust, tree_sitter_rust, 1, "::", Nodes, {}};
    return spec;
}

}  // namespace kompress::parse::languages
