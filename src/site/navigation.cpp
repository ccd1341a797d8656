// SPDX-License-Identifier: Apache-2.0
#include "site/navigation.hpp"

#include "markdown/html.hpp"
#include "markdown/text.hpp"
#include "site/paths.hpp"

namespace kompress::site {

using markdown::escape_html;

namespace {

/// What one page carries of the tree; more is a click away.
constexpr std::size_t MaxEntries = 400;
/// Stands for the directory of a page that belongs to none; no directory is named that.
constexpr const char* NoDirectory = "\n";

std::string parent_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

}  // namespace

struct Navigation::Node {
    std::string name, path, page;  ///< page "": a directory that holds only directories
    std::map<std::string, std::unique_ptr<Node>> children;
    std::vector<std::pair<std::string, std::string>> files;  ///< name, page

    Node& child(const std::string& name_of_child) {
        auto& at = children[name_of_child];
        if (!at) {
            at = std::make_unique<Node>();
            at->name = name_of_child;
            at->path = path.empty() ? name_of_child : path + "/" + name_of_child;
        }
        return *at;
    }
    Node& descend(std::string_view below) {
        Node* node = this;
        while (!below.empty()) {
            const std::size_t slash = below.find('/');
            node = &node->child(std::string(below.substr(0, slash)));
            below = slash == std::string_view::npos ? std::string_view{} : below.substr(slash + 1);
        }
        return *node;
    }
};

struct Navigation::Rendering {
    std::string_view page;
    std::string directory;  ///< that is open
    std::string up;
    std::string html;
    std::size_t entries = 0;

    bool is_open(const Node& node) const { return directory == node.path || (directory.size() > node.path.size() && directory.starts_with(node.path + "/")); }
    std::string link(const std::string& to, const std::string& text) const {
        return "<a href=\"" + escape_html(up + markdown::link_target(html_path(to))) + "\"" + (to == page ? " aria-current=\"page\"" : "") + ">" + escape_html(text) + "</a>";
    }
};

Navigation::Navigation(const Contents& contents) : contents_(contents), root_(std::make_unique<Node>()) {
    for (const auto& guide : contents.guides) {
        directories_[guide.page] = NoDirectory, titles_[guide.page] = guide.title;
        for (const std::string& page : guide.further_pages) directories_[page] = NoDirectory, titles_[page] = guide.title;
    }
    for (const auto& module : contents.modules) {
        root_->descend(module.title).page = module.page;
        directories_[module.page] = module.title;
    }
    for (const auto& file : contents.files) {
        const std::string directory = parent_of(file.title);
        const std::string name = directory.empty() ? file.title : file.title.substr(directory.size() + 1);
        root_->descend(directory).files.emplace_back(name, file.page);
        directories_[file.page] = directory;
        titles_[file.page] = name;
        for (const std::string& page : file.further_pages) directories_[page] = directory, titles_[page] = name;
    }
}

Navigation::~Navigation() = default;

void Navigation::list(const Node& node, Rendering& rendering) const {
    rendering.html += "<ul>";
    for (const auto& [name, child] : node.children) {
        if (rendering.entries >= MaxEntries) break;
        directory(*child, rendering);
    }
    if (rendering.directory == node.path) {
        for (const auto& [name, page] : node.files) {
            if (++rendering.entries > MaxEntries) break;
            rendering.html += "<li class=\"file\">" + rendering.link(page, name) + "</li>";
        }
    }
    if (rendering.entries >= MaxEntries) rendering.html += "<li class=\"more\">" + rendering.link(node.page.empty() ? contents_.guides.front().page : node.page, "more …") + "</li>";
    rendering.html += "</ul>";
}

void Navigation::directory(const Node& node, Rendering& rendering) const {
    const Node* at = &node;
    std::string label = node.name;
    while (at->page.empty() && at->children.size() == 1) {
        at = at->children.begin()->second.get();
        label += "/" + at->name;
    }
    ++rendering.entries;
    const bool is_open = rendering.is_open(*at);
    if (at->page.empty()) {
        rendering.html += std::string("<li><details") + (is_open ? " open" : "") + "><summary>" + escape_html(label) + "</summary>";
        list(*at, rendering);
        rendering.html += "</details></li>";
        return;
    }
    const bool has_more = !at->children.empty();
    rendering.html += std::string("<li") + (has_more && !is_open ? " class=\"closed\">" : ">") + rendering.link(at->page, label);
    if (is_open) list(*at, rendering);
    rendering.html += "</li>";
}

std::string Navigation::sidebar(std::string_view page) const {
    Rendering rendering;
    rendering.page = page;
    rendering.up = up_from(page);
    const auto own = directories_.find(page);
    rendering.directory = own == directories_.end() ? NoDirectory : own->second;
    rendering.html = "<ul>";
    for (const auto& guide : contents_.guides) rendering.html += "<li>" + rendering.link(guide.page, guide.title) + "</li>";
    rendering.html += "</ul><h2>Modules</h2>";
    if (!root_->page.empty()) {
        rendering.html += "<ul class=\"root\"><li>" + rendering.link(root_->page, "root") + "</li></ul>";
    }
    list(*root_, rendering);
    return std::move(rendering.html);
}

std::string Navigation::trail(std::string_view page) const {
    const auto own = directories_.find(page);
    if (own == directories_.end() || contents_.guides.empty() || page == contents_.guides.front().page) return {};
    Rendering rendering;
    rendering.up = up_from(page);
    std::string html = "<li>" + rendering.link(contents_.guides.front().page, contents_.name) + "</li>";
    const Node* node = root_.get();
    std::string_view below = own->second == NoDirectory ? std::string_view{} : std::string_view(own->second);
    if (own->second.empty() && !root_->page.empty() && root_->page != page) html += "<li>" + rendering.link(root_->page, "root") + "</li>";
    std::string label;
    while (!below.empty()) {
        const std::size_t slash = below.find('/');
        const auto child = node->children.find(std::string(below.substr(0, slash)));
        if (child == node->children.end()) break;
        node = child->second.get();
        below = slash == std::string_view::npos ? std::string_view{} : below.substr(slash + 1);
        label += (label.empty() ? "" : "/") + node->name;
        if (node->page.empty()) continue;
        html += node->page == page ? "<li aria-current=\"page\">" + escape_html(label) + "</li>" : "<li>" + rendering.link(node->page, label) + "</li>";
        label.clear();
    }
    if (const auto title = titles_.find(page); title != titles_.end()) html += "<li aria-current=\"page\">" + escape_html(title->second) + "</li>";
    else if (page == root_->page) html += "<li aria-current=\"page\">root</li>";
    return "<ol>" + html + "</ol>";
}

}  // namespace kompress::site
