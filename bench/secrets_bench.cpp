// SPDX-License-Identifier: Apache-2.0
/// How fast text is scanned for secrets, and what is found in real trees.
///
///   secrets_bench [--benchmark_…] [FILE…]   MB/s of scanning, redacting and escaping; of a small sample without files
///   secrets_bench --list TREE…              every finding with rule, file and line, and totals; the secret is shown only
///                                           by its first four bytes and its length. --show shows the whole line instead
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "secrets/fence.hpp"
#include "secrets/file_rules.hpp"
#include "secrets/redactor.hpp"
#include "secrets/scanner.hpp"

using namespace kompress::secrets;

namespace {

std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

struct Totals {
    std::size_t files = 0, denied = 0, lines = 0, bytes = 0, findings = 0;
};

void list_file(const std::filesystem::path& path, bool show, Totals& totals, std::map<std::string_view, std::size_t>& by_rule) {
    const std::string text = read(path);
    // As indexing does, a file with a NUL early on is taken for binary.
    if (text.substr(0, 8192).find('\0') != std::string::npos) return;
    ++totals.files;
    totals.bytes += text.size();
    totals.lines += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (is_secret_file(path.string())) {
        ++totals.denied;
        return;
    }
    for (const Finding& finding : Scanner::built_in().scan(text)) {
        ++totals.findings;
        ++by_rule[finding.rule];
        const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(finding.begin), '\n');
        const std::size_t length = finding.end - finding.begin;
        std::printf("%s\t%s:%td\t%.4s… (%zu)", finding.rule.data(), path.c_str(), line, text.c_str() + finding.begin, length);
        if (show) {
            const std::size_t from = finding.begin - std::min<std::size_t>(finding.begin, 60);
            std::printf("\t%s", text.substr(from, std::min<std::size_t>(finding.end - from, 200)).c_str());
        }
        std::printf("\n");
    }
}

int list(int argc, char** argv, bool show) {
    for (int i = 2; i < argc; ++i) {
        Totals totals;
        std::map<std::string_view, std::size_t> by_rule;
        std::vector<std::filesystem::path> paths;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
            if (entry.is_regular_file() && !entry.is_symlink() && entry.path().string().find("/.git/") == std::string::npos) paths.push_back(entry.path());
        std::sort(paths.begin(), paths.end());
        for (const auto& path : paths) list_file(path, show, totals, by_rule);
        std::printf("= %s: %zu files (%zu denied by name), %zu lines, %.1f MB, %zu findings, %.3f in 10,000 lines\n", argv[i], totals.files,
                    totals.denied, totals.lines, static_cast<double>(totals.bytes) / 1e6, totals.findings,
                    1e4 * static_cast<double>(totals.findings) / static_cast<double>(std::max<std::size_t>(totals.lines, 1)));
        for (const auto& [rule, n] : by_rule) std::printf("=   %zu %s\n", n, rule.data());
    }
    return 0;
}

std::string sample_text() {
    const std::string part =
        "static int read_header(struct stream *s, uint32_t *length)\n{\n\tif (s->end - s->at < 4)\n\t\treturn -EINVAL;\n"
        "\t*length = le32_to_cpu(*(const __le32 *)s->at);  /* don't trust it: it's the peer's */\n\treturn 0;\n}\n\n"
        "class HttpServerConnection(BaseConnection):\n    def __init__(self, token, timeout=30_000):\n        self.token = token\n"
        "        self.password = read_password(self.secrets['db'])\n\n## Überblick\n\nDie Größe steht in `index.json`; see https://example.org/a?b=c.\n";
    std::string text;
    while (text.size() < (std::size_t{1} << 20)) text += part;
    return text;
}

template <typename Work>
void measure(const char* name, const std::string& text, Work work) {
    benchmark::RegisterBenchmark(name, [&text, work](benchmark::State& state) {
        for (auto _ : state) work(text);
        state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && (!std::strcmp(argv[1], "--list") || !std::strcmp(argv[1], "--show"))) return list(argc, argv, argv[1][2] == 's');
    benchmark::Initialize(&argc, argv);
    std::string text;
    for (int i = 1; i < argc; ++i) text += read(argv[i]);
    if (text.empty()) text = sample_text();
    std::string hostile;  // words of rules, each at once behind the other
    while (hostile.size() < (1u << 20)) hostile += "eyJ-----BEGIN password:secret_key=sk-";
    measure("scan/text", text, [](const std::string& t) { benchmark::DoNotOptimize(Scanner::built_in().scan(t)); });
    measure("redact/text", text, [](const std::string& t) { benchmark::DoNotOptimize(Redactor(Policy::Redact).pass(t)); });
    measure("escape/text", text, [](const std::string& t) { benchmark::DoNotOptimize(escape_invisible(t)); });
    measure("scan/words_only_1MB", hostile, [](const std::string& t) { benchmark::DoNotOptimize(Scanner::built_in().scan(t)); });
    benchmark::RunSpecifiedBenchmarks();
}
