// SPDX-License-Identifier: Apache-2.0
#include "index/link.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstring>
#include <functional>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/hand_over.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/machine.hpp"
#include "base/try.hpp"
#include "base/varint.hpp"
#include "index/affected.hpp"
#include "index/stored_source.hpp"
#include "resolve/rank.hpp"
#include "resolve/sources.hpp"
#include "resolve/resolver.hpp"
#include "store/index_reader.hpp"

namespace kompress::index {
namespace {

using Clock = std::chrono::steady_clock;
using resolve::FileIndex;

double ms_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

constexpr std::uint64_t MaxConfigurationBytes = 1u << 20;

std::string read_text(FileSystem& file_system, const std::string& path) {
    auto read = file_system.read(path, MaxConfigurationBytes);
    return read ? std::string((*read)->bytes()) : std::string();
}

/// Of what the limit leaves now, more than half stays for edges, their links and what the allocator loses.
std::uint64_t bytes_for_units(std::uint64_t limit) {
    constexpr std::uint64_t Least = 16u << 20;
    release_free_memory();
    const std::uint64_t used = current_rss_bytes();
    log_debug("before resolving " + std::to_string(used >> 20) + " MiB are in use");
    return std::max(Least, used < limit ? (limit - used) / 5 * 2 : 0);
}

class Linker {
  public:
    Linker(LinkInput& input, const LinkTotals& before) : input_(input) { result_.totals = before; }
    Result<LinkResult> run();

  private:
    class Units;
    Result<void> resolve_all(const std::vector<bool>& wanted);
    /// `after_each`: called by the thread that has resolved a file.
    Result<void> resolve_from(const resolve::Source& source, const std::vector<bool>& wanted, Units& units, const std::function<void()>& after_each);
    bool is_cancelled() const { return input_.cancellation && input_.cancellation->is_requested(); }
    Result<void> resolve_some(const std::vector<FileIndex>& wanted, const StoredSource& source);
    Result<void> keep(FileIndex file, const resolve::PackedEdges& packed);
    Result<void> forget(std::int64_t row);
    Result<void> rank();
    Result<void> write_incoming(const std::vector<std::vector<FileIndex>>& incoming);
    bool has_facts(FileIndex file) const { return input_.files[file].row.content != 0; }

    LinkInput& input_;
    LinkResult result_;
    std::unique_ptr<store::IndexReader> before_;
    std::optional<resolve::Program> program_;
    std::vector<std::int64_t> row_ids_;
    std::unordered_map<std::int64_t, std::vector<resolve::StoredEdges::Link>> fresh_links_;  ///< by row id, of what was resolved
    std::unordered_set<std::int64_t> touched_;  ///< row ids of files whose incoming edges may have changed, in an update
};

Result<void> Linker::forget(std::int64_t row) {
    if (!before_) return {};
    KOMPRESS_TRY_VALUE(old, before_->edges(row));
    if (!old) return {};
    const auto stored = resolve::unpack_edges(old->links, nullptr);
    if (!stored) return Error{ErrorCode::Corrupt, "stored edges are damaged; run: kompress index --full"};
    for (const auto& link : stored->links) touched_.insert(link.file);
    result_.totals.edges.remove(old->digest);
    for (std::size_t i = 0; i < TierCount; ++i) result_.totals.counts[i] -= stored->counts[i];
    return {};
}

Result<void> Linker::keep(FileIndex file, const resolve::PackedEdges& packed) {
    const std::int64_t row = row_ids_[file];
    KOMPRESS_TRY(forget(row));
    KOMPRESS_TRY(input_.writer.put_edges(row, packed.bytes, packed.digest));
    result_.totals.edges.add(packed.digest);
    for (std::size_t i = 0; i < TierCount; ++i) result_.totals.counts[i] += packed.counts[i];
    auto& links = fresh_links_[row] = resolve::unpack_edges(packed.bytes, nullptr)->links;
    if (before_)
        for (const auto& link : links) touched_.insert(link.file);
    ++result_.resolved_files;
    return {};
}

/// Units of this run, and of the index before, by any thread.
class Linker::Units {
  public:
    explicit Units(const LinkInput& input) : input_(input) {}

