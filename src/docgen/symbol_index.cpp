// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "docgen/pages.hpp"
#include "markdown/text.hpp"

namespace kompress::docgen {

using namespace markdown;

namespace {

constexpr const char* IndexPage = "symbols.md";
constexpr std::size_t MaxOnOnePage = 1500;       ///< entries: about 150 kB
constexpr std::size_t MaxPageBytes = 200 * 1024;

/// Pages are named for letters, and '#' is none that a file name should hold.
char letter_of(std::string_view name) {
    for (const char c : name)
        if (std::isalnum(static_cast<unsigned char>(c))) return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return '#';
}

class SymbolIndex {
  public:
    SymbolIndex(const Site& site, const std::function<std::string(const std::string&)>& name_page) : site_(site), layout_(site.atlas.layout), name_page_(name_page) {
        for (std::size_t file = 0; file < site.inventory.files.size(); ++file)
            for (const Entry& entry : layout_.entries(file))
                if (entry.form == Form::Heading || entry.form == Form::Row) entries_.push_back(static_cast<std::uint32_t>(&entry - &layout_[0]));
        std::sort(entries_.begin(), entries_.end(), [&](std::uint32_t a, std::uint32_t b) {
            const std::string_view x = last_name(layout_[a].name), y = last_name(layout_[b].name);
            const char i = letter_of(x), j = letter_of(y);
            if (i != j) return i < j;
            if (x != y) return x < y;
            return layout_[a].name != layout_[b].name ? layout_[a].name < layout_[b].name : a < b;
        });
    }

    std::vector<Page> pages() {
        const std::string head = front_matter("Index of definitions", "Every public definition by name", PageOrder::Index) + "# Index of definitions\n\n[" + escape_text(site_.inventory.name) + "](index.md) › Index of definitions\n\n";
        if (entries_.size() <= MaxOnOnePage) {
            std::string text = head;
            char now = 0;
            for (const std::uint32_t entry : entries_) {
                const char letter = letter_of(last_name(layout_[entry].name));
                if (letter != now) text += std::string("\n## ") + (now = letter) + "\n\n";
                text += line(IndexPage, entry);
            }
            return {{IndexPage, std::move(text)}};
        }
        std::vector<Page> pages{{IndexPage, head + grouped_count() + " definitions, by the first letter of their names.\n\n"}};
        for (std::size_t at = 0; at < entries_.size();) at = letter(at, pages);
        return pages;
    }

  private:
    std::string grouped_count() const { return std::to_string(entries_.size()); }

    std::string line(const std::string& page, std::uint32_t number) const {
        const Entry& entry = layout_[number];
        return "- [" + code_span(entry.name, false) + "](" + site_.link(page, layout_.page_of(number), std::string(entry.anchor)) + ") " + std::string(symbol_kind_name(entry.kind)) + ", " +
               escape_text(site_.inventory.files[layout_.file_of(number)].path) + "\n";
    }

    /// The pages of one letter, and a line for them on the first page.
    std::size_t letter(std::size_t at, std::vector<Page>& pages) {
        const char letter = letter_of(last_name(layout_[entries_[at]].name));
        const std::string stem = std::string("symbols/") + (letter == '#' ? "other" : std::string(1, static_cast<char>(std::tolower(letter))));
        pages[0].text += std::string("- ") + (letter == '#' ? "other" : std::string(1, letter)) + ":";
        for (std::size_t part = 1; at < entries_.size() && letter_of(last_name(layout_[entries_[at]].name)) == letter; ++part) {
            Page page;
            page.path = name_page_(stem + (part > 1 ? "." + std::to_string(part) : ""));
            const std::string_view first = last_name(layout_[entries_[at]].name);
            std::string_view last = first;
            std::string lines;
            for (; at < entries_.size() && lines.size() < MaxPageBytes; ++at) {
                const std::string_view name = last_name(layout_[entries_[at]].name);
                if (letter_of(name) != letter) break;
                lines += line(page.path, entries_[at]);
                last = name;
            }
            const std::string title = "Definitions: " + (letter == '#' ? "other" : std::string(1, letter)) + (part > 1 ? ", page " + std::to_string(part) : "");
            page.text = front_matter(title, "", PageOrder::Index) + "# " + title + "\n\n[" +
                        escape_text(site_.inventory.name) + "](" + site_.link(page.path, "index.md") + ") › [Index of definitions](" + site_.link(page.path, IndexPage) + ")\n\n" + lines;
            pages[0].text += std::string(part > 1 ? "," : "") + " [" + code_span(cut(first), false) + " to " + code_span(cut(last), false) + "](" + site_.link(IndexPage, page.path) + ")";
            pages.push_back(std::move(page));
        }
        pages[0].text += "\n";
        return at;
    }

    static std::string_view cut(std::string_view name) {
        std::size_t size = std::min<std::size_t>(name.size(), 60);
        while (size < name.size() && size > 0 && (static_cast<unsigned char>(name[size]) & 0xc0) == 0x80) --size;
        return name.substr(0, size);
    }

    const Site& site_;
    const Layout& layout_;
    const std::function<std::string(const std::string&)>& name_page_;
    std::vector<std::uint32_t> entries_;
};

}  // namespace

std::vector<Page> render_symbol_index(const Site& site, const std::function<std::string(const std::string&)>& name_page) {
    return SymbolIndex(site, name_page).pages();
}

}  // namespace kompress::docgen
