// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The finished Markdown pages of a run as a web site that opens from disk.
///
/// Pages come one at a time and leave at once; what stays in memory is the tree of modules and one line a symbol for
/// the search. Page text is taken for hostile (see markdown/html.hpp); the pages' policy forbids all that is not the
/// site's own file. Deterministic: the same calls give the same bytes.
/// Threading: one thread.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::site {

/// What the site is made of, known before its first page. Pages are named as Markdown: "modules/src.md".
struct Contents {
    struct Entry {
        std::string title, page;
        std::vector<std::string> further_pages;  ///< of a file that has more than one
    };
    std::string name;             ///< of the repository
    std::vector<Entry> guides;    ///< pages about everything; the first is the start page
    std::vector<Entry> modules;   ///< title: directory, "" for the root; sorted by it
    std::vector<Entry> files;     ///< title: path in the repository; sorted by it
};

struct Source {
    std::string path, language;  ///< language: as after a fence
    std::string_view text;
};

/// A definition that has a section, or a row in one, on a page.
struct Symbol {
    std::string name, kind, anchor;
    const Source* source = nullptr;  ///< nullptr: no excerpt
    std::uint32_t line = 0, end_line = 0;
};

struct Page {
    std::string_view page;    ///< "files/src/main.cpp.md"
    std::string_view text;    ///< CommonMark; front matter is left out
    std::span<const Symbol> symbols;
};

/// Takes a file of the site: its path ("files/src/main.cpp.html") and its bytes.
using Emit = std::function<void(const std::string& path, const std::string& bytes)>;

class SiteBuilder {
  public:
    SiteBuilder(Contents contents, Emit emit);
    ~SiteBuilder();
    void add(const Page& page);
    /// Writes what the pages share: styles, scripts, the search index and, when a page has one, the drawer of diagrams.
    void finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// "a/b.md" → "a/b.html"; anything else stays.
std::string html_path(std::string_view page);

}  // namespace kompress::site
