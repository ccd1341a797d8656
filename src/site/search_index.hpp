// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the search of a site knows: one row a page, a symbol and a heading.
///
/// Written as `search-index.js`, one call of `kompressSearchIndex({kinds, pages, rows})`: a page opened from disk may
/// load scripts but read no files. `pages`: [address, title, …]; `rows`: [kind, name, page, anchor, …], numbers for
/// kinds and pages.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::site {

class SearchIndex {
  public:
    /// The row of the page itself; later rows belong to it.
    void begin_page(std::string address, std::string title, std::string_view kind);
    void add(std::string_view kind, std::string name, std::string anchor);
    /// A heading that is no symbol. One that many pages share ("Files") says nothing and is left out in the end.
    void add_heading(std::string text, std::string anchor);
    std::string script() const;

  private:
    struct Row {
        std::uint32_t kind, page;
        std::string name, anchor;
        bool is_heading;
    };
    std::uint32_t kind_number(std::string_view kind);

    std::vector<std::string> kinds_;
    std::vector<std::pair<std::string, std::string>> pages_;
    std::vector<Row> rows_;
    std::map<std::string, std::uint32_t> heading_counts_;
};

}  // namespace kompress::site
