// SPDX-License-Identifier: Apache-2.0
#include "index/plan.hpp"

#include <algorithm>
#include <tuple>

namespace kompress::index {
namespace {

constexpr std::int64_t RecentNs = 7ll * 24 * 3600 * 1'000'000'000;

/// Classes that the scan decides without reading.
bool is_decided_by_scan(FileClass value) {
    switch (value) {
        case FileClass::TooLarge:
        case FileClass::Unsupported:
        case FileClass::Special:
        case FileClass::Symlink:
        case FileClass::Excluded: return true;
        default: return false;
    }
}

/// Bytes that may have to be read: of a source that no option or limit shuts out.
std::uint64_t source_bytes(const FileEntry& entry) {
    return entry.language != Language::None && entry.file_class == FileClass::Indexed ? entry.stamp.size_bytes : 0;
}

bool is_unchanged(const FileEntry& entry, const store::FileRow& row, const PlanOptions& options) {
    if (entry.file_class != FileClass::Indexed)
        return entry.file_class == row.file_class && entry.role == row.role && entry.stamp.size_bytes == row.stamp.size_bytes;
    // Unsupported may also be the verdict of a read: a file without an extension whose first line names no language.
    if (is_decided_by_scan(row.file_class) && !(row.file_class == FileClass::Unsupported && entry.language == Language::None)) return false;
    if (!row.stamp.has_times() || !(entry.stamp == row.stamp)) return false;
    const auto language = static_cast<std::size_t>(row.language);
    return language >= options.stale_languages.size() || !options.stale_languages[language];
}

void order_work(std::vector<Work>& work, bool relevant_first) {
    std::int64_t newest = 0;
    for (const Work& item : work) newest = std::max(newest, item.entry.stamp.mtime_ns);
    const auto key = [&](const Work& item) {
        const bool is_old = relevant_first && item.entry.stamp.mtime_ns + RecentNs < newest;
        const FileRole role = relevant_first ? item.entry.role : FileRole::Source;
        return std::tuple(role, is_old, ~item.entry.stamp.size_bytes);
    };
    std::stable_sort(work.begin(), work.end(), [&](const Work& a, const Work& b) { return key(a) < key(b); });
}

/// What the store learns from the first files shall hold for all: every n-th comes first.
void put_samples_first(std::vector<Work>& work, std::size_t samples) {
    const auto has_facts = [](const Work& item) { return item.entry.language != Language::None; };
    const auto files = static_cast<std::size_t>(std::count_if(work.begin(), work.end(), has_facts));
    if (samples == 0 || files < 2 * samples) return;
    std::size_t seen = 0;
    std::stable_partition(work.begin(), work.end(), [&](const Work& item) {
        if (!has_facts(item)) return false;
        const std::size_t at = seen++;
        return at * samples / files != (at + 1) * samples / files;
    });
}

}  // namespace

Plan make_plan(std::vector<FileEntry>&& scanned, std::vector<store::FileRow>&& stored, const PlanOptions& options) {
    Plan plan;
    auto old = stored.begin();
    for (FileEntry& entry : scanned) {
        for (; old != stored.end() && old->path < entry.path; ++old) plan.removed.push_back(std::move(*old));
        const bool is_known = old != stored.end() && old->path == entry.path;
        plan.total_bytes += source_bytes(entry);
        if (is_known && is_unchanged(entry, *old, options)) {
            ++plan.unchanged;
        } else {
            plan.work_bytes += source_bytes(entry);
            Work work{std::move(entry), std::nullopt};
            if (is_known) work.stored = std::move(*old);
            plan.work.push_back(std::move(work));
        }
        if (is_known) ++old;
    }
    for (; old != stored.end(); ++old) plan.removed.push_back(std::move(*old));
    order_work(plan.work, options.relevant_first);
    put_samples_first(plan.work, options.samples_first);
    return plan;
}

}  // namespace kompress::index
