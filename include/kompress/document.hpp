// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Documenting a repository: what may be asked for and what comes back.

#include <cstdint>
#include <string>
#include <vector>

#include "kompress/types.hpp"

namespace kompress {

struct DocumentOptions {
    std::string out;          ///< directory; "": docs/ inside the state directory
    bool all_symbols = false; ///< false: public symbols only
    std::string source_url;   ///< template with {commit}, {path}, {line}, {end_line}; "": relative links
    bool force = false;       ///< rewrite pages that are as they would be written
    bool check = false;       ///< write nothing; report stale pages
};

struct DocumentReport {
    std::string out;
    struct Pages {
        std::uint64_t total = 0, written = 0, unchanged = 0, failed = 0, removed = 0;
    } pages;
    std::uint64_t public_symbols = 0, documented_symbols = 0;
    std::vector<std::string> stale_pages;  ///< with `check`
    double wall_ms = 0;
    std::vector<Diagnostic> diagnostics;
};

}  // namespace kompress
