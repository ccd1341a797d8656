// SPDX-License-Identifier: Apache-2.0
#include "docgen/prose_run.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/try.hpp"
#include "fs/disk.hpp"

namespace kompress::docgen {
namespace {

std::string contents(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

prose::Repository repository_of(const Inventory& inventory, const std::string& readme, store::IndexReader& index) {
    prose::Repository repository;
    repository.name = inventory.name;
    repository.readme = readme;
    const auto roster = index.roster();
    for (const FilePage& page : inventory.files) {
        prose::File& file = repository.files.emplace_back();
        file.path = page.path;
        file.language = page.language;
        file.role = page.role;
        file.row = page.row;
        file.lines = page.lines;
        if (roster)
            if (const std::uint32_t at = (*roster)->find(page.row); at != store::Roster::None) file.rank = (*roster)->entries()[at].rank;
        file.summary = page.summary;
        file.is_entry_point = page.is_entry_point;
        file.definitions = page.definitions;
    }
    for (const auto& [path, module] : inventory.modules) {
        prose::Module one;
        one.path = path;
        one.files = module.files;
        std::set<std::string> imports;
        for (const std::size_t at : module.files)
            if (inventory.files[at].role == FileRole::Source)
                for (const std::string& target : inventory.files[at].imports)
                    if (const std::string other = directory_of(target); other != path && inventory.modules.contains(other)) imports.insert(other);
        one.imports.assign(imports.begin(), imports.end());
        repository.modules.emplace(path, std::move(one));
    }
    return repository;
}

prose::Facts facts_of(prose::Sources& sources) {
    prose::Facts facts;
    facts.has_path = [&](std::string_view path) { return sources.has_path(path); };
    facts.lines_of = [&](const std::string& path) { return sources.lines_of(path); };
    facts.lines = [&](const std::string& path, std::uint32_t first, std::uint32_t last) {
        const prose::SourceLines* lines = sources.text(path);
        return lines ? lines->lines(first, last) : std::string_view{};
    };
    facts.has_name = [&](const std::string& name) { return sources.has_name(name); };
    return facts;
}

}  // namespace

/// What lives from the plan to the end of the run.
struct ProseRun::State {
    State(prose::Repository all, store::IndexReader& index, FileSystem& files) : repository(std::move(all)), sources(index, files) {}
    prose::Repository repository;
    prose::Sources sources;
    prose::EdgeTable edges;
    std::unique_ptr<prose::PromptMaker> maker;
    std::vector<prose::Wave> waves;
};

ProseRun::ProseRun(const DocumentOptions& options, const std::string& directory, const ProseHost* host) : options_(options), directory_(directory), host_(host) {
    std::string text = contents(directory + "/" + prose::KeptFileName);
    if (text.empty() && !options.prose_from.empty()) text = contents(options.prose_from + "/" + prose::KeptFileName);
    kept_ = prose::read_kept(text);
    texts_ = kept_.texts();
}

ProseRun::~ProseRun() = default;

bool ProseRun::is_active() const { return host_ != nullptr || !kept_.slots.empty(); }

prose::Settings ProseRun::settings() const {
    const auto first = [](std::initializer_list<std::string> texts) {
        for (const std::string& text : texts)
            if (!text.empty()) return text;
        return std::string();
    };
    prose::Settings settings;
    // Without a model the texts are compared with what they were asked for; with one nothing that a file of the repository
    // says goes into prompts unseen: see check_options().
    const bool is_comparing = !host_;
    settings.audience = first({options_.audience, is_comparing ? kept_.audience : "", settings.audience});
    settings.language = first({options_.language, is_comparing ? kept_.language : "", settings.language});
    settings.instructions = options_.instructions ? *options_.instructions : is_comparing ? kept_.instructions : "";
    settings.with_summaries = options_.with_summaries;
    settings.describe_all = options_.describe_all || kept_.describe_all;
    settings.is_flat = options_.batch || options_.collect;
    settings.model = host_ ? host_->model : kept_.model;
    return settings;
}

Result<void> ProseRun::check_options() const {
    if (!host_ || kept_.slots.empty()) return {};
    const prose::Settings usual;
    const auto differs = [](const std::string& option, const std::string& kept, const std::string& otherwise) { return option.empty() && !kept.empty() && kept != otherwise; };
    std::string missing;
    if (differs(options_.audience, kept_.audience, usual.audience)) missing = "--audience '" + kept_.audience.substr(0, 100) + "'";
    else if (differs(options_.language, kept_.language, usual.language)) missing = "--language '" + kept_.language.substr(0, 100) + "'";
    else if (!options_.instructions && !kept_.instructions.empty()) missing = "--instructions (an empty file drops them)";
    if (missing.empty()) return {};
    return Error{ErrorCode::InvalidArgument, "the texts in " + directory_ + " were asked for with " + missing + "; say so again, or otherwise, since another wish means to pay for all of them anew"};
}

Result<void> ProseRun::plan(store::IndexReader& index, FileSystem& files, const Inventory& inventory, const std::string& readme) {
    KOMPRESS_TRY(check_options());
    state_ = std::make_unique<State>(repository_of(inventory, readme, index), index, files);
    KOMPRESS_TRY_VALUE(edges, prose::EdgeTable::read(index, state_->repository));
    state_->edges = std::move(edges);
    const prose::Settings settings = this->settings();
    state_->waves = prose::make_plan(state_->repository, state_->edges, state_->sources, settings);
    state_->maker = std::make_unique<prose::PromptMaker>(state_->repository, state_->edges, state_->sources, settings);
    return {};
}

Result<void> ProseRun::keep() {
    KOMPRESS_TRY(fs::create_directories(directory_));
    return fs::write_file_atomically(directory_ + "/" + prose::KeptFileName, prose::write_kept(kept_), false);
}

Result<void> ProseRun::write(const Cancellation* cancellation, const std::function<Result<void>(const std::set<std::string>&)>& changed, ProseReport& report) {
    prose::Author author(*state_->maker, facts_of(state_->sources), kept_, host_->model, host_->asker);
    if (options_.dry_run) {
        for (const prose::Wave& wave : state_->waves) author.pretend(wave, host_->plan);
    } else {
        const prose::Settings settings = this->settings();
        kept_.audience = settings.audience;
        kept_.language = settings.language;
        kept_.instructions = settings.instructions;
        kept_.model = host_->model;
        kept_.describe_all = settings.describe_all;
        for (const prose::Wave& wave : state_->waves) {
            if (cancellation && cancellation->is_requested()) break;
            // The introduction speaks of the modules: it waits for all of their guides.
            if (!wave.empty() && wave.front().which == prose::Template::Overview && author.counts().pending > 0) {
                author.defer(wave);
                continue;
            }
            const std::set<std::string> slots = author.write(wave);
            if (slots.empty()) continue;
            KOMPRESS_TRY(keep());
            for (const std::string& slot : slots) texts_[slot] = kept_.slots.at(slot).text;
            if (cancellation && cancellation->is_requested()) break;
            KOMPRESS_TRY(changed(slots));
        }
        const bool is_complete = !cancellation || !cancellation->is_requested();
        if (is_complete) {
            // Summaries of what got a comment of its own, and of what is gone.
            const auto is_past = [&](const auto& slot) {
                const bool was_asked_for = options_.with_summaries || !slot.first.starts_with("symbol:");
                return was_asked_for && !author.wanted().contains(slot.first);
            };
            std::set<std::string> erased;
            for (const auto& slot : kept_.slots)
                if (is_past(slot)) erased.insert(slot.first);
            for (const std::string& slot : erased) kept_.slots.erase(slot), texts_.erase(slot);
            if (!kept_.slots.empty() || !erased.empty()) KOMPRESS_TRY(keep());
            if (!erased.empty()) KOMPRESS_TRY(changed(erased));
        }
    }
    const prose::AuthorCounts& counts = author.counts();
    report.slots = counts.slots;
    report.current = counts.current;
    report.written = counts.written;
    report.failed = counts.failed;
    report.pending = counts.pending;
    report.claims_checked = counts.claims_checked;
    report.claims_wrong = counts.claims_wrong;
    report.asked_again = counts.asked_again;
    for (const prose::Author::Failure& failure : author.failures()) report.failures.push_back({failure.label, "", failure.why, ""});
    return {};
}

std::set<std::string> ProseRun::mark_stale(ProseReport& report) {
    std::set<std::string> stale;
    // Another model that is set up today makes nothing stale that is checked without one.
    for (const prose::Wave& wave : state_->waves) {
        for (const prose::Ask& ask : wave) {
            for (const std::string& slot : ask.slots) {
                ++report.slots;
                const std::string why = prose::why_stale(kept_, slot, ask, "");
                if (why.empty()) {
                    ++report.current;
                    continue;
                }
                report.stale.push_back({slot, why});
                if (kept_.slots.contains(slot)) stale.insert(slot);
            }
        }
    }
    // What described something that is gone.
    std::set<std::string> wanted, gone;
    for (const prose::Wave& wave : state_->waves)
        for (const prose::Ask& ask : wave) wanted.insert(ask.slots.begin(), ask.slots.end());
    for (const auto& [slot, one] : kept_.slots) {
        if (wanted.contains(slot) || (slot.starts_with("symbol:") && !options_.with_summaries)) continue;
        report.stale.push_back({slot, "what it describes is gone"});
        gone.insert(slot);
    }
    for (const std::string& slot : stale) texts_[slot].markdown += "\n(Written for an earlier version of this code.)\n";
    for (const std::string& slot : gone) texts_.erase(slot);
    stale.insert(gone.begin(), gone.end());
    return stale;
}

}  // namespace kompress::docgen
