// SPDX-License-Identifier: Apache-2.0
// The promise that matters most, at the last place where it can be checked: what a server received.
#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>

#include "llm/client.hpp"
#include "llm/curl_transport.hpp"
#include "secrets/gate.hpp"
#include "support/fake_llm/server.hpp"
#include "unit/secrets/canaries.hpp"

using namespace kompress;
using namespace kompress::llm;
using namespace kompress::test;
namespace fake = kompress::testing::fake_llm;

namespace {

constexpr std::size_t Files = 5000;
constexpr std::size_t PieceBytes = 12;  // as in unit/secrets/tree_test.cpp: shorter pieces are of no use to anybody

struct File {
    std::string text, secret;
};

std::vector<File> tree() {
    const std::vector<Form> forms = canary_forms();
    std::vector<File> files;
    for (std::size_t i = 0; i < Files; ++i) {
        const Canary canary = draw(forms[i % forms.size()], 1000 + i);
        files.push_back({plant(canary, static_cast<unsigned>(i / forms.size())), canary.secret});
    }
    return files;
}

/// Lines of a secret that are long enough to be told from chance.
std::vector<std::string> lines_of(const std::string& secret) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < secret.size();) {
        const std::size_t end = std::min(secret.find('\n', at), secret.size());
        if (end - at >= PieceBytes) lines.push_back(secret.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

}  // namespace

TEST_CASE("wire: of five thousand files with secrets of every rule no byte of one arrives", "[wire]") {
    const std::vector<File> files = tree();
    fake::Server server;
    Endpoint endpoint;
    endpoint.base_url = *normalize_base_url(Dialect::OpenAi, server.url());
    endpoint.model = "fake-small";
    ClientOptions options;
    options.endpoints.push_back(endpoint);
    options.lane.start_concurrency = 16;
    secrets::Gate gate(secrets::Policy::Redact);
    std::size_t redactions = 0, failed = 0, answered = 0;
    {
        std::mutex mutex;
        std::condition_variable changed;
        Client client(std::move(options), make_curl_transport(), system_clock());
        for (std::size_t i = 0; i < files.size(); ++i) {
            Prompt prompt;
            prompt.blocks = {{"file " + std::to_string(i) + "\n" + files[i].text, false}};
            prompt.max_output_tokens = 500;
            auto checked = gate.pass(std::move(prompt));
            redactions += checked.redactions;
            client.submit(std::move(*checked.prompt), [&](const Answer& answer) {
                const std::lock_guard lock(mutex);
                ++answered;
                if (answer.failure) ++failed;
                changed.notify_one();
            });
        }
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return answered == files.size(); });
    }
    CHECK(failed == 0);
    CHECK(redactions >= Files);
    std::size_t arrived = 0, leaked = 0;
    for (const fake::RecordedRequest& recorded : server.requests()) {
        const auto body = nlohmann::json::parse(recorded.request.body, nullptr, false);
        REQUIRE(body.is_object());
        const std::string text = body["messages"].back()["content"].get<std::string>();
        const std::size_t number = std::stoul(text.substr(5));
        ++arrived;
        for (const std::string& line : lines_of(files[number].secret))
            if (text.find(line) != std::string::npos || recorded.request.body.find(line) != std::string::npos) {
                ++leaked;
                UNSCOPED_INFO("file " << number << " leaks");
            }
    }
    CHECK(arrived == Files);
    CHECK(leaked == 0);
}
