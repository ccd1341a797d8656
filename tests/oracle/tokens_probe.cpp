// SPDX-License-Identifier: Apache-2.0
/// Our side of compare_tiktoken.mjs: encodes texts from standard input.
///
/// tokens_probe ENCODING < texts > ids: each text is u32 length and bytes, each answer u32 count and u32 ids, in the byte
/// order of the machine. tokens_probe ENCODING --time FILE… prints the speed of counting, one thread.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tokens/tokenizer.hpp"

using namespace kompress::tokens;

namespace {

int answer(const Tokenizer& tokenizer) {
    std::uint32_t size = 0;
    std::string text;
    std::vector<std::uint32_t> ids;
    while (std::fread(&size, sizeof size, 1, stdin) == 1) {
        text.resize(size);
        if (std::fread(text.data(), 1, size, stdin) != size) return 1;
        ids.assign(1, 0);
        tokenizer.encode(text, ids);
        ids[0] = static_cast<std::uint32_t>(ids.size() - 1);
        if (tokenizer.count(text) != ids[0]) {
            std::fprintf(stderr, "tokens_probe: count() and encode() disagree on %u bytes\n", size);
            return 1;
        }
        std::fwrite(ids.data(), sizeof ids[0], ids.size(), stdout);
        std::fflush(stdout);
    }
    return 0;
}

int measure(const Tokenizer& tokenizer, char** first, char** last) {
    std::vector<std::string> texts;
    std::size_t bytes = 0, tokens = 0;
    for (; first != last; ++first) {
        std::ifstream in(*first, std::ios::binary);
        texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
        bytes += texts.back().size();
    }
    const auto start = std::chrono::steady_clock::now();
    for (const std::string& text : texts) tokens += tokenizer.count(text);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%zu bytes, %zu tokens, %.1f ms, %.1f MB/s\n", bytes, tokens, took.count() * 1e3, static_cast<double>(bytes) / 1e6 / took.count());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const Tokenizer& tokenizer = Tokenizer::get(std::strcmp(argv[1], "cl100k_base") == 0 ? Encoding::Cl100kBase : Encoding::O200kBase);
    return argc > 2 ? measure(tokenizer, argv + 3, argv + argc) : answer(tokenizer);
}
