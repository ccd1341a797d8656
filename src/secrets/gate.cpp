// SPDX-License-Identifier: Apache-2.0
#include "secrets/gate.hpp"

namespace kompress::secrets {

Gate::Checked Gate::pass(Prompt prompt) {
    Checked checked;
    const auto clean = [&](std::string& text) {
        Passed passed = redactor_.pass(text, prompt.label);
        checked.redactions += passed.redactions.size();
        if (passed.is_stopped && checked.reason.empty()) {
            const Redaction& first = passed.redactions.front();
            checked.reason = "the prompt" + (prompt.label.empty() ? std::string() : " for " + prompt.label) + " holds a secret (" + std::string(first.rule) +
                             ") and was not sent; take it out of the source, or allow it to be redacted";
        }
        text = std::move(passed.text);
    };
    clean(prompt.system);
    clean(prompt.schema);
    for (PromptBlock& block : prompt.blocks) clean(block.text);
    if (checked.reason.empty()) checked.prompt = CheckedPrompt(std::move(prompt));
    return checked;
}

}  // namespace kompress::secrets
