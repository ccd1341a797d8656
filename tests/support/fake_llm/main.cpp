// SPDX-License-Identifier: Apache-2.0
// kompress-fake-llm: the test server by hand.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "support/fake_llm/script_json.hpp"
#include "support/fake_llm/server.hpp"

namespace {

using namespace kompress;
using namespace kompress::testing::fake_llm;

constexpr int ExitFailure = 1, ExitUsage = 2;

struct Options {
    Script script;
    std::string script_file, port_file, tls_dir, dialect = "any";
    std::optional<std::int64_t> latency_ms, rpm, tpm, concurrency;
    std::string record_file;
    std::uint16_t port = 0;
};

constexpr const char* Examples = R"(Examples:
  kompress-fake-llm                                   any dialect, any model, no limits, a free port
  kompress-fake-llm --port 8089 --latency 200         200 ms before every answer
  kompress-fake-llm --rpm 60 --tpm 40000              limits as a provider keeps them: 429 and Retry-After
  kompress-fake-llm --script flaky.json               {"faults":[{"probability":0.3,"error":"server_error"}]}
  kompress-fake-llm --tls-dir /tmp/tls                HTTPS; SSL_CERT_FILE=/tmp/tls/ca.pem trusts it
  kompress-fake-llm --record-requests sent.jsonl      every request, one JSON line each

Answers are made up but always the same for the same prompt, tokens are bytes/4, and nothing costs
anything. docs/fake_llm.md describes scripts.)";

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush())
        throw std::runtime_error("cannot write " + path.string() +
                                 "; does the directory exist and may you write there?");
}

/// Takes cert.pem and key.pem from the directory, or makes them there together with ca.pem, which vouches for
/// them.
void load_tls(const std::filesystem::path& directory, Script& script) {
    const auto certificate = directory / "cert.pem", key = directory / "key.pem";
    if (!std::filesystem::exists(certificate) && !std::filesystem::exists(key)) {
        std::filesystem::create_directories(directory);
        const TestCertificates made = make_test_certificates();
        write_file(directory / "ca.pem", made.authority);
        write_file(certificate, made.good.certificate);
        write_file(key, made.good.key);
        std::filesystem::permissions(
            key, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    script.tls_certificate = read_file(certificate);
    script.tls_key = read_file(key);
}

Script assemble(const Options& options) {
    Script script;
    if (!options.script_file.empty()) {
        auto read = read_script_file(options.script_file);
        if (!read) throw std::runtime_error(read.error().message);
        script = *read;
    }
    if (options.dialect == "openai") script.dialect = Dialect::OpenAi;
    if (options.dialect == "anthropic") script.dialect = Dialect::Anthropic;
    if (options.dialect == "ollama") script.dialect = Dialect::Ollama;
    script.port = options.port;
    script.before_headers_ms = options.latency_ms.value_or(script.before_headers_ms);
    script.limits.requests_per_minute = options.rpm.value_or(script.limits.requests_per_minute);
    script.limits.tokens_per_minute = options.tpm.value_or(script.limits.tokens_per_minute);
    script.limits.max_concurrency = options.concurrency.value_or(script.limits.max_concurrency);
    script.record_file = options.record_file;
    script.keep_requests = false;  // it may run for days
    if (!options.tls_dir.empty()) load_tls(options.tls_dir, script);
    return script;
}

void announce(const Server& server, const Options& options) {
    const std::string url = server.url();
    std::cout << "kompress-fake-llm listens on " << url << "\n\n"
              << "  export OPENAI_BASE_URL=" << url << "/v1 OPENAI_API_KEY=fake\n"
              << "  export ANTHROPIC_BASE_URL=" << url << " ANTHROPIC_API_KEY=fake\n"
              << "  export OLLAMA_HOST=" << url << "\n";
    if (!options.tls_dir.empty())
        std::cout << "  export SSL_CERT_FILE="
                  << (std::filesystem::absolute(options.tls_dir) / "ca.pem").string() << "\n";
    std::cout << "\nCtrl-C stops it." << std::endl;
    if (options.port_file.empty()) return;
    // Renamed into place, so that who waits for the file never reads half a number.
    const std::string partial = options.port_file + ".partial";
    write_file(partial, std::to_string(server.port()) + "\n");
    std::filesystem::rename(partial, options.port_file);
}

int run(const Options& options) {
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGINT);
    sigaddset(&stopping, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stopping,
                    nullptr);  // before any thread starts, so that only sigwait takes them
    try {
        Server server(assemble(options));
        announce(server, options);
        int signal = 0;
        sigwait(&stopping, &signal);
        server.stop();
        std::cout << "kompress-fake-llm stopped after " << server.request_count() << " requests on "
                  << server.connections() << " connections" << std::endl;
    } catch (const std::exception& problem) {
        std::cerr << "kompress-fake-llm: " << problem.what() << "\n";
        return ExitFailure;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "A made-up LLM provider on 127.0.0.1 that speaks OpenAI's, Anthropic's and Ollama's dialects, to try "
        "kompress without a key."};
    app.footer(Examples);
    Options options;
    app.add_option("--port", options.port, "Port to listen on; 0 takes a free one")->type_name("N");
    app.add_option("--port-file", options.port_file, "Write the port to this file once the server listens")
        ->type_name("FILE");
    app.add_option("--dialect", options.dialect, "Serve only this dialect")
        ->check(CLI::IsMember({"any", "openai", "anthropic", "ollama"}))
        ->capture_default_str();
    app.add_option("--script", options.script_file, "Answers, limits and faults as JSON")->type_name("FILE");
    app.add_option("--latency", options.latency_ms, "Milliseconds before every answer")
        ->type_name("MS")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--rpm", options.rpm, "Requests per minute")->type_name("N")->check(CLI::PositiveNumber);
    app.add_option("--tpm", options.tpm, "Tokens per minute, input and reserved output")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    app.add_option("--concurrency", options.concurrency, "Requests at once; above it 503, queue full")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    app.add_option("--tls-dir", options.tls_dir,
                   "Serve HTTPS with cert.pem and key.pem of this directory, made there if missing")
        ->type_name("DIR");
    app.add_option("--record-requests", options.record_file,
                   "Append every request to this file as a JSON line")
        ->type_name("FILE");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? 0 : ExitUsage;
    }
    return run(options);
}
