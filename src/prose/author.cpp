// SPDX-License-Identifier: Apache-2.0
#include "prose/author.hpp"

#include <algorithm>

#include "prose/answers.hpp"

namespace kompress::prose {
namespace {

/// As long as models' texts usually are; for plans.
constexpr const char* UsualSummary = "Provides the part of the system that this is about, and what its users need to know of it in a single sentence.";
constexpr const char* UsualNotes =
    "Checks its input, then walks through the items one after the other and hands each to the function that knows its kind; errors end the walk. What was "
    "found is collected in a table by name, from which the result is made. The lock is held only while the table is changed, and the caller owns what is given back.";

/// The fields of an answer that fill the ask's slots, in the order of the slots.
std::vector<std::string> fields_of(const Ask& ask) {
    switch (ask.which) {
        case Template::Module: return {"guide"};
        case Template::Overview: return {"overview", "architecture"};
        case Template::Flow: return {"flow"};
        default: return {"text"};
    }
}

std::uint64_t wanted_slots(const Wave& wave) {
    std::uint64_t slots = 0;
    for (const Ask& ask : wave) slots += ask.slots.size();
    return slots;
}

}  // namespace

std::vector<Author::Job> Author::stale_jobs(const Wave& wave) {
    std::vector<Job> jobs;
    counts_.slots += wanted_slots(wave);
    for (const Ask& ask : wave) {
        bool is_stale = false;
        for (const std::string& slot : ask.slots) {
            wanted_.insert(slot);
            if (!why_stale(kept_, slot, ask, model_).empty()) is_stale = true;
            else done_[slot] = kept_.slots.at(slot).text;
        }
        if (!is_stale) counts_.current += ask.slots.size();
        else jobs.push_back({&ask, {}, {}, {}, {}, {}, 0, 0, false, false});
    }
    return jobs;
}

void Author::read_parts(std::vector<Job>& jobs, const std::function<void(const Prompt&)>* visit) {
    std::vector<Prompt> prompts;
    std::vector<std::pair<Job*, std::size_t>> owners;
    for (Job& job : jobs) {
        for (Made& part : maker_.parts(*job.ask)) {
            job.notes.push_back(UsualNotes);
            owners.emplace_back(&job, job.notes.size() - 1);
            if (visit) (*visit)(part.prompt);
            else prompts.push_back(std::move(part.prompt));
        }
    }
    if (visit || prompts.empty()) return;
    const std::vector<Reply> replies = asker_(std::move(prompts));
    for (std::size_t i = 0; i < replies.size(); ++i) {
        Job& job = *owners[i].first;
        const auto fields = replies[i].text ? read_fields(*replies[i].text) : std::nullopt;
        const auto notes = fields ? fields->find("notes") : std::map<std::string, std::string>::const_iterator{};
        if (fields && notes != fields->end()) job.notes[owners[i].second] = notes->second;
        else if (replies[i].is_pending) job.is_pending = true;
        else job.failure = replies[i].text ? "the notes on a part of it are not as asked for" : replies[i].failure;
    }
}

Made Author::make(const std::vector<Job*>& jobs) {
    if (jobs.front()->ask->which != Template::Summaries) return maker_.one(*jobs.front()->ask, done_, jobs.front()->notes, jobs.front()->errors);
    std::vector<const Ask*> asks;
    std::vector<std::vector<std::string>> notes;
    std::vector<std::string> errors;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        asks.push_back(jobs[i]->ask);
        notes.push_back(jobs[i]->notes);
        for (const std::string& error : jobs[i]->errors) errors.push_back(PromptMaker::item_id(i) + ": " + error);
    }
    return maker_.summaries(asks, notes, errors);
}

