// SPDX-License-Identifier: Apache-2.0
#include "secrets/gate.hpp"

namespace kompress::secrets {

Gate::Checked Gate::pass(Prompt prompt) {
    std::vector<std::string*> texts = {&prompt.system, &prompt.schema};
    for (PromptBlock& block : prompt.blocks) texts.push_back(&block.text);
    std::vector<Piece> parts;
    for (const std::string* text : texts) parts.push_back({*text, prompt.label, 1});
    PassedParts passed = redactor_.pass_parts(parts);
    Checked checked;
    checked.redactions = passed.redactions.size();
    if (passed.is_stopped) {
        checked.reason = "the prompt" + (prompt.label.empty() ? std::string() : " for " + prompt.label) + " holds a secret (" + std::string(passed.redactions.front().rule) +
                         ") and was not sent; take it out of the source, or allow it to be redacted";
        return checked;
    }
    for (std::size_t i = 0; i < texts.size(); ++i) *texts[i] = std::move(passed.parts[i]);
    checked.prompt = CheckedPrompt(std::move(prompt));
    return checked;
}

}  // namespace kompress::secrets
