// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/distort.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

std::string grown(const std::string& data, std::size_t bytes) {
    if (data.empty() || data.back() != '}' || data.size() + 14 >= bytes) return data;
    return data.substr(0, data.size() - 1) + ",\"padding\":\"" + std::string(bytes - data.size() - 13, 'x') +
           "\"}";
}

std::string_view end_of_line(Newline newline) {
    switch (newline) {
        case Newline::CrLf:
            return "\r\n";
        case Newline::Cr:
            return "\r";
        case Newline::Lf:
            break;
    }
    return "\n";
}

/// JSON with line breaks where JSON allows them; what is no JSON stays one line.
std::string spread(const std::string& data) {
    const json parsed = json::parse(data, nullptr, false);
    return parsed.is_discarded() ? data : parsed.dump(0, ' ', false, json::error_handler_t::replace);
}

void add_unknown(Reply& reply) {
    std::vector<Frame> frames;
    for (Frame& frame : reply.frames) {
        if (reply.format == Format::Sse)
            frames.push_back(
                {FrameKind::Other, "x_unknown", "{\"type\":\"x_unknown\",\"note\":\"ignore me\"}"});
        frames.push_back(std::move(frame));
    }
    reply.frames = std::move(frames);
}

}  // namespace

void distort(Reply& reply, const Fault& fault, Dialect dialect, const ErrorFacts& facts) {
    if (fault.replaces_answer()) return;
    if (reply.format == Format::Plain) {
        if (fault.malformed_at && reply.status == 200) reply.body.resize(reply.body.size() / 2);
        if (fault.giant_event_bytes != 0) reply.body = grown(reply.body, fault.giant_event_bytes);
        return;
    }
    if (fault.giant_event_bytes != 0)
        for (Frame& frame : reply.frames)
            if (frame.kind == FrameKind::Delta) {
                frame.data = grown(frame.data, fault.giant_event_bytes);
                break;
            }
    if (fault.error_after_events) {
        reply.frames.resize(std::min(reply.frames.size(), *fault.error_after_events));
        reply.frames.push_back(error_frame(fault.error, dialect, facts));
    }
    if (fault.unknown_events) add_unknown(reply);
    if (fault.malformed_at && *fault.malformed_at < reply.frames.size()) {
        std::string& data = reply.frames[*fault.malformed_at].data;
        data.resize(data.size() / 2);
    }
    if (fault.omit_terminal && !reply.frames.empty() && reply.frames.back().kind == FrameKind::Terminal)
        reply.frames.pop_back();
}

std::string render(const Frame& frame, Format format, const Fault& fault, std::size_t index) {
    const std::string newline(end_of_line(fault.newline));
    std::string out = fault.bom && index == 0 ? "\xEF\xBB\xBF" : "";
    if (format == Format::Ndjson) return out + frame.data + (fault.newline == Newline::CrLf ? "\r\n" : "\n");
    const std::string colon = fault.no_space ? ":" : ": ";
    if (fault.comments) out += ": OPENROUTER PROCESSING" + newline + newline + ":" + newline;
    if (fault.ids) out += "id" + colon + std::to_string(index) + newline + "retry" + colon + "3000" + newline;
    if (!frame.event.empty()) out += "event" + colon + frame.event + newline;
    const std::string data = fault.multiline_data ? spread(frame.data) : frame.data;
    for (std::size_t at = 0; at <= data.size();) {
        const std::size_t end = std::min(data.find('\n', at), data.size());
        out += "data" + colon + data.substr(at, end - at) + newline;
        at = end + 1;
    }
    return out + newline;
}

std::string render_ping(const Reply& reply, const Fault& fault) {
    const std::string newline(end_of_line(fault.newline));
    if (reply.format == Format::Ndjson) return "\n";
    if (!reply.frames.empty() && !reply.frames.front().event.empty())
        return "event: ping" + newline + "data: {\"type\":\"ping\"}" + newline + newline;
    return ": ping" + newline + newline;
}

std::vector<std::string_view> chunks_of(std::string_view bytes, const Fault& fault) {
    std::vector<std::string_view> chunks;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= bytes.size(); ++i) {
        const bool full = fault.chunk_bytes != 0 && i - begin >= fault.chunk_bytes;
        const bool inside =
            fault.split_utf8 && i < bytes.size() && (static_cast<unsigned char>(bytes[i]) & 0xC0u) == 0x80u;
        if (!full && !inside && i != bytes.size()) continue;
        chunks.push_back(bytes.substr(begin, i - begin));
        begin = i;
    }
    return chunks;
}

}  // namespace kompress::testing::fake_llm
