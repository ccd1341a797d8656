// SPDX-License-Identifier: Apache-2.0
#include "index/extractors.hpp"

#include "kompress/types.hpp"
#include "parse/parser.hpp"
#include "resolve/resolver.hpp"

namespace kompress::index {

std::string extractor_signature() {
    std::string signature;
    for (std::size_t i = 1; i < LanguageCount; ++i) {
        const auto language = static_cast<Language>(i);
        signature += std::string(language_id(language)) + ":" + std::to_string(parse::extractor_version(language)) + " ";
    }
    return signature + "edges:" + std::to_string(resolve::ResolverVersion) + " ";
}

bool has_stale_edges(const std::string& stored) { return stored.find("edges:" + std::to_string(resolve::ResolverVersion) + " ") == std::string::npos; }

std::vector<bool> stale_languages(const std::string& stored) {
    const std::string known = " " + stored;
    std::vector<bool> stale(LanguageCount, false);
    for (std::size_t i = 1; i < LanguageCount; ++i) {
        const auto language = static_cast<Language>(i);
        const std::string entry = " " + std::string(language_id(language)) + ":" + std::to_string(parse::extractor_version(language)) + " ";
        stale[i] = known.find(entry) == std::string::npos;
        stale[0] = stale[0] || stale[i];
    }
    return stale;
}

}  // namespace kompress::index
