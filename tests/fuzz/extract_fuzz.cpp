// SPDX-License-Identifier: Apache-2.0
/// Any bytes as a source file of the language that KOMPRESS_FUZZ_LANGUAGE names.
///
/// Besides crashes and hangs it checks what the rest of the program relies on: ranges lie in the file, parents come
/// before their children, names are unique, the same bytes give the same facts, and stored facts read back equal.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "parse/parser.hpp"
#include "store/facts_codec.hpp"

namespace {

using namespace kompress;

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

Language language() {
    static const Language chosen = [] {
        const char* name = std::getenv("KOMPRESS_FUZZ_LANGUAGE");
        const auto found = language_from_name(name ? name : "");
        require(found.has_value(), "KOMPRESS_FUZZ_LANGUAGE names a language");
        return *found;
    }();
    return chosen;
}

bool is_name(NameId id, const ParsedFile& file) { return id < file.names.size(); }
bool is_name_or_none(NameId id, const ParsedFile& file) { return id == NoName || is_name(id, file); }

void check_symbols(const ParsedFile& file, std::size_t size, std::uint32_t lines) {
    for (std::size_t i = 0; i < file.symbols.size(); ++i) {
        const Symbol& s = file.symbols[i];
        require(is_name(s.name, file) && is_name_or_none(s.qualifier, file), "a symbol's names exist");
        require(s.start_byte <= s.end_byte && s.end_byte <= size, "a symbol lies in its file");
        require(s.name_byte <= size, "a symbol's name lies in its file");
        require(s.start_line >= 1 && s.start_line <= s.end_line && s.end_line <= lines, "a symbol's lines are the file's");
        require(s.name_line >= 1 && s.name_line <= lines, "a name's line is the file's");
        require(s.parent < static_cast<std::int32_t>(i) && s.parent >= -1, "parents come first");
        require((s.semantic_hash & ~SemanticHashMask) == 0, "semantic hashes have 48 bits");
    }
}

void check(const ParsedFile& file, std::string_view text) {
    std::uint32_t lines = 1;
    for (const char c : text) lines += c == '\n';
    require(file.names.size() == file.name_hashes.size(), "every name has its hash");
    std::unordered_set<std::string_view> names;
    for (const std::string_view name : file.names) require(names.insert(name).second, "names are unique");
    check_symbols(file, text.size(), lines);
    for (const Declaration& d : file.declarations) {
        require(is_name(d.name, file), "a declaration's name exists");
        require(d.line >= 1 && d.line <= lines, "a declaration's line is the file's");
    }
    for (const Reference& r : file.references) {
        require(is_name(r.name, file) && is_name_or_none(r.qualifier, file), "a reference's names exist");
        require(r.line >= 1 && r.line <= lines, "a reference's line is the file's");
        require(r.symbol >= -1 && r.symbol < static_cast<std::int32_t>(file.symbols.size()), "a reference's symbol exists");
    }
    for (const Import& i : file.imports) require(i.line >= 1 && i.line <= lines, "an import's line is the file's");
    require(file.metrics.lines <= lines && file.metrics.code_lines <= lines && file.metrics.comment_lines <= lines, "lines add up");
}

/// Hash of the facts, which must come out of the store as they went in.
Hash128 stored(store::FactsEncoder& encoder, const ParsedFile& file) {
    const store::EncodedPiece packed = encoder.encode(file);
    const store::PackedColumns columns{packed.columns[0], packed.columns[1], packed.columns[2]};
    auto read = store::decode_piece(file.language, columns, nullptr, store::Columns::All);
    require(read.ok(), "stored facts can be read");
    ParsedFile& again = (*read)->file;
    for (const std::string_view name : again.names) again.name_hashes.push_back(hash64(name));
    require(encoder.encode(again).facts_hash == packed.facts_hash, "stored facts read back equal");
    return packed.facts_hash;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static parse::Parser parser;
    static store::FactsEncoder encoder;
    // An exact copy on the heap: reading one byte too far is a finding.
    const std::vector<char> bytes(data, data + size);
    const std::string_view text(bytes.data(), size);
    std::vector<Hash128> first, second;
    parser.parse(language(), text, [&](const ParsedFile& piece) {
        check(piece, text);
        first.push_back(stored(encoder, piece));
    });
    parser.parse(language(), text, [&](const ParsedFile& piece) { second.push_back(encoder.encode(piece).facts_hash); });
    require(!first.empty() && first == second, "the same bytes give the same facts");
    return 0;
}
