// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The only maker of CheckedPrompt: looks at all the text of a prompt before a client may have it.
///
/// The parts of a prompt (the system text, the schema, every block) are passed together, in the order in which they are
/// sent: a placeholder means one secret in the whole prompt, and a prefix which many prompts share becomes the same bytes
/// in all of them. Threading: any thread.

#include <optional>
#include <string>

#include "model/prompt.hpp"
#include "secrets/redactor.hpp"

namespace kompress::secrets {

class Gate {
  public:
    explicit Gate(Policy policy) : redactor_(policy) {}

    struct Checked {
        std::optional<CheckedPrompt> prompt;  ///< none when the policy is strict and there was a secret
        std::size_t redactions = 0;
        std::string reason;  ///< why there is none, in one sentence that names the rule and not the secret
    };
    Checked pass(Prompt prompt);
    const Redactor& redactor() const { return redactor_; }

  private:
    Redactor redactor_;
};

}  // namespace kompress::secrets