    /// Null without facts, and when something failed.
    std::shared_ptr<const resolve::Unit> load(FileIndex file, bool is_full = true) {
        const LinkFile& wanted = input_.files[file];
        if (wanted.row.content == 0) return nullptr;
        if (wanted.unit || input_.before_path.empty()) return input_.units.load(wanted.unit, is_full);
        auto& reader = readers_.local();
        if (!reader) {
            auto opened = store::IndexReader::open(input_.before_path);
            if (!opened) return fail(opened.error());
            reader = std::move(*opened);
        }
        auto loaded = load_unit(*reader, wanted.row.content, is_full);
        return loaded ? std::move(*loaded) : fail(loaded.error());
    }

    std::optional<Error> failure() {
        const std::scoped_lock lock(mutex_);
        if (!failure_ && input_.units.failed()) failure_ = Error{ErrorCode::Io, "what was parsed could not be read back; run kompress index again"};
        return failure_;
    }

  private:
    std::shared_ptr<const resolve::Unit> fail(const Error& error) {
        const std::scoped_lock lock(mutex_);
        failure_ = error;
        return nullptr;
    }

    const LinkInput& input_;
    tbb::enumerable_thread_specific<std::unique_ptr<store::IndexReader>> readers_;
    std::mutex mutex_;
    std::optional<Error> failure_;
};

/// Every wanted file, from all of their units: in memory, or as many at a time as memory allows.
Result<void> Linker::resolve_all(const std::vector<bool>& wanted) {
    Units units(input_);
    const auto count = static_cast<FileIndex>(input_.files.size());
    if (input_.memory_limit_bytes > 0) {
        std::size_t uses = 0;
        for (FileIndex i = 0; i < count; ++i) uses += wanted[i] ? std::max<std::size_t>(input_.files[i].unit.uses, 64) : 0;
        resolve::FetchingSource source(count, uses, [&](FileIndex i, bool is_full) { return wanted[i] ? units.load(i, is_full) : nullptr; });
        source.hold(bytes_for_units(input_.memory_limit_bytes));
        return resolve_from(source, wanted, units, [&] { source.release(); });
    }
    std::vector<std::shared_ptr<const resolve::Unit>> list(count);
    const auto load_range = [&](const tbb::blocked_range<FileIndex>& range) {
        for (FileIndex i = range.begin(); i != range.end(); ++i)
            if (wanted[i] && !is_cancelled()) list[i] = units.load(i);
    };
    tbb::parallel_for(tbb::blocked_range<FileIndex>(0, count, 16), hand_over::task(&list, load_range));
    hand_over::take(&list);
    if (const auto failure = units.failure()) return *failure;
    const resolve::MemorySource source(std::move(list));
    return resolve_from(source, wanted, units, [] {});
}

Result<void> Linker::resolve_from(const resolve::Source& source, const std::vector<bool>& wanted, Units& units, const std::function<void()>& after_each) {
    constexpr FileIndex Batch = 8192;  ///< files whose edges wait to be written
    tbb::enumerable_thread_specific<std::unique_ptr<resolve::Resolver>> resolvers;
    const auto count = static_cast<FileIndex>(input_.files.size());
    for (FileIndex first = 0; first < count; first += Batch) {
        std::vector<resolve::PackedEdges> packed(std::min(Batch, count - first));
        const auto resolve_range = [&](const tbb::blocked_range<FileIndex>& range) {
            auto& resolver = resolvers.local();
            if (!resolver) resolver = std::make_unique<resolve::Resolver>(*program_, source);
            for (FileIndex i = range.begin(); i != range.end(); ++i) {
                if (!wanted[first + i] || is_cancelled() || !source.full_unit(first + i)) continue;
                packed[i] = resolve::pack_edges(resolver->resolve(first + i), first + i, *program_, source, row_ids_);
                after_each();
            }
        };
        tbb::parallel_for(tbb::blocked_range<FileIndex>(0, static_cast<FileIndex>(packed.size()), 8), hand_over::task(&packed, resolve_range));
        hand_over::take(&packed);
        if (is_cancelled()) return Error{ErrorCode::Cancelled, "stopped while references were resolved; run kompress index again to go on"};
        if (const auto failure = units.failure()) return *failure;
        for (FileIndex i = 0; i < packed.size(); ++i)
            if (wanted[first + i] && !packed[i].bytes.empty()) KOMPRESS_TRY(keep(first + i, packed[i]));
    }
    return {};
}

/// Single files, from what the index before knows of the rest. `source` has what was read to find out which they are.
Result<void> Linker::resolve_some(const std::vector<FileIndex>& wanted, const StoredSource& source) {
    constexpr std::size_t Few = 16;      ///< files that one thread resolves sooner than another is ready to help
    constexpr std::size_t AtATime = 16;  ///< files whose names are looked up together
    constexpr std::size_t Batch = 4096;  ///< files whose edges wait to be written
    struct Helper {
        std::unique_ptr<store::IndexReader> reader;
        std::unique_ptr<StoredSource> source;
        std::unique_ptr<resolve::Resolver> resolver;
        std::optional<Error> failure;
    };
    tbb::enumerable_thread_specific<Helper> helpers;
    std::vector<resolve::PackedEdges> packed;
    const auto resolve_part = [&](std::size_t batch, std::size_t begin, std::size_t end, const StoredSource& from, resolve::Resolver& resolver) {
        for (std::size_t at = begin; at < end && !is_cancelled() && !from.failure(); at += AtATime) {
            const std::size_t stop = std::min(at + AtATime, end);
            from.expect(std::span(wanted).subspan(at, stop - at));
            for (std::size_t i = at; i < stop; ++i)
                if (has_facts(wanted[i]) && from.full_unit(wanted[i]))
                    packed[i - batch] = resolve::pack_edges(resolver.resolve(wanted[i]), wanted[i], *program_, from, row_ids_);
        }
    };
    const auto help = [&](std::size_t batch, const tbb::blocked_range<std::size_t>& range) {
        Helper& helper = helpers.local();
        if (!helper.source) {
            auto opened = store::IndexReader::open(input_.before_path);
            if (!opened) {
                helper.failure = opened.error();
                return;
            }
            helper.reader = std::move(*opened);
            helper.source = std::make_unique<StoredSource>(*helper.reader, input_.files, input_.units);
            helper.resolver = std::make_unique<resolve::Resolver>(*program_, *helper.source);
        }
        resolve_part(batch, range.begin(), range.end(), *helper.source, *helper.resolver);
    };
    for (std::size_t batch = 0; batch < wanted.size(); batch += Batch) {
        const std::size_t end = std::min(batch + Batch, wanted.size());
        packed.assign(end - batch, {});
        if (wanted.size() <= Few) {
            resolve::Resolver resolver(*program_, source);
            resolve_part(batch, batch, end, source, resolver);
        } else {
            const auto help_batch = [&](const tbb::blocked_range<std::size_t>& range) { help(batch, range); };
            tbb::parallel_for(tbb::blocked_range<std::size_t>(batch, end, 2 * AtATime), hand_over::task(&packed, help_batch), tbb::simple_partitioner());
            hand_over::take(&packed);
        }
        if (is_cancelled()) return Error{ErrorCode::Cancelled, "stopped while references were resolved; run kompress index again to go on"};
        if (source.failure()) return *source.failure();
        for (const Helper& helper : helpers) {
            if (helper.failure) return *helper.failure;
            if (helper.source && helper.source->failure()) return *helper.source->failure();
        }
        for (std::size_t i = batch; i < end; ++i)
            if (!packed[i - batch].bytes.empty()) KOMPRESS_TRY(keep(wanted[i], packed[i - batch]));
    }
    return {};
}

Result<void> Linker::rank() {
    const auto start = Clock::now();
    if (input_.memory_limit_bytes > 0) release_free_memory();  // what resolving held
    std::unordered_map<std::int64_t, std::uint32_t> by_row;
    by_row.reserve(row_ids_.size());
    for (FileIndex i = 0; i < row_ids_.size(); ++i) by_row.emplace(row_ids_[i], i);
    std::vector<std::vector<resolve::RankLink>> lists(row_ids_.size());
    std::vector<std::vector<FileIndex>> incoming(row_ids_.size());
    const auto take = [&](std::int64_t row, const std::vector<resolve::StoredEdges::Link>& links) {
        const auto from = by_row.find(row);
        if (from == by_row.end()) return;
        for (const auto& link : links) {
            const auto to = by_row.find(link.file);
            if (to == by_row.end()) continue;
            if (link.weight > 0) lists[from->second].push_back({to->second, link.weight});
            if (to != from) incoming[to->second].push_back(from->second);
        }
    };
    bool is_damaged = false;
    if (before_) {
        KOMPRESS_TRY(before_->each_edges([&](std::int64_t row, std::string_view bytes, const Hash128&) {
            if (fresh_links_.contains(row)) return true;
            const auto stored = resolve::unpack_edges(bytes, nullptr);
            is_damaged |= !stored;
            if (stored) take(row, stored->links);
            return true;
        }));
    }
    if (is_damaged) return Error{ErrorCode::Corrupt, "stored edges are damaged; run: kompress index --full"};
    for (const auto& [row, links] : fresh_links_) take(row, links);
    std::vector<std::uint32_t> first{0};
    std::vector<resolve::RankLink> links;
    for (auto& list : lists) {
        // By path, whatever the row ids are: sums of floating point depend on the order.
        std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.target < b.target; });
        links.insert(links.end(), list.begin(), list.end());
        first.push_back(static_cast<std::uint32_t>(links.size()));
    }
    const std::vector<float> ranks = resolve::rank_files(first, links);
    std::vector<std::pair<std::int64_t, float>> by_id;
    Hasher digest;
    for (FileIndex i = 0; i < ranks.size(); ++i) {
        by_id.emplace_back(row_ids_[i], ranks[i]);
        digest.update_number(std::bit_cast<std::uint32_t>(ranks[i]));
    }
    std::sort(by_id.begin(), by_id.end());
    result_.totals.ranks = digest.digest();
    result_.rank_ms = ms_since(start);
    KOMPRESS_TRY(write_incoming(incoming));
    return input_.writer.write_roster(by_id);
}

