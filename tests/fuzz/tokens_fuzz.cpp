// SPDX-License-Identifier: Apache-2.0
/// Tokenisers under arbitrary bytes.
///
/// Input: one byte that chooses the encoding, then the text. Besides crashes and hangs it checks that the ids spell the
/// text, that count() agrees, that a sure boundary is one, and that ill-formed sequences count as U+FFFD.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tokens/splitter.hpp"
#include "tokens/tokenizer.hpp"
#include "tokens/utf8.hpp"

namespace {

using namespace kompress::tokens;

void require(bool holds) {
    if (!holds) std::abort();
}

std::vector<std::uint32_t> encoded(const Tokenizer& tokenizer, std::string_view text) {
    std::vector<std::uint32_t> ids;
    tokenizer.encode(text, ids);
    return ids;
}

std::string decoded(const Tokenizer& tokenizer, const std::vector<std::uint32_t>& ids) {
    static const auto o200k = Tokenizer::get(Encoding::O200kBase).ranks().all_tokens();
    static const auto cl100k = Tokenizer::get(Encoding::Cl100kBase).ranks().all_tokens();
    const auto& tokens = &tokenizer == &Tokenizer::get(Encoding::O200kBase) ? o200k : cl100k;
    std::string text;
    for (const std::uint32_t id : ids) text += tokens.at(id);
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > 65536) return 0;
    const Tokenizer& tokenizer = Tokenizer::get(data[0] & 1 ? Encoding::Cl100kBase : Encoding::O200kBase);
    // A copy of the exact size, so that reading beside the text is seen.
    const std::vector<char> bytes(data + 1, data + size);
    const std::string_view text(bytes.data(), bytes.size());

    const std::string whole = replace_ill_formed(text);
    require(well_formed_prefix(whole) == whole.size());
    require((well_formed_prefix(text) == text.size()) == (whole == text));
    const auto ids = encoded(tokenizer, text);
    require(decoded(tokenizer, ids) == whole);
    require(tokenizer.count(text) == ids.size());

    const char* const begin = whole.data();
    const char* const cut = last_sure_boundary(begin, begin + whole.size());
    auto halves = encoded(tokenizer, std::string_view(begin, static_cast<std::size_t>(cut - begin)));
    tokenizer.encode(std::string_view(cut, static_cast<std::size_t>(begin + whole.size() - cut)), halves);
    require(halves == encoded(tokenizer, whole));
    return 0;
}
