// SPDX-License-Identifier: Apache-2.0
#include "grep/search_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace kompress::grep {
namespace {

// Between two looks at the stop flag; also what the engine reads in one go.
constexpr std::size_t WindowBytes = 4 << 20;

std::size_t end_of_line(std::string_view text, std::size_t at) {
    if (at >= text.size()) return text.size();
    const void* found = std::memchr(text.data() + at, '\n', text.size() - at);
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : text.size();
}

}  // namespace

Cursor Cursor::parse(std::string_view text) {
    Cursor cursor;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return cursor;
    std::from_chars(text.data(), text.data() + colon, cursor.line);
    cursor.path = text.substr(colon + 1);
    return cursor;
}

/// Where a file has been read to.
struct Gatherer::Reader {
    std::string_view path, text;
    std::size_t counted = 0;        // start of a line whose number is known
    std::uint64_t line = 1;         // that number
    std::size_t shown = 0;          // end of what has been added, behind its line break
    bool has_shown = false;
    std::uint32_t after_left = 0;   // lines of context still due

    std::uint64_t number_of(std::size_t begin) {
        line += static_cast<std::uint64_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
        counted = begin;
        return line;
    }
};

Gatherer::Gatherer(const GrepQuery& query, const pattern::LineMatcher& matcher, const Cursor& cursor, Stop stop, std::function<void(Batch&&)> spill)
    : query_(query), matcher_(matcher), cursor_(cursor), stop_(std::move(stop)), spill_(std::move(spill)) {}

GrepPart& Gatherer::part_of(std::string_view path) {
    if (batch_.parts.empty() || batch_.parts.back().path != path) {
        batch_.parts.emplace_back();
        batch_.parts.back().path = path;
        batch_.bytes += sizeof(GrepPart);
    }
    return batch_.parts.back();
}

void Gatherer::add_line(Reader& reader, const pattern::Span& line, bool is_match) {
    if (batch_.bytes >= BatchBytes) spill_(take());
    GrepLine added;
    added.line = reader.number_of(line.begin);
    added.is_match = is_match;
    added.follows_gap = reader.has_shown && line.begin > reader.shown;
    added.text = batch_.texts.copy(reader.text.substr(line.begin, line.end - line.begin));
    if (is_match && query_.want_matches)
        for (const pattern::Span& span : matcher_.matches_in(added.text))
            added.matches.push_back({static_cast<std::uint32_t>(span.begin), static_cast<std::uint32_t>(span.end)});
    batch_.bytes += added.text.size() + sizeof(GrepLine) + added.matches.size() * sizeof(GrepMatch);
    GrepPart& part = part_of(reader.path);
    part.matching_lines += is_match;
    part.lines.push_back(std::move(added));
    reader.shown = line.end + 1;
    reader.has_shown = true;
}

/// The lines behind the last match that are due, and those before the match that begins at `until`.
void Gatherer::add_context(Reader& reader, std::size_t until) {
    for (; reader.after_left > 0 && reader.shown < until; --reader.after_left)
        add_line(reader, {reader.shown, end_of_line(reader.text, reader.shown)}, false);
    std::size_t begin = until;
    for (std::uint32_t i = 0; i < query_.before && begin > reader.shown; ++i) {
        const void* before = ::memrchr(reader.text.data() + reader.shown, '\n', begin - 1 - reader.shown);
        begin = before ? static_cast<std::size_t>(static_cast<const char*>(before) - reader.text.data()) + 1 : reader.shown;
    }
    while (begin < until && until <= reader.text.size()) {
        const std::size_t end = end_of_line(reader.text, begin);
        add_line(reader, {begin, end}, false);
        begin = end + 1;
    }
}

void Gatherer::search(std::string_view path, std::string_view text) {
    ++batch_.files;
    batch_.bytes_searched += text.size();
    Reader reader;
    reader.path = path;
    reader.text = text;
    std::uint64_t matching = 0;
    const bool resumes = cursor_.path == path && !path.empty();
    bool is_enough = false;
    for (std::size_t from = 0; from < text.size() && !is_enough;) {
        if (stop_()) return;
        const std::size_t stop = text.size() - from > WindowBytes ? std::min(end_of_line(text, from + WindowBytes) + 1, text.size()) : text.size();
        while (from < stop && !is_enough) {
            const auto line = matcher_.next_line(text.substr(0, stop), from);
            from = line ? line->end + 1 : stop;
            if (!line || (resumes && reader.number_of(line->begin) <= cursor_.line)) continue;
            ++matching;
            has_matched_ = true;
            if (query_.mode == GrepMode::Lines) {
                add_context(reader, line->begin);
                add_line(reader, *line, true);
                reader.after_left = query_.after;
            }
            is_enough = query_.mode == GrepMode::Files || (query_.limit_per_file && matching == query_.limit_per_file) ||
                        (query_.mode == GrepMode::Lines && query_.limit && matching > query_.limit);
        }
    }
    if (matching == 0) return;
    if (query_.mode != GrepMode::Lines) part_of(path).matching_lines = matching;
    else for (; reader.after_left > 0 && reader.shown < text.size(); --reader.after_left)
        add_line(reader, {reader.shown, end_of_line(text, reader.shown)}, false);
}

void Gatherer::search_binary(std::string_view path, std::string_view bytes) {
    ++batch_.files, ++batch_.binary_files;
    batch_.bytes_searched += bytes.size();
    if (cursor_.path == path || !matcher_.next_line(bytes, 0)) return;
    has_matched_ = true;
    GrepPart& part = part_of(path);
    part.is_binary = true;
    part.matching_lines = 0;
}

}  // namespace kompress::grep
