// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "exports/exports.hpp"
#include "search/symbol_finder.hpp"

namespace kompress::exports {

Result<void> each_file(const Source& source, const FileVisitor& visit) {
    constexpr std::size_t Batch = 512;
    search::SymbolFinder finder(source.index);
    std::string last;
    for (;;) {
        KOMPRESS_TRY_VALUE(rows, source.index.files(last, Batch));
        for (const store::FileRow& row : rows) {
            if (source.cancellation && source.cancellation->is_requested()) return Error{ErrorCode::Cancelled, "the export was stopped"};
            if (row.content == 0) continue;
            KOMPRESS_TRY_VALUE(symbols, finder.outline(row.path));
            KOMPRESS_TRY(visit(row, symbols));
        }
        if (rows.size() < Batch) return {};
        last = rows.back().path;
    }
}

Error sink_closed() { return {ErrorCode::Io, "the export could not be passed on"}; }

}  // namespace kompress::exports
