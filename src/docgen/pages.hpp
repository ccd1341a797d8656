// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The text of each kind of page. All links are relative to the page and lead to pages of this run or to sources.

#include <functional>
#include <string>
#include <vector>

#include "docgen/front_matter.hpp"
#include "docgen/survey.hpp"
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
    const Atlas& atlas;
    bool has_glossary;
    const prose::SlotTexts& prose;  ///< what stands in slots; an empty slot leaves no trace

    std::string link(const std::string& from_page, const std::string& to_page, const std::string& anchor = "") const;
    std::string source_link(const std::string& from_page, const std::string& path, std::uint32_t line, std::uint32_t end_line) const;
    /// A module as a link.
    std::string module_link(const std::string& from_page, const std::string& path) const;
    /// One sentence about an entry for tables: of its comment, or else of what stands in its slot. Escaped; "" for none.
    std::string summary(std::uint32_t entry) const;
    /// The slot of an entry: named for the file that defines it, wherever it is documented.
    std::string slot(std::uint32_t entry) const;
    /// The text of a slot as a block of the page, its citations as links to the sources; "" for an empty slot.
    std::string prose_block(const std::string& from_page, const std::string& slot) const;
};

struct Page {
    std::string path, text;
};

/// The pages of a file: one, or as many as its definitions need. `definitions`, if given, is told what prose must know of
/// what the file defines.
std::vector<Page> render_file(const Site& site, std::size_t file, const std::vector<std::unique_ptr<store::DecodedPiece>>& pieces,
                              std::vector<prose::Definition>* definitions);
std::string render_module(const Site& site, const Module& module);
std::string render_architecture(const Site& site);
std::string render_overview(const Site& site, const std::string& readme);
/// The walk-throughs, a section each; "" when there are none.
std::string render_flows(const Site& site);
/// Entry points, programs, commands, targets, build and project files.
std::string render_project(const Site& site);
/// "" when the names have no words to speak of.
std::string render_glossary(const Site& site);
/// symbols.md, and where that would be too long a page or more for each letter. `name_page` turns a wanted path without
/// extension into that of a page.
std::vector<Page> render_symbol_index(const Site& site, const std::function<std::string(const std::string&)>& name_page);
/// llms.txt: what there is to read, most important first. `readme`: for the summary.
std::string render_llms_text(const Site& site, const std::string& readme);
/// mkdocs.yml with every page of a module in its nav; for a directory below the pages, because mkdocs wants none above its own.
std::string render_mkdocs(const Site& site);

/// The part of a qualified name after the last separator.
std::string_view last_name(std::string_view name);

}  // namespace kompress::docgen
