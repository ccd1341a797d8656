// SPDX-License-Identifier: Apache-2.0
#include "llm/exchange.hpp"

#include <algorithm>

#include "llm/rate_limits.hpp"

namespace kompress::llm {
namespace {

/// How often the flag is looked at.
constexpr Moment Slice = std::chrono::milliseconds(100);
/// Enough of an error page to find the error in it.
constexpr std::size_t MaxErrorBytes = std::size_t{64} << 10;
constexpr std::uint64_t SlowestUpload = 100'000;  // bytes a second

std::string authority_of(std::string_view url) {
    const std::size_t at = url.find("://");
    if (at != std::string_view::npos) url.remove_prefix(at + 3);
    return std::string(url.substr(0, url.find('/')));
}

class Listener final : public HttpSink {
  public:
    Listener(const Clock& clock, std::uint64_t most_bytes, BodySink sink) : clock_(clock), most_bytes_(most_bytes), sink_(std::move(sink)), heard_(clock.now()) {}

    void on_headers(int status, std::span<const HttpHeader> headers) override {
        heard_ = clock_.now();
        response.status = status;
        response.headers.assign(headers.begin(), headers.end());
    }
    bool on_body(std::string_view bytes) override {
        heard_ = clock_.now();
        if (is_refused) return false;
        if (!is_success()) {
            response.body.append(bytes.substr(0, MaxErrorBytes - std::min(MaxErrorBytes, response.body.size())));
            return true;
        }
        size_ += bytes.size();
        is_refused = size_ > most_bytes_ || (sink_ && !sink_(bytes));
        if (!is_refused && !sink_) response.body.append(bytes);
        return !is_refused;
    }
    void on_end(HttpFailure how, std::string_view why) override {
        has_ended = true;
        failure = how;
        detail = why;
    }
    bool is_success() const { return response.status >= 200 && response.status < 300; }
    Moment heard() const { return heard_; }

    HttpResponse response;
    bool has_ended = false, is_refused = false;
    HttpFailure failure = HttpFailure::None;
    std::string detail;

  private:
    const Clock& clock_;
    const std::uint64_t most_bytes_;
    BodySink sink_;
    std::uint64_t size_ = 0;
    Moment heard_;
};

Failure expired(const std::string& host, std::string_view what, Moment limit) {
    Failure failure;
    failure.kind = FailureClass::Transient;
    failure.message = host + " " + std::string(what) + " within " + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(limit).count()) +
                      " s; check the network, then try again";
    return failure;
}

Failure judge(const Listener& heard, const std::string& host, const Clock& clock) {
    Failure failure;
    if (heard.is_refused) failure = classify_transport(HttpFailure::TooLarge, "", host);
    else if (heard.response.status != 0 && !heard.is_success()) failure = classify_response(heard.response.status, heard.response.headers, heard.response.body, clock.calendar());
    else if (heard.failure != HttpFailure::None) failure = classify_transport(heard.failure, heard.detail, host);
    else if (heard.response.status == 0) failure = classify_transport(HttpFailure::Broken, "no response", host);
    if (failure && failure.request_id.empty()) failure.request_id = read_request_id(heard.response.headers);
    return failure;
}

}  // namespace

Outcome<HttpResponse> exchange(Transport& transport, HttpRequest request, const ExchangeLimits& limits, const Clock& clock, BodySink sink) {
    const std::string host = authority_of(request.url);
    const Moment started = clock.now();
    const Moment first_byte = limits.first_byte + std::chrono::seconds(request.body.size() / SlowestUpload);
    Listener listener(clock, limits.most_bytes, std::move(sink));
    const Transport::Id id = transport.start(std::move(request), listener);
    while (!listener.has_ended && !listener.is_refused) {
        const Moment now = clock.now();
        const bool has_begun = listener.response.status != 0;
        const Moment quiet = has_begun ? listener.heard() + limits.idle : started + first_byte;
        const Moment until = std::min(quiet, started + limits.whole);
        Failure failure;
        if (limits.cancellation && limits.cancellation->is_requested()) {
            failure.kind = FailureClass::Cancelled;
            failure.message = "stopped before " + host + " had answered";
        } else if (now >= until) {
            failure = until != quiet ? expired(host, "did not finish its answer", limits.whole)
                      : has_begun    ? expired(host, "went silent in the middle of its answer and sent nothing", limits.idle)
                                     : expired(host, "did not answer", first_byte);
        }
        if (failure) {
            transport.cancel(id);
            failure.request_id = read_request_id(listener.response.headers);
            return failure;
        }
        transport.poll(std::chrono::ceil<std::chrono::milliseconds>(std::min(Slice, until - now)));
    }
    if (!listener.has_ended) transport.cancel(id);
    if (Failure failure = judge(listener, host, clock)) return failure;
    return std::move(listener.response);
}

bool wait_until(Moment until, Transport& transport, const Clock& clock, const Cancellation* cancellation) {
    while (true) {
        if (cancellation && cancellation->is_requested()) return false;
        const Moment now = clock.now();
        if (now >= until) return true;
        transport.poll(std::chrono::ceil<std::chrono::milliseconds>(std::min(Slice, until - now)));
    }
}

}  // namespace kompress::llm
