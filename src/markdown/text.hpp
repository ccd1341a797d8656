// SPDX-License-Identifier: Apache-2.0
#pragma once
/// CommonMark from text that nobody vouches for.
///
/// Names, signatures and comments come from the repository: whatever they hold, the page keeps its structure, runs no
/// script and loads nothing.

#include <string>
#include <string_view>
#include <unordered_map>

namespace kompress::markdown {

/// Text as text: HTML, emphasis, links and table bars are escaped; code spans in backticks stay code.
std::string escape_text(std::string_view text);
/// A code span, whatever backticks the text holds; `|` is escaped for tables, where it shows without. "" stays "".
std::string code_span(std::string_view text, bool is_in_table = true);
/// A fenced block whose fence is longer than any in the text.
std::string code_block(std::string_view text, std::string_view language);
/// The first sentence on one line, at most 160 bytes, escaped.
std::string first_sentence(std::string_view text);
/// A path as a link target: bytes outside of [A-Za-z0-9/._~-] become %XX.
std::string link_target(std::string_view path);

/// Gives headings the anchors that forges derive from them: lower case, punctuation dropped, spaces to hyphens, a
/// number for repetitions.
class Anchors {
  public:
    std::string add(std::string_view heading);

  private:
    std::unordered_map<std::string, int> times_;  ///< that an anchor was wanted again
};

}  // namespace kompress::markdown
