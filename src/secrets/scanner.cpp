// SPDX-License-Identifier: Apache-2.0
#include "secrets/scanner.hpp"

#include <algorithm>

#include "secrets/compiled_rule.hpp"
#include "secrets/keywords.hpp"

namespace kompress::secrets {
namespace {

struct Candidate {
    Range range;
    std::uint32_t rule;
};

std::vector<Keywords::Word> words_of(const std::vector<Rule>& rules) {
    std::vector<Keywords::Word> words;
    for (std::uint32_t i = 0; i < rules.size(); ++i)
        for (const std::string& word : rules[i].keywords) words.push_back({word, i});
    return words;
}

}  // namespace

struct Scanner::State {
    explicit State(std::vector<Rule> given) : rules(std::move(given)), keywords(words_of(rules)) {
        for (const Rule& rule : rules) compiled.emplace_back(rule);
    }

    std::vector<Candidate> candidates(std::string_view text) const {
        std::vector<Candidate> found;
        std::vector<std::size_t> done(rules.size());  // behind each rule's last finding
        keywords.find_all(text, [&](std::size_t word, std::uint32_t rule) {
            if (word < done[rule]) return;
            const auto secret = compiled[rule].find(text, done[rule], word);
            if (!secret) return;
            done[rule] = secret->end;
            found.push_back({*secret, rule});
        });
        return found;
    }

    const std::vector<Rule> rules;
    std::vector<CompiledRule> compiled;
    Keywords keywords;
};

Scanner::Scanner(std::unique_ptr<State> state) : state_(std::move(state)) {}
Scanner::~Scanner() = default;
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner& Scanner::operator=(Scanner&&) noexcept = default;

const Scanner& Scanner::built_in() {
    static const Scanner scanner(std::make_unique<State>(built_in_rules()));
    return scanner;
}

Result<Scanner> Scanner::make(std::vector<Rule> rules) {
    auto state = std::make_unique<State>(std::move(rules));
    for (std::size_t i = 0; i < state->rules.size(); ++i)
        if (const std::string problem = state->compiled[i].problem(); !problem.empty())
            return Error{ErrorCode::InvalidArgument, "secret rule '" + state->rules[i].id + "': " + problem};
    return Scanner(std::move(state));
}

const std::vector<Rule>& Scanner::rules() const { return state_->rules; }

Findings Scanner::scan(std::string_view text) const {
    std::vector<Candidate> candidates = state_->candidates(text);
    std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return a.range.begin != b.range.begin ? a.range.begin < b.range.begin : a.rule < b.rule;
    });
    // What overlaps becomes one finding, named by the rule that stands first among the rules.
    std::vector<Candidate> merged;
    for (const Candidate& candidate : candidates) {
        if (merged.empty() || candidate.range.begin >= merged.back().range.end) {
            merged.push_back(candidate);
        } else {
            merged.back().range.end = std::max(merged.back().range.end, candidate.range.end);
            merged.back().rule = std::min(merged.back().rule, candidate.rule);
        }
    }
    Findings findings;
    for (const Candidate& candidate : merged)
        findings.push_back({state_->rules[candidate.rule].id, candidate.range.begin, candidate.range.end});
    return findings;
}

}  // namespace kompress::secrets
