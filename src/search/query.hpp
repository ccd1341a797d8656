// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads a query as people write it: words, identifiers, paths, a commit message, a bug report.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kompress::search {

struct QueryTerm {
    std::string text;         ///< a term as terms_of() gives it
    double weight = 1;        ///< 0: only `related`
    double subject = 0;       ///< weight within the first sentence; 0 when the term stands further back
    double related = 0;       ///< weight as an abbreviation of a word of the query, or as what one abbreviates
    bool in_scope = false;    ///< stands in a leading "area:"
};

struct Query {
    static constexpr std::size_t MaxTerms = 128;       ///< what is said first counts; the rest of a long text is left out
    static constexpr std::size_t MaxBytes = 16 * 1024;

    std::string text;
    std::vector<QueryTerm> terms;  ///< distinct, by first appearance
    std::vector<std::pair<std::uint16_t, std::uint16_t>> pairs;  ///< terms side by side; distinct, sorted
    std::vector<std::string> identifiers;  ///< as written: `foo_bar`, `fooBar`, `foo()`, `Foo::bar`; distinct
    std::vector<std::string> paths;        ///< `src/x.c`, `x.c`; distinct
    bool wants_tests = false;  ///< asks for tests, so they rank with the rest
};

/// Never fails: bytes that are neither letters nor digits separate words. Linear in the text.
Query parse_query(std::string_view text);

}  // namespace kompress::search
