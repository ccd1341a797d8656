// SPDX-License-Identifier: Apache-2.0
/// What an index holds, without the database around it: any bytes as packed columns, posting blocks, stamps, totals.
///
/// The first byte picks the reader; columns are the rest, cut at two offsets, and packed here so that their checksums
/// hold. What can be read must read back equal once it is written again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "store/compress.hpp"
#include "store/facts_codec.hpp"
#include "store/postings.hpp"
#include "store/row_codec.hpp"

namespace {

using namespace kompress;
using namespace kompress::store;

void add_hashes(ParsedFile& file) {
    for (const std::string_view name : file.names) file.name_hashes.push_back(hash64(name));
}

std::string_view take(std::string_view& bytes, std::size_t size) {
    const auto head = bytes.substr(0, size);
    bytes.remove_prefix(head.size());
    return head;
}

void read_columns(std::string_view bytes) {
    static Compressor compressor;
    static FactsEncoder encoder;
    const auto lengths = take(bytes, 4);
    if (lengths.size() < 4) return;
    const auto number = [&](std::size_t at) {
        return static_cast<std::size_t>(static_cast<unsigned char>(lengths[at]) | static_cast<unsigned char>(lengths[at + 1]) << 8);
    };
    const std::string symbols = compressor.compress(take(bytes, number(0)), nullptr),
                      texts = compressor.compress(take(bytes, number(2)), nullptr), references = compressor.compress(bytes, nullptr);
    const PackedColumns given{symbols, texts, references};
    (void)decode_piece(Language::C, given, nullptr, Columns::Symbols);
    auto piece = decode_piece(Language::C, given, nullptr, Columns::All);
    if (!piece) return;
    add_hashes((*piece)->file);
    const EncodedPiece packed = encoder.encode((*piece)->file);
    auto again = decode_piece(Language::C, {packed.columns[0], packed.columns[1], packed.columns[2]}, nullptr, Columns::All);
    if (!again) std::abort();
    add_hashes((*again)->file);
    if (encoder.encode((*again)->file).facts_hash != packed.facts_hash) std::abort();
}

void read_postings(std::string_view bytes) {
    const std::string_view key = take(bytes, 8);
    const std::uint64_t first = hash64(key) >> 24;
    (void)find_in_block(bytes, first, first + key.size());
    PostingBuffer buffer;
    read_block(bytes, first, std::vector<bool>(1000, true), buffer);
    (void)buffer.drain([](std::uint64_t, std::string_view) { return Result<void>{}; });
}

void read_rows(std::string_view bytes) {
    const FileStamp stamp = decode_stamp(bytes);
    if (decode_stamp(encode_stamp(stamp)) != stamp) std::abort();
    if (const auto totals = decode_totals(bytes)) {
        const std::string packed = encode_totals(*totals);
        if (encode_totals(*decode_totals(packed)) != packed) std::abort();
        (void)totals->symbols(), (void)totals->files();
    }
    if (bytes.size() == 16 && view(encode_hash(decode_hash(bytes))) != bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 4) {
        case 0: read_columns(bytes); break;
        case 1: read_postings(bytes); break;
        case 2: read_rows(bytes); break;
        case 3: {
            const std::size_t half = bytes.size() / 2;  // any bytes make a dictionary
            const Dictionary dictionary(bytes.substr(0, half));
            (void)decompress(bytes.substr(half), &dictionary);
            (void)decompress(bytes, nullptr);
            break;
        }
    }
    return 0;
}
