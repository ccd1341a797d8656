// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a structure format's file ends in: a LanguageSpec with a scanner in the place of a grammar.

#include "parse/language_table.hpp"
#include "parse/structure/structure_builder.hpp"

namespace kompress::parse {

constexpr LanguageSpec structure_spec(Language language, std::uint32_t extractor_version, std::string_view separator,
                                      void (*scan)(StructureBuilder&)) {
    LanguageSpec spec{};
    spec.language = language;
    spec.extractor_version = extractor_version;
    spec.separator = separator;
    spec.scan = scan;
    return spec;
}

}  // namespace kompress::parse
