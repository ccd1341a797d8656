// SPDX-License-Identifier: Apache-2.0
#include "docgen/page_text.hpp"

#include <algorithm>
#include <vector>

namespace kompress::docgen {
namespace {

constexpr std::string_view Begin = "<!-- kompress:keep -->", End = "<!-- /kompress:keep -->";

/// Calls `visit` with each line (its end included) and whether it stands within a block of code, the fences included.
template <typename Visit>
void each_line(std::string_view text, Visit visit) {
    std::string fence;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string_view line = text.substr(at, end - at);
        std::size_t run = 0;
        while (run < line.size() && line[run] == '`') ++run;
        const bool opens = fence.empty() && line.find('`', run) == std::string_view::npos;
        const bool is_fence = run >= 3 && (opens || (!fence.empty() && run >= fence.size() && line.find_first_not_of("`\r\n") == std::string_view::npos));
        // A person's region may leave a fence open: behind it the page goes on.
        const bool resets = !fence.empty() && line.find(End) != std::string_view::npos;
        visit(line, (is_fence || !fence.empty()) && !resets, at);
        if (resets) fence.clear();
        else if (is_fence) fence = fence.empty() ? std::string(run, '`') : std::string();
        at = end;
    }
}

bool is_marker(std::string_view line, std::string_view marker) {
    const std::size_t begin = line.find_first_not_of(" \t");
    return begin != std::string_view::npos && line.substr(begin).starts_with(marker);
}

std::string_view heading_of(std::string_view line) {
    if (!line.starts_with('#')) return {};
    return line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
}

struct Region {
    std::string heading, text;
};

std::vector<Region> regions_of(std::string_view page) {
    std::vector<Region> regions;
    std::string heading;
    bool is_inside = false;
    each_line(page, [&](std::string_view line, bool is_code, std::size_t) {
        if (is_inside) {
            regions.back().text += line;
            if (is_marker(line, End)) is_inside = false;
            return;
        }
        if (is_code) return;
        if (is_marker(line, Begin)) {
            regions.push_back({heading, std::string(line)});
            is_inside = line.find(End) == std::string_view::npos;
        } else if (const std::string_view found = heading_of(line); !found.empty()) {
            heading = found;
        }
    });
    if (is_inside) {
        if (!regions.back().text.ends_with('\n')) regions.back().text += '\n';
        regions.back().text += std::string(End) + "\n";
    }
    return regions;
}

}  // namespace

bool has_kept_regions(std::string_view page) { return page.find(Begin) != std::string_view::npos && !regions_of(page).empty(); }

std::string with_kept_regions(const std::string& fresh, std::string_view old) {
    if (old.find(Begin) == std::string_view::npos) return fresh;
    const std::vector<Region> regions = regions_of(old);
    // Where each section of the fresh page ends.
    std::vector<std::pair<std::string, std::size_t>> sections{{"", fresh.size()}};
    each_line(fresh, [&](std::string_view line, bool is_code, std::size_t at) {
        if (is_code) return;
        if (const std::string_view heading = heading_of(line); !heading.empty()) {
            sections.back().second = at;
            sections.emplace_back(std::string(heading), fresh.size());
        }
    });
    std::vector<std::pair<std::size_t, const Region*>> places;
    for (const Region& region : regions) {
        const auto found = std::find_if(sections.begin(), sections.end(), [&](const auto& section) { return section.first == region.heading; });
        places.emplace_back(found == sections.end() ? fresh.size() : found->second, &region);
    }
    std::stable_sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string out;
    std::size_t at = 0;
    for (const auto& [place, region] : places) {
        out.append(fresh, at, place - at);
        at = place;
        if (!out.empty() && !out.ends_with("\n\n")) out += out.ends_with('\n') ? "\n" : "\n\n";
        out += region->text;
        if (!out.ends_with('\n')) out += '\n';
        if (place < fresh.size()) out += '\n';
    }
    return out.append(fresh, at);
}

std::string essence(std::string_view page) {
    std::string out;
    each_line(page, [&](std::string_view line, bool is_code, std::size_t) {
        if (is_code) {
            out += line;
            return;
        }
        bool in_span = false;
        for (std::size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            if (c == '`') in_span = !in_span;
            const bool is_digit = c >= '0' && c <= '9';
            if (!is_digit || in_span) out += c;
            else if (out.empty() || out.back() != '#') out += '#';
        }
    });
    return out;
}

}  // namespace kompress::docgen
