// SPDX-License-Identifier: Apache-2.0
/// Shows what parsing makes of a tree, without an index.
///
///   facts_probe tags <language> <directory> <.extension>…   a line "name TAB path TAB line TAB kind" a definition:
///                                                           our side of compare_ctags.py
///   facts_probe facts <language> <file>…                    all facts, as tests/golden/ keeps them
///   facts_probe directives <language> <list>                reads the files that <list> names, a line each, with and
///                                                           without a tree; reports differences and how many needed none
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "kompress/types.hpp"
#include "parse/parser.hpp"
#include "support/dump_facts.hpp"
#include "support/file_contents.hpp"

namespace stdfs = std::filesystem;
using namespace kompress;

namespace {

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

std::string all_facts(parse::Parser& parser, Language language, const std::string& text) {
    std::string facts;
    parser.parse(language, text, [&](const ParsedFile& piece) { facts += test::dump_all_facts(piece); });
    return facts;
}

int compare_directives(Language language, const char* list) {
    parse::Parser reader, parser(parse::Parser::Directives::Parsed);
    std::ifstream names(list);
    std::uint64_t files = 0, bytes = 0, read = 0, read_bytes = 0, different = 0;
    for (std::string name; std::getline(names, name);) {
        const std::string text = test::file_contents(name);
        const std::uint64_t before = reader.pieces_without_tree();
        const std::string facts = all_facts(reader, language, text);
        const bool was_read = reader.pieces_without_tree() > before;
        ++files, bytes += text.size(), read += was_read, read_bytes += was_read ? text.size() : 0;
        if (!was_read) std::cout << "parsed: " << name << '\n';
        else if (facts != all_facts(parser, language, text)) std::cout << "DIFFERENT: " << name << '\n', ++different;
    }
    std::cout << files << " files, " << bytes << " bytes; without a tree " << read << " files, " << read_bytes << " bytes; different " << different << '\n';
    return different > 0 ? 1 : 0;
}

}  // namespace

int main(int count, char** words) {
    const std::vector<std::string> rest(words + std::min(count, 4), words + count);
    const Language language = count > 3 ? language_from_name(words[2]).value_or(Language::None) : Language::None;
    if (language == Language::None) {
        std::fprintf(stderr, "usage: facts_probe tags LANGUAGE DIRECTORY .EXTENSION...\n       facts_probe facts LANGUAGE FILE...\n       facts_probe directives LANGUAGE LIST\n");
        return 2;
    }
    if (std::strcmp(words[1], "directives") == 0) return compare_directives(language, words[3]);
    parse::Parser parser;
    if (std::strcmp(words[1], "tags") == 0) {
        for (const auto& path : files_below(words[3], rest)) {
            const std::string text = test::file_contents(path);
            parser.parse(language, text, [&](const ParsedFile& piece) { print_tags(path.string(), piece); });
        }
        return 0;
    }
    for (int i = 3; i < count; ++i) {
        const std::string text = test::file_contents(words[i]);
        parser.parse(language, text, [&](const ParsedFile& piece) { std::cout << test::dump_facts(piece); });
    }
    return 0;
}