/// In an update only what may have changed. `incoming`: of each file the others that lead there, in any order.
Result<void> Linker::write_incoming(const std::vector<std::vector<FileIndex>>& incoming) {
    std::vector<std::int64_t> sources;
    const auto write = [&](FileIndex file) {
        sources.clear();
        for (const FileIndex source : incoming[file]) sources.push_back(row_ids_[source]);
        std::sort(sources.begin(), sources.end());
        return input_.writer.put_incoming(row_ids_[file], sources);
    };
    for (FileIndex file = 0; file < row_ids_.size(); ++file) {
        const bool is_wanted = before_ ? touched_.erase(row_ids_[file]) > 0 : !incoming[file].empty();
        if (is_wanted) KOMPRESS_TRY(write(file));
    }
    for (const std::int64_t gone : touched_) KOMPRESS_TRY(input_.writer.put_incoming(gone, {}));
    return {};
}

Result<LinkResult> Linker::run() {
    const auto start = Clock::now();
    std::vector<resolve::SourceFile> files;
    std::vector<std::string> configuration;
    files.reserve(input_.files.size());
    for (const LinkFile& file : input_.files) {
        files.push_back({file.row.path, file.row.content ? file.row.language : Language::None, file.row.role});
        row_ids_.push_back(file.row.id);
        if (resolve::is_configuration(file.row.path)) configuration.push_back(file.row.path);
    }
    program_.emplace(std::move(files), std::move(configuration), [&](const std::string& path) { return read_text(input_.file_system, path); });
    if (input_.before_path.empty()) {
        result_.totals = {};
        KOMPRESS_TRY(resolve_all(std::vector<bool>(input_.files.size(), true)));
    } else {
        KOMPRESS_TRY_VALUE(reader, store::IndexReader::open(input_.before_path));
        before_ = std::move(reader);
        StoredSource source(*before_, input_.files, input_.units);
        KOMPRESS_TRY_VALUE(affected, find_affected(*before_, input_.files, input_.old_rows, source));
        for (const store::FileRow& old : input_.old_rows) {
            const bool is_gone = !std::binary_search(input_.files.begin(), input_.files.end(), old.path, ByPath{}) || !affected.has_facts(old.path);
            if (!is_gone) continue;
            KOMPRESS_TRY(forget(old.id));
            KOMPRESS_TRY(input_.writer.remove_edges(old.id));
            touched_.insert(old.id);
            fresh_links_[old.id] = {};
        }
        if (std::find(affected.whole.begin(), affected.whole.end(), true) != affected.whole.end()) KOMPRESS_TRY(resolve_all(affected.whole));
        KOMPRESS_TRY(resolve_some(affected.single, source));
    }
    result_.resolve_ms = ms_since(start);
    KOMPRESS_TRY(rank());
    return std::move(result_);
}

}  // namespace

