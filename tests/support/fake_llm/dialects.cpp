// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/dialects.hpp"

#include <nlohmann/json.hpp>

namespace kompress::testing::fake_llm {

Result<Ask> read_ask(Dialect dialect, const std::string& body) {
    const nlohmann::json parsed = nlohmann::json::parse(body, nullptr, false);
    if (!parsed.is_object())
        return Error{ErrorCode::InvalidArgument, "We could not parse the JSON body of your request."};
    try {
        switch (dialect) {
            case Dialect::OpenAi:
                return read_openai(parsed);
            case Dialect::Anthropic:
                return read_anthropic(parsed);
            case Dialect::Ollama:
                return read_ollama(parsed);
        }
    } catch (const nlohmann::json::exception& problem) {  // a field of another type than the dialect knows
        return Error{ErrorCode::InvalidArgument,
                     std::string("Invalid type in the request: ") + problem.what()};
    }
    return Error{ErrorCode::Internal, "unknown dialect"};
}

Reply reply_in(const Ask& ask, const Answer& answer) {
    switch (ask.dialect) {
        case Dialect::Anthropic:
            return reply_anthropic(ask, answer);
        case Dialect::Ollama:
            return reply_ollama(ask, answer);
        case Dialect::OpenAi:
            break;
    }
    return reply_openai(ask, answer);
}

std::string content_text(const nlohmann::json& content) {
    if (content.is_string()) return content.get<std::string>();
    std::string text;
    if (content.is_array())
        for (const auto& part : content)
            if (part.is_object()) text += part.value("text", std::string());
    return text;
}

}  // namespace kompress::testing::fake_llm
