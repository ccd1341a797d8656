// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Where finished pages go: to the writer as they are, or through the site builder.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "docgen/pages.hpp"
#include "docgen/writer.hpp"
#include "kompress/document.hpp"
#include "kompress/file_system.hpp"
#include "site/site.hpp"

namespace kompress::docgen {

class PageOutput {
  public:
    PageOutput(const Inventory& inventory, const Atlas& atlas, FileSystem& files, const DocumentOptions& options, PageWriter& writer);
    /// Until then the pages of a site are only noted: every page lists the others. Markdown is open from the start.
    void open();
    bool is_open() const { return !is_site_ || site_.has_value(); }
    /// All pages of a file; `at`: among the inventory's.
    void file(std::size_t at, const std::vector<Page>& pages);
    void module(const std::string& page, const std::string& text);
    /// A page about the whole.
    void guide(const std::string& page, const std::string& text);
    /// The page is none of this run after all.
    void drop(const std::string& page);
    /// A file that only readers of Markdown want.
    void companion(const std::string& page, const std::string& text);
    void finish();

  private:
    struct Excerpted;
    site::Contents contents() const;
    std::vector<site::Symbol> symbols(std::size_t at, std::size_t part, std::map<std::uint32_t, std::unique_ptr<Excerpted>>& sources) const;
    const site::Source* source(std::uint32_t file, std::map<std::uint32_t, std::unique_ptr<Excerpted>>& sources) const;

    const Inventory& inventory_;
    const Atlas& atlas_;
    FileSystem& files_;
    PageWriter& writer_;
    const bool is_site_;
    std::set<std::string> guides_;           ///< pages, noted until open
    std::optional<site::SiteBuilder> site_;  ///< none for Markdown, and until it is open
};

}  // namespace kompress::docgen
