// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One exchange, free of wire formats: what a request asks, what is answered, and the reply as events to be
/// sent.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "support/fake_llm/http_message.hpp"

namespace kompress::testing::fake_llm {

enum class Dialect { OpenAi, Anthropic, Ollama };

/// A piece of the prompt in the order in which providers cache it: tools and schema, system, then messages.
struct Block {
    std::string text;         ///< role and text, so that equal text in another role is another prefix
    bool breakpoint = false;  ///< Anthropic: cache_control stands here
    bool one_hour = false;    ///< with the longer time to live
};

/// What a request asks for.
struct Ask {
    Dialect dialect = Dialect::OpenAi;
    std::string model;
    std::vector<Block> blocks;
    std::string prompt;  ///< the texts of all messages, for `match` in scripts
    std::string last;    ///< the last message of the user
    std::int64_t max_tokens = 0;
    bool stream = false;
    bool include_usage = true;
    std::string schema;     ///< JSON; empty if free text is asked for
    bool any_json = false;  ///< an object of any shape is asked for
    std::int64_t num_ctx = 0;
    bool truncate = true;
};

/// Tokens; `input` counts cached ones too.
struct Usage {
    std::int64_t input = 0;
    std::int64_t cache_read = 0;
    std::int64_t cache_write_5m = 0;
    std::int64_t cache_write_1h = 0;
    std::int64_t output = 0;
    std::int64_t reasoning = 0;
    double cost = -1;  ///< OpenRouter's field, in credits; below 0 it is left out
};

struct Answer {
    std::string id;  ///< the part of the identifiers that differs between requests
    std::string text;
    std::string reasoning;
    std::string stop = "stop";  ///< stop, length, content_filter, refusal, context, or a provider's own word
    Usage usage;
    bool usage_known = true;
    bool report_cache_writes = false;
    std::size_t delta_bytes = 16;  ///< text is streamed in pieces of about this size
};

enum class FrameKind { Start, Delta, Usage, Terminal, Other };

/// One event of a stream: its name (empty: none) and its data, one line of JSON or a marker.
struct Frame {
    FrameKind kind = FrameKind::Other;
    std::string event;
    std::string data;
};

enum class Format { Plain, Sse, Ndjson };

struct Reply {
    int status = 200;
    Format format = Format::Plain;
    Headers headers;
    std::string body;           ///< for Plain
    std::vector<Frame> frames;  ///< for Sse and Ndjson
};

/// A reply of one JSON document.
Reply json_reply(const nlohmann::json& body, int status = 200);

/// JSON on one line; bytes that are not UTF-8 become U+FFFD.
std::string dump(const nlohmann::json& value);

/// The stated approximation: a token is four bytes.
inline std::int64_t tokens_of_bytes(std::size_t bytes) {
    return static_cast<std::int64_t>((bytes + 3) / 4);
}

/// `text` in pieces of about `bytes`, cut between characters.
std::vector<std::string> pieces_of(const std::string& text, std::size_t bytes);

}  // namespace kompress::testing::fake_llm
