// SPDX-License-Identifier: Apache-2.0
#include "llm/cassette.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/sha256.hpp"
#include "base/system_error.hpp"
#include "base/try.hpp"
#include "llm/rate_limits.hpp"

namespace kompress::llm {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t MaxRecordedBytes = std::size_t{32} << 20;

std::string path_of(std::string_view url) {
    const std::size_t at = url.find("://");
    const std::size_t slash = url.find('/', at == std::string_view::npos ? 0 : at + 3);
    return slash == std::string_view::npos ? "/" : std::string(url.substr(slash));
}

/// The last two parts tell the endpoint; what stands before belongs to the base URL.
std::string endpoint_of(std::string_view url) {
    const std::string path = path_of(url);
    std::size_t slash = path.rfind('/');
    if (slash != std::string::npos && slash > 0) slash = path.rfind('/', slash - 1);
    return slash == std::string::npos ? path : path.substr(slash);
}

std::string hex(std::string_view bytes) {
    static constexpr char Digits[] = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        text.push_back(Digits[static_cast<unsigned char>(c) >> 4]);
        text.push_back(Digits[c & 15]);
    }
    return text;
}

std::string from_hex(std::string_view text) {
    const auto digit = [](char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) bytes.push_back(static_cast<char>((digit(text[i]) << 4) | (digit(text[i + 1]) & 15)));
    return bytes;
}

bool is_final(int status) { return status != 408 && status != 409 && status != 429 && status < 500 && status != 0; }

/// Listens in on one exchange.
struct Tap final : HttpSink {
    HttpSink* sink = nullptr;
    std::string path, request, response, content_type;
    int status = 0;
    bool has_ended = false;
    HttpFailure failure = HttpFailure::None;

    void on_headers(int code, std::span<const HttpHeader> headers) override {
        status = code;
        content_type = header_value(headers, "content-type");
        sink->on_headers(code, headers);
    }
    bool on_body(std::string_view bytes) override {
        if (response.size() < MaxRecordedBytes) response.append(bytes);
        return sink->on_body(bytes);
    }
    void on_end(HttpFailure how, std::string_view detail) override {
        has_ended = true;
        failure = how;
        sink->on_end(how, detail);
    }
};

class Recorder final : public Transport {
  public:
    Recorder(std::unique_ptr<Transport> inner, int descriptor) : inner_(std::move(inner)), descriptor_(descriptor) {}
    ~Recorder() override {
        inner_.reset();
        ::close(descriptor_);
    }
    Id start(HttpRequest request, HttpSink& sink) override {
        auto tap = std::make_unique<Tap>();
        tap->sink = &sink;
        tap->path = path_of(request.url);
        tap->request = request.body;
        Tap& listener = *tap;
        const Id id = inner_->start(std::move(request), listener);
        taps_.emplace(id, std::move(tap));
        return id;
    }
    void cancel(Id id) override {
        inner_->cancel(id);
        taps_.erase(id);
    }
    void poll(std::chrono::milliseconds at_most) override {
        inner_->poll(at_most);
        std::erase_if(taps_, [this](const auto& entry) {
            if (!entry.second->has_ended) return false;
            write(*entry.second);
            return true;
        });
    }
    void wake() override { inner_->wake(); }

