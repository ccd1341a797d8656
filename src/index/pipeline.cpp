// SPDX-License-Identifier: Apache-2.0
#include "index/pipeline.hpp"

#include <tbb/concurrent_hash_map.h>
#include <tbb/concurrent_queue.h>
#include <tbb/parallel_pipeline.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>

#include "base/hand_over.hpp"
#include "base/hash.hpp"
#include "base/try.hpp"
#include "fs/read_source.hpp"
#include "parse/parser.hpp"
#include "store/facts_codec.hpp"
#include "store/index_reader.hpp"

namespace kompress::index {
namespace {

using Clock = std::chrono::steady_clock;
using store::ContentRow;
using store::EncodedPiece;
using store::FileRow;

/// A stamp this close to the scan may belong to a write that the scan did not see: kernels tick every 1 to 10 ms.
constexpr std::int64_t RacyNs = 20'000'000;
/// FAT counts in steps of two seconds, some others in one.
constexpr std::int64_t CoarseRacyNs = 2'000'000'000;

bool is_racy(const FileStamp& stamp, std::int64_t scan_start_ns) {
    constexpr std::int64_t Second = 1'000'000'000;
    const bool is_coarse = stamp.mtime_ns % Second == 0 && stamp.ctime_ns % Second == 0;
    return std::max(stamp.mtime_ns, stamp.ctime_ns) >= scan_start_ns - (is_coarse ? CoarseRacyNs : RacyNs);
}

struct ContentKey {
    Hash128 hash;
    Language language = Language::None;
    bool operator==(const ContentKey&) const = default;
};
struct ContentKeyHash {
    std::size_t operator()(const ContentKey& key) const { return key.hash.low + static_cast<std::size_t>(key.language); }
    static std::size_t hash(const ContentKey& key) { return ContentKeyHash()(key); }
    static bool equal(const ContentKey& a, const ContentKey& b) { return a == b; }
};

enum class Origin { NoFacts, Linked, Copied, Parsed, Duplicate };

/// One file on its way from a worker to the writer.
struct Item {
    FileRow file;
    ContentRow content;
    std::vector<EncodedPiece> pieces;
    UnitHandle unit;
    Origin origin = Origin::NoFacts;
    std::optional<Diagnostic> diagnostic;
    std::uint64_t source_bytes = 0;
};

/// What a worker keeps from file to file.
struct Worker {
    explicit Worker(store::DictionaryTrainer& trainer) : encoder(&trainer) {}
    parse::Parser parser;
    store::FactsEncoder encoder;
    resolve::UnitBuilder units;
    std::vector<std::unique_ptr<store::IndexReader>> seeds;
    double parse_ms = 0;
};

double ms_since(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

/// What the row of a content says of its pieces.
void sum_up(Item& item) {
    ContentRow& content = item.content;
    Hasher facts;
    for (const EncodedPiece& piece : item.pieces) {
        facts.update_number(piece.facts_hash.high);
        facts.update_number(piece.facts_hash.low);
        content.lines += piece.lines;
        content.code_lines += piece.code_lines;
        content.symbols += piece.symbol_count;
        content.references += piece.reference_count;
        content.parse_errors += piece.parse_errors;
        if (content.trouble.empty()) content.trouble = piece.trouble;
    }
    content.facts_hash = facts.digest();
}

class Pipeline {
  public:
    Pipeline(const std::vector<Work>& work, store::IndexWriter& writer, const PipelineOptions& options)
        : work_(work), writer_(writer), options_(options),
          trainer_(writer.dictionaries(), work.size() < 2 * DictionarySamples ? 0 : DictionarySamples) {}

    Result<PipelineResult> run();

  private:
    std::size_t next_task(tbb::flow_control& control);
    Item* process_task(std::size_t at);
    std::unique_ptr<Item> process(const Work& work);
    void extract(Worker& worker, const fs::ReadOutcome& read, Item& item);
    bool take_from_seed(Worker& worker, Item& item);
    bool copy_pieces(Worker& worker, std::size_t seed, const ContentRow& found, Item& item);
    void describe(const Work& work, const fs::ReadOutcome& read, Item& item) const;
    std::unique_ptr<Worker> borrow();
    void finish_task(Item* item);
    void finish(std::unique_ptr<Item> item);
    void store(Item& item);
    void keep(Item& item, const ContentRow& content);
    void settle_duplicates();
    void report(std::uint64_t bytes);

    const std::vector<Work>& work_;
    store::IndexWriter& writer_;
    const PipelineOptions& options_;
    store::DictionaryTrainer trainer_;
    tbb::concurrent_queue<Worker*> idle_;
    tbb::concurrent_hash_map<ContentKey, bool, ContentKeyHash> claimed_;
    struct Stored {
        ContentRow content;
        UnitHandle unit;
    };
    std::unordered_map<ContentKey, Stored, ContentKeyHash> stored_;  // the writer's
    std::vector<std::unique_ptr<Item>> duplicates_;
    PipelineResult result_;
    std::optional<Error> failure_;
    std::size_t next_ = 0;  // of work_, the first filter's
    std::atomic<bool> failed_{false};
    std::uint64_t done_ = 0, bytes_done_ = 0, bytes_total_ = 0;
};

std::unique_ptr<Worker> Pipeline::borrow() {
    Worker* worker = nullptr;
    if (idle_.try_pop(worker)) {
        hand_over::take(worker);
        return std::unique_ptr<Worker>(worker);
    }
    auto fresh = std::make_unique<Worker>(trainer_);
    for (const std::string& path : options_.seeds) {
        auto reader = store::IndexReader::open(path);
        fresh->seeds.push_back(reader.ok() ? std::move(*reader) : nullptr);
    }
    return fresh;
}

void Pipeline::describe(const Work& work, const fs::ReadOutcome& read, Item& item) const {
    FileRow& row = item.file;
    row.file_class = read.file_class;
    row.language = read.language;
    row.role = read.role;
    row.stamp = read.source.stamp;
    const bool must_retry = row.file_class == FileClass::Unreadable || row.file_class == FileClass::Unstable;
    if (is_racy(row.stamp, options_.scan_start_ns) || must_retry) row.stamp = {.size_bytes = row.stamp.size_bytes};
    if (must_retry || row.file_class == FileClass::Binary)
        item.diagnostic = Diagnostic{work.entry.path, std::string(file_class_name(row.file_class)), read.reason};
    if (row.file_class == FileClass::Binary) item.diagnostic.reset();  // counted; nothing to warn of
}

std::unique_ptr<Item> Pipeline::process(const Work& work) {
    const Span span(options_.trace, "file", work.entry.path);
    auto item = std::make_unique<Item>();
    item->file.path = work.entry.path;
    if (work.stored) item->file.id = work.stored->id;
    item->source_bytes = work.entry.stamp.size_bytes;
    if (work.entry.file_class != FileClass::Indexed) {
        item->file.file_class = work.entry.file_class;
        item->file.role = work.entry.role;
        item->file.stamp = work.entry.stamp;
        return item;
    }
    fs::ReadOutcome read = fs::read_source(options_.file_system, work.entry);
    if (read.file_class == FileClass::Indexed && !parse::is_supported(read.language)) {
        read.file_class = FileClass::Unsupported;  // a first line may name a language without a grammar
        read.language = Language::None;
    }
    std::unique_ptr<Worker> worker;
    for (int attempt = 0;; ++attempt) {
        describe(work, read, *item);
        if (read.file_class != FileClass::Indexed) break;
        if (!worker) worker = borrow();
        extract(*worker, read, *item);
        // A mapping can change while it is parsed: what was made of it is thrown away and read again.
        if (!read.source.file || read.source.file->is_stable()) break;
        item->pieces.clear();
        item->origin = Origin::NoFacts;
        if (attempt == 2) {
            item->file.file_class = FileClass::Unstable;
            item->file.stamp = {};
            item->diagnostic = Diagnostic{work.entry.path, "unstable", "it kept changing while it was read; the next run tries again"};
            break;
        }
        read = fs::read_source(options_.file_system, work.entry);
    }
    if (worker) {
        hand_over::give(worker.get());
        idle_.push(worker.release());
    }
    return item;
}

Item* Pipeline::process_task(std::size_t at) {
    hand_over::take(this);
    Item* item = process(work_[at]).release();
    hand_over::give(item);
    return item;
}

void Pipeline::extract(Worker& worker, const fs::ReadOutcome& read, Item& item) {
    ContentRow& content = item.content;
    content = {};
    content.hash = read.source.content_hash;
    content.language = read.language;
    content.encoding = read.source.encoding;
    content.bytes = static_cast<std::int64_t>(read.source.text().size());
    tbb::concurrent_hash_map<ContentKey, bool, ContentKeyHash>::accessor claim;
    const bool is_mapped = read.source.file && !read.source.file->is_stable();
    if (is_mapped) return;  // already known to be unstable: the caller reads again
    if (!claimed_.insert(claim, {content.hash, content.language})) {
        item.origin = Origin::Duplicate;
        return;
    }
    claim.release();
    if (take_from_seed(worker, item)) return;
    item.origin = Origin::Parsed;
    const auto start = Clock::now();
    worker.parser.parse(read.language, read.source.text(), [&](const ParsedFile& piece) {
        item.pieces.push_back(worker.encoder.encode(piece));
        worker.units.add(piece);
    });
    item.unit = options_.units.keep(worker.units.take());
    worker.parse_ms += ms_since(start);
    sum_up(item);
}

bool Pipeline::take_from_seed(Worker& worker, Item& item) {
    for (std::size_t i = 0; i < worker.seeds.size(); ++i) {
        if (!worker.seeds[i]) continue;
        auto found = worker.seeds[i]->find_content(item.content.hash, item.content.language, parse::extractor_version(item.content.language));
        if (!found || !*found) continue;
        if (i == 0 && options_.writes_into_first_seed) {
            item.content = **found;
            item.origin = Origin::Linked;
            return true;
        }
        if (copy_pieces(worker, i, **found, item)) return true;
    }
    return false;
}

/// Packs the facts of another index anew; a piece that does not come out as it was stored is not trusted.
bool Pipeline::copy_pieces(Worker& worker, std::size_t seed, const ContentRow& found, Item& item) {
    for (std::int64_t i = 0; i < found.pieces; ++i) {
        auto decoded = worker.seeds[seed]->piece(found, i, store::Columns::All);
        if (!decoded) break;
        ParsedFile& file = (*decoded)->file;
        for (const std::string_view name : file.names) file.name_hashes.push_back(hash64(name));
        item.pieces.push_back(worker.encoder.encode(file));
        worker.units.add(file);
    }
    item.unit = options_.units.keep(worker.units.take());
    const ContentRow asked = item.content;
    sum_up(item);
    if (item.pieces.size() != static_cast<std::size_t>(found.pieces) || item.content.facts_hash != found.facts_hash) {
        item.pieces.clear();
        item.unit = {};
        item.content = asked;
        return false;
    }
    item.origin = Origin::Copied;
    return true;
}

void Pipeline::keep(Item& item, const ContentRow& content) {
    item.file.content = content.id;
    if (!content.trouble.empty()) {
        item.file.file_class = FileClass::Text;
        item.diagnostic = Diagnostic{item.file.path, "incomplete", content.trouble};
    }
    item.file.fingerprint = store::fingerprint(item.file, content.id ? &content : nullptr);
    if (item.diagnostic) result_.diagnostics.push_back(std::move(*item.diagnostic));
    result_.rows.push_back({std::move(item.file), content, std::move(item.unit)});
}

void Pipeline::store(Item& item) {
    const ContentKey key{item.content.hash, item.content.language};
    if (item.origin == Origin::Parsed || item.origin == Origin::Copied) {
        auto added = writer_.add_content(item.content, parse::extractor_version(item.content.language), item.pieces);
        if (!added) {
            failure_ = added.error();
            failed_ = true;
            return;
        }
        item.pieces.clear();
    }
    if (item.origin == Origin::Parsed) ++result_.parsed, result_.bytes_parsed += static_cast<std::uint64_t>(item.content.bytes);
    else if (item.origin != Origin::NoFacts) ++result_.reused;
    if (item.origin != Origin::NoFacts) stored_.emplace(key, Stored{item.content, item.unit});
    keep(item, item.origin == Origin::NoFacts ? ContentRow{} : item.content);
}

void Pipeline::finish(std::unique_ptr<Item> item) {
    if (failed_) return;
    const auto start = Clock::now();
    const std::uint64_t bytes = item->source_bytes;
    if (item->origin == Origin::Duplicate) duplicates_.push_back(std::move(item));
    else store(*item);
    result_.write_ms += ms_since(start);
    report(bytes);
}

void Pipeline::finish_task(Item* item) {
    hand_over::take(item);
    hand_over::take(&result_);
    finish(std::unique_ptr<Item>(item));
    hand_over::give(&result_);
}

void Pipeline::settle_duplicates() {
    for (auto& item : duplicates_) {
        const auto original = stored_.find({item->content.hash, item->content.language});
        if (original != stored_.end()) {
            ++result_.reused;
            item->unit = original->second.unit;
            keep(*item, original->second.content);
        } else if (!result_.was_cancelled) {
            // The file that claimed the content changed while it was read: this one is read again next time.
            item->file.file_class = FileClass::Unstable;
            item->file.stamp = {};
            keep(*item, {});
        }
    }
}

void Pipeline::report(std::uint64_t bytes) {
    ++done_;
    bytes_done_ += bytes;
    if (options_.progress) options_.progress->report({"parse", done_, work_.size(), "files", bytes_done_, bytes_total_});
}

std::size_t Pipeline::next_task(tbb::flow_control& control) {
    hand_over::take(&next_);
    const bool is_cancelled = options_.cancellation && options_.cancellation->is_requested();
    if (is_cancelled) result_.was_cancelled = true;
    const bool is_end = next_ == work_.size() || is_cancelled || failed_;
    if (is_end) control.stop();
    const std::size_t at = is_end ? 0 : next_++;
    hand_over::give(&next_);
    return at;
}

Result<PipelineResult> Pipeline::run() {
    for (const Work& item : work_) bytes_total_ += item.entry.stamp.size_bytes;
    using tbb::filter_mode;
    hand_over::give(this);
    hand_over::give(&next_);
    tbb::parallel_pipeline(
        options_.files_in_flight,
        tbb::make_filter<void, std::size_t>(filter_mode::serial_in_order, [this](tbb::flow_control& control) KOMPRESS_TASK { return next_task(control); }) &
            tbb::make_filter<std::size_t, Item*>(filter_mode::parallel, [this](std::size_t at) KOMPRESS_TASK { return process_task(at); }) &
            tbb::make_filter<Item*, void>(filter_mode::serial_out_of_order, [this](Item* item) KOMPRESS_TASK { finish_task(item); }));
    hand_over::take(&result_);
    hand_over::take(&next_);
    Worker* worker = nullptr;
    while (idle_.try_pop(worker)) {
        hand_over::take(worker);
        result_.parse_cpu_ms += worker->parse_ms;
        delete worker;
    }
    if (failure_) return *failure_;
    settle_duplicates();
    return std::move(result_);
}

}  // namespace

Result<PipelineResult> run_pipeline(const std::vector<Work>& work, store::IndexWriter& writer, const PipelineOptions& options) {
    return Pipeline(work, writer, options).run();
}

}  // namespace kompress::index
