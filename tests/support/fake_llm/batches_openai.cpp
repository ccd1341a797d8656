// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/fake_llm/batches.hpp"
#include "support/fake_llm/errors.hpp"

namespace kompress::testing::fake_llm {
namespace {

using nlohmann::json;

std::int64_t seconds_since_1970() {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Reply no_such(const std::string& what, const std::string& id) {
    ErrorFacts facts;
    facts.message = "No such " + what + ": '" + id + "'.";
    return *error_reply("not_found", Dialect::OpenAi, facts);
}

Reply invalid(const std::string& why) {
    ErrorFacts facts;
    facts.message = why;
    return *error_reply("bad_request", Dialect::OpenAi, facts);
}

struct Part {
    std::string name, file_name, content;
};

std::string quoted_after(const std::string& head, const std::string& mark) {
    const auto at = head.find(mark + "=\"");
    if (at == std::string::npos) return {};
    const auto begin = at + mark.size() + 2;
    return head.substr(begin, head.find('"', begin) - begin);
}

/// The parts of a multipart/form-data body; none if it is not one.
std::vector<Part> multipart(const HttpRequest& request) {
    const std::string type(request.header("content-type"));
    const auto mark = type.find("boundary=");
    if (mark == std::string::npos) return {};
    std::string boundary = type.substr(mark + 9, type.find(';', mark) - mark - 9);
    boundary.erase(std::remove(boundary.begin(), boundary.end(), '"'), boundary.end());
    const std::string delimiter = "--" + boundary;
    std::vector<Part> parts;
    for (std::size_t at = request.body.find(delimiter); at != std::string::npos;) {
        const std::size_t begin = at + delimiter.size() + 2;
        const std::size_t next = request.body.find("\r\n" + delimiter, begin);
        const std::size_t head_end = request.body.find("\r\n\r\n", begin);
        if (next == std::string::npos || head_end == std::string::npos || head_end > next) break;
        const std::string head = request.body.substr(begin, head_end - begin);
        parts.push_back({quoted_after(head, " name"), quoted_after(head, "filename"),
                         request.body.substr(head_end + 4, next - head_end - 4)});
        at = next + 2;
    }
    return parts;
}

struct Facts {
    const std::string& id;
    std::size_t bytes;
    const std::string &name, &purpose;
};

json describe(const Facts& file) {
    return {{"id", file.id},         {"object", "file"},      {"bytes", file.bytes},
            {"created_at", seconds_since_1970()}, {"filename", file.name}, {"purpose", file.purpose},
            {"status", "processed"}};
}

json counts(std::int64_t total, std::int64_t completed, std::int64_t failed) {
    return {{"total", total}, {"completed", completed}, {"failed", failed}};
}

}  // namespace

struct OpenAiBatches::Batch {
    json object;
    std::int64_t looks = 0;
};

OpenAiBatches::OpenAiBatches(BatchConfig config, CompleteOne complete)
    : config_(std::move(config)), complete_(std::move(complete)) {}

OpenAiBatches::~OpenAiBatches() = default;

std::optional<std::string> path_after(const std::string& path, std::string_view marker) {
    const auto at = path.find(marker);
    if (at == std::string::npos) return std::nullopt;
    const std::string rest = path.substr(at + marker.size());
    if (!rest.empty() && rest[0] != '/') return std::nullopt;
    return rest == "/" ? std::string() : rest;
}

json page_of(const std::vector<const json*>& batches, const HttpRequest& request, const char* after_key) {
    const std::string after = request.query(after_key), limit = request.query("limit");
    const std::size_t most = limit.empty() ? 20 : std::max<std::size_t>(1, std::strtoul(limit.c_str(), nullptr, 10));
    json data = json::array();
    bool begun = after.empty(), more = false;
    for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
        if (begun && data.size() == most) more = true;
        if (begun && data.size() < most) data.push_back(**batch);
        begun = begun || (**batch)["id"] == after;
    }
    return {{"data", data},
            {"first_id", data.empty() ? json() : data.front()["id"]},
            {"last_id", data.empty() ? json() : data.back()["id"]},
            {"has_more", more}};
}

std::string joined_lines(std::vector<std::string> lines, bool reverse) {
    if (reverse) std::reverse(lines.begin(), lines.end());
    std::string out;
    for (const std::string& line : lines) out += line + "\n";
    return out;
}

std::optional<Reply> OpenAiBatches::handle(const HttpRequest& request) {
    const std::string path = request.path();
    const std::lock_guard lock(mutex_);
    if (const auto rest = path_after(path, "/v1/files")) return file(request, *rest);
    const auto rest = path_after(path, "/v1/batches");
    if (!rest) return std::nullopt;
    if (rest->empty()) return request.method == "POST" ? create(request) : list(request);
    const auto slash = rest->find('/', 1);
    const std::string id = rest->substr(1, slash == std::string::npos ? slash : slash - 1);
    if (slash == std::string::npos) return look(id);
    return rest->substr(slash) == "/cancel" ? cancel(id) : no_such("path", path);
}

std::string OpenAiBatches::add_file(File file) {
    std::string id = "file-fake" + std::to_string(files_.size() + 1);
    files_.emplace(id, std::move(file));
    return id;
}

Reply OpenAiBatches::file(const HttpRequest& request, const std::string& rest) {
    if (rest.empty() && request.method == "POST") return upload(request);
    if (rest.empty()) {
        json data = json::array();
        for (const auto& [id, file] : files_)
            data.push_back(describe({id, file.content.size(), file.name, file.purpose}));
        return json_reply({{"object", "list"}, {"data", data}, {"has_more", false}});
    }
    const auto slash = rest.find('/', 1);
    const std::string id = rest.substr(1, slash == std::string::npos ? slash : slash - 1);
    const auto found = files_.find(id);
    if (found == files_.end()) return no_such("File object", id);
    if (slash == std::string::npos && request.method == "DELETE") {
        files_.erase(found);
        return json_reply({{"id", id}, {"object", "file"}, {"deleted", true}});
    }
    if (slash == std::string::npos)
        return json_reply(
            describe({id, found->second.content.size(), found->second.name, found->second.purpose}));
    Reply reply;
    reply.headers.push_back({"Content-Type", "application/octet-stream"});
    reply.body = found->second.content;
    return reply;
}

Reply OpenAiBatches::upload(const HttpRequest& request) {
    File file;
    bool has_file = false;
    for (const Part& part : multipart(request)) {
        if (part.name == "purpose") file.purpose = part.content;
        if (part.name != "file") continue;
        has_file = true;
        file.name = part.file_name;
        file.content = part.content;
    }
    if (!has_file || file.purpose.empty())
        return invalid("The request must be multipart/form-data with 'file' and 'purpose'.");
    const std::string id = add_file(file);
    return json_reply(describe({id, file.content.size(), file.name, file.purpose}));
}

Reply OpenAiBatches::create(const HttpRequest& request) {
    const json body = json::parse(request.body, nullptr, false);
    if (!body.is_object() || !body.contains("input_file_id"))
        return invalid("Missing required parameter: 'input_file_id'.");
    const std::string input = body.value("input_file_id", std::string());
    if (files_.count(input) == 0) return no_such("File object", input);
    if (body.value("completion_window", std::string()) != "24h")
        return invalid("Invalid value for 'completion_window': only '24h' is supported.");
    const std::string& content = files_.at(input).content;
    Batch batch;
    batch.object = {{"id", "batch_fake" + std::to_string(batches_.size() + 1)},
                    {"object", "batch"},
                    {"endpoint", body.value("endpoint", std::string())},
                    {"errors", nullptr},
                    {"input_file_id", input},
                    {"completion_window", "24h"},
                    {"status", "validating"},
                    {"output_file_id", nullptr},
                    {"error_file_id", nullptr},
                    {"created_at", seconds_since_1970()},
                    {"expires_at", seconds_since_1970() + 86400},
                    {"metadata", body.value("metadata", json())},
                    {"request_counts", counts(std::count(content.begin(), content.end(), '\n'), 0, 0)}};
    batches_.push_back(batch);
    return json_reply(batch.object);
}

Reply OpenAiBatches::look(const std::string& id) {
    for (Batch& batch : batches_) {
        if (batch.object["id"] != id) continue;
        const std::string status = batch.object["status"];
        if (status == "validating" || status == "in_progress") {
            batch.object["status"] = "in_progress";
            if (++batch.looks > config_.polls) run(batch);
        }
        return json_reply(batch.object);
    }
    return no_such("batch", id);
}

Reply OpenAiBatches::cancel(const std::string& id) {
    for (Batch& batch : batches_) {
        if (batch.object["id"] != id) continue;
        if (batch.object["status"] != "completed") batch.object["status"] = "cancelled";
        return json_reply(batch.object);
    }
    return no_such("batch", id);
}

Reply OpenAiBatches::list(const HttpRequest& request) {
    std::vector<const json*> objects;
    for (const Batch& batch : batches_) objects.push_back(&batch.object);
    json page = page_of(objects, request, "after");
    page["object"] = "list";
    return json_reply(page);
}

void OpenAiBatches::run(Batch& batch) {
    std::vector<std::string> done, failed;
    std::istringstream lines(files_.at(batch.object["input_file_id"].get<std::string>()).content);
    std::int64_t total = 0;
    for (std::string line; std::getline(lines, line);) {
        const json item = json::parse(line, nullptr, false);
        if (!item.is_object()) continue;
        ++total;
        json out = {{"id", "batch_req_" + std::to_string(total)},
                    {"custom_id", item.value("custom_id", std::string())},
                    {"response", nullptr},
                    {"error", nullptr}};
        if (!config_.expire_match.empty() && line.find(config_.expire_match) != std::string::npos) {
            out["error"] = {
                {"code", "batch_expired"},
                {"message", "This request could not be executed before the completion window expired."}};
            failed.push_back(dump(out));
            continue;
        }
        json request = item.value("body", json::object());
        request["stream"] = false;
        const bool fails =
            !config_.error_match.empty() && line.find(config_.error_match) != std::string::npos;
        const Reply reply = fails ? *error_reply("server_error", Dialect::OpenAi, {})
                                  : complete_(Dialect::OpenAi, dump(request));
        out["response"] = {{"status_code", reply.status},
                           {"request_id", "req_batch_" + std::to_string(total)},
                           {"body", json::parse(reply.body, nullptr, false)}};
        (reply.status == 200 ? done : failed).push_back(dump(out));
    }
    const auto succeeded = static_cast<std::int64_t>(done.size()),
               lost = static_cast<std::int64_t>(failed.size());
    if (!done.empty())
        batch.object["output_file_id"] =
            add_file({"output.jsonl", "batch_output", joined_lines(std::move(done), config_.reverse)});
    if (!failed.empty())
        batch.object["error_file_id"] =
            add_file({"errors.jsonl", "batch_output", joined_lines(std::move(failed), config_.reverse)});
    batch.object["status"] = "completed";
    batch.object["request_counts"] = counts(total, succeeded, lost);
}

}  // namespace kompress::testing::fake_llm
