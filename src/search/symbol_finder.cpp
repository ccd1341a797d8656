// SPDX-License-Identifier: Apache-2.0
#include "search/symbol_finder.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "base/try.hpp"
#include "parse/parser.hpp"

namespace kompress::search {
namespace {

bool is_glob(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

/// Splits at `::` and `.`; operator names keep their signs.
std::vector<std::string_view> parts_of(std::string_view name) {
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const std::size_t width = name.substr(i, 2) == "::" ? 2 : name[i] == '.' ? 1 : 0;
        if (width == 0) continue;
        if (i > start) parts.push_back(name.substr(start, i - start));
        start = i + width;
        i = start - 1;
    }
    if (start < name.size()) parts.push_back(name.substr(start));
    return parts;
}

auto place_of(const SymbolInfo& symbol) { return std::tie(symbol.file, symbol.line, symbol.column, symbol.name); }

bool wanted(const SymbolQuery& query, const SymbolInfo& symbol) {
    if (query.kind && symbol.kind != *query.kind) return false;
    if (query.language && symbol.language != *query.language) return false;
    return query.pattern.empty() || matches_name(query.pattern, symbol);
}

/// True when no kind, language or file asks for headings, keys and targets.
bool is_about_code(const SymbolQuery& query) { return !query.kind && !query.language && query.file.empty(); }

bool is_wanted_file(const SymbolQuery& query, const store::FileRow& file) {
    if (file.content == 0) return false;
    if (query.language && file.language != *query.language) return false;
    if (query.file.empty()) return true;
    return is_glob(query.file) ? matches_glob(query.file, file.path) : file.path == query.file;
}

std::string qualified(const ParsedFile& file, std::size_t index, std::string_view separator) {
    std::string name;
    for (std::int32_t at = static_cast<std::int32_t>(index); at >= 0;) {
        const Symbol& symbol = file.symbols[static_cast<std::size_t>(at)];
        std::string part(file.names[symbol.name]);
        if (symbol.qualifier != NoName) part = std::string(file.names[symbol.qualifier]) + std::string(separator) + part;
        name = name.empty() ? part : part + std::string(separator) + name;
        at = symbol.parent;
    }
    return name;
}

SymbolInfo info_of(const ParsedFile& file, std::size_t index, const std::string& path, Language language) {
    const Symbol& s = file.symbols[index];
    SymbolInfo info;
    info.name = file.names[s.name];
    info.qualified_name = qualified(file, index, parse::name_separator(language));
    info.kind = s.kind;
    info.language = language;
    info.file = path;
    info.line = s.name_line;
    info.column = s.name_column;
    info.start_line = s.start_line;
    info.end_line = s.end_line;
    info.signature = s.signature;
    info.doc = s.doc;
    info.exported = s.exported;
    info.parent = s.parent;
    info.semantic_hash = s.semantic_hash;
    info.branches = s.branches;
    info.parameters = s.parameters;
    return info;
}

}  // namespace

struct SymbolFinder::Place {
    std::string file;
    std::uint32_t line = 0, column = 0;
    std::string name;

