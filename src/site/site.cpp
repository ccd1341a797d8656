// SPDX-License-Identifier: Apache-2.0
#include "site/site.hpp"

#include <algorithm>
#include <set>

#include "markdown/html.hpp"
#include "markdown/text.hpp"
#include "site/assets.hpp"
#include "site/excerpt.hpp"
#include "site/frame.hpp"
#include "site/front_matter.hpp"
#include "site/highlight.hpp"
#include "site/navigation.hpp"
#include "site/paths.hpp"
#include "site/search_index.hpp"

namespace kompress::site {
namespace {

/// A definition named in tables has no section of its own; its name is found in its parent's.
std::set<std::string_view> symbol_anchors(const Page& page) {
    std::set<std::string_view> anchors;
    for (const Symbol& symbol : page.symbols) anchors.insert(symbol.anchor);
    return anchors;
}

}  // namespace

struct SiteBuilder::State {
    explicit State(Contents of, Emit to) : contents(std::move(of)), emit(std::move(to)), navigation(contents) {}

    Contents contents;
    Emit emit;
    Navigation navigation;
    SearchIndex search;
    bool has_diagram = false;

    std::string page_class(std::string_view page) const { return page.starts_with("files/") ? "file" : page.starts_with("modules/") ? "module" : "guide"; }

    /// Links between pages follow the pages; all others lead out of the site as they are.
    markdown::LinkTarget link(std::string_view from, std::string_view address) const {
        const std::string target = resolve(from, address);
        if (target.empty() || !navigation.has_page(target)) return {std::string(address), address.find("#L") == std::string_view::npos ? "" : "source"};
        const std::size_t end = std::min(address.find_first_of("?#"), address.size());
        return {html_path(address.substr(0, end)) + std::string(address.substr(end)), {}};
    }

    void index(const Page& page, const std::string& title, const std::vector<markdown::Heading>& headings) {
        search.begin_page(markdown::link_target(html_path(page.page)), title, page_class(page.page) == "guide" ? "page" : page_class(page.page));
        for (const Symbol& symbol : page.symbols) search.add(symbol.kind, symbol.name, symbol.anchor);
        const std::set<std::string_view> symbols = symbol_anchors(page);
        for (const markdown::Heading& heading : headings)
            if (heading.level > 1 && !symbols.contains(heading.anchor)) search.add_heading(heading.text, heading.anchor);
    }
};

SiteBuilder::SiteBuilder(Contents contents, Emit emit) : state_(std::make_unique<State>(std::move(contents), std::move(emit))) {}
SiteBuilder::~SiteBuilder() = default;

void SiteBuilder::add(const Page& page) {
    const FrontMatter front = split_front_matter(page.text);
    const Excerpts excerpts(page.symbols);
    markdown::HtmlHooks hooks;
    hooks.relative_link = [&](std::string_view address) { return state_->link(page.page, address); };
    hooks.code = highlight;
    hooks.section_end = [&](std::string_view anchor) { return excerpts.under(anchor); };
    markdown::Html html = markdown::to_html(front.text, hooks);
    const bool has_title = !html.headings.empty() && html.headings.front().level == 1;
    const std::string title = has_title ? html.headings.front().text : std::string(front.title.empty() ? page.page : front.title);
    state_->index(page, title, html.headings);
    state_->has_diagram |= html.has_diagram;
    const std::string path = html_path(page.page);
    FrameParts parts;
    parts.title = title;
    parts.site_name = state_->contents.name;
    parts.description = front.description;
    parts.up = up_from(page.page);
    if (!state_->contents.guides.empty()) parts.home = parts.up + html_path(state_->contents.guides.front().page);
    parts.sidebar = state_->navigation.sidebar(page.page);
    parts.trail = state_->navigation.trail(page.page);
    parts.body = std::move(html.body);
    parts.page_class = state_->page_class(page.page);
    parts.contents = std::move(html.headings);
    parts.has_diagram = html.has_diagram;
    state_->emit(path, frame(parts));
}

void SiteBuilder::finish() {
    state_->emit("search-index.js", state_->search.script());
    for (const Asset& asset : assets(state_->has_diagram)) state_->emit(std::string(asset.path), asset.bytes);
}

}  // namespace kompress::site
