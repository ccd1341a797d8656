// SPDX-License-Identifier: Apache-2.0
#include "llm/curl_transport.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "llm/curl_library.hpp"

namespace kompress::llm {
namespace {

/// One request: what libcurl reads from and writes to.
struct Call {
    const CurlLibrary* curl = nullptr;
    CURL* easy = nullptr;
    curl_slist* header_list = nullptr;
    HttpRequest request;
    std::size_t sent = 0;  ///< bytes of the request's body that libcurl took
    HttpSink* sink = nullptr;
    std::vector<HttpHeader> headers;
    bool is_told_headers = false, is_refused = false;
    bool* heard = nullptr;  ///< of the transport: a sink was called
    char error[CURL_ERROR_SIZE] = {};

    ~Call() {
        if (easy) curl->easy_cleanup(easy);
        // The list holds the key: wipe it before its memory goes back.
        for (curl_slist* item = header_list; item; item = item->next) {
            volatile char* bytes = item->data;
            for (std::size_t i = std::strlen(item->data); i > 0; --i) bytes[i - 1] = 0;
        }
        if (header_list) curl->slist_free_all(header_list);
    }
};

void tell_headers(Call& call) {
    if (call.is_told_headers) return;
    long status = 0;
    call.curl->easy_getinfo(call.easy, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200) return;  // 100 Continue: the real headers follow
    call.is_told_headers = true;
    *call.heard = true;
    call.sink->on_headers(static_cast<int>(status), call.headers);
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* user) {
    Call& call = *static_cast<Call*>(user);
    std::string_view line(bytes, size * count);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
        call.headers.clear();
    } else if (line.empty()) {
        tell_headers(call);
    } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos && call.headers.size() < 200) {
        std::string name(line.substr(0, colon));
        std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
        call.headers.push_back({std::move(name), std::string(value)});
    }
    return size * count;
}

/// The body goes through a callback that cannot be rewound. When a kept connection dies unanswered libcurl sends a request
/// again by itself, which nobody would count or pay for knowingly: the provider may have read the first one. A body that was
/// begun and cannot be sent from its start ends in CURLE_SEND_FAIL_REWIND instead, and the scheduler decides.
std::size_t give_body(char* to, std::size_t size, std::size_t count, void* user) {
    Call& call = *static_cast<Call*>(user);
    const std::size_t bytes = std::min(size * count, call.request.body.size() - call.sent);
    std::memcpy(to, call.request.body.data() + call.sent, bytes);
    call.sent += bytes;
    return bytes;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* user) {
    Call& call = *static_cast<Call*>(user);
    tell_headers(call);
    *call.heard = true;
    if (call.sink->on_body(std::string_view(bytes, size * count))) return size * count;
    call.is_refused = true;
    return CURL_WRITEFUNC_ERROR;
}

HttpFailure failure_of(const Call& call, CURLcode code) {
    if (code == CURLE_OK) return HttpFailure::None;
    if (call.is_refused) return HttpFailure::TooLarge;
    long proxy_status = 0;
    call.curl->easy_getinfo(call.easy, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    if (proxy_status != 0 && proxy_status != 200) return HttpFailure::Proxy;
    switch (code) {
        case CURLE_URL_MALFORMAT: case CURLE_UNSUPPORTED_PROTOCOL: return HttpFailure::BadUrl;
        case CURLE_COULDNT_RESOLVE_PROXY: case CURLE_PROXY: return HttpFailure::Proxy;
        case CURLE_COULDNT_RESOLVE_HOST: return HttpFailure::Resolve;
        case CURLE_COULDNT_CONNECT: return HttpFailure::Connect;
        case CURLE_OPERATION_TIMEDOUT: return HttpFailure::Timeout;
        case CURLE_PEER_FAILED_VERIFICATION: case CURLE_SSL_CACERT_BADFILE: case CURLE_SSL_ISSUER_ERROR: case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_INVALIDCERTSTATUS: return HttpFailure::Tls;
        default: return HttpFailure::Broken;
    }
}

const char* first_variable(std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const char* value = std::getenv(name); value && *value) return value;
    return nullptr;
}

bool is_loopback_url(std::string_view url) {
    const std::size_t at = url.find("://");
    const std::string_view host = at == std::string_view::npos ? url : url.substr(at + 3);
    return host.starts_with("127.") || host.starts_with("localhost:") || host.starts_with("localhost/") || host.starts_with("[::1]");
}

class CurlTransport final : public Transport {
  public:
    explicit CurlTransport(unsigned max_connections) : max_connections_(max_connections) {}
    ~CurlTransport() override {
        for (const auto& [id, call] : calls_) curl_->multi_remove_handle(multi_, call->easy);
        calls_.clear();
        if (multi_) curl_->multi_cleanup(multi_);
    }

    Id start(HttpRequest request, HttpSink& sink) override;
    void cancel(Id id) override;
    void poll(std::chrono::milliseconds at_most) override;
    void wake() override;

  private:
    bool open();
    void configure(Call& call);
    void end_refused();
    void perform();

    const unsigned max_connections_;
    const CurlLibrary* curl_ = nullptr;
    CURLM* multi_ = nullptr;
    std::string why_not_;
    std::unordered_map<Id, std::unique_ptr<Call>> calls_;
    std::vector<std::pair<Id, HttpSink*>> refused_;  ///< could not even be started
    Id last_id_ = 0;
    bool heard_ = false;
    // Until libcurl is loaded there is nothing to wait on but this.
    std::mutex mutex_;
    std::condition_variable condition_;
    bool woken_ = false;
    CURLM* waker_ = nullptr;
};

