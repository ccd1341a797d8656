// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Prompts for tests of what lies behind the gate. Not for programs that link the real one.

#include "model/prompt.hpp"

namespace kompress::secrets {

class Gate {
  public:
    static CheckedPrompt pass(Prompt prompt) { return CheckedPrompt(std::move(prompt)); }
};

}  // namespace kompress::secrets
