// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a model wrote, taken apart: paragraphs, list items, code; sentences, citations, names.
///
/// Only these forms come through. Headings become paragraphs, emphasis and links their words, images their description; HTML
/// becomes visible text; a fence of "mermaid" is shown as code. So whatever the text holds, it can neither run nor load anything.
/// Threading: pure functions. Any bytes are allowed; the time is linear in them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::prose {

struct Citation {
    std::string path;
    std::uint32_t line = 0, end_line = 0;  ///< 1-based, inclusive
    bool operator==(const Citation&) const = default;
};

struct Sentence {
    std::string text;  ///< without emphasis, links, images; line ends folded; citations and code spans stand in it
    std::vector<Citation> citations;
    std::vector<std::string> names;  ///< what stands in backticks, in order
};

struct Block {
    enum class Kind : std::uint8_t { Paragraph, Item, NumberedItem, Code };
    Kind kind = Kind::Paragraph;
    std::uint32_t depth = 0;  ///< of list items, 0 outermost
    std::vector<Sentence> sentences;
    std::string code, language;  ///< of Code
};

/// At most 64 KiB are read, at most 400 blocks kept.
std::vector<Block> read_model_text(std::string_view text);
/// As CommonMark; citations as `[path:12-30]`. Ends with a line feed unless empty.
std::string render_blocks(const std::vector<Block>& blocks);
/// As a model would have written it: what is kept, since escaping escapes again would never end.
std::string plain_blocks(const std::vector<Block>& blocks);
/// The first sentence as plain text without citations and backticks, at most 240 bytes.
std::string plain_summary(std::string_view text);
/// A citation at `at`, where a '[' stands; `size` is 0 when something else does.
Citation read_citation(std::string_view text, std::size_t at, std::size_t& size);

}  // namespace kompress::prose
