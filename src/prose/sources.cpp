// SPDX-License-Identifier: Apache-2.0
#include "prose/sources.hpp"

#include <algorithm>
#include <tuple>

#include "base/try.hpp"
#include "search/edge_finder.hpp"
#include "search/symbol_finder.hpp"
#include "secrets/file_rules.hpp"

namespace kompress::prose {
namespace {

constexpr std::uint64_t MaxFileBytes = 8u << 20;

template <typename Less>
std::pair<std::size_t, std::size_t> range_of(std::size_t first, std::size_t last, Less is_before, std::uint32_t low, std::uint32_t high) {
    const auto bound = [&](std::uint32_t line, bool behind) {
        std::size_t a = first, b = last;
        while (a < b) {
            const std::size_t middle = (a + b) / 2;
            if (is_before(middle, line, behind)) a = middle + 1;
            else b = middle;
        }
        return a;
    };
    return {bound(low, false), bound(high, true)};
}

}  // namespace

SourceLines::SourceLines(std::unique_ptr<FileBytes> bytes) : bytes_(std::move(bytes)) {
    const std::string_view text = bytes_->bytes();
    starts_.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string_view::npos && at + 1 < text.size(); at = text.find('\n', at + 1)) starts_.push_back(at + 1);
    if (!text.empty()) starts_.push_back(text.size());
}

std::string_view SourceLines::lines(std::uint32_t first, std::uint32_t last) const {
    if (first == 0 || first > count()) return {};
    return bytes_->bytes().substr(starts_[first - 1], starts_[std::min(last, count())] - starts_[first - 1]);
}

Result<EdgeTable> EdgeTable::read(store::IndexReader& reader, const Repository& repository) {
    EdgeTable table;
    std::unordered_map<std::string_view, std::uint32_t> number;
    for (std::size_t i = 0; i < repository.files.size(); ++i) number.emplace(repository.files[i].path, static_cast<std::uint32_t>(i));
    search::EdgeFinder finder(reader);
    for (std::size_t i = 0; i < repository.files.size(); ++i) {
        KOMPRESS_TRY_VALUE(row, reader.file_of_row(repository.files[i].row));
        if (!row) continue;
        KOMPRESS_TRY_VALUE(edges, finder.out_of(*row));
        for (const EdgeInfo& info : edges) {
            const auto to = number.find(info.to.file);
            if (to == number.end() || info.to.name.empty() || info.to.line == 0) continue;
            const auto name = table.names_.emplace(info.to.name, 0).first;
            table.edges_.push_back({static_cast<std::uint32_t>(i), info.line, to->second, info.to.line, info.kind, info.tier != Tier::Ambiguous, name->first});
        }
    }
    const auto& all = table.edges_;
    std::stable_sort(table.edges_.begin(), table.edges_.end(), [](const Edge& a, const Edge& b) { return std::tie(a.from_file, a.line) < std::tie(b.from_file, b.line); });
    for (std::uint32_t i = 0; i < all.size(); ++i) table.by_target_.push_back(i);
    std::stable_sort(table.by_target_.begin(), table.by_target_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return std::tie(all[a].to_file, all[a].to_line) < std::tie(all[b].to_file, all[b].to_line); });
    std::size_t edge = 0, target = 0;
    for (std::size_t file = 0; file <= repository.files.size(); ++file) {
        while (edge < all.size() && all[edge].from_file < file) ++edge;
        while (target < all.size() && all[table.by_target_[target]].to_file < file) ++target;
        table.first_edge_.push_back(edge);
        table.first_target_.push_back(target);
    }
    return table;
}

std::vector<const Edge*> EdgeTable::out_of(std::size_t file, std::uint32_t first_line, std::uint32_t last_line) const {
    const auto before = [this](std::size_t at, std::uint32_t line, bool behind) { return behind ? edges_[at].line <= line : edges_[at].line < line; };
    const auto [first, last] = range_of(first_edge_[file], first_edge_[file + 1], before, first_line, last_line);
    std::vector<const Edge*> found;
    for (std::size_t i = first; i < last; ++i) found.push_back(&edges_[i]);
    return found;
}

