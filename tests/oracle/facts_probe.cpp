// SPDX-License-Identifier: Apache-2.0
/// Shows what parsing makes of a tree, without an index.
///
///   facts_probe tags <language> <directory> <.extension>…   a line "name TAB path TAB line TAB kind" a definition:
///                                                           our side of compare_ctags.py
///   facts_probe facts <language> <file>…                    all facts, as tests/golden/ keeps them
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "kompress/types.hpp"
#include "parse/parser.hpp"
#include "support/dump_facts.hpp"

namespace stdfs = std::filesystem;
using namespace kompress;

namespace {

std::string contents(const stdfs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Regular files below `directory` that end in one of the extensions, by path.
std::vector<stdfs::path> files_below(const char* directory, const std::vector<std::string>& extensions) {
    std::vector<stdfs::path> found;
    for (const auto& entry : stdfs::recursive_directory_iterator(directory)) {
        const bool is_wanted = std::find(extensions.begin(), extensions.end(), entry.path().extension()) != extensions.end();
        if (is_wanted && entry.is_regular_file() && !entry.is_symlink()) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

void print_tags(const std::string& path, const ParsedFile& piece) {
    for (const Symbol& symbol : piece.symbols)
        std::cout << piece.names[symbol.name] << '\t' << path << '\t' << symbol.name_line << '\t' << symbol_kind_name(symbol.kind) << '\n';
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string> rest(words + std::min(count, 4), words + count);
    const Language language = count > 3 ? language_from_name(words[2]).value_or(Language::None) : Language::None;
    if (language == Language::None) {
        std::fprintf(stderr, "usage: facts_probe tags LANGUAGE DIRECTORY .EXTENSION...\n       facts_probe facts LANGUAGE FILE...\n");
        return 2;
    }
    parse::Parser parser;
    if (std::strcmp(words[1], "tags") == 0) {
        for (const auto& path : files_below(words[3], rest)) {
            const std::string text = contents(path);
            parser.parse(language, text, [&](const ParsedFile& piece) { print_tags(path.string(), piece); });
        }
        return 0;
    }
    for (int i = 3; i < count; ++i) {
        const std::string text = contents(words[i]);
        parser.parse(language, text, [&](const ParsedFile& piece) { std::cout << test::dump_facts(piece); });
    }
    return 0;
}
