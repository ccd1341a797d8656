// SPDX-License-Identifier: Apache-2.0
/// How fast tokens are counted: tokens_bench [--benchmark_…] [FILE…]
///
/// Without files the text is a small mixture of code and prose, repeated; files give figures that can be quoted.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tokens/merge.hpp"
#include "tokens/tokenizer.hpp"

using namespace kompress::tokens;

namespace {

std::string mixed_text() {
    const std::string part =
        "static int read_header(struct stream *s, uint32_t *length)\n{\n\tif (s->end - s->at < 4)\n\t\treturn -EINVAL;\n"
        "\t*length = le32_to_cpu(*(const __le32 *)s->at);  /* don't trust it: it's the peer's */\n\treturn 0;\n}\n\n"
        "class HttpServerConnection(BaseConnection):\n    def __init__(self, timeout=30_000):\n        self.buffer = bytearray(65536)\n\n"
        "## Überblick\n\nDie Größe steht in `index.json`; 本文は日本語です。 Привет, мир 👋 — see https://example.org/a/b?c=12345#d.\n";
    std::string text;
    while (text.size() < (std::size_t{1} << 20)) text += part;
    return text;
}

void count_text(benchmark::State& state, Encoding encoding, const std::string& text) {
    const Tokenizer& tokenizer = Tokenizer::get(encoding);
    for (auto _ : state) benchmark::DoNotOptimize(tokenizer.count(text));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

/// Pieces of `range` bytes, to see where the short and the long way of merging meet.
void merge_letters(benchmark::State& state) {
    Merger merger(Tokenizer::get(Encoding::O200kBase).ranks());
    std::string piece;
    std::uint32_t random = 1;
    while (piece.size() < static_cast<std::size_t>(state.range(0))) {
        random = random * 1664525 + 1013904223;
        piece.push_back(static_cast<char>('a' + (random >> 24) % 26));
    }
    for (auto _ : state) benchmark::DoNotOptimize(merger.merge(piece, nullptr));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * piece.size()));
}
BENCHMARK(merge_letters)->RangeMultiplier(2)->Range(8, 1 << 20);

}  // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    std::string text;
    for (int i = 1; i < argc; ++i) {
        std::ifstream in(argv[i], std::ios::binary);
        text.append(std::istreambuf_iterator<char>(in), {});
    }
    if (text.empty()) text = mixed_text();
    const std::string letters(1000000, 'a');
    for (const Encoding encoding : {Encoding::O200kBase, Encoding::Cl100kBase}) {
        const std::string name(encoding_name(encoding));
        benchmark::RegisterBenchmark((name + "/text").c_str(), [&text, encoding](benchmark::State& s) { count_text(s, encoding, text); });
        benchmark::RegisterBenchmark((name + "/one_letter_1MB").c_str(), [&letters, encoding](benchmark::State& s) { count_text(s, encoding, letters); });
    }
    benchmark::RunSpecifiedBenchmarks();
}
