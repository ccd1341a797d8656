// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The rules of one ignore file, compiled once: which of them, if any, speaks last about a path.
///
/// Threading: immutable after parse(), find() may be called from any thread.
/// Lifetime:  a Rule lives as long as its RuleSet.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fs/glob.hpp"

namespace kompress::fs {

/// One line of an ignore file, read as git reads it.
struct Rule {
    /// How much work a match needs; most rules of real files are literals and suffixes.
    enum class Kind : std::uint8_t { Name, Suffix, NameGlob, Path, PathGlob };

    std::string text;        ///< the line as written, without trailing blanks: for people
    std::uint32_t line = 0;  ///< 1-based
    Kind kind = Kind::Name;
    bool negated = false;         ///< "!": takes back what an earlier rule said
    bool directory_only = false;  ///< ends in a slash
    bool ignore_case = false;
    std::string literal;  ///< the whole name or path, the suffix, or what stands before the first wildcard
    Glob glob;            ///< the rest of it, for the two globs

    /// `path` is relative to the directory of the ignore file, `name` its last component.
    bool matches(std::string_view path, std::string_view name) const;
};

class RuleSet {
  public:
    /// Reads the bytes of an ignore file. Nothing is an error: what makes no sense matches nothing.
    /// `source` names the file in explanations.
    static std::shared_ptr<const RuleSet> parse(std::string_view bytes, std::string source, bool ignore_case);
    /// One rule per string, for globs of the command line.
    static std::shared_ptr<const RuleSet> of_lines(const std::vector<std::string>& lines, std::string source);

    /// The last rule that matches, or null when none speaks about this path.
    const Rule* find(std::string_view path, std::string_view name, bool is_directory) const;

    bool empty() const { return rules_.empty(); }
    const std::string& source() const { return source_; }

  private:
    struct ViewHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view v) const { return std::hash<std::string_view>{}(v); }
    };
    using Numbers = std::vector<std::uint32_t>;  // of rules, ascending
    using NumbersByText = std::unordered_map<std::string, Numbers, ViewHash, std::equal_to<>>;

    void add_line(std::string_view line, std::uint32_t number);
    void add_to_index(std::uint32_t number);

    std::string source_;
    bool ignore_case_ = false;
    std::vector<Rule> rules_;
    NumbersByText by_name_;       // Kind::Name
    NumbersByText by_extension_;  // Kind::Suffix with a dot: what stands from the last dot on
    Numbers others_;
};

}  // namespace kompress::fs
