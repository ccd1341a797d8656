// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Fills slots: asks for what is stale, takes answers apart, proves them, asks once more where something does not hold.
///
/// Who answers is not known here. Answers are the same whatever the order in which they come, so the texts are, too.
/// Threading: one thread.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "prose/kept.hpp"
#include "prose/prompt_maker.hpp"

namespace kompress::prose {

struct Reply {
    std::optional<std::string> text;
    std::string failure;  ///< why there is none, one sentence
    bool is_pending = false;  ///< there will be one in a later run
};
/// Answers in the order of the prompts.
using Asker = std::function<std::vector<Reply>(std::vector<Prompt>)>;

struct AuthorCounts {
    std::uint64_t slots = 0, current = 0, written = 0, failed = 0, pending = 0;
    std::uint64_t claims_checked = 0;  ///< in what now stands in the slots that were written
    std::uint64_t claims_wrong = 0;    ///< found in all answers
    std::uint64_t asked_again = 0;     ///< things that were asked for once more
};

class Author {
  public:
    Author(PromptMaker& maker, Facts facts, Kept& kept, std::string model, Asker asker)
        : maker_(maker), facts_(std::move(facts)), kept_(kept), model_(std::move(model)), asker_(std::move(asker)) {}

    /// Fills what is stale in the wave; slots whose text changed.
    std::set<std::string> write(const Wave& wave);
    /// Counts what is stale as pending, and asks for nothing.
    void defer(const Wave& wave);
    /// Makes the prompts that write() would send first, and takes texts of the usual length for the answers. Nothing is kept.
    void pretend(const Wave& wave, const std::function<void(const Prompt&)>& visit);

    const AuthorCounts& counts() const { return counts_; }
    struct Failure {
        std::string label, why;
    };
    const std::vector<Failure>& failures() const { return failures_; }
    /// Every slot that the waves so far have: what else is kept is of the past.
    const std::set<std::string>& wanted() const { return wanted_; }

  private:
    /// One thing to be asked for, with what is known of it so far.
    struct Job {
        const Ask* ask = nullptr;
        std::vector<std::string> notes, errors;
        std::vector<std::pair<std::string, std::string>> best;  ///< slot → text that was proved, with what does not hold left out
        std::string summary, failure;
        std::uint32_t checked = 0, removed = 0;
        bool is_done = false, is_pending = false;
    };
    struct Request {
        std::vector<Job*> jobs;
        Made made;
    };

    std::vector<Job> stale_jobs(const Wave& wave);
    void read_parts(std::vector<Job>& jobs, const std::function<void(const Prompt&)>* visit);
    std::vector<Request> first_requests(const Wave& wave, std::vector<Job>& jobs);
    /// Of a request that is asked in part again nothing is kept before all of it is there: the next run must come to the same
    /// prompts to find the answers that were paid for.
    static void wait_for_all(std::vector<Request>& requests);
    std::vector<Request> second_requests(std::vector<Request>& first);
    Made make(const std::vector<Job*>& jobs);
    void take(Request& request, const Reply& reply);
    void take_text(Job& job, const Made& made, const std::vector<std::pair<std::string, std::string>>& texts, const std::string& summary);
    void answer(std::vector<Request>& requests);
    void keep(const Job& job, std::set<std::string>& changed);

    PromptMaker& maker_;
    const Facts facts_;
    Kept& kept_;
    const std::string model_;
    const Asker asker_;
    SlotTexts done_;
    AuthorCounts counts_;
    std::vector<Failure> failures_;
    std::set<std::string> wanted_;
};

}  // namespace kompress::prose
