// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "support/fake_llm/batches.hpp"
#include "support/fake_llm/errors.hpp"
#include "support/fake_llm/limiter.hpp"

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

Reply refused(const char* name, const std::string& why) {
    ErrorFacts facts;
    facts.message = why;
    return *error_reply(name, Dialect::Anthropic, facts);
}

std::string in_hours(int hours) {
    return rfc3339(std::chrono::system_clock::now() + std::chrono::hours(hours));
}

bool holds(const std::string& text, const std::string& mark) {
    return !mark.empty() && text.find(mark) != std::string::npos;
}

}  // namespace

struct AnthropicBatches::Batch {
    json object, requests;
    std::string results;
    std::int64_t looks = 0;
};

AnthropicBatches::AnthropicBatches(BatchConfig config, std::string scheme, CompleteOne complete)
    : config_(std::move(config)), scheme_(std::move(scheme)), complete_(std::move(complete)) {}

AnthropicBatches::~AnthropicBatches() = default;

std::optional<Reply> AnthropicBatches::handle(const HttpRequest& request) {
    const auto rest = path_after(request.path(), "/v1/messages/batches");
    if (!rest) return std::nullopt;
    const std::lock_guard lock(mutex_);
    if (rest->empty()) return request.method == "POST" ? create(request) : list(request);
    const auto slash = rest->find('/', 1);
    const std::string id = rest->substr(1, slash == std::string::npos ? slash : slash - 1);
    Batch* batch = find(id);
    if (!batch) return refused("not_found", "No such batch: " + id);
    if (slash == std::string::npos) return look(request, *batch);
    const std::string action = rest->substr(slash);
    if (action == "/cancel") {
        if (batch->object["processing_status"] != "ended") {
            batch->object["processing_status"] = "ended";
            batch->object["request_counts"] = {{"processing", 0},
                                               {"succeeded", 0},
                                               {"errored", 0},
                                               {"canceled", batch->requests.size()},
                                               {"expired", 0}};
        }
        return json_reply(batch->object);
    }
    if (action != "/results") return refused("not_found", "Not found");
    if (batch->object["results_url"].is_null())
        return refused("bad_request", "The results of batch " + id + " are not yet available.");
    Reply reply;
    reply.headers.push_back({"Content-Type", "application/x-jsonl"});
    reply.body = batch->results;
    return reply;
}

AnthropicBatches::Batch* AnthropicBatches::find(const std::string& id) {
    const auto found = std::find_if(batches_.begin(), batches_.end(),
                                    [&](const Batch& batch) { return batch.object["id"] == id; });
    return found == batches_.end() ? nullptr : &*found;
}

Reply AnthropicBatches::create(const HttpRequest& request) {
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object() || !body.contains("requests") || !body["requests"].is_array() ||
        body["requests"].empty())
        return refused("bad_request", "requests: Field required");
    Batch batch;
    batch.requests = body["requests"];
    batch.object = {{"id", "msgbatch_fake" + std::to_string(batches_.size() + 1)},
                    {"type", "message_batch"},
                    {"processing_status", "in_progress"},
                    {"request_counts",
                     {{"processing", batch.requests.size()},
                      {"succeeded", 0},
                      {"errored", 0},
                      {"canceled", 0},
                      {"expired", 0}}},
                    {"ended_at", nullptr},
                    {"created_at", in_hours(0)},
                    {"expires_at", in_hours(24)},
                    {"archived_at", nullptr},
                    {"cancel_initiated_at", nullptr},
                    {"results_url", nullptr}};
    batches_.push_back(batch);
    return json_reply(batch.object);
}

Reply AnthropicBatches::look(const HttpRequest& request, Batch& batch) {
    if (batch.object["processing_status"] == "in_progress" && ++batch.looks > config_.polls) {
        run(batch);
        const std::string host(request.header("host"));
        batch.object["results_url"] = scheme_ + "://" + host + "/v1/messages/batches/" +
                                      batch.object["id"].get<std::string>() + "/results";
    }
    return json_reply(batch.object);
}

Reply AnthropicBatches::list(const HttpRequest& request) {
    std::vector<const json*> objects;
    for (const Batch& batch : batches_) objects.push_back(&batch.object);
    return json_reply(page_of(objects, request, "after_id"));
}

void AnthropicBatches::run(Batch& batch) {
    std::vector<std::string> lines;
    std::int64_t succeeded = 0, errored = 0, expired = 0;
    for (const json& item : batch.requests) {
        json params = item.is_object() ? item.value("params", json::object()) : json::object();
        const std::string text = dump(params);
        json result;
        if (holds(text, config_.expire_match)) {
            result = {{"type", "expired"}};
            ++expired;
        } else {
            params["stream"] = false;
            const Reply reply = holds(text, config_.error_match)
                                    ? *error_reply("server_error", Dialect::Anthropic, {})
                                    : complete_(Dialect::Anthropic, dump(params));
            const bool ok = reply.status == 200;
            ++(ok ? succeeded : errored);
            result = {{"type", ok ? "succeeded" : "errored"},
                      {ok ? "message" : "error", json::parse(reply.body, nullptr, false)}};
        }
        lines.push_back(
            dump({{"custom_id", item.is_object() ? item.value("custom_id", std::string()) : std::string()},
                  {"result", result}}));
    }
    batch.results = joined_lines(std::move(lines), config_.reverse);
    batch.object["processing_status"] = "ended";
    batch.object["ended_at"] = in_hours(0);
    batch.object["request_counts"] = {{"processing", 0},
                                      {"succeeded", succeeded},
                                      {"errored", errored},
                                      {"canceled", 0},
                                      {"expired", expired}};
}

}  // namespace kompress::testing::fake_llm