  private:
    void write(const Tap& tap) {
        if (tap.failure != HttpFailure::None || !is_final(tap.status)) return;
        Json line = {{"path", tap.path}, {"request", tap.request}, {"status", tap.status}, {"content_type", tap.content_type}};
        try {
            (void)Json(tap.response).dump();
            line["response"] = tap.response;
        } catch (const Json::exception&) {  // not UTF-8
            line["response_hex"] = hex(tap.response);
        }
        const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
        std::string_view rest = text;
        while (!rest.empty()) {
            const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return;  // a full disk: the run is worth more than its recording, which replay finds cut
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    std::unique_ptr<Transport> inner_;
    int descriptor_;
    std::unordered_map<Id, std::unique_ptr<Tap>> taps_;
};

struct Recorded {
    int status = 0;
    std::string content_type, response;
};

struct Tape {
    std::vector<Recorded> answers;
    std::size_t next = 0;
};

Digest256 tape_key(std::string_view url, std::string_view body) { return sha256(endpoint_of(url) + '\0' + std::string(body)); }

class Player final : public Transport {
  public:
    explicit Player(std::unordered_map<Digest256, Tape> tapes) : tapes_(std::move(tapes)) {}

    Id start(HttpRequest request, HttpSink& sink) override {
        pending_.push_back({++last_id_, tape_key(request.url, request.body), &sink});
        return last_id_;
    }
    void cancel(Id id) override {
        std::erase_if(pending_, [&](const Pending& one) { return one.id == id; });
    }
    void poll(std::chrono::milliseconds at_most) override {
        if (pending_.empty()) {
            std::unique_lock lock(mutex_);
            woken_.wait_for(lock, at_most, [this] { return is_woken_; });
            is_woken_ = false;
            return;
        }
        std::vector<Pending> pending;
        pending.swap(pending_);
        for (const Pending& one : pending) play(one);
    }
    void wake() override {
        const std::lock_guard lock(mutex_);
        is_woken_ = true;
        woken_.notify_one();
    }

  private:
    struct Pending {
        Id id;
        Digest256 key;
        HttpSink* sink;
    };
    void play(const Pending& one) {
        const auto tape = tapes_.find(one.key);
        if (tape == tapes_.end()) {
            one.sink->on_end(HttpFailure::NotRecorded, {});
            return;
        }
        const Recorded& answer = tape->second.answers[tape->second.next];
        if (tape->second.next + 1 < tape->second.answers.size()) ++tape->second.next;
        const HttpHeader header{"content-type", answer.content_type};
        one.sink->on_headers(answer.status, {&header, 1});
        const bool goes_on = one.sink->on_body(answer.response);
        one.sink->on_end(goes_on ? HttpFailure::None : HttpFailure::TooLarge, {});
    }

    std::unordered_map<Digest256, Tape> tapes_;
    std::vector<Pending> pending_;
    Id last_id_ = 0;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool is_woken_ = false;
};

Error damaged(const std::string& path, std::size_t line) {
    return {ErrorCode::Corrupt, path + " is no recording of kompress (line " + std::to_string(line) + "); record it again"};
}

}  // namespace

Result<std::unique_ptr<Transport>> make_recorder(std::unique_ptr<Transport> inner, const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0) return system_error("writing the recording " + path, errno, "name a file that can be written");
    return std::unique_ptr<Transport>(std::make_unique<Recorder>(std::move(inner), descriptor));
}

Result<std::unique_ptr<Transport>> make_player(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Error{ErrorCode::NotFound, "the recording " + path + " cannot be read; make it with --record"};
    std::unordered_map<Digest256, Tape> tapes;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        const Json json = Json::parse(line, nullptr, false);
        const auto text = [&](const char* key) {
            const auto at = json.find(key);
            return at != json.end() && at->is_string() ? std::optional(at->get<std::string>()) : std::nullopt;
        };
        if (!json.is_object()) {
            if (in.peek() == std::ifstream::traits_type::eof() && number > 1) break;  // the process died while writing it
            return damaged(path, number);
        }
        const auto where = text("path"), request = text("request"), type = text("content_type");
        auto response = text("response");
        if (const auto encoded = text("response_hex")) response = from_hex(*encoded);
        const auto status = json.find("status");
        if (!where || !request || !type || !response || status == json.end() || !status->is_number_unsigned()) return damaged(path, number);
        tapes[tape_key(*where, *request)].answers.push_back({status->get<int>(), *type, std::move(*response)});
    }
    return std::unique_ptr<Transport>(std::make_unique<Player>(std::move(tapes)));
}

}  // namespace kompress::llm
