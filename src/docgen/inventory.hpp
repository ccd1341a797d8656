// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the pages are about: files and modules with the little that other pages need to know of them.
///
/// Memory: some hundred bytes a file, whatever its size; facts are decoded one file at a time.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "docgen/project_facts.hpp"
#include "docgen/writer.hpp"
#include "kompress/types.hpp"
#include "prose/subject.hpp"
#include "store/index_reader.hpp"

namespace kompress::docgen {

struct FilePage {
    std::string path, page;
    Language language = Language::None;
    FileRole role = FileRole::Source;
    std::int64_t row = 0, content = 0, lines = 0, code_lines = 0, symbols = 0;
    std::uint64_t public_symbols = 0, documented = 0;
    std::string summary;               ///< first sentence of the file's own comment, escaped
    bool is_entry_point = false;
    std::vector<std::string> imports;  ///< paths of repository files that it imports
    std::vector<prose::Definition> definitions;  ///< with a heading; empty unless prose is looked at
};

struct Module {
    std::string path, page;      ///< directory; "" is the root
    std::vector<std::size_t> files;  ///< indices into Inventory::files, by path
    std::string summary;
    std::int64_t lines = 0, code_lines = 0, symbols = 0;
};

struct Inventory {
    std::string name;  ///< of the repository
    std::vector<FilePage> files;            ///< of code with facts, by path
    std::map<std::string, Module> modules;  ///< by directory
    std::vector<ProjectFact> project_facts; ///< by path
    std::vector<std::string> others;        ///< paths without facts: build files, READMEs, …
    std::array<std::int64_t, FileClassCount> classes{};
    std::unordered_map<std::string, std::size_t> by_path;
    std::unordered_map<std::string, std::vector<std::size_t>> by_base_name;

    /// The file that an import names, by the language's usual rules and then by a unique path suffix; npos when it
    /// is not clear that one does.
    std::size_t resolve_import(const FilePage& from, std::string_view target, bool is_local) const;
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

Result<Inventory> take_inventory(store::IndexReader& index, const std::string& root, const std::string& out, PageNames& names);
std::string directory_of(const std::string& path);
std::string base_name_of(const std::string& path);

}  // namespace kompress::docgen
