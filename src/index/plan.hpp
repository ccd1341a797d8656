// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Compares what the scan saw with what the index holds.
///
/// Threading: pure.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kompress/index.hpp"
#include "model/file_entry.hpp"
#include "store/records.hpp"

namespace kompress::index {

/// A file whose bytes or class may differ from what is stored.
struct Work {
    FileEntry entry;
    std::optional<store::FileRow> stored;
};

struct Plan {
    std::vector<Work> work;                ///< in the order in which it is to be done
    std::vector<store::FileRow> removed;
    std::uint64_t unchanged = 0;
    std::uint64_t work_bytes = 0, total_bytes = 0;  ///< of files that have a language
};

struct PlanOptions {
    bool relevant_first = true;
    std::size_t samples_first = 0;      ///< so many files from all over the tree come before all others, if it has twice as many
    std::vector<bool> stale_languages;  ///< by Language: the extractor changed, stored facts are old
};

/// Both sides sorted by path. Stamps equal → unchanged; everything else is work, most relevant wave first and the
/// largest file first within a wave, so that no core idles at the end.
Plan make_plan(std::vector<FileEntry>&& scanned, std::vector<store::FileRow>&& stored, const PlanOptions& options);

}  // namespace kompress::index
