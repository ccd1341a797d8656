// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Indexing a repository: what may be asked for and what comes back.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kompress/types.hpp"

namespace kompress {

enum class IndexMode { Full, Incremental, Noop };
std::string_view index_mode_name(IndexMode mode);

/// The languages that are indexed, in the order of the enumeration.
std::vector<Language> indexed_languages();

struct IndexOptions {
    bool full = false;     ///< parse everything again, whatever is known
    bool dry_run = false;  ///< scan and plan, write nothing
    std::vector<std::string> include;  ///< globs in .gitignore syntax; empty: everything
    std::vector<std::string> exclude;
    std::vector<Language> languages;   ///< empty: all
    std::uint64_t max_file_size_bytes = 64u << 20;
    unsigned jobs = 0;                      ///< 0: as many as this process may use
    std::uint64_t memory_limit_bytes = 0;   ///< 0: none; otherwise smaller waves and fewer workers rather than more memory
    bool relevant_first = true;             ///< sources before tests before vendored, recently changed first; false: largest first only
    int lock_wait_ms = 10'000;              ///< how long to wait for another kompress that writes here
};

struct IndexReport {
    std::string root;
    IndexMode mode = IndexMode::Noop;

    struct Files {
        std::uint64_t seen = 0;       ///< not ignored
        std::uint64_t indexed = 0;    ///< facts are in the index
        std::uint64_t unchanged = 0;  ///< stamp as before
        std::uint64_t reused = 0;     ///< content known: facts taken over, nothing parsed
        std::uint64_t parsed = 0;
        std::uint64_t removed = 0;
        std::uint64_t ignored = 0;    ///< ignored files and whole ignored directories met
        std::array<std::uint64_t, FileClassCount> by_class{};
    } files;

    struct LanguageSum {
        Language language = Language::None;
        std::uint64_t files = 0, bytes = 0, lines = 0, code_lines = 0, symbols = 0, references = 0, parse_errors = 0;
    };
    std::vector<LanguageSum> languages;  ///< most bytes first

    std::uint64_t bytes_parsed = 0, symbols = 0, references = 0;
    std::array<std::uint64_t, TierCount> edges{};  ///< references by what became of them, indexed by Tier
    std::string digest;  ///< 32 hexadecimal digits: equal for equal repositories, however the index came to be
    std::uint64_t database_bytes = 0, peak_rss_bytes = 0;
    double wall_ms = 0;
    struct Stage {
        std::string name;
        double wall_ms = 0;
    };
    std::vector<Stage> stages;
    std::vector<Diagnostic> diagnostics;  ///< by path
};

/// What `index --verify` found.
struct VerifyReport {
    std::string stored_digest, clean_digest;
    bool is_equal = false;
    bool is_sound = false;          ///< the database passed its integrity check
    std::vector<std::string> differing_paths;  ///< at most 20
};

}  // namespace kompress
