// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Parses one file and extracts its facts.
///
/// Threading: one Parser a thread. Memory: the tree lives in an arena that is reset after each
/// piece; a huge file is cut at top-level boundaries so that the arena stays small.

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "kompress/types.hpp"
#include "model/parsed_file.hpp"

namespace kompress::parse {

/// Raise with the history line in docs/index_format.md when facts of unchanged bytes would change.
std::uint32_t extractor_version(Language language);
bool is_supported(Language language);
/// "::" or ".": joins the parts of a qualified name.
std::string_view name_separator(Language language);

class Parser {
  public:
    /// Receives each piece in order. The piece dies when the call returns.
    using Sink = std::function<void(const ParsedFile& piece)>;

    /// Pieces of nothing but preprocessor lines need no tree. Both ways give the same facts; tests compare them.
    enum class Directives { Read, Parsed };

    explicit Parser(Directives directives = Directives::Read);
    ~Parser();
    Parser(const Parser&) = delete;

    /// `text` is UTF-8 (invalid sequences are tolerated). Always ends: a piece that exceeds the
    /// budget of work or depth is delivered with what was found and with `trouble` set.
    void parse(Language language, std::string_view text, const Sink& sink);

    /// Pieces so far that were read without a tree.
    std::uint64_t pieces_without_tree() const;

    /// Parses and keeps nothing: the floor that indexing is measured against.
    void parse_only(Language language, std::string_view text);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kompress::parse
