// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads a piece that holds nothing but preprocessor lines and comments, without a grammar.
///
/// Threading: one thread; reused from piece to piece.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "parse/extractor.hpp"

namespace kompress::parse {

struct MacroText;

class DirectiveReader {
  public:
    explicit DirectiveReader(Extractor& extractor) : extractor_(extractor) {}

    /// Fills `file` (cleared by the caller) as Extractor::run would from the tree of `text`. False when the text holds
    /// anything else, or a directive of which it is not plain what the grammar makes: then `file` and `arena` are
    /// to be cleared, and the tree to be asked.
    bool run(const CompiledTable& table, std::string_view text, PieceOrigin origin, ParsedFile& file, TextArena& arena);

  private:
    bool read_all();
    bool read_directive();
    bool read_define(std::size_t hash);
    bool read_condition(std::string_view word);
    bool read_include();
    bool read_other(std::size_t hash, bool is_bare = false);
    bool read_expression();
    bool read_operand();
    bool read_expression_name();
    bool read_number();

    bool read_argument(std::size_t hash);
    bool read_tail();
    bool read_parameters(std::size_t close);
    bool read_rest_of_line();
    bool read_comment();
    bool add_short_macro(std::size_t hash, std::size_t name, std::size_t name_end);
    void add_macro(const MacroText& macro, std::string_view folded);
    void add_body_references(const MacroText& macro);

    void on_token();
    void on_name(std::size_t begin, ReferenceKind kind);
    void skip_blanks();
    bool skip_blanks_and_continuations();
    std::size_t word_end(std::size_t at) const;
    bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }

    Extractor& extractor_;
    std::string_view text_;
    std::size_t at_ = 0, line_start_ = 0;
    std::uint32_t row_ = 0;
    std::vector<bool> groups_;  ///< open #if groups, outermost first: whether the #else was read
    std::size_t expression_depth_ = 0;
};

}  // namespace kompress::parse
