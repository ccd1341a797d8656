// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The batch endpoints of the two providers that have them: what was handed in, and the results once it was
/// looked at often enough.
///
/// Threading: every method may be called from any thread.

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "support/fake_llm/exchange.hpp"
#include "support/fake_llm/script.hpp"

namespace kompress::testing::fake_llm {

/// Answers the body of one request, never as a stream.
using CompleteOne = std::function<Reply(Dialect dialect, const std::string& body)>;

/// /v1/files (multipart), /v1/files/{id}[/content], /v1/batches, /v1/batches/{id}[/cancel].
class OpenAiBatches {
  public:
    OpenAiBatches(BatchConfig config, CompleteOne complete);
    ~OpenAiBatches();

    /// Nothing if the path is none of these.
    std::optional<Reply> handle(const HttpRequest& request);

  private:
    struct File {
        std::string name, purpose, content;
    };
    struct Batch;
    Reply upload(const HttpRequest& request);
    Reply create(const HttpRequest& request);
    Reply look(const std::string& id);
    Reply cancel(const std::string& id);
    Reply list(const HttpRequest& request);
    Reply file(const HttpRequest& request, const std::string& rest);
    std::string add_file(File file);
    void run(Batch& batch);

    const BatchConfig config_;
    const CompleteOne complete_;
    std::mutex mutex_;  // protects what follows
    std::map<std::string, File> files_;
    std::vector<Batch> batches_;  // in order of creation
};

/// /v1/messages/batches, /v1/messages/batches/{id}[/results|/cancel].
class AnthropicBatches {
  public:
    /// `scheme` is that of the URLs at which results are offered: http or https.
    AnthropicBatches(BatchConfig config, std::string scheme, CompleteOne complete);
    ~AnthropicBatches();

    std::optional<Reply> handle(const HttpRequest& request);

  private:
    struct Batch;
    Reply create(const HttpRequest& request);
    Reply look(const HttpRequest& request, Batch& batch);
    Reply list(const HttpRequest& request);
    void run(Batch& batch);
    Batch* find(const std::string& id);

    const BatchConfig config_;
    const std::string scheme_;
    const CompleteOne complete_;
    std::mutex mutex_;  // protects batches_
    std::vector<Batch> batches_;
};

/// What follows `marker` in `path`; nothing if it does not occur. "/v1/batches/b1" after "/batches" is "/b1".
std::optional<std::string> path_after(const std::string& path, std::string_view marker);

/// A page of a list of batches, the newest first, behind the one that the query's `after_key` names. `batches` are objects
/// in order of creation. Gives data, first_id, last_id and has_more.
nlohmann::json page_of(const std::vector<const nlohmann::json*>& batches, const HttpRequest& request, const char* after_key);

/// The results in the order in which they are handed out: not that of the requests, if the script says so.
std::string joined_lines(std::vector<std::string> lines, bool reverse);

}  // namespace kompress::testing::fake_llm
