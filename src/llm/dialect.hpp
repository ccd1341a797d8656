// SPDX-License-Identifier: Apache-2.0
#pragma once
/// From a Prompt to the bytes of a request, and from the bytes of a response to an answer.
///
/// Requests are deterministic: the same prompt for the same endpoint gives the same bytes, on any day and machine.
/// Answers are always streamed. Threading: a ReplyReader belongs to one request.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/sha256.hpp"
#include "kompress/transport.hpp"
#include "llm/endpoint.hpp"
#include "llm/failure.hpp"
#include "model/prompt.hpp"

namespace kompress::llm {

/// Headers and body for the endpoint's dialect. The key is in a secret header only.
HttpRequest make_request(const Endpoint& endpoint, const Prompt& prompt);
/// A request to another part of the same API, without a body: `path` follows the base URL, `content_type` may be "".
HttpRequest make_api_request(const Endpoint& endpoint, std::string method, std::string_view path, std::string_view content_type, std::string_view accept);
/// The body alone, as it also stands in a batch; `streams` adds what asks for a stream.
std::string request_body(const Endpoint& endpoint, const Prompt& prompt, bool streams);
/// What an answer is stored under: everything that can change it, and nothing else.
Digest256 request_key(const Endpoint& endpoint, const Prompt& prompt);
/// Of the part that prompts of a run share; all zero when no block ends a prefix.
Digest256 prefix_key(const Prompt& prompt);

/// What has been understood of a response so far.
struct Reply {
    std::string text;
    FinishReason finish = FinishReason::Other;
    std::optional<Usage> usage;
    std::string model, id;
    bool has_started = false;   ///< some of the answer has arrived
    bool is_complete = false;   ///< the end marker has arrived
    std::uint64_t events = 0;   ///< that mean something; pings and comments do not count
    Failure failure;            ///< an error inside the stream, or one that makes no sense
};

class ReplyReader {
  public:
    virtual ~ReplyReader() = default;
    /// False when reading on is of no use: an error, or more than any answer.
    virtual bool feed(std::string_view bytes) = 0;
    /// The response has ended.
    virtual void finish() = 0;
    const Reply& reply() const { return reply_; }

  protected:
    Reply reply_;
};

/// `content_type` of the response: a server that does not stream answers with application/json.
std::unique_ptr<ReplyReader> make_reader(Dialect dialect, std::string_view content_type);

/// Longest text of an answer that is kept; more is an error of the server.
inline constexpr std::size_t MaxAnswerBytes = std::size_t{16} << 20;

}  // namespace kompress::llm
