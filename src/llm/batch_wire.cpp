// SPDX-License-Identifier: Apache-2.0
#include "llm/batch_wire.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "llm/json_access.hpp"
#include "llm/json_depth.hpp"

namespace kompress::llm {
namespace {

using Json = nlohmann::json;

std::uint64_t count_of(const Json& object, const char* key) {
    const Json& value = member(object, key);
    if (!value.is_number_unsigned()) return 0;
    return std::min<std::uint64_t>(value.get<std::uint64_t>(), 1'000'000'000);
}

std::optional<sys_seconds> unix_time(const Json& object, const char* key) {
    const Json& value = member(object, key);
    if (!value.is_number_unsigned()) return std::nullopt;
    const auto seconds = value.get<std::uint64_t>();
    if (seconds == 0 || seconds > 253'402'300'799) return std::nullopt;  // the year 9999
    return sys_seconds(std::chrono::seconds(seconds));
}

Json parse(std::string_view text) { return is_shallow(text) ? Json::parse(text, nullptr, false) : Json(Json::value_t::discarded); }

/// The sentences of a batch that was refused, the first few.
std::string reasons(const Json& errors) {
    std::string text;
    const Json& list = member(errors, "data");
    if (!list.is_array()) return text;
    for (std::size_t i = 0; i < list.size() && i < 3; ++i) {
        std::string message(text_of(list[i], "message").substr(0, 240));
        std::replace_if(message.begin(), message.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
        if (!message.empty()) text += (text.empty() ? "" : "; ") + message;
    }
    return text;
}

BatchPhase openai_phase(std::string_view status) {
    if (status == "completed" || status == "expired" || status == "cancelled") return BatchPhase::Ended;
    if (status == "failed") return BatchPhase::Failed;
    if (status == "cancelling") return BatchPhase::Cancelling;
    return BatchPhase::Running;  // validating, in_progress, finalizing
}

void read_openai(const Json& json, BatchObject& batch) {
    BatchStatus& status = batch.status;
    status.phase = openai_phase(text_of(json, "status"));
    const Json& counts = member(json, "request_counts");
    status.total = count_of(counts, "total");
    status.done = count_of(counts, "completed") + count_of(counts, "failed");
    status.created = unix_time(json, "created_at");
    status.expires = unix_time(json, "expires_at");
    status.reason = reasons(member(json, "errors"));
    batch.tag = text_of(member(json, "metadata"), "kompress");
    batch.input_file = text_of(json, "input_file_id");
    for (const char* key : {"output_file_id", "error_file_id"})
        if (std::string file(text_of(json, key)); !file.empty()) batch.result_files.push_back(std::move(file));
}

void read_anthropic(const Json& json, BatchObject& batch) {
    BatchStatus& status = batch.status;
    const std::string_view phase = text_of(json, "processing_status");
    status.phase = phase == "ended" ? BatchPhase::Ended : phase == "canceling" ? BatchPhase::Cancelling : BatchPhase::Running;
    const Json& counts = member(json, "request_counts");
    for (const char* key : {"succeeded", "errored", "canceled", "expired"}) status.done += count_of(counts, key);
    status.total = status.done + count_of(counts, "processing");
    status.created = parse_rfc3339(text_of(json, "created_at"));
    status.expires = parse_rfc3339(text_of(json, "expires_at"));
    batch.results_url = text_of(json, "results_url");
}

std::optional<BatchObject> read_object(Dialect dialect, const Json& json) {
    BatchObject batch;
    batch.id = text_of(json, "id");
    const bool has_status = !text_of(json, dialect == Dialect::Anthropic ? "processing_status" : "status").empty();
    if (!is_safe_id(batch.id) || !has_status) return std::nullopt;
    if (dialect == Dialect::Anthropic) read_anthropic(json, batch);
    else read_openai(json, batch);
    if (!std::all_of(batch.result_files.begin(), batch.result_files.end(), is_safe_id)) return std::nullopt;
    return batch;
}

}  // namespace

BatchLimits batch_limits(Dialect dialect) {
    switch (dialect) {
        case Dialect::OpenAi: return {50'000, 200'000'000};
        case Dialect::Anthropic: return {100'000, 256'000'000};
        case Dialect::Ollama: break;
    }
    return {};
}

std::string batch_custom_id(const Digest256& key) { return key.hex().substr(0, 40); }

std::string batch_path(Dialect dialect, std::string_view id, std::string_view action) {
    std::string path = dialect == Dialect::Anthropic ? "/v1/messages/batches" : "/batches";
    if (!id.empty()) path += "/" + std::string(id);
    if (!action.empty()) path += "/" + std::string(action);
    return path;
}

std::string batch_list_path(Dialect dialect, std::string_view after) {
    std::string path = batch_path(dialect) + "?limit=100";
    if (!after.empty()) path += (dialect == Dialect::Anthropic ? "&after_id=" : "&after=") + std::string(after);
    return path;
}

void append_batch_entry(const Endpoint& endpoint, const Prompt& prompt, const std::string& custom_id, std::string& to) {
    to += "{\"custom_id\":\"" + custom_id + "\",";
    to += endpoint.dialect == Dialect::Anthropic ? "\"params\":" : "\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":";
    to += request_body(endpoint, prompt, false);
    to += "}";
}

std::string openai_batch_body(const std::string& file_id, const std::string& tag) {
    const nlohmann::ordered_json body = {
        {"input_file_id", file_id}, {"endpoint", "/v1/chat/completions"}, {"completion_window", "24h"}, {"metadata", {{"kompress", tag}}}};
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<BatchObject> read_batch_object(Dialect dialect, std::string_view json) { return read_object(dialect, parse(json)); }

std::optional<BatchPage> read_batch_page(Dialect dialect, std::string_view text) {
    const Json json = parse(text);
    const Json& data = member(json, "data");
    if (!data.is_array()) return std::nullopt;
    BatchPage page;
    for (const Json& item : data) {
        auto batch = read_object(dialect, item);
        if (!batch) return std::nullopt;
        page.batches.push_back(std::move(*batch));
    }
    const Json& more = member(json, "has_more");
    if (more.is_boolean() && more.get<bool>() && !page.batches.empty()) page.next = page.batches.back().id;
    return page;
}

std::optional<std::string> read_file_id(std::string_view text) {
    const Json json = parse(text);
    std::string id(text_of(json, "id"));
    if (!is_safe_id(id)) return std::nullopt;
    return id;
}

bool is_safe_id(std::string_view id) {
    if (id.empty() || id.size() > 256 || id.front() == '/' || id.back() == '/') return false;
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':' || c == '/';
    };
    if (!std::all_of(id.begin(), id.end(), fits)) return false;
    while (!id.empty()) {
        const std::size_t slash = std::min(id.find('/'), id.size());
        if (id.substr(0, slash).find_first_not_of('.') >= slash) return false;  // nothing, or dots alone
        id.remove_prefix(std::min(slash + 1, id.size()));
    }
    return true;
}

}  // namespace kompress::llm
