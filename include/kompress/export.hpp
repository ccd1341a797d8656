// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The index in the forms of other tools: what may be asked and what comes back.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "kompress/types.hpp"

namespace kompress {

enum class ExportFormat {
    Ctags,    ///< a tags file as universal-ctags writes it, sorted
    Scip,     ///< protobuf: documents with the definitions in them
    LlmsText  ///< llms.txt: what the repository is, and where what is
};

struct ExportReport {
    std::uint64_t files = 0, symbols = 0, bytes = 0;
    double wall_ms = 0;
};

/// Takes the next bytes of an export; false to stop it.
using ExportSink = std::function<bool(std::string_view bytes)>;
/// Takes the next definition, by path, then position; false to stop.
using SymbolSink = std::function<bool(const SymbolInfo& symbol)>;

}  // namespace kompress
