// SPDX-License-Identifier: Apache-2.0
#include "tokens/prompt_tokens.hpp"

#include "tokens/models.hpp"

namespace kompress::tokens {

std::uint64_t count_prompt(const Prompt& prompt, std::string_view model) {
    constexpr double UnknownFactor = 1.3;
    constexpr std::uint64_t AroundPrompt = 16, AroundBlock = 4;
    const auto known = model_tokens(model);
    const ModelTokens row = known ? *known : ModelTokens{.prefix = {}, .factor = UnknownFactor, .is_exact = false};
    const Tokenizer& tokenizer = Tokenizer::get(row.encoding);
    std::uint64_t count = tokenizer.count(prompt.system) + tokenizer.count(prompt.schema);
    for (const PromptBlock& block : prompt.blocks) count += tokenizer.count(block.text);
    return row.scaled(count) + AroundPrompt + AroundBlock * prompt.blocks.size();
}

}  // namespace kompress::tokens
