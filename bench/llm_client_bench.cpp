// SPDX-License-Identifier: Apache-2.0
// What the client costs over real sockets, against the test server in a process of its own.
//
//   llm_client_bench URL [REQUESTS] [CONCURRENCY] [LATENCY_MS] [MINUTES]
//
// Prints wall time as a multiple of REQUESTS / CONCURRENCY × LATENCY, processor time a request, and memory; start the
// server with: kompress-fake-llm --latency LATENCY_MS. With MINUTES it goes on in rounds and prints memory every minute.
#include <sys/resource.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "llm/client.hpp"
#include "llm/curl_transport.hpp"
#include "secrets/gate.hpp"

using namespace kompress;

namespace {

struct Tally {
    int failed = 0;
    std::string why;
};

/// Asks `requests` different prompts and waits for all.
Tally run_round(llm::Client& client, secrets::Gate& gate, int requests, int round) {
    std::mutex mutex;
    std::condition_variable changed;
    int done = 0;
    Tally tally;
    for (int i = 0; i < requests; ++i) {
        Prompt prompt;
        prompt.blocks = {{"What does function number " + std::to_string(i) + " of " + std::to_string(round) + " do?\n" + std::string(4000, 'x'), false}};
        prompt.input_tokens = 1010;
        prompt.max_output_tokens = 200;
        client.submit(*gate.pass(std::move(prompt)).prompt, [&](const llm::Answer& answer) {
            const std::lock_guard lock(mutex);
            ++done;
            if (answer.failure) {
                ++tally.failed;
                tally.why = answer.failure.message;
            }
            changed.notify_one();
        });
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return done == requests; });
    return tally;
}

/// Resident memory now, in bytes.
double resident() {
    long pages = 0, resident_pages = 0;
    if (std::FILE* in = std::fopen("/proc/self/statm", "re")) {
        if (std::fscanf(in, "%ld %ld", &pages, &resident_pages) != 2) resident_pages = 0;
        std::fclose(in);
    }
    return static_cast<double>(resident_pages) * 4096;
}

void soak(llm::Client& client, secrets::Gate& gate, int requests, double minutes) {
    const auto started = std::chrono::steady_clock::now();
    double next = 0;
    long sent = 0, failed = 0;
    for (int round = 1;; ++round) {
        const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count() / 60;
        if (passed >= next) {
            std::printf("%5.1f min: %ld requests, %ld failed, %.2f MB\n", passed, sent, failed, resident() / 1e6);
            std::fflush(stdout);
            next = passed + 1;
        }
        if (passed >= minutes) return;
        failed += run_round(client, gate, requests, round).failed;
        sent += requests;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::string url = argc > 1 ? argv[1] : "";
    const int requests = argc > 2 ? std::atoi(argv[2]) : 500;
    const unsigned concurrency = argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 16;
    const double latency_ms = argc > 4 ? std::atof(argv[4]) : 200;
    llm::ClientOptions options;
    llm::Endpoint endpoint;
    const auto base = llm::normalize_base_url(llm::Dialect::OpenAi, url, true);
    if (!base) {
        std::fprintf(stderr, "usage: llm_client_bench URL [REQUESTS] [CONCURRENCY] [LATENCY_MS]\n");
        return 2;
    }
    endpoint.base_url = *base;
    endpoint.model = "fake-small";
    options.endpoints.push_back(endpoint);
    options.lane.start_concurrency = options.lane.max_concurrency = concurrency;
    llm::Client client(std::move(options), llm::make_curl_transport(concurrency), system_clock());
    secrets::Gate gate(secrets::Policy::Redact);

    const auto started = std::chrono::steady_clock::now();
    Tally tally = run_round(client, gate, requests, 0);
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    const double ideal = requests * latency_ms / 1000 / concurrency;
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    std::printf("%d requests, %d failed%s%s: %.3f s, %.3f x ideal; %.3f ms of processor a request; %.1f MB at most\n", requests, tally.failed, tally.failed ? ": " : "",
                tally.why.c_str(), wall, wall / ideal, (seconds(usage.ru_utime) + seconds(usage.ru_stime)) * 1000 / requests, static_cast<double>(usage.ru_maxrss) / 1024);
    if (argc > 5) soak(client, gate, requests, std::atof(argv[5]));
    return tally.failed ? 1 : 0;
}
