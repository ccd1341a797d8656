// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The text of each kind of page. All links are relative to the page and lead to pages of this run or to sources.

#include <string>
#include <vector>

#include "docgen/inventory.hpp"
#include "kompress/document.hpp"
#include "kompress/file_system.hpp"
#include "prose/slot.hpp"

namespace kompress::docgen {

/// What every page needs to know of the run.
struct Site {
    const Inventory& inventory;
    const DocumentOptions& options;
    std::string root;       ///< of the repository, absolute
    std::string directory;  ///< output, absolute
    std::string commit;     ///< for source_url; "" when unknown
    const prose::SlotTexts& prose;  ///< what stands in slots; an empty slot leaves no trace
    bool collects_definitions = false;  ///< render_file() tells of each definition what prose must know

    std::string link(const std::string& from_page, const std::string& to_page, const std::string& anchor = "") const;
    std::string source_link(const std::string& from_page, const std::string& path, std::uint32_t line, std::uint32_t end_line) const;
    /// The text of a slot as a block of the page, its citations as links to the sources; "" for an empty slot.
    std::string prose_block(const std::string& from_page, const std::string& slot) const;
};

/// Fills the file's summary, mentions and imports on the way.
std::string render_file(const Site& site, FilePage& file, const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces);
std::string render_module(const Site& site, const Module& module);
std::string render_overview(const Site& site, const std::string& readme);
/// The walk-throughs, a section each; "" when there are none.
std::string render_flows(const Site& site);
std::string render_symbol_index(const Site& site);
std::string render_llms_text(const Site& site);

}  // namespace kompress::docgen
