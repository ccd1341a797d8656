// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A slot is a place in a page where prose may stand: about the repository, a module, or a definition.
///
/// Its id says what it is about and never changes while that is there: "overview", "architecture",
/// "flow:src/main.c#function-main", "module:src/net", "symbol:src/net/dns.c#function-resolve" (a path and the anchor of the
/// definition's heading).

#include <cstdint>
#include <map>
#include <string>

namespace kompress::prose {

/// What stands in a slot: proved and clean.
struct SlotText {
    /// CommonMark without headings, raw HTML, images or links; what it cites stands as `[path:12]` or `[path:12-30]`, and is a
    /// place in the repository.
    std::string markdown;
    std::string summary;  ///< one sentence, plain text; "" when the slot has no use for one
};

using SlotTexts = std::map<std::string, SlotText>;

inline constexpr const char* OverviewSlot = "overview";
inline constexpr const char* ArchitectureSlot = "architecture";
inline std::string module_slot(const std::string& path) { return "module:" + path; }
inline std::string flow_slot(const std::string& path, const std::string& anchor) { return "flow:" + path + "#" + anchor; }
inline std::string symbol_slot(const std::string& path, const std::string& anchor) { return "symbol:" + path + "#" + anchor; }

}  // namespace kompress::prose
