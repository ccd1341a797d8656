// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Searching the files as they are on disk: what may be asked and what comes back.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/types.hpp"

namespace kompress {

enum class GrepMode {
    Lines,   ///< matching lines, with their context
    Counts,  ///< how many lines of each file match
    Files,   ///< which files match
};

struct GrepQuery {
    std::string pattern;         ///< a regular expression (RE2's language, Unicode), or plain text with `fixed`
    bool fixed = false;
    bool ignore_case = false;    ///< Unicode's simple folding
    bool whole_words = false;    ///< no word character before or behind a match
    bool binary_as_text = false; ///< search binary files like others
    bool want_matches = false;   ///< fill GrepLine::matches
    GrepMode mode = GrepMode::Lines;
    std::vector<std::string> globs;   ///< in .gitignore syntax; with `!`, what to leave out
    std::string under;                ///< only this directory or file, relative to the root; "": everything
    std::vector<Language> languages;  ///< empty: every file, whether its language is known or not
    std::uint32_t before = 0, after = 0;  ///< lines of context
    std::uint64_t limit = 0;          ///< at most so many matching lines (files, in the other modes); 0: all
    std::uint64_t limit_per_file = 0; ///< 0: all
    std::string cursor;               ///< from GrepReport::next_cursor
    std::chrono::milliseconds timeout{0};              ///< of the whole search; 0: none
    std::chrono::milliseconds first_match_timeout{0};  ///< gives up when nothing matched by then; 0: never
    unsigned jobs = 0;                ///< 0: as many as this process may use
};

struct GrepMatch {
    std::uint32_t begin = 0, end = 0;  ///< bytes of the line, half-open
};

struct GrepLine {
    std::uint64_t line = 0;  ///< 1-based
    bool is_match = true;    ///< false: context
    bool follows_gap = false;  ///< lines are left out between the one before and this one
    std::string_view text;   ///< without its line break; UTF-8 where the file is text in an encoding that says so
    std::vector<GrepMatch> matches;
};

/// Of one file; a file with very many lines comes in several parts.
struct GrepPart {
    std::string_view path;
    std::uint64_t matching_lines = 0;  ///< of the whole file in the mode Counts, else of this part
    bool is_binary = false;            ///< it matches, but its lines are not shown
    std::vector<GrepLine> lines;       ///< in order; empty in the other modes
};

/// Receives the parts by path, then line, as soon as all before them are known. Returns false to stop the search.
/// Called from the search's own threads, by one at a time; the part and its views die with the call.
using GrepSink = std::function<bool(const GrepPart&)>;

struct GrepReport {
    std::uint64_t files_searched = 0, bytes_searched = 0;
    std::uint64_t files_matched = 0, lines_matched = 0;
    std::uint64_t binary_files = 0;       ///< not searched as text
    bool is_limited = false;              ///< `limit` left matches out
    bool is_timed_out = false;            ///< what was found until then has been delivered
    std::string next_cursor;              ///< "" when this is all
    std::vector<Diagnostic> diagnostics;  ///< by path: what could not be read
    double wall_ms = 0;
};

}  // namespace kompress
