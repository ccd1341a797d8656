// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A transport without a network: a script answers each request, and time passes only as far as the next thing that
/// happens. With a ManualClock hours pass in milliseconds.

#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "kompress/transport.hpp"
#include "support/manual_clock.hpp"

namespace kompress::test {

struct ScriptedReply {
    Moment headers_after = std::chrono::milliseconds(100);
    int status = 200;
    std::vector<HttpHeader> headers;
    struct Piece {
        Moment after;  ///< since the request
        std::string bytes;
    };
    std::vector<Piece> body;
    Moment end_after = std::chrono::milliseconds(200);
    HttpFailure failure = HttpFailure::None;
    bool never_ends = false;
};

/// A whole OpenAI stream that says `text`.
inline ScriptedReply openai_reply(const std::string& text, std::uint64_t input, std::uint64_t output, Moment latency = std::chrono::milliseconds(200)) {
    ScriptedReply reply;
    reply.headers_after = latency / 2;
    reply.end_after = latency;
    reply.body = {{latency / 2, "data: {\"model\":\"test\",\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n"},
                  {latency, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":" +
                                std::to_string(input) + ",\"completion_tokens\":" + std::to_string(output) + "}}\n\ndata: [DONE]\n\n"}};
    return reply;
}

inline ScriptedReply error_reply(int status, std::string body, std::vector<HttpHeader> headers = {}) {
    ScriptedReply reply;
    reply.status = status;
    reply.headers = std::move(headers);
    reply.body = {{reply.headers_after, std::move(body)}};
    reply.end_after = reply.headers_after;
    return reply;
}

class ScriptedTransport final : public Transport {
  public:
    using Script = std::function<ScriptedReply(const HttpRequest&)>;
    ScriptedTransport(ManualClock& clock, Script script) : clock_(clock), script_(std::move(script)) {}

    Id start(HttpRequest request, HttpSink& sink) override {
        const Id id = ++last_id_;
        const Moment now = clock_.now();
        const ScriptedReply reply = script_(request);
        sinks_[id] = &sink;
        most_in_flight = std::max(most_in_flight, sinks_.size());
        requests.push_back(std::move(request));
        if (reply.failure == HttpFailure::None || !reply.body.empty())
            at(now + reply.headers_after, id, [reply](HttpSink& to) { to.on_headers(reply.status, reply.headers); });
        for (const ScriptedReply::Piece& piece : reply.body) at(now + piece.after, id, [piece](HttpSink& to) { to.on_body(piece.bytes); });
        if (!reply.never_ends)
            at(now + reply.end_after, id, [this, id, reply](HttpSink& to) {
                sinks_.erase(id);
                to.on_end(reply.failure, "");
            });
        return id;
    }
    void cancel(Id id) override { sinks_.erase(id); }
    void poll(std::chrono::milliseconds at_most) override {
        const Moment until = clock_.now() + at_most;
        if (events_.empty() || events_.begin()->first > until) {
            clock_.set(until);
            return;
        }
        clock_.set(std::max(clock_.now(), events_.begin()->first));
        while (!events_.empty() && events_.begin()->first <= clock_.now()) {
            const auto [id, happens] = std::move(events_.begin()->second);
            events_.erase(events_.begin());
            if (const auto sink = sinks_.find(id); sink != sinks_.end()) happens(*sink->second);
        }
    }
    void wake() override {}

    std::vector<HttpRequest> requests;
    std::size_t most_in_flight = 0;

  private:
    void at(Moment when, Id id, std::function<void(HttpSink&)> happens) { events_.emplace(when, std::pair{id, std::move(happens)}); }

    ManualClock& clock_;
    Script script_;
    std::unordered_map<Id, HttpSink*> sinks_;
    std::multimap<Moment, std::pair<Id, std::function<void(HttpSink&)>>> events_;
    Id last_id_ = 0;
};

}  // namespace kompress::test
