// SPDX-License-Identifier: Apache-2.0
/// The walk gives the files in the order of their paths; workers take a few at a time, read each into one buffer and
/// search it while it is in the cache; what they find leaves in order. Nothing of a file is kept but its matching lines.
#include "grep/grep.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "base/machine.hpp"
#include "base/try.hpp"
#include "fs/classify.hpp"
#include "fs/decode.hpp"
#include "fs/disk.hpp"
#include "fs/glance.hpp"
#include "fs/walk.hpp"
#include "grep/in_order.hpp"
#include "grep/search_text.hpp"

namespace kompress::grep {
namespace {

using Clock = std::chrono::steady_clock;

// Few enough that the first matches show early and workers end together, enough that tickets cost nothing.
constexpr std::size_t FilesPerTicket = 16, TicketWindow = 64;
// Of a binary file only so much is looked at, to tell that it matches.
constexpr std::size_t BinaryBytes = 1 << 20;

bool asks_for(const GrepQuery& query, Language language) {
    return std::find(query.languages.begin(), query.languages.end(), language) != query.languages.end();
}

/// By name, first line and, for headers, what they say.
bool is_of_wanted_language(const GrepQuery& query, const FileEntry& file, std::string_view text) {
    if (query.languages.empty()) return true;
    if (file.language == Language::None) return asks_for(query, fs::language_of_shebang(text));
    if (file.language == Language::C && file.path.ends_with(".h")) return asks_for(query, fs::is_cpp_header(text) ? Language::Cpp : Language::C);
    return asks_for(query, file.language);
}

bool is_below(const std::string& directory, std::string_view path) {
    return directory.empty() || (path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/'));
}

fs::WalkOptions walk_options(const Tree& tree, const GrepQuery& query, const Stop& stop) {
    fs::WalkOptions walk;
    walk.root = tree.root;
    walk.state_dir = tree.state_dir;
    walk.languages = query.languages;
    walk.cancelled = stop;
    for (const std::string& glob : query.globs) {
        if (glob.starts_with('!')) walk.exclude.push_back(glob.substr(1));
        else walk.include.push_back(glob);
    }
    return walk;
}

class Search {
  public:
    Search(const Tree& tree, const GrepQuery& query, const GrepSink& sink, const Cancellation* cancellation, pattern::LineMatcher matcher)
        : tree_(tree), query_(query), sink_(sink), cancellation_(cancellation), matcher_(std::move(matcher)), cursor_(Cursor::parse(query.cursor)) {}

    Result<GrepReport> run() {
        KOMPRESS_TRY_VALUE(disk, fs::open_disk_without_stamps(tree_.root));
        KOMPRESS_TRY_VALUE(reader, fs::GlanceReader::open(tree_.root));
        reader_.emplace(std::move(reader));
        auto walked = fs::walk(*disk, walk_options(tree_, query_, [this] { return must_stop(); }));
        if (walked) {
            files_ = std::move(walked->files);
            report_.diagnostics = std::move(walked->diagnostics);
            drop_unwanted();
            search_all();
        } else if (walked.error().code != ErrorCode::Cancelled || !is_timed_out_) {
            return walked.error();
        }
        if (cancellation_ && cancellation_->is_requested()) return Error{ErrorCode::Cancelled, "the search was stopped; what is shown may not be all"};
        if (failure_) return *failure_;
        report_.is_timed_out = is_timed_out_;
        report_.wall_ms = std::chrono::duration<double, std::milli>(Clock::now() - start_).count();
        std::stable_sort(report_.diagnostics.begin(), report_.diagnostics.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
        return std::move(report_);
    }

  private:
    bool must_stop() {
        if (stopped_.load(std::memory_order_relaxed)) return true;
        const auto elapsed = [this] { return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_); };
        const bool is_over = (query_.timeout.count() > 0 && elapsed() >= query_.timeout) ||
                             (query_.first_match_timeout.count() > 0 && !has_matched_.load(std::memory_order_relaxed) && elapsed() >= query_.first_match_timeout);
        if (is_over) is_timed_out_ = true;
        if (is_over || (cancellation_ && cancellation_->is_requested())) stopped_ = true;
        return stopped_;
    }

    void drop_unwanted() {
        std::erase_if(files_, [&](const FileEntry& file) {
            if (cursor_.leads_past(file.path) || !is_below(query_.under, file.path)) return true;
            if (file.file_class == FileClass::Unsupported) return !query_.languages.empty();
            return file.file_class != FileClass::Indexed && file.file_class != FileClass::TooLarge;
        });
    }

    void search_all() {
        const std::size_t tickets = (files_.size() + FilesPerTicket - 1) / FilesPerTicket;
        InOrder<Batch> order(tickets, TicketWindow, [this](Batch&& batch) { emit(batch); });
        const std::size_t wanted = query_.jobs ? query_.jobs : usable_processors();
        std::vector<std::thread> helpers;
        for (std::size_t i = 1; i < std::min(wanted, tickets); ++i) {
            try {
                helpers.emplace_back([&] { work(order); });
            } catch (const std::system_error&) {
                break;  // no more threads are to be had: those that run do the work
            }
        }
        work(order);
        for (std::thread& helper : helpers) helper.join();
    }

    void work(InOrder<Batch>& order) {
        fs::GlanceBuffer buffer;
        for (std::size_t ticket = 0; order.take(ticket);) {
            const auto stop = [&](const Gatherer& of) {
                if (of.has_matched()) has_matched_ = true;
                return must_stop();
            };
            Gatherer gatherer(query_, matcher_, cursor_, [&] { return stop(gatherer); },
                              [&](Batch&& part) { order.deliver_part(ticket, std::move(part)); });
            try {
                const std::size_t end = std::min((ticket + 1) * FilesPerTicket, files_.size());
                for (std::size_t i = ticket * FilesPerTicket; i < end && !stop(gatherer); ++i) look_at(files_[i], buffer, gatherer);
                if (gatherer.has_matched()) has_matched_ = true;
            } catch (const std::bad_alloc&) {
                gatherer.batch().diagnostics.push_back({files_[ticket * FilesPerTicket].path, "memory", "not enough memory to search here"});
            }
            // A ticket must end, or those behind it would wait for ever.
            order.deliver(ticket, gatherer.take());
        }
    }

    void look_at(const FileEntry& file, fs::GlanceBuffer& buffer, Gatherer& gatherer) {
        auto glance = reader_->read(file.path, buffer);
        if (!glance) {
            if (glance.error().code != ErrorCode::NotFound) gatherer.batch().diagnostics.push_back({file.path, "unreadable", glance.error().message});
            return;
        }
        std::string_view text = *glance;
        if (!is_of_wanted_language(query_, file, text)) return;
        const bool little = text.starts_with("\xFF\xFE"), big = text.starts_with("\xFE\xFF");
        std::optional<std::string> decoded;
        if (little || big) decoded = fs::utf8_from_utf16(text.substr(2), big);
        if (decoded) text = *decoded;
        else if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
        if (!query_.binary_as_text && fs::looks_binary(text)) gatherer.search_binary(file.path, text.substr(0, BinaryBytes));
        else gatherer.search(file.path, text);
    }

    /// One at a time, in order. An exception of the sink ends the search.
    void emit(const Batch& batch) {
        report_.files_searched += batch.files;
        report_.bytes_searched += batch.bytes_searched;
        report_.binary_files += batch.binary_files;
        report_.diagnostics.insert(report_.diagnostics.end(), batch.diagnostics.begin(), batch.diagnostics.end());
        for (const GrepPart& part : batch.parts) {
            if (is_closed_) return;
            emit(part);
        }
    }

    void emit(const GrepPart& part) {
        const bool is_full = query_.limit && found_ >= query_.limit;
        if (query_.mode == GrepMode::Lines && !part.is_binary) return is_full ? emit_cut(part) : emit_lines(part);
        if (is_full && !part.is_binary) return close_at_limit();
        found_ += !part.is_binary;
        pass_on(part);
        last_ = {std::string(part.path), static_cast<std::uint64_t>(-1)};
    }

    void emit_lines(const GrepPart& part) {
        if (query_.limit == 0 || found_ + part.matching_lines <= query_.limit) {
            found_ += part.matching_lines;
            const auto last = std::find_if(part.lines.rbegin(), part.lines.rend(), [](const GrepLine& line) { return line.is_match; });
            if (last != part.lines.rend()) last_ = {std::string(part.path), last->line};
            return pass_on(part);
        }
        emit_cut(part);
    }

    /// As many matching lines as the limit leaves, and the context behind the last of them.
    void emit_cut(const GrepPart& part) {
        GrepPart cut;
        cut.path = part.path;
        bool is_over = false;
        for (const GrepLine& line : part.lines) {
            if (line.is_match && found_ == query_.limit) {
                is_over = true;
                break;
            }
            if (line.is_match) {
                ++found_, ++cut.matching_lines;
                last_ = {std::string(part.path), line.line};
            } else if (found_ == query_.limit && (last_.path != part.path || line.follows_gap || line.line > last_.line + query_.after)) {
                continue;  // context of a match that is not shown
            }
            cut.lines.push_back(line);
        }
        if (!cut.lines.empty()) pass_on(cut);
        if (is_over) close_at_limit();
    }

    void close_at_limit() {
        report_.is_limited = true;
        report_.next_cursor = last_.text();
        is_closed_ = true;
        stopped_ = true;
    }

    void pass_on(const GrepPart& part) {
        report_.lines_matched += part.matching_lines;
        if (last_matched_ != part.path) ++report_.files_matched;
        last_matched_ = part.path;
        try {
            if (sink_(part)) return;
        } catch (const std::exception& error) {
            failure_ = Error{ErrorCode::Internal, std::string("the answer could not be passed on: ") + error.what()};
        }
        is_closed_ = true;
        stopped_ = true;
    }

    const Tree& tree_;
    const GrepQuery& query_;
    const GrepSink& sink_;
    const Cancellation* cancellation_;
    const pattern::LineMatcher matcher_;
    const Cursor cursor_;
    const Clock::time_point start_ = Clock::now();
    std::optional<fs::GlanceReader> reader_;
    std::vector<FileEntry> files_;
    std::atomic<bool> stopped_{false}, has_matched_{false}, is_timed_out_{false};

    // Touched by whoever emits, one at a time.
    GrepReport report_;
    std::optional<Error> failure_;
    std::uint64_t found_ = 0;
    bool is_closed_ = false;
    Cursor last_;
    std::string last_matched_;
};

}  // namespace

Result<GrepReport> grep(const Tree& tree, const GrepQuery& query, const GrepSink& sink, const Cancellation* cancellation) {
    try {
        auto matcher = pattern::LineMatcher::compile(query.pattern, {query.fixed, query.ignore_case, query.whole_words});
        if (!matcher) return matcher.error();
        return Search(tree, query, sink, cancellation, std::move(*matcher)).run();
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::Limit, "not enough memory to search"};
    }
}

}  // namespace kompress::grep
