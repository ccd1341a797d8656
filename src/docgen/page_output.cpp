// SPDX-License-Identifier: Apache-2.0
#include "docgen/page_output.hpp"

#include "markdown/text.hpp"

namespace kompress::docgen {
namespace {

constexpr std::uint64_t MaxSourceBytes = 8 * 1024 * 1024;

struct Guide {
    const char *page, *title;
};
/// As the tree of a site lists them. What is none of these (the index by letters) is reached from the last.
constexpr Guide Guides[] = {{"index.md", "Overview"},  {"architecture.md", "Architecture"}, {"flows.md", "What happens when it runs"}, {"project.md", "Programs, commands and build"},
                            {"glossary.md", "Glossary of names"}, {"symbols.md", "Index of definitions"}};

std::string kind_word(SymbolKind kind) {
    std::string word(symbol_kind_name(kind));
    for (char& c : word)
        if (c == '_') c = ' ';
    return word;
}

/// The page without the way from the start that stands below its title: a site's frame shows that.
std::string without_trail(const std::string& text, const std::string& name) {
    const std::size_t title = text.starts_with("# ") ? 0 : text.find("\n# ") + 1;
    const std::size_t end = text.find("\n\n", title);
    if (end == std::string::npos) return text;
    const std::string link = "[" + markdown::escape_text(name) + "](";
    if (text.compare(end + 2, link.size(), link) != 0) return text;
    const std::size_t rest = text.find('\n', end + 2);
    return rest == std::string::npos ? text.substr(0, end + 1) : text.substr(0, end + 1) + text.substr(rest);
}

}  // namespace

/// A file whose lines a page shows, kept while the page is made.
struct PageOutput::Excerpted {
    std::unique_ptr<FileBytes> bytes;
    site::Source source;
};

PageOutput::PageOutput(const Inventory& inventory, const Atlas& atlas, FileSystem& files, const DocumentOptions& options, PageWriter& writer)
    : inventory_(inventory), atlas_(atlas), files_(files), writer_(writer), is_site_(options.format == DocumentFormat::Html) {}

site::Contents PageOutput::contents() const {
    site::Contents contents;
    contents.name = inventory_.name;
    std::set<std::string> others = guides_;
    for (const Guide& guide : Guides)
        if (others.erase(guide.page) > 0) contents.guides.push_back({guide.title, guide.page, {}});
    if (!contents.guides.empty()) contents.guides.back().further_pages.assign(others.begin(), others.end());
    for (const auto& [path, module] : inventory_.modules) contents.modules.push_back({path, module.page, {}});
    for (std::size_t at = 0; at < inventory_.files.size(); ++at) {
        const std::vector<std::string>& pages = atlas_.layout.pages(at);
        contents.files.push_back({inventory_.files[at].path, pages.front(), {pages.begin() + 1, pages.end()}});
    }
    return contents;
}

void PageOutput::open() {
    if (!is_open()) site_.emplace(contents(), [this](const std::string& path, const std::string& bytes) { writer_.write(path, bytes); });
}

const site::Source* PageOutput::source(std::uint32_t file, std::map<std::uint32_t, std::unique_ptr<Excerpted>>& sources) const {
    std::unique_ptr<Excerpted>& kept = sources[file];
    if (!kept) {
        kept = std::make_unique<Excerpted>();
        const FilePage& page = inventory_.files[file];
        kept->source = {page.path, std::string(language_id(page.language)), {}};
        if (auto bytes = files_.read(page.path, MaxSourceBytes)) {
            kept->bytes = std::move(*bytes);
            kept->source.text = kept->bytes->bytes();
        }
    }
    return &kept->source;
}

std::vector<site::Symbol> PageOutput::symbols(std::size_t at, std::size_t part, std::map<std::uint32_t, std::unique_ptr<Excerpted>>& sources) const {
    std::vector<site::Symbol> symbols;
    for (const Entry& entry : atlas_.layout.entries(at)) {
        if (entry.part != part || (entry.form != Form::Heading && entry.form != Form::Row)) continue;
        site::Symbol symbol{std::string(entry.name), kind_word(entry.kind), std::string(entry.anchor), nullptr, 0, 0};
        if (entry.form == Form::Heading && entry.definition != NoNumber) {
            const Definition& definition = atlas_.graph[entry.definition];
            symbol.source = source(definition.file, sources);
            symbol.line = definition.start_line;
            symbol.end_line = definition.end_line;
        }
        symbols.push_back(std::move(symbol));
    }
    return symbols;
}

void PageOutput::file(std::size_t at, const std::vector<Page>& pages) {
    std::map<std::uint32_t, std::unique_ptr<Excerpted>> sources;
    for (std::size_t part = 0; part < pages.size(); ++part) {
        if (!is_site_) writer_.write(pages[part].path, pages[part].text);
        else if (site_) site_->add({pages[part].path, without_trail(pages[part].text, inventory_.name), symbols(at, part, sources)});
    }
}

void PageOutput::module(const std::string& page, const std::string& text) {
    if (!is_site_) writer_.write(page, text);
    else if (site_) site_->add({page, without_trail(text, inventory_.name), {}});
}

void PageOutput::drop(const std::string& page) {
    guides_.erase(page);
    if (!is_site_) writer_.drop(page);
}

void PageOutput::guide(const std::string& page, const std::string& text) {
    if (!site_) guides_.insert(page);
    module(page, text);
}

void PageOutput::companion(const std::string& page, const std::string& text) {
    if (!is_site_) writer_.write(page, text);
}

void PageOutput::finish() {
    if (site_) site_->finish();
}

}  // namespace kompress::docgen
