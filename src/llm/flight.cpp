// SPDX-License-Identifier: Apache-2.0
#include "llm/flight.hpp"

#include <algorithm>

#include "llm/rate_limits.hpp"

namespace kompress::llm {
namespace {

/// Enough of an error page to find the error in it.
constexpr std::size_t MaxErrorBytes = std::size_t{64} << 10;

std::uint32_t milliseconds_between(Moment from, Moment to) {
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(std::chrono::duration_cast<milliseconds>(to - from).count(), 0, UINT32_MAX));
}

std::string in_seconds(Moment time) { return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s"; }

}  // namespace

Flight::Flight(const Endpoint& endpoint, const Prompt& prompt, const Timers& timers, const Clock& clock)
    : endpoint_(endpoint), prompt_(prompt), timers_(timers), clock_(clock), started_(clock.now()), last_event_(started_) {
    if (endpoint.is_loopback()) timers_.first_event = timers.first_event_loopback;
    timers_.whole = std::max<Moment>(timers.whole, std::chrono::seconds(prompt.max_output_tokens / 10));
}

void Flight::on_headers(int status, std::span<const HttpHeader> headers) {
    status_ = status;
    headers_.assign(headers.begin(), headers.end());
    if (status >= 200 && status < 300) reader_ = make_reader(endpoint_.dialect, header_value(headers_, "content-type"));
}

bool Flight::on_body(std::string_view bytes) {
    if (!reader_) {
        body_.append(bytes.substr(0, MaxErrorBytes - std::min(MaxErrorBytes, body_.size())));
        return body_.size() < MaxErrorBytes;
    }
    const bool goes_on = reader_->feed(bytes);
    const Reply& reply = reader_->reply();
    if (reply.events > events_) {
        events_ = reply.events;
        last_event_ = clock_.now();
    }
    if (reply.has_started && first_token_ == Moment(0)) first_token_ = clock_.now();
    return goes_on;
}

void Flight::on_end(HttpFailure failure, std::string_view detail) {
    has_ended_ = true;
    transport_failure_ = failure;
    detail_ = detail;
}

Moment Flight::deadline() const {
    const Moment quiet = events_ == 0 ? started_ + timers_.first_event : last_event_ + timers_.idle;
    return std::min(quiet, started_ + timers_.whole);
}

void Flight::expire() {
    has_ended_ = true;
    timer_failure_.kind = FailureClass::Transient;
    const std::string host = endpoint_.host();
    if (clock_.now() >= started_ + timers_.whole)
        timer_failure_.message = host + " did not finish its answer within " + in_seconds(timers_.whole) + "; ask for less at a time, or raise the timeout";
    else if (events_ == 0)
        timer_failure_.message = host + " did not begin to answer within " + in_seconds(timers_.first_event) + "; is the model loaded? try again later";
    else
        timer_failure_.message = host + " stopped in the middle of its answer for " + in_seconds(timers_.idle) + "; try again";
}

void Flight::abandon() {
    has_ended_ = true;
    timer_failure_.kind = FailureClass::Cancelled;
    timer_failure_.message = "stopped before the answer was complete";
}

Failure Flight::judge() const {
    if (timer_failure_) return timer_failure_;
    if (status_ != 0 && !reader_) return classify_response(status_, headers_, body_, clock_.calendar());
    if (!reader_) {
        if (transport_failure_ == HttpFailure::None) return classify_transport(HttpFailure::Broken, "no response", endpoint_.host());
        return classify_transport(transport_failure_, detail_, endpoint_.host());
    }
    const Reply& reply = reader_->reply();
    if (reply.failure) return reply.failure;
    if (reply.is_complete) return judge_finish(reply, prompt_);
    if (transport_failure_ != HttpFailure::None) return classify_transport(transport_failure_, detail_, endpoint_.host());
    return classify_transport(HttpFailure::Broken, "it closed before the end marker", endpoint_.host());
}

Answer Flight::take_answer() {
    if (reader_ && !timer_failure_) reader_->finish();
    Answer answer;
    answer.failure = judge();
    if (answer.failure.request_id.empty()) answer.failure.request_id = read_request_id(headers_);
    Completion& completion = answer.completion;
    completion.request_id = read_request_id(headers_);
    completion.wall_ms = milliseconds_between(started_, clock_.now());
    if (first_token_ != Moment(0)) completion.first_token_ms = milliseconds_between(started_, first_token_);
    if (!reader_) return answer;
    const Reply& reply = reader_->reply();
    take_reply(reply, endpoint_, prompt_, completion);
    // Ollama cuts a prompt that does not fit its window, whatever it was asked to do.
    if (!answer.failure && endpoint_.dialect == Dialect::Ollama && reply.usage && reply.usage->input > 0 &&
        reply.usage->input * 100 < prompt_.input_tokens * 95 && prompt_.input_tokens + prompt_.max_output_tokens > endpoint_.traits.context_tokens &&
        endpoint_.traits.context_tokens > 0) {
        answer.failure.kind = FailureClass::Context;
        answer.failure.message = "the server cut the prompt to fit its context; use a model with a larger one";
        answer.failure.context_limit = endpoint_.traits.context_tokens;
        answer.failure.context_needed = prompt_.input_tokens;
    }
    return answer;
}

}  // namespace kompress::llm
