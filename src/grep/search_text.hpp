// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The matching lines of one file, gathered for delivery.
///
/// Threading: a Gatherer belongs to one worker.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text_arena.hpp"
#include "kompress/grep.hpp"
#include "pattern/line_matcher.hpp"

namespace kompress::grep {

/// What one worker found in a few files, with the text that it needs.
struct Batch {
    std::vector<GrepPart> parts;     ///< views into `texts`, and paths of the caller's
    TextArena texts;
    std::uint64_t bytes = 0;         ///< held, roughly
    std::uint64_t files = 0, bytes_searched = 0, binary_files = 0;
    std::vector<Diagnostic> diagnostics;
};

/// Where a search goes on after an earlier answer: behind this line of this file.
struct Cursor {
    std::string path;
    std::uint64_t line = 0;
    bool leads_past(std::string_view other) const { return !path.empty() && other < path; }
    std::string text() const { return std::to_string(line) + ":" + path; }
    static Cursor parse(std::string_view text);
};

/// Asked between pieces of work: true to stop.
using Stop = std::function<bool()>;

class Gatherer {
  public:
    /// `spill` takes the batch away when it holds `BatchBytes`; what is left at the end stays in batch().
    Gatherer(const GrepQuery& query, const pattern::LineMatcher& matcher, const Cursor& cursor, Stop stop, std::function<void(Batch&&)> spill);

    /// `path` must outlive the batch; `text` only the call.
    void search(std::string_view path, std::string_view text);
    /// Notes that a binary file matches, when it does.
    void search_binary(std::string_view path, std::string_view bytes);
    Batch& batch() { return batch_; }
    /// Also while a text is searched, when `stop` is asked.
    bool has_matched() const { return has_matched_; }
    Batch take() { return std::exchange(batch_, {}); }

    static constexpr std::uint64_t BatchBytes = 2 << 20;

  private:
    struct Reader;
    void add_line(Reader& reader, const pattern::Span& line, bool is_match);
    void add_context(Reader& reader, std::size_t until);
    GrepPart& part_of(std::string_view path);

    const GrepQuery& query_;
    const pattern::LineMatcher& matcher_;
    const Cursor& cursor_;
    Stop stop_;
    std::function<void(Batch&&)> spill_;
    Batch batch_;
    bool has_matched_ = false;
};

}  // namespace kompress::grep
