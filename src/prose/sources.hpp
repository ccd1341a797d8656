// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The repository as evidence: text of files, what they define, who refers to whom.
///
/// Threading: one thread; borrows the reader and the file system.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kompress/file_system.hpp"
#include "kompress/result.hpp"
#include "kompress/types.hpp"
#include "prose/subject.hpp"
#include "store/index_reader.hpp"

namespace kompress::prose {

/// A file's text with the places where its lines begin.
class SourceLines {
  public:
    explicit SourceLines(std::unique_ptr<FileBytes> bytes);
    std::uint32_t count() const { return static_cast<std::uint32_t>(starts_.size() - 1); }
    /// Lines [first, last], 1-based; what does not exist is left out. Lives as long as this.
    std::string_view lines(std::uint32_t first, std::uint32_t last) const;

  private:
    std::unique_ptr<FileBytes> bytes_;
    std::vector<std::size_t> starts_;  ///< and the end
};

struct Edge {
    std::uint32_t from_file = 0, line = 0;   ///< index into Repository::files; line of the reference
    std::uint32_t to_file = 0, to_line = 0;  ///< line of the definition's name
    ReferenceKind kind = ReferenceKind::Use;
    bool is_certain = true;                  ///< false: one of several definitions that come into question
    std::string_view name;                   ///< of the definition; lives as long as the graph
};

/// All edges between definitions of the repository's files.
class EdgeTable {
  public:
    static Result<EdgeTable> read(store::IndexReader& reader, const Repository& repository);
    /// By line.
    std::vector<const Edge*> out_of(std::size_t file, std::uint32_t first_line, std::uint32_t last_line) const;
    /// Into definitions whose name stands within the lines, from outside of them; by referring file and line.
    std::vector<const Edge*> into(std::size_t file, std::uint32_t first_line, std::uint32_t last_line) const;
    /// How many definitions' lines refer to something within the lines: what is central is referred to often.
    std::size_t references_to(std::size_t file, std::uint32_t first_line, std::uint32_t last_line) const;

  private:
    std::vector<Edge> edges_;                ///< by from_file, line
    std::vector<std::uint32_t> by_target_;   ///< indices by to_file, to_line, from
    std::vector<std::size_t> first_edge_;    ///< by from_file
    std::vector<std::size_t> first_target_;  ///< by to_file, into by_target_
    std::map<std::string, int, std::less<>> names_;
};

class Sources {
  public:
    Sources(store::IndexReader& reader, FileSystem& files) : reader_(reader), files_(files) {}

    /// null when it cannot be read, or its name says that it is a secret.
    const SourceLines* text(const std::string& path);
    /// Definitions of a file, in source order; empty when it has none.
    const std::vector<SymbolInfo>& outline(const std::string& path);
    /// The definition of the file whose name stands in the line; null for none.
    const SymbolInfo* definition_at(const std::string& path, std::uint32_t name_line);
    /// The only definition of that name, plain or qualified; null when there is none or several. Lives until the next call.
    const SymbolInfo* only_definition(const std::string& name);
    /// Is there a file or directory of that path, or a file whose path ends so?
    bool has_path(std::string_view path);
    std::uint32_t lines_of(const std::string& path);
    /// Is there a definition of that name, plain or qualified?
    bool has_name(const std::string& name);

  private:
    void read_paths();

    static constexpr std::size_t MaxCached = 2000;
    store::IndexReader& reader_;
    FileSystem& files_;
    std::unordered_map<std::string, std::unique_ptr<SourceLines>> texts_;
    std::unordered_map<std::string, std::vector<SymbolInfo>> outlines_;
    std::unordered_map<std::string, std::unordered_map<std::uint32_t, std::size_t>> by_line_;  ///< of the same files
    std::unordered_map<std::string, bool> names_;
    SymbolInfo only_;
    std::vector<std::string> paths_;  ///< of all files, by their reversed text, to find suffixes
    std::vector<std::string> plain_paths_;  ///< sorted
};

}  // namespace kompress::prose
