// SPDX-License-Identifier: Apache-2.0
#include "tokens/models.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace kompress::tokens {
namespace {

constexpr Encoding O200k = Encoding::O200kBase, Cl100k = Encoding::Cl100kBase;
constexpr std::string_view Assumed = "assumed: no tokeniser is published";

constexpr ModelTokens Table[] = {
    // OpenAI, as tiktoken's own table of models has them.
    {"gpt-5", O200k}, {"gpt-4o", O200k}, {"gpt-4.1", O200k}, {"gpt-4.5", O200k}, {"chatgpt-4o", O200k}, {"gpt-oss", O200k},
    {"o1", O200k}, {"o3", O200k}, {"o4", O200k}, {"codex-mini", O200k},
    {"gpt-4", Cl100k}, {"gpt-3.5", Cl100k}, {"gpt-35", Cl100k}, {"text-embedding-3", Cl100k}, {"text-embedding-ada-002", Cl100k},
    {"davinci-002", Cl100k}, {"babbage-002", Cl100k},
    // Others: estimates.
    {"claude", O200k, 1.25, false, Assumed},
    {"gemini", O200k, 1.15, false, Assumed},
    {"gemma", O200k, 1.15, false, Assumed},
    {"llama", O200k, 1.05, false, Assumed},
    {"mistral", O200k, 1.2, false, Assumed},
    {"codestral", O200k, 1.2, false, Assumed},
    {"deepseek", O200k, 1.1, false, Assumed},
    {"qwen", O200k, 1.05, false, Assumed},
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
