// SPDX-License-Identifier: Apache-2.0
#include "site/search_index.hpp"

#include <algorithm>

namespace kompress::site {
namespace {

constexpr std::uint32_t MaxSameHeadings = 3;
constexpr std::size_t MinHeadingBytes = 2;  // an index has its letters as headings

std::string quoted(std::string_view text) {
    static constexpr char Digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') (out += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == '<') ((out += "\\u00") += Digits[static_cast<unsigned char>(c) >> 4]) += Digits[c & 15];
        else out += c;
    }
    return out += '"';
}

/// "Function (12)" is the heading "Function".
std::string without_count(const std::string& text) {
    const std::size_t open = text.rfind(" (");
    if (open == std::string::npos || text.back() != ')') return text;
    const bool is_count = text.find_first_not_of("0123456789", open + 2) == text.size() - 1;
    return is_count ? text.substr(0, open) : text;
}

}  // namespace

std::uint32_t SearchIndex::kind_number(std::string_view kind) {
    const auto found = std::find(kinds_.begin(), kinds_.end(), kind);
    if (found == kinds_.end()) return kinds_.emplace_back(kind), static_cast<std::uint32_t>(kinds_.size() - 1);
    return static_cast<std::uint32_t>(found - kinds_.begin());
}

void SearchIndex::begin_page(std::string address, std::string title, std::string_view kind) {
    pages_.emplace_back(std::move(address), title);
    add(kind, std::move(title), "");
}

void SearchIndex::add(std::string_view kind, std::string name, std::string anchor) {
    rows_.push_back({kind_number(kind), static_cast<std::uint32_t>(pages_.size() - 1), std::move(name), std::move(anchor), false});
}

void SearchIndex::add_heading(std::string text, std::string anchor) {
    if (text.size() < MinHeadingBytes) return;
    ++heading_counts_[without_count(text)];
    add("section", std::move(text), std::move(anchor));
    rows_.back().is_heading = true;
}

std::string SearchIndex::script() const {
    std::string out = "kompressSearchIndex({\"kinds\":[";
    for (const std::string& kind : kinds_) out += (out.back() == '[' ? "" : ",") + quoted(kind);
    out += "],\n\"pages\":[";
    for (const auto& [address, title] : pages_) out += (out.back() == '[' ? "\n" : ",\n") + quoted(address) + "," + quoted(title);
    out += "],\n\"rows\":[";
    for (const Row& row : rows_) {
        if (row.is_heading && heading_counts_.at(without_count(row.name)) > MaxSameHeadings) continue;
        out += (out.back() == '[' ? "\n" : ",\n") + std::to_string(row.kind) + "," + quoted(row.name) + "," + std::to_string(row.page) + "," + quoted(row.anchor);
    }
    return out + "]});\n";
}

}  // namespace kompress::site