std::vector<Author::Request> Author::first_requests(const Wave& wave, std::vector<Job>& jobs) {
    std::vector<Request> requests;
    std::map<std::size_t, std::map<const Ask*, Job*>> of_file;
    for (Job& job : jobs) {
        if (job.ask->which == Template::Summaries) of_file[job.ask->file].emplace(job.ask, &job);
        else if (job.failure.empty() && !job.is_pending) requests.push_back({{&job}, make({&job})});
    }
    // Groups are made of all that the file wants, whether it is stale or not.
    std::map<std::size_t, std::vector<const Ask*>> asks_of_file;
    for (const Ask& ask : wave)
        if (ask.which == Template::Summaries && of_file.contains(ask.file)) asks_of_file[ask.file].push_back(&ask);
    std::vector<std::pair<double, Request>> ranked;
    for (auto& [file, asks] : asks_of_file) {
        std::sort(asks.begin(), asks.end(), [](const Ask* a, const Ask* b) { return a->definition < b->definition; });
        for (const std::vector<const Ask*>& group : maker_.grouped(asks)) {
            Request request;
            double rank = 0;
            bool is_pending = false;
            for (const Ask* ask : group) {
                const auto found = of_file[file].find(ask);
                if (found == of_file[file].end() || !found->second->failure.empty()) continue;
                request.jobs.push_back(found->second);
                is_pending |= found->second->is_pending;
                rank = std::max(rank, ask->rank);
            }
            if (is_pending)
                for (Job* job : request.jobs) job->is_pending = true;
            if (is_pending || request.jobs.empty()) continue;
            request.made = make(request.jobs);
            ranked.emplace_back(rank, std::move(request));
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (auto& [rank, request] : ranked) requests.push_back(std::move(request));
    return requests;
}

void Author::wait_for_all(std::vector<Request>& requests) {
    for (Request& request : requests) {
        const bool waits = std::any_of(request.jobs.begin(), request.jobs.end(), [](const Job* job) { return job->is_pending; });
        if (waits)
            for (Job* job : request.jobs) job->is_pending = true;
    }
}

std::vector<Author::Request> Author::second_requests(std::vector<Request>& first) {
    std::vector<Request> requests;
    for (Request& request : first) {
        std::vector<Job*> again;
        for (Job* job : request.jobs)
            if (!job->is_done && job->failure.empty() && !job->is_pending) again.push_back(job);
        if (again.empty()) continue;
        counts_.asked_again += again.size();
        // A reply that lost some of many loses fewer of less.
        const std::size_t size = std::max<std::size_t>(1, (again.size() + 1) / 2);
        for (std::size_t at = 0; at < again.size(); at += size) {
            const std::vector<Job*> jobs(again.begin() + static_cast<std::ptrdiff_t>(at), again.begin() + static_cast<std::ptrdiff_t>(std::min(again.size(), at + size)));
            requests.push_back({jobs, make(jobs)});
        }
    }
    return requests;
}

void Author::take_text(Job& job, const Made& made, const std::vector<std::pair<std::string, std::string>>& texts, const std::string& summary) {
    const About about = maker_.about(*job.ask, made);
    std::vector<std::string> errors;
    std::vector<std::pair<std::string, std::string>> best;
    std::uint32_t checked = 0, removed = 0;
    bool is_empty = false;
    for (const auto& [slot, text] : texts) {
        Proved proved = prove(text, about, facts_);
        checked += proved.checked - proved.wrong;
        removed += proved.wrong;
        errors.insert(errors.end(), proved.errors.begin(), proved.errors.end());
        std::string source = plain_blocks(proved.blocks);
        is_empty |= source.empty();
        best.emplace_back(slot, std::move(source));
    }
    // The one sentence must hold, too.
    const Proved proved = prove(summary, about, facts_);
    checked += proved.checked - proved.wrong;
    removed += proved.wrong;
    errors.insert(errors.end(), proved.errors.begin(), proved.errors.end());
    counts_.claims_wrong += removed;
    if (is_empty && errors.empty()) errors.emplace_back("the answer was empty");
    // The second answer may be the worse one.
    const bool is_better = job.best.empty() || (!is_empty && removed <= job.removed);
    if (is_better && !is_empty) {
        job.best = std::move(best);
        job.summary = plain_summary(plain_blocks(proved.blocks));
        job.checked = checked;
        job.removed = removed;
    }
    job.errors = std::move(errors);
    job.is_done = job.errors.empty();
}

void Author::take(Request& request, const Reply& reply) {
    if (!reply.text) {
        for (Job* job : request.jobs) {
            job->is_pending = reply.is_pending;
            job->failure = reply.failure;
        }
        return;
    }
    if (request.jobs.front()->ask->which == Template::Summaries) {
        const auto items = read_items(*reply.text);
        for (std::size_t i = 0; i < request.jobs.size(); ++i) {
            Job& job = *request.jobs[i];
            const auto found = items ? items->find(PromptMaker::item_id(i)) : std::map<std::string, std::string>::const_iterator{};
            if (!items || found == items->end() || found->second.empty()) job.errors = {"the answer left it out"};
            else take_text(job, request.made, {{job.ask->slots.front(), found->second}}, "");
        }
        return;
    }
    Job& job = *request.jobs.front();
    const auto fields = read_fields(*reply.text);
    std::vector<std::pair<std::string, std::string>> texts;
    const std::vector<std::string> wanted = fields_of(*job.ask);
    for (std::size_t i = 0; fields && i < wanted.size(); ++i)
        if (const auto found = fields->find(wanted[i]); found != fields->end()) texts.emplace_back(job.ask->slots[i], found->second);
    if (texts.size() < wanted.size()) {
        job.errors = {"the answer was no object of the schema"};
        return;
    }
    const auto summary = fields->find("summary");
    take_text(job, request.made, texts, summary == fields->end() ? "" : summary->second);
}

void Author::answer(std::vector<Request>& requests) {
    std::vector<Prompt> prompts;
    for (const Request& request : requests) prompts.push_back(request.made.prompt);
    const std::vector<Reply> replies = asker_(std::move(prompts));
    for (std::size_t i = 0; i < requests.size() && i < replies.size(); ++i) take(requests[i], replies[i]);
}

void Author::keep(const Job& job, std::set<std::string>& changed) {
    // What is pending may come out better: a text with faults stands only when no second answer is under way.
    if (job.best.empty() || job.is_pending) {
        // What was written before says more than nothing; it stays, and stays stale.
        for (const std::string& slot : job.ask->slots)
            if (const auto old = kept_.slots.find(slot); old != kept_.slots.end()) done_[slot] = old->second.text;
        if (job.is_pending) {
            counts_.pending += job.ask->slots.size();
            return;
        }
        counts_.failed += job.ask->slots.size();
        std::string why = job.failure;
        if (why.empty()) why = job.errors.empty() ? "there was no answer" : "nothing of the answer holds: " + job.errors.front();
        failures_.push_back({job.ask->label, why});
        return;
    }
    for (const auto& [slot, source] : job.best) {
        KeptSlot one;
        one.rests_on = job.ask->rests_on;
        one.template_id = template_text(job.ask->which).id();
        one.model = model_;
        one.checked = job.checked;
        one.removed = job.removed;
        one.parts = static_cast<std::uint32_t>(job.notes.size());
        one.text.summary = job.summary;
        one.set_source(source);
        const auto old = kept_.slots.find(slot);
        if (old == kept_.slots.end() || old->second.text.markdown != one.text.markdown || old->second.text.summary != one.text.summary) changed.insert(slot);
        done_[slot] = one.text;
        kept_.slots[slot] = std::move(one);
        ++counts_.written;
    }
    counts_.claims_checked += job.checked;
}

std::set<std::string> Author::write(const Wave& wave) {
    std::vector<Job> jobs = stale_jobs(wave);
    std::set<std::string> changed;
    if (jobs.empty()) return changed;
    read_parts(jobs, nullptr);
    std::vector<Request> requests = first_requests(wave, jobs);
    answer(requests);
    if (std::vector<Request> again = second_requests(requests); !again.empty()) answer(again);
    wait_for_all(requests);
    for (const Job& job : jobs) keep(job, changed);
    return changed;
}

void Author::defer(const Wave& wave) {
    for (const Job& job : stale_jobs(wave)) counts_.pending += job.ask->slots.size();
}

void Author::pretend(const Wave& wave, const std::function<void(const Prompt&)>& visit) {
    std::vector<Job> jobs = stale_jobs(wave);
    read_parts(jobs, &visit);
    for (const Request& request : first_requests(wave, jobs)) visit(request.made.prompt);
    for (const Job& job : jobs)
        for (const std::string& slot : job.ask->slots) done_[slot].summary = UsualSummary;
}

}  // namespace kompress::prose
