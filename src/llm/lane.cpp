// SPDX-License-Identifier: Apache-2.0
#include "llm/lane.hpp"

#include <algorithm>

namespace kompress::llm {
namespace {

using namespace std::chrono_literals;

constexpr unsigned FailuresInARow = 5;
constexpr Moment FirstOpen = 30s, LongestOpen = 5min;

void apply(TokenBucket& bucket, const RateLimit& limit, double taken_then, Moment now) {
    if (limit.limit && *limit.limit > 0) bucket.set_limit(static_cast<double>(*limit.limit), now);
    if (limit.remaining) bucket.correct(static_cast<double>(*limit.remaining), taken_then, now);
}

}  // namespace

Lane::Lane(const LaneOptions& options, Moment now)
    : concurrency_(std::clamp(options.start_concurrency, 1u, std::max(options.max_concurrency, 1u))), max_concurrency_(std::max(options.max_concurrency, 1u)) {
    requests_.set_limit(options.requests_per_minute, now);
    tokens_.set_limit(options.tokens_per_minute, now);
    input_.set_limit(options.input_per_minute, now);
    output_.set_limit(options.output_per_minute, now);
}

Moment Lane::ready_at(const Load& load, Moment now) {
    if (in_flight_ >= concurrency_ || probing_) return Moment::max();
    if (is_tripped_ && in_flight_ > 0) return Moment::max();  // the probe goes alone
    const Moment ready = std::max({now, paused_until_, closed_until_});
    return std::max({ready, requests_.ready_at(1, now), tokens_.ready_at(load.input + load.output, now), input_.ready_at(load.input, now),
                     output_.ready_at(load.output, now)});
}

Admission Lane::admit(const Load& load, Moment now) {
    requests_.take(1, now);
    tokens_.take(load.input + load.output, now);
    input_.take(load.input, now);
    output_.take(load.output, now);
    ++in_flight_;
    Admission admission{load, now, requests_.taken(), tokens_.taken(), input_.taken(), output_.taken(), is_tripped_};
    probing_ = is_tripped_;
    return admission;
}

void Lane::on_limits(const Admission& admission, const RateLimits& limits, Moment now) {
    apply(requests_, limits.requests, admission.requests_taken, now);
    apply(tokens_, limits.tokens, admission.tokens_taken, now);
    apply(input_, limits.input, admission.input_taken, now);
    apply(output_, limits.output, admission.output_taken, now);
}

void Lane::end(const Admission& admission) {
    --in_flight_;
    if (admission.is_probe) probing_ = false;
}

void Lane::record(bool is_failure, const Admission& admission, Moment now) {
    failures_[recorded_++ % failures_.size()] = is_failure;
    in_a_row_ = is_failure ? in_a_row_ + 1 : 0;
    if (is_tripped_ && !admission.is_probe) return;  // it was on its way before: the probe decides
    const auto failed = static_cast<std::size_t>(std::count(failures_.begin(), failures_.end(), true));
    const bool trips = admission.is_probe ? is_failure : in_a_row_ >= FailuresInARow || (recorded_ >= failures_.size() && failed * 2 >= failures_.size());
    if (!trips) {
        if (is_tripped_) failures_.fill(false);
        is_tripped_ = false;
        reopened_ = 0;
        return;
    }
    closed_until_ = now + std::min(LongestOpen, FirstOpen * (1 << std::min(reopened_, 8u)));
    ++reopened_;
    is_tripped_ = true;
}

void Lane::on_success(const Admission& admission, double used_output, Moment now) {
    end(admission);
    if (output_.is_limited() && used_output < admission.load.output) output_.give_back(admission.load.output - used_output);
    record(false, admission, now);
    if (++clean_ < concurrency_) return;
    clean_ = 0;
    concurrency_ = std::min(concurrency_ + 1, max_concurrency_);
}

void Lane::cut(const Admission& admission, Moment now) {
    clean_ = 0;
    if (admission.sent_at <= last_cut_) return;
    concurrency_ = std::max(1u, concurrency_ / 2);
    last_cut_ = now;
}

void Lane::on_pushback(const Admission& admission, Moment resume_at, bool counts, Moment now) {
    end(admission);
    cut(admission, now);
    paused_until_ = std::max(paused_until_, resume_at);
    if (counts || admission.is_probe) record(true, admission, now);
}

void Lane::on_failure(const Admission& admission, Moment now) {
    end(admission);
    clean_ = 0;
    record(true, admission, now);
}

void Lane::on_neutral(const Admission& admission) { end(admission); }

void Lane::retract(const Admission& admission) {
    end(admission);
    requests_.give_back(1);
    tokens_.give_back(admission.load.input + admission.load.output);
    input_.give_back(admission.load.input);
    output_.give_back(admission.load.output);
}

}  // namespace kompress::llm
