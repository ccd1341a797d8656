// SPDX-License-Identifier: Apache-2.0
#include "tokens/tokenizer.hpp"

#include "tokens/merge.hpp"
#include "tokens/splitter.hpp"
#include "tokens/utf8.hpp"

extern "C" __attribute__((visibility("hidden"))) const unsigned char kompress_o200k_base[];
extern "C" __attribute__((visibility("hidden"))) const unsigned char kompress_cl100k_base[];

namespace kompress::tokens {
namespace {

using NextPiece = const char* (*)(const char* p, const char* end);

/// The start of a character at or before `p`, in text that goes on there.
const char* character_start(const char* p) {
    while ((*p & 0xC0) == 0x80) --p;
    return p;
}

template <NextPiece Next>
std::size_t encode_pieces(const RankTable& ranks, std::string_view text, std::vector<std::uint32_t>* ids) {
    Merger merger(ranks);
    std::size_t count = 0;
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        const char* const stop = Next(p, end);
        while (static_cast<std::size_t>(stop - p) > Tokenizer::LongestPiece) {
            const char* const cut = character_start(p + Tokenizer::LongestPiece);
            count += merger.merge({p, static_cast<std::size_t>(cut - p)}, ids);
            p = cut;
        }
        const auto size = static_cast<std::size_t>(stop - p);
        if (const std::uint32_t id = ranks.find(p, size); id != NoToken) {
            ++count;
            if (ids) ids->push_back(id);
        } else {
            count += merger.merge({p, size}, ids);
        }
        p = stop;
    }
    return count;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) { return encoding == Encoding::O200kBase ? "o200k_base" : "cl100k_base"; }

Tokenizer::Tokenizer(Encoding encoding)
    : encoding_(encoding), ranks_(encoding == Encoding::O200kBase ? kompress_o200k_base : kompress_cl100k_base) {}

const Tokenizer& Tokenizer::get(Encoding encoding) {
    static const Tokenizer o200k(Encoding::O200kBase), cl100k(Encoding::Cl100kBase);
    return encoding == Encoding::O200kBase ? o200k : cl100k;
}

std::size_t Tokenizer::encode_to(std::string_view text, std::vector<std::uint32_t>* ids) const {
    if (well_formed_prefix(text) != text.size()) return encode_to(replace_ill_formed(text), ids);
    return encoding_ == Encoding::O200kBase ? encode_pieces<next_piece_o200k>(ranks_, text, ids)
                                            : encode_pieces<next_piece_cl100k>(ranks_, text, ids);
}

std::size_t Tokenizer::count(std::string_view text) const { return encode_to(text, nullptr); }

void Tokenizer::encode(std::string_view text, std::vector<std::uint32_t>& ids) const { encode_to(text, &ids); }

}  // namespace kompress::tokens
