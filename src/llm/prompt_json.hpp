// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Prompts as JSON text: in what is remembered of a batch, and in files of one prompt a line that people write.
///
///     {"system":"…","blocks":[{"text":"…","ends_prefix":true},{"text":"…"}],"schema_name":"…","schema":{…},
///      "max_output_tokens":4096,"temperature":0.2,"effort":"low","template_version":"…","label":"…","share":"…",
///      "weight":1,"priority":0,"input_tokens":0}
///
/// Every field may be absent, and no other may be there: a misspelt one would silently change the answer. The schema is a
/// JSON object, or its text where the very bytes are to be kept. `input_tokens` is an estimate that whoever sends the
/// prompt counts again.

#include <string>
#include <string_view>
#include <vector>

#include "kompress/result.hpp"
#include "model/prompt.hpp"

namespace kompress::llm {

/// One line. Fields that hold their default are left out; bytes that are no UTF-8 become U+FFFD, as in requests.
std::string prompt_to_json(const Prompt& prompt);

/// Reads whatever prompt_to_json() writes. Errors: InvalidArgument, with the field.
Result<Prompt> prompt_from_json(std::string_view json);

/// A file of JSON lines, in order; empty lines are passed over. Asks more than prompt_from_json(): a prompt has text, and a
/// schema is a JSON object with a name. `name` is the file's, for messages.
/// Errors: InvalidArgument, with name, line and field; also for a file without a prompt.
Result<std::vector<Prompt>> read_prompt_lines(std::string_view text, std::string_view name);

}  // namespace kompress::llm
