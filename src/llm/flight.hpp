// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One request on its way: hears its response, watches its timers, and says at the end what came of it.
///
/// Threading: the client's thread. Lifetime: the endpoint, prompt and clock outlive it.

#include <memory>
#include <string>
#include <vector>

#include "kompress/clock.hpp"
#include "llm/judge.hpp"

namespace kompress::llm {

struct Timers {
    Moment first_event = std::chrono::seconds(120);
    Moment first_event_loopback = std::chrono::seconds(600);  ///< a local server may have to load its model
    Moment idle = std::chrono::seconds(120);                  ///< between events that mean something; pings do not count
    Moment whole = std::chrono::seconds(600);                 ///< more for long answers: a second for ten tokens
};

class Flight final : public HttpSink {
  public:
    Flight(const Endpoint& endpoint, const Prompt& prompt, const Timers& timers, const Clock& clock);

    void on_headers(int status, std::span<const HttpHeader> headers) override;
    bool on_body(std::string_view bytes) override;
    void on_end(HttpFailure failure, std::string_view detail) override;

    bool has_ended() const { return has_ended_; }
    bool has_headers() const { return status_ != 0; }
    bool has_begun() const { return reader_ && reader_->reply().has_started; }
    bool may_repeat() const { return !has_begun(); }
    std::span<const HttpHeader> headers() const { return headers_; }
    /// When the next timer goes off.
    Moment deadline() const;
    /// Ends it because a timer went off.
    void expire();
    /// Ends it because the user asked to stop.
    void abandon();
    /// Call once, after the end. Usage is estimated where the answer does not tell.
    Answer take_answer();

  private:
    Failure judge() const;

    const Endpoint& endpoint_;
    const Prompt& prompt_;
    Timers timers_;
    const Clock& clock_;
    Moment started_, last_event_, first_token_{0};
    int status_ = 0;
    std::vector<HttpHeader> headers_;
    std::unique_ptr<ReplyReader> reader_;
    std::uint64_t events_ = 0;
    std::string body_;  ///< of an error
    bool has_ended_ = false;
    HttpFailure transport_failure_ = HttpFailure::None;
    std::string detail_;
    Failure timer_failure_;
};

}  // namespace kompress::llm