bool CurlTransport::open() {
    if (multi_) return true;
    curl_ = CurlLibrary::load(why_not_);
    if (!curl_) return false;
    multi_ = curl_->multi_init();
    if (!multi_) return false;
    curl_->multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_->multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(max_connections_));
    curl_->multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(max_connections_));
    const std::lock_guard lock(mutex_);
    waker_ = multi_;
    return true;
}

void CurlTransport::configure(Call& call) {
    const auto set = [&](CURLoption option, auto value) { curl_->easy_setopt(call.easy, option, value); };
    const HttpRequest& request = call.request;
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (const char* file = first_variable({"SSL_CERT_FILE", "CURL_CA_BUNDLE"})) set(CURLOPT_CAINFO, file);
    if (const char* directory = first_variable({"SSL_CERT_DIR"})) set(CURLOPT_CAPATH, directory);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    if (request.url.starts_with("https")) set(CURLOPT_PIPEWAIT, 1L);
    if (request.must_not_repeat) set(CURLOPT_FRESH_CONNECT, 1L);
    if (is_loopback_url(request.url)) set(CURLOPT_PROXY, "");
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_ERRORBUFFER, call.error);
    set(CURLOPT_HEADERFUNCTION, &take_header);
    set(CURLOPT_HEADERDATA, &call);
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, &call);
    set(CURLOPT_USERAGENT, "kompress");
    const auto add = [&](const std::string& line) { call.header_list = curl_->slist_append(call.header_list, line.c_str()); };
    for (const HttpHeader& header : request.headers) add(header.name + ": " + header.value);
    for (const HttpRequest::SecretHeader& header : request.secret_headers) add(header.name + ": " + header.prefix + std::string(header.value.reveal()));
    add("Expect:");
    set(CURLOPT_HTTPHEADER, call.header_list);
    if (request.method == "POST") {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        set(CURLOPT_READFUNCTION, &give_body);
        set(CURLOPT_READDATA, &call);
    } else if (request.method != "GET") {
        set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
}

Transport::Id CurlTransport::start(HttpRequest request, HttpSink& sink) {
    const Id id = ++last_id_;
    auto call = std::make_unique<Call>();
    if (open()) call->easy = curl_->easy_init();
    if (!call->easy) {
        refused_.emplace_back(id, &sink);
        return id;
    }
    call->curl = curl_;
    call->request = std::move(request);
    call->sink = &sink;
    call->heard = &heard_;
    configure(*call);
    curl_->easy_setopt(call->easy, CURLOPT_PRIVATE, reinterpret_cast<void*>(static_cast<std::uintptr_t>(id)));
    curl_->multi_add_handle(multi_, call->easy);
    calls_.emplace(id, std::move(call));
    return id;
}

void CurlTransport::cancel(Id id) {
    std::erase_if(refused_, [&](const auto& entry) { return entry.first == id; });
    const auto at = calls_.find(id);
    if (at == calls_.end()) return;
    curl_->multi_remove_handle(multi_, at->second->easy);
    calls_.erase(at);
}

void CurlTransport::end_refused() {
    std::vector<std::pair<Id, HttpSink*>> refused;
    refused.swap(refused_);
    for (const auto& [id, sink] : refused) sink->on_end(HttpFailure::Unavailable, why_not_);
    heard_ = heard_ || !refused.empty();
}

void CurlTransport::perform() {
    int running = 0;
    curl_->multi_perform(multi_, &running);
    int left = 0;
    while (CURLMsg* message = curl_->multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode code = message->data.result;
        void* user = nullptr;
        curl_->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user);
        const auto at = calls_.find(static_cast<Id>(reinterpret_cast<std::uintptr_t>(user)));
        if (at == calls_.end()) continue;
        const std::unique_ptr<Call> call = std::move(at->second);
        calls_.erase(at);
        heard_ = true;
        const std::string detail = call->error[0] ? call->error : code == CURLE_OK ? "" : curl_->easy_strerror(code);
        call->sink->on_end(failure_of(*call, code), detail);
        curl_->multi_remove_handle(multi_, call->easy);
    }
}

void CurlTransport::poll(std::chrono::milliseconds at_most) {
    heard_ = false;
    end_refused();
    if (!multi_) {
        std::unique_lock lock(mutex_);
        if (!heard_) condition_.wait_for(lock, at_most, [&] { return woken_; });
        woken_ = false;
        return;
    }
    perform();
    if (heard_) return;
    curl_->multi_poll(multi_, nullptr, 0, static_cast<int>(std::min<std::chrono::milliseconds::rep>(at_most.count(), 3'600'000)), nullptr);
    perform();
}

void CurlTransport::wake() {
    const std::lock_guard lock(mutex_);
    if (waker_) {
        curl_->multi_wakeup(waker_);
        return;
    }
    woken_ = true;
    condition_.notify_one();
}

}  // namespace

std::unique_ptr<Transport> make_curl_transport(unsigned max_connections) { return std::make_unique<CurlTransport>(max_connections); }

}  // namespace kompress::llm
