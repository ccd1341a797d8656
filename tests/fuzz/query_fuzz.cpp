// SPDX-License-Identifier: Apache-2.0
/// The query parser, the scan of text for its terms, and the reader of diffs.
///
/// What is found in a text must be terms of the query, in order and within the text.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "context/diff.hpp"
#include "search/query.hpp"
#include "search/spelling.hpp"
#include "search/text_scan.hpp"

namespace {

using namespace kompress;

void check_query(std::string_view text) {
    const search::Query query = search::parse_query(text);
    if (query.terms.size() > search::Query::MaxTerms) std::abort();
    for (const auto& [a, b] : query.pairs)
        if (a >= query.terms.size() || b >= query.terms.size()) std::abort();
    std::vector<std::string> terms;
    for (const search::QueryTerm& term : query.terms) {
        if (term.text.empty() || term.text.size() > search::MaxTermBytes) std::abort();
        terms.push_back(term.text);
    }
    const search::TextHits hits = search::scan_text(text, search::TermTable(terms));
    std::uint32_t line = 1;
    for (const search::Hit& hit : hits.hits) {
        if (hit.term >= terms.size() || hit.line < line || hit.line > hits.lines()) std::abort();
        line = hit.line;
    }
    if (terms.size() >= 2 && search::edit_distance(terms[0], terms[1], 2) > 3) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_query(text);
    for (const context::ChangedLines& lines : context::parse_diff(text))
        if (lines.first < 1 || lines.last < lines.first || lines.file.empty()) std::abort();
    return 0;
}
