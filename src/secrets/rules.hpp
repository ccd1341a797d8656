// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What a credential looks like: rules as data. rules.txt holds ours and explains the lines of such a file.
///
/// Threading: plain values; built_in_rules() may be called from any thread and lives as long as the program.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <kompress/result.hpp>

namespace kompress::secrets {

struct Rule {
    std::string id;     ///< kebab-case, at most 40 bytes; part of the placeholder
    std::string about;  ///< for people
    std::vector<std::string> keywords;  ///< lower case; the pattern is tried where one occurs in the text, in either case
    std::string pattern;                ///< RE2 over bytes, one group; none when `until` is set
    std::vector<std::string> unless;    ///< RE2; what one of them matches in is no secret
    std::string until;                  ///< not empty: the pattern is a block's first line and this begins its last
    std::array<bool, 256> tail{};       ///< bytes that lengthen a secret to its right; letters, digits and _ always do
    double min_entropy = 0;             ///< bits a byte
    int min_kinds = 0;                  ///< of: lower case, upper case, digits, anything else
    bool is_whole_word = false;         ///< no letter, digit or _ before the keyword
    std::size_t back = 0;               ///< the pattern begins at most so many bytes before the keyword; 0: at it
    std::size_t reach = 320;            ///< the pattern ends at most so many bytes behind the keyword's first
};

/// The rules in `text`, in order. Errors: InvalidArgument with the number of the line.
Result<std::vector<Rule>> parse_rules(std::string_view text);

/// rules.txt as it was when the program was built.
const std::vector<Rule>& built_in_rules();

}  // namespace kompress::secrets