    /// "line:column:name:path"; a path may hold colons, so it comes last.
    static Place parse(const std::string& cursor) {
        Place place;
        const auto first = cursor.find(':'), second = cursor.find(':', first + 1), third = cursor.find(':', second + 1);
        if (first == std::string::npos || second == std::string::npos || third == std::string::npos) return place;
        std::from_chars(cursor.data(), cursor.data() + first, place.line);
        std::from_chars(cursor.data() + first + 1, cursor.data() + second, place.column);
        place.name = cursor.substr(second + 1, third - second - 1);
        place.file = cursor.substr(third + 1);
        return place;
    }
    static std::string cursor(const SymbolInfo& s) {
        return std::to_string(s.line) + ":" + std::to_string(s.column) + ":" + s.name.substr(0, s.name.find(':')) + ":" + s.file;
    }
    bool precedes(const SymbolInfo& s) const { return std::tie(file, line, column) < std::tie(s.file, s.line, s.column); }
};

bool matches_glob(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p, ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

bool matches_name(std::string_view pattern, const SymbolInfo& symbol) {
    if (is_glob(pattern)) return matches_glob(pattern, symbol.name) || matches_glob(pattern, symbol.qualified_name);
    if (pattern == symbol.name || pattern == symbol.qualified_name) return true;
    const auto wanted_parts = parts_of(pattern), parts = parts_of(symbol.qualified_name);
    if (wanted_parts.size() < 2 || wanted_parts.size() > parts.size()) return false;
    return std::equal(wanted_parts.rbegin(), wanted_parts.rend(), parts.rbegin());
}

Result<std::vector<SymbolInfo>> SymbolFinder::symbols_of(const store::FileRow& file, const store::ContentRow& content) {
    std::vector<SymbolInfo> symbols;
    for (std::int64_t i = 0; i < content.pieces; ++i) {
        KOMPRESS_TRY_VALUE(piece, reader_.piece(content, i, store::Columns::Texts));
        const auto base = static_cast<std::int32_t>(symbols.size());
        for (std::size_t s = 0; s < piece->file.symbols.size(); ++s) {
            symbols.push_back(info_of(piece->file, s, file.path, content.language));
            if (symbols.back().parent >= 0) symbols.back().parent += base;
        }
    }
    return symbols;
}

Result<void> SymbolFinder::by_name(const SymbolQuery& query, std::vector<SymbolInfo>& found) {
    const auto parts = parts_of(query.pattern);
    std::vector<std::string_view> names{query.pattern};
    if (!parts.empty() && parts.back() != query.pattern) names.push_back(parts.back());
    std::set<std::int64_t> contents;
    for (const std::string_view name : names) {
        KOMPRESS_TRY_VALUE(postings, reader_.postings(name));
        for (const store::Posting& posting : postings) {
            if (!posting.defines) continue;
            KOMPRESS_TRY_VALUE(content, reader_.content_of_piece(posting.piece));
            if (!content || !contents.insert(content->id).second) continue;
            KOMPRESS_TRY_VALUE(files, reader_.files_of_content(content->id));
            for (const store::FileRow& file : files) {
                if (!is_wanted_file(query, file)) continue;
                KOMPRESS_TRY_VALUE(symbols, symbols_of(file, *content));
                for (SymbolInfo& symbol : symbols)
                    if (wanted(query, symbol)) found.push_back(std::move(symbol));
            }
        }
    }
    return {};
}

Result<void> SymbolFinder::by_scan(const SymbolQuery& query, const Place& after, std::vector<SymbolInfo>& found) {
    constexpr std::size_t Batch = 256;
    std::string last;
    const auto visit = [&](const store::FileRow& file) -> Result<void> {
        if (!is_wanted_file(query, file) || (is_about_code(query) && is_structure(file.language))) return {};
        KOMPRESS_TRY_VALUE(content, reader_.content(file.content));
        if (!content) return {};
        KOMPRESS_TRY_VALUE(symbols, symbols_of(file, *content));
        for (SymbolInfo& symbol : symbols)
            if (wanted(query, symbol) && after.precedes(symbol)) found.push_back(std::move(symbol));
        return {};
    };
    if (!query.file.empty() && !is_glob(query.file)) {
        KOMPRESS_TRY_VALUE(row, reader_.file(query.file));
        return row ? visit(*row) : Result<void>{};
    }
    if (!after.file.empty()) {
        KOMPRESS_TRY_VALUE(row, reader_.file(after.file));
        if (row) KOMPRESS_TRY(visit(*row));
        last = after.file;
    }
    for (;;) {
        KOMPRESS_TRY_VALUE(files, reader_.files(last, Batch));
        for (const store::FileRow& file : files) {
            KOMPRESS_TRY(visit(file));
            if (query.limit && found.size() > query.limit) return {};
        }
        if (files.size() < Batch) return {};
        last = files.back().path;
    }
}

Result<SymbolPage> SymbolFinder::find(const SymbolQuery& query) {
    SymbolPage page;
    const Place after = Place::parse(query.cursor);
    const bool is_plain = !query.pattern.empty() && !is_glob(query.pattern) && query.file.empty();
    if (is_plain) KOMPRESS_TRY(by_name(query, page.symbols));
    else KOMPRESS_TRY(by_scan(query, after, page.symbols));
    auto& symbols = page.symbols;
    // "name" and "version" are keys of half of all data files: where code defines the name, that is meant.
    const auto is_code = [](const SymbolInfo& s) { return !is_structure(s.language); };
    if (is_about_code(query) && std::any_of(symbols.begin(), symbols.end(), is_code))
        std::erase_if(symbols, [](const SymbolInfo& s) { return s.kind == SymbolKind::Key; });
    std::stable_sort(symbols.begin(), symbols.end(), [](const SymbolInfo& a, const SymbolInfo& b) { return place_of(a) < place_of(b); });
    if (!query.cursor.empty()) std::erase_if(symbols, [&](const SymbolInfo& s) { return !after.precedes(s); });
    if (query.limit && symbols.size() > query.limit) {
        symbols.resize(query.limit);
        page.next_cursor = Place::cursor(symbols.back());
    }
    for (SymbolInfo& symbol : symbols) symbol.parent = -1;  // an index into the file's outline, not into this page
    return page;
}

Result<std::vector<SymbolInfo>> SymbolFinder::outline(const std::string& path) {
    KOMPRESS_TRY_VALUE(file, reader_.file(path));
    if (!file) return Error{ErrorCode::NotFound, path + " is not in the index; kompress files --why " + path + " tells more"};
    if (file->content == 0) return std::vector<SymbolInfo>{};
    KOMPRESS_TRY_VALUE(content, reader_.content(file->content));
    if (!content) return Error{ErrorCode::Corrupt, "the facts of " + path + " are missing; rebuild with: kompress index --full"};
    return symbols_of(*file, *content);
}

Result<std::vector<SymbolInfo>> SymbolFinder::resolve(const std::string& symbol) {
    const std::size_t colon = symbol.rfind(':');
    const bool has_file = colon != std::string::npos && colon > 0 && symbol[colon - 1] != ':' && colon + 1 < symbol.size();
    if (has_file) {
        const std::string path = symbol.substr(0, colon), rest = symbol.substr(colon + 1);
        KOMPRESS_TRY_VALUE(file, reader_.file(path));
        if (file) {
            KOMPRESS_TRY_VALUE(symbols, outline(path));
            std::uint32_t line = 0;
            const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), line);
            if (parsed.ec == std::errc() && parsed.ptr == rest.data() + rest.size()) {
                // The innermost definition that holds the line.
                const SymbolInfo* best = nullptr;
                for (const SymbolInfo& s : symbols)
                    if (s.start_line <= line && line <= s.end_line && (!best || s.start_line >= best->start_line)) best = &s;
                return best ? std::vector<SymbolInfo>{*best} : std::vector<SymbolInfo>{};
            }
            std::erase_if(symbols, [&](const SymbolInfo& s) { return !matches_name(rest, s); });
            return symbols;
        }
    }
    SymbolQuery query;
    query.pattern = symbol;
    query.limit = 0;
    KOMPRESS_TRY_VALUE(page, find(query));
    return page.symbols;
}

}  // namespace kompress::search
