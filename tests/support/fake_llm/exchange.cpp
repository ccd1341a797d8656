// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/exchange.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace kompress::testing::fake_llm {

std::string dump(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Reply json_reply(const nlohmann::json& body, int status) {
    Reply reply;
    reply.status = status;
    reply.headers.push_back({"Content-Type", "application/json"});
    reply.body = dump(body);
    return reply;
}

std::vector<std::string> pieces_of(const std::string& text, std::size_t bytes) {
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = std::min(text.size(), at + std::max<std::size_t>(bytes, 1));
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) ++end;
        pieces.push_back(text.substr(at, end - at));
        at = end;
    }
    return pieces;
}

}  // namespace kompress::testing::fake_llm
