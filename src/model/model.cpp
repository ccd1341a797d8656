// SPDX-License-Identifier: Apache-2.0
// model is plain data: this file makes sure that its headers compile alone.
#include "model/file_entry.hpp"
#include "model/parsed_file.hpp"
#include "model/prompt.hpp"
#include "model/source_text.hpp"

namespace kompress {

std::string_view finish_reason_name(FinishReason reason) {
    static constexpr std::string_view Names[] = {"stop", "length", "refusal", "content_filter", "context_exceeded", "other"};
    return Names[static_cast<int>(reason)];
}

}  // namespace kompress
