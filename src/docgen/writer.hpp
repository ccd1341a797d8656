// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Owns the output directory: writes pages atomically, knows which are ours, removes those that went stale.
///
/// The manifest `.kompress-manifest` lists our pages with the hash of their bytes. A file that is not listed is
/// somebody else's and is never overwritten or deleted. Between begin() and finish() a journal beside it names the
/// pages that are being written: after a killed run they are still known as ours.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "fs/journal.hpp"
#include "kompress/document.hpp"
#include "kompress/result.hpp"

namespace kompress::docgen {

class PageWriter {
  public:
    PageWriter(std::string directory, const DocumentOptions& options, DocumentReport& report);
    Result<void> begin();
    /// `page` is relative to the directory, made of safe components (see safe_page_path). What is written twice is counted once.
    /// A page that cannot be written stays as it was and is counted as failed.
    void write(const std::string& page, const std::string& fresh);
    /// The page is none of this run after all.
    void drop(const std::string& page);
    /// Removes pages that were not written this time and saves the manifest.
    Result<void> finish();

  private:
    /// A directory between the output directory and the page is a symbolic link: who knows where it leads.
    bool leads_elsewhere(const std::string& page) const;
    Result<void> put(const std::string& page, const std::string& text);
    void collect_litter() const;

    std::string directory_;
    std::unique_ptr<fs::Journal> journal_;  ///< none when only checking
    const DocumentOptions& options_;
    DocumentReport& report_;
    std::map<std::string, std::string> known_, now_;  ///< page → hash
    std::set<std::string> unchanged_;  ///< pages that stand as they were
};

/// A repository path as a page path: every component of [A-Za-z0-9._-], at most 100 bytes, never "." or "..";
/// what had to be changed carries a hash, so that different paths stay different, also where case is folded.
class PageNames {
  public:
    std::string page_for(const std::string& prefix, const std::string& path, std::string_view suffix);

  private:
    std::map<std::string, std::string> taken_;  ///< folded page → the path it stands for
};

}  // namespace kompress::docgen
