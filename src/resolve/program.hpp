// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The tree as the resolver sees it: files by path, definitions by name, and what files are to each other's imports.
///
/// Threading: set up by one thread; then const and shared by many.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kompress/types.hpp"
#include "resolve/outline.hpp"
#include "resolve/unit.hpp"

namespace kompress::resolve {

using FileIndex = std::uint32_t;
inline constexpr FileIndex NoFile = 0xffffffffu;

struct SourceFile {
    std::string path;
    Language language = Language::None;
    FileRole role = FileRole::Source;
};

/// A definition: a file and the index of a symbol in its unit.
struct Definition {
    FileIndex file = NoFile;
    std::uint32_t symbol = 0;
    bool operator==(const Definition&) const = default;
    auto operator<=>(const Definition&) const = default;
};

/// Definitions of one name and what is known of each without its unit.
struct Namesakes {
    std::span<const Definition> definitions;
    std::span<const Outline> outlines;  ///< parallel to definitions
    std::size_t size() const { return definitions.size(); }
};

/// A set of files that is filled again and again.
class FileSet {
  public:
    void clear(std::size_t files) {
        marks_.resize(files, 0);
        list_.clear();
        ++mark_;
    }
    bool insert(FileIndex file) {
        if (marks_[file] == mark_) return false;
        marks_[file] = mark_;
        list_.push_back(file);
        return true;
    }
    bool contains(FileIndex file) const { return file < marks_.size() && marks_[file] == mark_; }
    const std::vector<FileIndex>& list() const { return list_; }

  private:
    std::vector<std::uint32_t> marks_;
    std::vector<FileIndex> list_;
    std::uint32_t mark_ = 0;
};

/// Where units and definitions come from: all in memory, or read when asked for.
class Source {
  public:
    virtual ~Source() = default;
    /// Null: the file has no facts. Lives as long as the source. Only symbols, declarations and their texts are promised.
    virtual const Unit* unit(FileIndex file) const = 0;
    /// The same with uses, imports and bindings. Texts are numbered on their own.
    virtual const Unit* full_unit(FileIndex file) const { return unit(file); }
    /// The same for a glance: the source need not keep it. Null: the file has no facts.
    virtual std::shared_ptr<const Unit> borrow(FileIndex file) const { return {std::shared_ptr<const Unit>(), full_unit(file)}; }
    /// Definitions of that name, by file, then symbol, the first MaxNamesakes of them. Valid until the next call on the same thread.
    virtual Namesakes namesakes(Key name) const = 0;
    std::span<const Definition> definitions(Key name) const { return namesakes(name).definitions; }
    /// True when one of these files announces the name without defining it: a prototype, an extern variable.
    virtual bool is_declared(Key name, const FileSet& in) const;
    /// Those of one file, by symbol, the first MaxNamesakesInFile.
    virtual std::vector<Definition> definitions_in(Key name, FileIndex file) const = 0;
};

/// A name that is defined more often than this leads to nothing certain, and to look at all of them for every use
/// would take the square of their number.
inline constexpr std::size_t MaxNamesakes = 4096, MaxNamesakesInFile = 256;

/// Files by what imports call them.
class Program {
  public:
    /// Files sorted by path. `read` gives the text of a configuration file (go.mod, package.json, …) or "".
    Program(std::vector<SourceFile> files, std::vector<std::string> configuration, const std::function<std::string(const std::string&)>& read);

    const SourceFile& file(FileIndex index) const { return files_[index]; }
    std::size_t size() const { return files_.size(); }
    FileIndex find(std::string_view path) const;
    /// Files of that name, anywhere, by path.
    std::span<const FileIndex> named(std::string_view base_name) const;
    /// Files of a family directly in a directory ("" is the root), by path.
    std::span<const FileIndex> in_directory(std::string_view directory) const;
    /// Equal for files of one directory.
    std::uint32_t directory_number(FileIndex file) const { return directories_[file]; }
    FileIndex python_module(std::string_view dotted) const;
    /// Directory of a Go import path; nullopt-like "\xff" when it is not in the tree.
    std::string go_directory(std::string_view import_path) const;
    /// Directory of the sources of a crate of the tree, "\xff" when there is none.
    std::string crate_sources(std::string_view crate) const;
    /// Root of the crate that a file belongs to, and its name.
    const std::string& crate_of(FileIndex file) const;
    /// Where a bare or mapped import of the ecma languages may lead: paths without extension, to be tried in order.
    std::vector<std::string> ecma_mapped(std::string_view path, std::string_view target) const;

    static constexpr std::string_view Outside = "\xff";

  private:
    void read_python();
    std::string find_crate(std::string_view path) const;
    void read_go(const std::string& path, const std::string& text);
    void read_cargo(const std::string& path, const std::string& text);
    void read_package(const std::string& path, const std::string& text);
    void read_tsconfig(const std::string& path, const std::string& text);

    std::vector<SourceFile> files_;
    std::vector<std::uint32_t> directories_;  ///< by file
    std::vector<std::string> crates_of_;  ///< by file
    std::unordered_map<std::string_view, FileIndex> by_path_;
    std::unordered_map<std::string_view, std::vector<FileIndex>> by_name_, by_directory_;
    std::unordered_map<std::string, FileIndex> python_;
    std::vector<std::pair<std::string, std::string>> go_modules_;  ///< import path, directory; longest path first
    std::vector<std::pair<std::string, std::string>> crates_;      ///< name, directory of its sources
    std::multimap<std::string, std::string> packages_;            ///< name of an npm package of the tree, its directory
    struct PathMapping {
        std::string directory, prefix, target;  ///< `prefix*` → directory/target*
        bool has_star = false;
    };
    std::vector<PathMapping> mappings_;
};

/// Directory of a path, "" at the root; without a trailing slash.
std::string_view directory_of(std::string_view path);
std::string_view base_name_of(std::string_view path);
/// `directory/relative` without `.` and `..`; Outside when it leaves the root.
std::string join_path(std::string_view directory, std::string_view relative);
/// True for files that tell what imports mean: go.mod, Cargo.toml, package.json, tsconfig.json.
bool is_configuration(std::string_view path);

}  // namespace kompress::resolve
