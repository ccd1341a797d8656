// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the batch endpoints of the two dialects look like: paths, entries, and what they say about a batch. Text from a
/// provider is untrusted: nullopt for what cannot be read.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "llm/batch.hpp"

namespace kompress::llm {

/// Where batches live, behind the base URL: "/batches", "/v1/messages/batches".
std::string batch_path(Dialect dialect, std::string_view id = {}, std::string_view action = {});
/// A page of the list, the newest first.
std::string batch_list_path(Dialect dialect, std::string_view after);

/// One entry as it is handed in: a line of the file for OpenAI, a member of the array for Anthropic.
void append_batch_entry(const Endpoint& endpoint, const Prompt& prompt, const std::string& custom_id, std::string& to);
/// Of OpenAI's POST /batches.
std::string openai_batch_body(const std::string& file_id, const std::string& tag);

/// What a provider says about a batch.
struct BatchObject {
    std::string id, tag;
    BatchStatus status;
    std::string input_file;
    std::vector<std::string> result_files;  ///< OpenAI: ids of files
    std::string results_url;                ///< Anthropic
};
std::optional<BatchObject> read_batch_object(Dialect dialect, std::string_view json);

struct BatchPage {
    std::vector<BatchObject> batches;
    std::string next;  ///< what comes after it; "" for the last page
};
std::optional<BatchPage> read_batch_page(Dialect dialect, std::string_view json);
/// The id of an uploaded file.
std::optional<std::string> read_file_id(std::string_view json);

/// Ids come from the provider and go into URLs: letters, digits and "-_.:", and '/' between parts that are no dots.
bool is_safe_id(std::string_view id);

}  // namespace kompress::llm
