// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Units as text: a header that says where, then the code.

#include <string>
#include <string_view>
#include <vector>

#include "context/units.hpp"

namespace kompress::context {

/// Where the lines of a text begin.
class LineTable {
  public:
    LineTable() = default;
    explicit LineTable(std::string_view text);
    bool is_ready() const { return !starts_.empty(); }
    std::uint32_t lines() const { return starts_.empty() ? 0 : static_cast<std::uint32_t>(starts_.size() - 1); }
    /// Lines [first, last] with their line ends; what does not exist is left out.
    std::string_view text(std::uint32_t first, std::uint32_t last) const;

  private:
    std::string_view text_;
    std::vector<std::size_t> starts_;  ///< and the end
};

/// What a unit is, without its text. False when there is nothing to show.
bool describe(const search::Document& document, const Unit& unit, const LineTable& lines, Snippet& snippet);
/// The header that says where in its file a snippet stands ("--- 10-42 name"), and its lines. Bytes that are not UTF-8 become U+FFFD.
std::string render(const search::Document& document, const Unit& unit, const LineTable& lines, const Snippet& snippet);
/// The header of a file ("=== src/a.c"), before its snippets.
std::string file_header(const search::Document& document);

}  // namespace kompress::context