std::vector<const Edge*> EdgeTable::into(std::size_t file, std::uint32_t first_line, std::uint32_t last_line) const {
    const auto before = [this](std::size_t at, std::uint32_t line, bool behind) {
        const std::uint32_t to = edges_[by_target_[at]].to_line;
        return behind ? to <= line : to < line;
    };
    const auto [first, last] = range_of(first_target_[file], first_target_[file + 1], before, first_line, last_line);
    std::vector<const Edge*> found;
    for (std::size_t i = first; i < last; ++i) {
        const Edge& edge = edges_[by_target_[i]];
        const bool is_own = edge.from_file == file && edge.line >= first_line && edge.line <= last_line;
        if (!is_own) found.push_back(&edge);
    }
    return found;
}

std::size_t EdgeTable::references_to(std::size_t file, std::uint32_t first_line, std::uint32_t last_line) const { return into(file, first_line, last_line).size(); }

const SourceLines* Sources::text(const std::string& path) {
    if (const auto known = texts_.find(path); known != texts_.end()) return known->second.get();
    if (texts_.size() >= MaxCached) texts_.clear();
    std::unique_ptr<SourceLines> lines;
    if (!secrets::is_secret_file(path))
        if (auto bytes = files_.read(path, MaxFileBytes)) lines = std::make_unique<SourceLines>(std::move(*bytes));
    return texts_.emplace(path, std::move(lines)).first->second.get();
}

const std::vector<SymbolInfo>& Sources::outline(const std::string& path) {
    if (const auto known = outlines_.find(path); known != outlines_.end()) return known->second;
    if (outlines_.size() >= MaxCached) outlines_.clear();
    auto outline = search::SymbolFinder(reader_).outline(path);
    return outlines_.emplace(path, outline ? std::move(*outline) : std::vector<SymbolInfo>{}).first->second;
}

const SymbolInfo* Sources::definition_at(const std::string& path, std::uint32_t name_line) {
    const std::vector<SymbolInfo>& all = outline(path);
    if (by_line_.size() >= MaxCached) by_line_.clear();
    auto& lines = by_line_[path];
    if (lines.empty())
        for (std::size_t i = 0; i < all.size(); ++i) lines.emplace(all[i].line, i);
    const auto found = lines.find(name_line);
    return found == lines.end() || found->second >= all.size() ? nullptr : &all[found->second];
}

const SymbolInfo* Sources::only_definition(const std::string& name) {
    auto found = search::SymbolFinder(reader_).resolve(name);
    if (!found || found->size() != 1) return nullptr;
    only_ = std::move(found->front());
    return &only_;
}

void Sources::read_paths() {
    if (!plain_paths_.empty()) return;
    static_cast<void>(reader_.each_file([&](store::FileRow&& row) {
        paths_.emplace_back(row.path.rbegin(), row.path.rend());
        plain_paths_.push_back(std::move(row.path));
        return true;
    }));
    std::sort(paths_.begin(), paths_.end());
    std::sort(plain_paths_.begin(), plain_paths_.end());
}

bool Sources::has_path(std::string_view path) {
    read_paths();
    while (path.starts_with("./")) path.remove_prefix(2);
    while (!path.empty() && path.back() == '/') path.remove_suffix(1);
    if (path.empty()) return false;
    const std::string whole(path), below = whole + "/", backwards(path.rbegin(), path.rend());
    if (std::binary_search(plain_paths_.begin(), plain_paths_.end(), whole)) return true;
    const auto in = std::lower_bound(plain_paths_.begin(), plain_paths_.end(), below);
    if (in != plain_paths_.end() && in->starts_with(below)) return true;
    const std::string suffix = backwards + "/";
    const auto ends = std::lower_bound(paths_.begin(), paths_.end(), suffix);
    return ends != paths_.end() && ends->starts_with(suffix);
}

std::uint32_t Sources::lines_of(const std::string& path) {
    const SourceLines* lines = text(path);
    return lines ? lines->count() : 0;
}

bool Sources::has_name(const std::string& name) {
    if (const auto known = names_.find(name); known != names_.end()) return known->second;
    if (names_.size() >= 100 * MaxCached) names_.clear();
    auto found = search::SymbolFinder(reader_).resolve(name);
    return names_[name] = found && !found->empty();
}

}  // namespace kompress::prose
