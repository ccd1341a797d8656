// SPDX-License-Identifier: Apache-2.0
#include "index/resources.hpp"

#include <algorithm>

#include "base/machine.hpp"

namespace kompress::index {
namespace {

constexpr std::uint64_t MiB = 1u << 20;
// Measured (docs/design/002-storage.md): program, file list of 80,000 paths and SQLite, and what a
// worker holds at its largest piece.
constexpr std::uint64_t BaseBytes = 96 * MiB;
constexpr std::uint64_t WorkerBytes = 64 * MiB;

}  // namespace

Resources plan_resources(unsigned jobs, std::uint64_t memory_limit_bytes, std::uint64_t work_bytes) {
    Resources resources;
    resources.workers = jobs ? jobs : usable_processors();
    // Postings take about one entry for 40 source bytes: small trees get small buffers.
    const std::uint64_t wanted_entries = std::clamp<std::uint64_t>(work_bytes / 32, 64 * 1024, 4u << 20);
    resources.writer.posting_buffer_entries = wanted_entries;
    // Facts rows average 4 KB: large pages hold many and waste little at their ends, but every table of a small index
    // has an end too (docs/design/002-storage.md).
    resources.writer.page_bytes = work_bytes < 32 * MiB ? 16384 : 65536;
    resources.writer.cache_bytes = std::clamp<std::uint64_t>(work_bytes / 16, 4 * MiB, 32 * MiB);
    if (memory_limit_bytes) {
        const std::uint64_t spare = memory_limit_bytes > BaseBytes ? memory_limit_bytes - BaseBytes : 0;
        const std::uint64_t buffers = std::max<std::uint64_t>(spare / 4, 4 * MiB);
        resources.writer.cache_bytes = std::min<std::uint64_t>(resources.writer.cache_bytes, buffers / 3);
        resources.writer.posting_buffer_entries = std::min<std::uint64_t>(wanted_entries, buffers / 2 / 16);
        const std::uint64_t affordable = (spare - spare / 4) / WorkerBytes;
        resources.workers = static_cast<unsigned>(std::clamp<std::uint64_t>(affordable, 1, resources.workers));
    }
    // A worker holds one file; what waits behind it is packed and small. The queue lets workers go on while the writer
    // sorts or merges.
    resources.files_in_flight = resources.workers == 1 ? 1 : (memory_limit_bytes ? 4 : 16) * resources.workers;
    return resources;
}

}  // namespace kompress::index
