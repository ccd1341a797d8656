// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the server is told to do: answers, limits, latencies and faults. A plain value; script_json.hpp reads
/// it from JSON, and README.md describes every field under its JSON name, which is the name here.

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "support/fake_llm/author.hpp"
#include "support/fake_llm/exchange.hpp"
#include "support/fake_llm/limiter.hpp"

namespace kompress::testing::fake_llm {

/// Which requests a rule is for: all of what is set must hold.
struct Selector {
    std::string match;  ///< occurs in the prompt (or in the body, where there is no prompt)
    std::string path;   ///< occurs in the path
    std::vector<std::uint64_t>
        at;                   ///< numbers, from 1, among the requests that `match` and `path` let through
    std::uint64_t first = 0;  ///< only the first so many of them
    std::uint64_t after = 0;  ///< none of the first so many of them
    double probability = 1;   ///< drawn from the script's seed and that number
};

struct ReplyRule {
    Selector when;
    std::string text;
    std::string reasoning;
    std::string stop;            ///< empty: "stop", or "length" where max_tokens cut the text
    std::optional<Usage> usage;  ///< instead of what the server counts
};

enum class Newline { Lf, CrLf, Cr };
enum class Stall { Silence, Ping };

/// What goes wrong, or odd, with one exchange. The default changes nothing.
struct Fault {
    Selector when;

    // An answer that is no completion.
    std::string error;  ///< a name of errors.hpp: rate_limit, overloaded, cloudflare_html, …
    int status = 0;     ///< with `body`, or instead of the status of `error`
    std::string body;
    Headers headers;                               ///< added to the reply, faulty or not
    std::string redirect;                          ///< Location, with `status` (307 unless given)
    std::string retry_after;                       ///< as it is
    std::optional<std::int64_t> retry_after_ms;    ///< retry-after-ms
    std::optional<std::int64_t> retry_after_date;  ///< Retry-After as a date so many seconds from now
    std::optional<bool> should_retry;              ///< x-should-retry

    // Another completion.
    std::string stop;
    bool omit_usage = false;

    // Slowness, in milliseconds; they replace the script's.
    std::optional<std::int64_t> before_headers_ms, before_first_event_ms, between_events_ms;
    bool silence = false;  ///< not one byte, until the client leaves

    // The bytes of a stream.
    bool byte_by_byte = false;    ///< every byte is sent on its own
    std::size_t chunk_bytes = 0;  ///< so many bytes of the body in each chunk
    bool split_utf8 = false;      ///< chunks end inside of characters
    Newline newline = Newline::Lf;
    bool bom = false;                         ///< U+FEFF first
    bool comments = false;                    ///< comment lines before every event
    bool multiline_data = false;              ///< data spread over several lines
    bool no_space = false;                    ///< "data:" without the space that may follow
    bool ids = false;                         ///< id: and retry: lines
    bool unknown_events = false;              ///< events of an unknown name in between
    std::optional<std::size_t> malformed_at;  ///< this event, from 0, is cut in its middle
    std::size_t giant_event_bytes = 0;        ///< the first piece of text grows to so many bytes
    bool endless = false;                     ///< text without end
    std::optional<std::size_t>
        error_after_events;  ///< `error` arrives inside of the stream after so many events
    std::optional<std::size_t> stall_after_events;  ///< nothing more but what `stall` says
    Stall stall = Stall::Silence;
    std::int64_t stall_ms = -1;  ///< then goes on; below 0: never
    std::int64_t ping_every_ms = 50;
    std::optional<std::size_t> disconnect_after_events;
    std::optional<std::size_t> disconnect_after_bytes;  ///< of the body
    bool disconnect_before_headers = false;
    bool reset = false;          ///< disconnect with RST instead of FIN
    bool omit_terminal = false;  ///< a tidy end of the body, but without the marker

    /// True if the answer is made by this fault alone.
    bool replaces_answer() const {
        return (!error.empty() && !error_after_events) || status != 0 || !redirect.empty();
    }
};

struct Model {
    std::string id;
    std::int64_t context = 128000;
};

struct CacheConfig {
    bool enabled = true;
    std::int64_t minimum_tokens = 1024;  ///< shorter prefixes are not cached
    std::int64_t step_tokens = 128;      ///< the granularity where the client sets no breakpoint
    std::int64_t ttl_seconds = 300;      ///< without use; an hour for blocks that ask for it
    bool report_writes = false;          ///< prompt_tokens_details.cache_write_tokens
};

struct BatchConfig {
    std::int64_t polls = 1;    ///< so many looks find a batch unfinished
    bool reverse = true;       ///< results in another order than the requests
    std::string error_match;   ///< requests whose prompt holds this fail
    std::string expire_match;  ///< and these expire
};

/// In dollars per million tokens, for GET /fake/spent.
struct PriceConfig {
    double input = 0, cache_read = 0, output = 0;
    double batch = 0.5;  ///< what a batch costs of it
};

struct ProxyConfig {
    bool enabled = false;
    std::string credentials;                    ///< user:password that must be shown; empty: none
    std::map<std::string, std::string> routes;  ///< host:port as asked for → host:port to connect to
};

enum class Accept { Normal, Refuse, Never };

struct Script {
    std::uint64_t seed = 1;
    std::optional<Dialect> dialect;  ///< nothing: all
    std::vector<Model> models = {{"fake-small", 128000}, {"fake-large", 1000000}};
    bool strict_models = false;         ///< other names get "not found"; otherwise any name is served
    std::vector<std::string> api_keys;  ///< any of them must be shown; empty: none is asked for
    std::int64_t default_max_tokens = 1024;
    std::size_t delta_bytes = 16;
    std::int64_t before_headers_ms = 0;
    std::int64_t before_first_event_ms = 0;
    std::int64_t between_events_ms = 0;
    std::int64_t total_slots = 4;  ///< /props
    std::int64_t loading_ms = 0;   ///< /health says "loading" for so long
    LimitConfig limits;
    CacheConfig cache;
    BatchConfig batch;
    AuthorConfig author;  ///< who answers where no reply is given
    PriceConfig prices;
    std::vector<ReplyRule> replies;  ///< the first that is meant wins
    std::vector<Fault> faults;       ///< likewise

    // What concerns the sockets.
    std::uint16_t port = 0;  ///< 0: any that is free
    Accept accept = Accept::Normal;
    std::int64_t accept_delay_ms = 0;
    bool tls_stall = false;                ///< TCP is accepted, the handshake never answered
    std::string tls_certificate, tls_key;  ///< PEM, both or none
    ProxyConfig proxy;
    std::string record_file;    ///< requests are appended to it as JSON lines
    bool keep_requests = true;  ///< in memory, for Server::requests(); without it they are only counted
};

}  // namespace kompress::testing::fake_llm