std::string LinkTotals::encode() const {
    std::string bytes;
    for (const std::uint64_t count : counts) put_varint(bytes, count);
    for (const std::uint64_t part : {edges.value().high, edges.value().low, ranks.high, ranks.low}) bytes.append(reinterpret_cast<const char*>(&part), sizeof part);
    return bytes;
}

LinkTotals LinkTotals::decode(std::string_view bytes) {
    LinkTotals totals;
    ByteReader in(bytes);
    for (std::uint64_t& count : totals.counts) count = in.varint();
    if (in.remaining() != 32) return {};
    std::uint64_t parts[4];
    std::memcpy(parts, bytes.data() + bytes.size() - 32, 32);
    totals.edges.add({parts[0], parts[1]});
    totals.ranks = {parts[2], parts[3]};
    return totals;
}

void LinkTotals::add_to(store::Digest& digest) const {
    digest.add(edges.value());
    digest.add(ranks);
}

Result<std::shared_ptr<const resolve::Unit>> load_unit(store::IndexReader& reader, std::int64_t content, bool is_full) {
    KOMPRESS_TRY_VALUE(row, reader.content(content));
    if (!row) return Error{ErrorCode::Corrupt, "the index lost the facts of a file; rebuild it with: kompress index --full"};
    resolve::UnitBuilder builder;
    using store::Columns;
    constexpr auto SymbolsAndReferences = static_cast<Columns>(static_cast<unsigned>(Columns::Symbols) | static_cast<unsigned>(Columns::References));
    for (std::int64_t i = 0; i < row->pieces; ++i) {
        auto wanted = is_full ? SymbolsAndReferences : Columns::Symbols;
        if (resolve::needs_signatures(row->language)) wanted = static_cast<Columns>(static_cast<unsigned>(wanted) | static_cast<unsigned>(Columns::Texts));
        KOMPRESS_TRY_VALUE(piece, reader.piece(*row, i, wanted));
        builder.add(piece->file);
    }
    return std::make_shared<const resolve::Unit>(builder.take());
}

Result<LinkResult> link(LinkInput input, const LinkTotals& before) { return Linker(input, before).run(); }

}  // namespace kompress::index
