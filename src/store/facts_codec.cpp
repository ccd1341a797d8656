// SPDX-License-Identifier: Apache-2.0
#include "store/facts_codec.hpp"

#include <algorithm>
#include <cstring>

#include "base/varint.hpp"
#include "store/compress.hpp"
#include "store/search_words.hpp"

namespace kompress::store {
namespace {

/// Numbers names against the highest seen so far: the next new name is 0.
class NameCoder {
  public:
    void put(std::string& out, NameId id) {
        if (id == NoName) return put_varint(out, 0);
        put_varint(out, 1 + zigzag(static_cast<std::int64_t>(id) - next_));
        next_ = std::max<std::int64_t>(next_, static_cast<std::int64_t>(id) + 1);
    }
    NameId get(ByteReader& in, std::size_t names) {
        const std::uint64_t code = in.varint();
        if (code == 0) return NoName;
        const auto id = static_cast<std::int64_t>(static_cast<std::uint64_t>(next_) + static_cast<std::uint64_t>(unzigzag(code - 1)));
        if (id < 0 || static_cast<std::size_t>(id) >= names) {
            bad_ = true;
            return NoName;
        }
        next_ = std::max(next_, id + 1);
        return static_cast<NameId>(id);
    }
    bool is_bad() const { return bad_; }

  private:
    std::int64_t next_ = 0;
    bool bad_ = false;
};

template <typename Items, typename Field>
void put_stream(std::string& out, const Items& items, Field field) {
    for (const auto& item : items) put_varint(out, field(item));
}

/// A field as its difference from the same field of the item before.
template <typename Items, typename Field>
void put_delta_stream(std::string& out, const Items& items, Field field) {
    std::int64_t before = 0;
    for (const auto& item : items) {
        const auto now = static_cast<std::int64_t>(field(item));
        put_varint(out, zigzag(now - before));
        before = now;
    }
}

template <typename Items, typename Set>
void get_stream(ByteReader& in, Items& items, Set set) {
    for (auto& item : items) set(item, in.varint());
}

template <typename Items, typename Set>
void get_delta_stream(ByteReader& in, Items& items, Set set) {
    std::uint64_t now = 0;  // of damaged bytes the sum may wrap
    for (auto& item : items) {
        now += static_cast<std::uint64_t>(unzigzag(in.varint()));
        set(item, static_cast<std::uint32_t>(now));
    }
}

void put_symbols(std::string& out, const std::vector<Symbol>& symbols) {
    NameCoder names;
    for (const Symbol& s : symbols) names.put(out, s.name);
    for (const Symbol& s : symbols) names.put(out, s.qualifier);
    for (const Symbol& s : symbols) names.put(out, s.type);
    put_stream(out, symbols, [](const Symbol& s) { return static_cast<std::uint64_t>(s.kind) * 2 + s.exported; });
    for (std::size_t i = 0; i < symbols.size(); ++i)
        put_varint(out, symbols[i].parent < 0 ? 0 : i - static_cast<std::size_t>(symbols[i].parent));
    put_delta_stream(out, symbols, [](const Symbol& s) { return s.start_line; });
    put_stream(out, symbols, [](const Symbol& s) { return s.end_line - s.start_line; });
    put_stream(out, symbols, [](const Symbol& s) { return s.name_line - s.start_line; });
    // On one line the name stands as many columns behind the definition as bytes: mostly zero remains.
    put_stream(out, symbols, [](const Symbol& s) { return zigzag(static_cast<std::int64_t>(s.name_column) - (static_cast<std::int64_t>(s.name_byte) - s.start_byte)); });
    put_delta_stream(out, symbols, [](const Symbol& s) { return s.start_byte; });
    put_stream(out, symbols, [](const Symbol& s) { return s.end_byte - s.start_byte; });
    put_stream(out, symbols, [](const Symbol& s) { return zigzag(static_cast<std::int64_t>(s.name_byte) - s.start_byte); });
    put_stream(out, symbols, [](const Symbol& s) { return s.branches; });
    put_stream(out, symbols, [](const Symbol& s) { return s.nesting; });
    put_stream(out, symbols, [](const Symbol& s) { return s.parameters; });
    for (const Symbol& s : symbols) put_fixed48(out, s.semantic_hash);
}

constexpr std::size_t MinSymbolBytes = 21;  ///< fifteen numbers and a hash

bool get_symbols(ByteReader& in, std::vector<Symbol>& symbols, std::size_t name_count) {
    NameCoder names;
    for (Symbol& s : symbols) s.name = names.get(in, name_count);
    for (Symbol& s : symbols) s.qualifier = names.get(in, name_count);
    for (Symbol& s : symbols) s.type = names.get(in, name_count);
    get_stream(in, symbols, [](Symbol& s, std::uint64_t v) {
        s.kind = static_cast<SymbolKind>(std::clamp<std::uint64_t>(v / 2, 1, SymbolKindCount - 1));
        s.exported = v & 1;
    });
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        const std::uint64_t back = in.varint();
        symbols[i].parent = back == 0 || back > i ? -1 : static_cast<std::int32_t>(i - back);
    }
    const auto u32 = [](std::uint64_t v) { return static_cast<std::uint32_t>(v); };
    get_delta_stream(in, symbols, [](Symbol& s, std::uint32_t v) { s.start_line = v; });
    get_stream(in, symbols, [&](Symbol& s, std::uint64_t v) { s.end_line = s.start_line + u32(v); });
    get_stream(in, symbols, [&](Symbol& s, std::uint64_t v) { s.name_line = s.start_line + u32(v); });
    get_stream(in, symbols, [&](Symbol& s, std::uint64_t v) { s.name_column = u32(static_cast<std::uint64_t>(unzigzag(v))); });
    get_delta_stream(in, symbols, [](Symbol& s, std::uint32_t v) { s.start_byte = v; });
    get_stream(in, symbols, [&](Symbol& s, std::uint64_t v) { s.end_byte = s.start_byte + u32(v); });
    get_stream(in, symbols, [&](Symbol& s, std::uint64_t v) { s.name_byte = s.start_byte + u32(static_cast<std::uint64_t>(unzigzag(v))); });
    for (Symbol& s : symbols) s.name_column += s.name_byte - s.start_byte;
    get_stream(in, symbols, [&](Symbol& s, std::uint64_t v) { s.branches = u32(v); });
    get_stream(in, symbols, [&](Symbol& s, std::uint64_t v) { s.nesting = u32(v); });
    get_stream(in, symbols, [&](Symbol& s, std::uint64_t v) { s.parameters = u32(v); });
    for (Symbol& s : symbols) s.semantic_hash = in.fixed48();
    const bool named = std::all_of(symbols.begin(), symbols.end(), [](const Symbol& s) { return s.name != NoName; });
    return !names.is_bad() && named;
}

std::string symbols_column(const ParsedFile& file) {
    std::string out;
    out.reserve(file.names.size() * 12 + file.symbols.size() * 24 + 64);
    const FileMetrics& m = file.metrics;
    for (const std::uint64_t value : {std::uint64_t{file.piece}, file.names.size(), file.symbols.size(), file.declarations.size()})
        put_varint(out, value);
    for (const std::uint32_t value : {m.lines, m.code_lines, m.comment_lines, m.branches, m.parse_errors}) put_varint(out, value);
    put_bytes(out, file.trouble);
    put_stream(out, file.names, [](std::string_view name) { return name.size(); });
    for (const std::string_view name : file.names) out.append(name);
    put_symbols(out, file.symbols);
    NameCoder names;
    for (const Declaration& d : file.declarations) names.put(out, d.name);
    put_stream(out, file.declarations, [](const Declaration& d) { return static_cast<std::uint64_t>(d.kind) * 2 + d.exported; });
    put_stream(out, file.declarations, [](const Declaration& d) { return static_cast<std::uint64_t>(d.parent + 1); });
    put_delta_stream(out, file.declarations, [](const Declaration& d) { return d.line; });
    return out;
}

/// A signature holds the name, which the symbols column has already: one byte stands for its first appearance. Two of
/// them in front of a signature that holds such bytes itself say that it is written as it is.
constexpr char NameMark = '\x01';
constexpr std::string_view Verbatim = "\x01\x01";

void put_signature(std::string& out, std::string_view signature, std::string_view name) {
    const std::size_t at = signature.find(name);
    const bool is_marked = signature.find(NameMark) != std::string_view::npos;
    if (at == std::string_view::npos || is_marked) {
        if (is_marked) out.append(Verbatim);
        out.append(signature);
        return;
    }
    out.append(signature.substr(0, at));
    out.push_back(NameMark);
    out.append(signature.substr(at + name.size()));
}

std::string texts_column(const ParsedFile& file) {
    std::string out, signatures;
    put_bytes(out, file.doc);
    for (const Symbol& s : file.symbols) {
        const std::size_t before = signatures.size();
        put_signature(signatures, s.signature, file.names[s.name]);
        put_varint(out, signatures.size() - before);
    }
    put_stream(out, file.symbols, [](const Symbol& s) { return s.doc.size(); });
    put_stream(out, file.declarations, [](const Declaration& d) { return d.signature.size(); });
    put_stream(out, file.declarations, [](const Declaration& d) { return d.doc.size(); });
    out.append(signatures);
    for (const Declaration& d : file.declarations) out.append(d.signature);
    for (const Symbol& s : file.symbols) out.append(s.doc);
    for (const Declaration& d : file.declarations) out.append(d.doc);
    return out;
}

/// Of a use or a type the first mention in a definition is kept, and its line is enough to find it and the others.
bool keeps_column(ReferenceKind kind) { return kind != ReferenceKind::Use && kind != ReferenceKind::Type; }

/// Three streams. Of calls that pass something: 0 nothing is told of it, 1 the same as of the last call of that name, 2 what
/// the second says: an argument is 0 or its place, from 1, in a table of those that came before; one more than that is a new
/// one, which the third names.
void put_arguments(std::string& out, const ParsedFile& file) {
    NameCoder names;
    std::string places, added;
    std::vector<std::uint32_t> last(file.names.size(), NoArguments), place_of(2 * file.names.size(), 0);
    std::uint32_t known = 0;
    for (const Reference& r : file.references) {
        if (r.arguments < 2) continue;
        if (r.first_argument == NoArguments) {
            put_varint(out, 0);
            continue;
        }
        const auto first = file.arguments.begin() + r.first_argument, end = first + (r.arguments - 1);
        const std::uint32_t before = last[r.name];
        const bool is_same = before != NoArguments && file.references[before].arguments == r.arguments &&
                             std::equal(first, end, file.arguments.begin() + file.references[before].first_argument);
        put_varint(out, is_same ? 1 : 2);
        if (is_same) continue;
        last[r.name] = static_cast<std::uint32_t>(&r - file.references.data());
        for (auto a = first; a != end; ++a) {
            if (a->type == NoName) {
                put_varint(places, 0);
                continue;
            }
            std::uint32_t& place = place_of[2 * a->type + a->is_value];
            put_varint(places, place ? place : known + 1);
            if (place) continue;
            place = ++known;
            names.put(added, a->type);
            put_varint(added, a->is_value);
        }
    }
    out.append(places).append(added);
}

/// Bytes that say "the same" of a long call many times would make more than any file holds.
constexpr std::size_t MaxArgumentsOfPiece = std::size_t{8} << 20;

bool get_arguments(ByteReader& in, ParsedFile& file) {
    std::vector<std::uint8_t> codes;
    for (const Reference& r : file.references)
        if (r.arguments > 1) codes.push_back(static_cast<std::uint8_t>(std::min<std::uint64_t>(in.varint(), 3)));
    // Places first: what a new one is comes behind them all.
    std::vector<std::uint32_t> last(file.names.size(), NoArguments), places;
    std::uint32_t known = 0;
    auto code = codes.begin();
    for (Reference& r : file.references) {
        if (r.arguments < 2) continue;
        const std::uint8_t kind = *code++;
        if (kind == 0) continue;
        const std::uint32_t before = last[r.name];
        const bool is_same = kind == 1 && before != NoArguments && file.references[before].arguments == r.arguments;
        if ((!is_same && kind != 2) || in.failed() || places.size() > MaxArgumentsOfPiece) return false;
        r.first_argument = static_cast<std::uint32_t>(places.size());
        if (kind == 2) last[r.name] = static_cast<std::uint32_t>(&r - file.references.data());
        for (std::uint32_t i = 0; i + 1 < r.arguments; ++i) {
            const std::uint64_t place = is_same ? places[file.references[before].first_argument + i] : in.varint();
            if (place > known + 1) return false;
            known += place == known + 1;
            places.push_back(static_cast<std::uint32_t>(place));
        }
    }
    NameCoder names;
    std::vector<Argument> table(known + 1);
    for (std::uint32_t i = 1; i <= known; ++i) {
        const NameId type = names.get(in, file.names.size());
        table[i] = {type, in.varint() != 0};
        if (type == NoName) return false;
    }
    for (const std::uint32_t place : places) file.arguments.push_back(table[place]);
    return !in.failed() && !names.is_bad();
}

std::string references_column(const ParsedFile& file) {
    std::string out;
    out.reserve(file.references.size() * 6 + 16);
    put_varint(out, file.references.size());
    put_varint(out, file.imports.size());
    NameCoder names;
    for (const Reference& r : file.references) names.put(out, r.name);
    NameCoder qualifiers;
    for (const Reference& r : file.references) qualifiers.put(out, r.qualifier);
    put_stream(out, file.references, [](const Reference& r) { return r.arguments * 16ull + static_cast<std::uint64_t>(r.kind) * 2 + r.is_local; });
    put_delta_stream(out, file.references, [](const Reference& r) { return r.line; });
    put_stream(out, file.references, [](const Reference& r) { return keeps_column(r.kind) ? r.column : 0; });
    put_delta_stream(out, file.references, [](const Reference& r) { return r.symbol; });
    // Most languages have none: a mark, and then only calls that pass something.
    put_varint(out, !file.arguments.empty());
    if (!file.arguments.empty()) put_arguments(out, file);
    put_varint(out, file.bindings.size());
    NameCoder bound;
    for (const Binding& b : file.bindings) bound.put(out, b.name);
    for (const Binding& b : file.bindings) bound.put(out, b.type);
    put_delta_stream(out, file.bindings, [](const Binding& b) { return b.symbol; });
    for (const Import& i : file.imports) {
        put_bytes(out, i.target);
        put_bytes(out, i.name);
        put_bytes(out, i.alias);
        put_varint(out, i.line * 2ull + i.is_local);
    }
    return out;
}

/// Cuts views of the given lengths off the front of `bytes`.
class Cutter {
  public:
    explicit Cutter(std::string_view bytes) : rest_(bytes) {}
    std::string_view cut(std::size_t size) {
        if (size > rest_.size()) {
            failed_ = true;
            return {};
        }
        const std::string_view view = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return view;
    }
    bool failed() const { return failed_; }

  private:
    std::string_view rest_;
    bool failed_ = false;
};

Error damaged() { return {ErrorCode::Corrupt, "stored facts are damaged; run: kompress index --full"}; }

bool decode_symbols(DecodedPiece& piece) {
    ByteReader in(piece.symbols_bytes);
    ParsedFile& file = piece.file;
    file.piece = static_cast<std::uint32_t>(in.varint());
    const std::uint64_t names = in.varint(), symbols = in.varint(), declarations = in.varint();
    // Every item takes some bytes: a larger count is a lie, and must not become an allocation.
    if (names > in.remaining() || symbols > in.remaining() / MinSymbolBytes || declarations > in.remaining()) return false;
    for (std::uint32_t* value : {&file.metrics.lines, &file.metrics.code_lines, &file.metrics.comment_lines,
                                 &file.metrics.branches, &file.metrics.parse_errors})
        *value = static_cast<std::uint32_t>(in.varint());
    file.trouble = in.bytes();
    std::vector<std::size_t> lengths(names);
    for (std::size_t& length : lengths) length = in.varint();
    Cutter cutter(std::string_view(piece.symbols_bytes).substr(piece.symbols_bytes.size() - in.remaining()));
    std::size_t total = 0;
    for (const std::size_t length : lengths) {
        file.names.push_back(cutter.cut(length));
        total += file.names.back().size();
    }
    if (cutter.failed()) return false;
    ByteReader rest(std::string_view(piece.symbols_bytes).substr(piece.symbols_bytes.size() - in.remaining() + total));
    file.symbols.resize(symbols);
    if (!get_symbols(rest, file.symbols, names)) return false;
    file.declarations.resize(declarations);
    NameCoder coder;
    for (Declaration& d : file.declarations) {
        d.name = coder.get(rest, names);
        if (d.name == NoName) return false;
    }
    get_stream(rest, file.declarations, [](Declaration& d, std::uint64_t v) {
        d.kind = static_cast<SymbolKind>(std::clamp<std::uint64_t>(v / 2, 1, SymbolKindCount - 1));
        d.exported = v & 1;
    });
    get_stream(rest, file.declarations, [&](Declaration& d, std::uint64_t v) { d.parent = v > symbols ? -1 : static_cast<std::int32_t>(v) - 1; });
    get_delta_stream(rest, file.declarations, [](Declaration& d, std::uint32_t v) { d.line = v; });
    return !in.failed() && !rest.failed() && !coder.is_bad();
}

/// No piece has as much in signatures; bytes that name one long name a million times would.
constexpr std::size_t MaxSignatureBytes = std::size_t{64} << 20;

bool decode_texts(DecodedPiece& piece) {
    ByteReader in(piece.texts_bytes);
    ParsedFile& file = piece.file;
    file.doc = in.bytes();
    const std::size_t count = 2 * (file.symbols.size() + file.declarations.size());
    if (count > in.remaining()) return false;
    std::vector<std::size_t> lengths(count);
    for (std::size_t& length : lengths) length = in.varint();
    Cutter cutter(std::string_view(piece.texts_bytes).substr(piece.texts_bytes.size() - in.remaining()));
    const std::size_t s = file.symbols.size(), d = file.declarations.size();
    std::size_t expanded = 0;
    for (std::size_t i = 0; i < s; ++i) {
        const std::string_view packed = cutter.cut(lengths[i]);
        const bool is_verbatim = packed.starts_with(Verbatim);
        file.symbols[i].signature = packed.substr(is_verbatim ? Verbatim.size() : 0);
        const std::size_t mark = packed.find(NameMark);
        if (is_verbatim || mark == std::string_view::npos) continue;
        const std::string_view name = file.names[file.symbols[i].name];
        if ((expanded += packed.size() + name.size()) > MaxSignatureBytes) return false;
        char* whole = piece.arena.allocate(packed.size() - 1 + name.size());
        std::memcpy(whole, packed.data(), mark);
        std::memcpy(whole + mark, name.data(), name.size());
        std::memcpy(whole + mark + name.size(), packed.data() + mark + 1, packed.size() - mark - 1);
        file.symbols[i].signature = {whole, packed.size() - 1 + name.size()};
    }
    for (std::size_t i = 0; i < d; ++i) file.declarations[i].signature = cutter.cut(lengths[2 * s + i]);
    for (std::size_t i = 0; i < s; ++i) file.symbols[i].doc = cutter.cut(lengths[s + i]);
    for (std::size_t i = 0; i < d; ++i) file.declarations[i].doc = cutter.cut(lengths[2 * s + d + i]);
    return !cutter.failed() && !in.failed();
}

bool decode_references(DecodedPiece& piece) {
    ByteReader in(piece.references_bytes);
    ParsedFile& file = piece.file;
    const std::uint64_t references = in.varint(), imports = in.varint();
    if (references > in.remaining() || imports > in.remaining()) return false;
    file.references.resize(references);
    NameCoder names, qualifiers;
    for (Reference& r : file.references) r.name = names.get(in, file.names.size());
    for (Reference& r : file.references) r.qualifier = qualifiers.get(in, file.names.size());
    get_stream(in, file.references, [](Reference& r, std::uint64_t v) {
        r.kind = static_cast<ReferenceKind>(std::clamp<std::uint64_t>(v % 16 / 2, 1, 6));
        r.arguments = static_cast<std::uint8_t>(v / 16);
        r.is_local = v & 1;
    });
    get_delta_stream(in, file.references, [](Reference& r, std::uint32_t v) { r.line = v; });
    get_stream(in, file.references, [](Reference& r, std::uint64_t v) { r.column = static_cast<std::uint32_t>(v); });
    get_delta_stream(in, file.references, [](Reference& r, std::uint32_t v) { r.symbol = static_cast<std::int32_t>(v); });
    for (Reference& r : file.references)
        if (r.name == NoName || r.symbol < -1 || r.symbol >= static_cast<std::int32_t>(file.symbols.size())) return false;
    if (in.varint() != 0 && !get_arguments(in, file)) return false;
    const std::uint64_t bindings = in.varint();
    if (bindings > in.remaining()) return false;
    file.bindings.resize(bindings);
    NameCoder bound;
    for (Binding& b : file.bindings) b.name = bound.get(in, file.names.size());
    for (Binding& b : file.bindings) b.type = bound.get(in, file.names.size());
    get_delta_stream(in, file.bindings, [](Binding& b, std::uint32_t v) { b.symbol = static_cast<std::int32_t>(v); });
    for (const Binding& b : file.bindings)
        if (b.name == NoName || b.type == NoName || b.symbol < -1 || b.symbol >= static_cast<std::int32_t>(file.symbols.size())) return false;
    for (std::uint64_t i = 0; i < imports && !in.failed(); ++i) {
        Import import;
        import.target = in.bytes();
        import.name = in.bytes();
        import.alias = in.bytes();
        const std::uint64_t line = in.varint();
        import.line = static_cast<std::uint32_t>(line / 2);
        import.is_local = line & 1;
        file.imports.push_back(import);
    }
    return !in.failed() && !names.is_bad() && !qualifiers.is_bad() && !bound.is_bad();
}

}  // namespace

struct FactsEncoder::State {
    DictionaryTrainer* trainer;
    Compressor compressor;
    WordSet words;
    std::vector<NameId> renumbered;
    ParsedFile compact;
    std::vector<std::uint8_t> mentioned;  ///< by NameId: 1 referred to, 2 defined
};

FactsEncoder::FactsEncoder(DictionaryTrainer* trainer) : state_(std::make_unique<State>()) { state_->trainer = trainer; }
FactsEncoder::~FactsEncoder() = default;

/// Drops names that nothing mentions (locals that were filtered out), numbering the rest anew.
const ParsedFile& FactsEncoder::compacted(const ParsedFile& file) {
    auto& renumbered = state_->renumbered;
    renumbered.assign(file.names.size(), NoName);
    const auto keep = [&](NameId id) {
        if (id != NoName) renumbered[id] = 0;
    };
    for (const Symbol& s : file.symbols) keep(s.name), keep(s.qualifier), keep(s.type);
    for (const Declaration& d : file.declarations) keep(d.name);
    for (const Reference& r : file.references) keep(r.name), keep(r.qualifier);
    for (const Argument& a : file.arguments) keep(a.type);
    for (const Binding& b : file.bindings) keep(b.name), keep(b.type);
    NameId next = 0;
    for (NameId& id : renumbered)
        if (id != NoName) id = next++;
    if (next == file.names.size()) return file;
    ParsedFile& copy = state_->compact;
    copy = file;
    for (std::size_t id = 0; id < renumbered.size(); ++id) {
        if (renumbered[id] == NoName) continue;
        copy.names[renumbered[id]] = file.names[id];
        copy.name_hashes[renumbered[id]] = file.name_hashes[id];
    }
    copy.names.resize(next);
    copy.name_hashes.resize(next);
    const auto move = [&](NameId& id) {
        if (id != NoName) id = renumbered[id];
    };
    for (Symbol& s : copy.symbols) move(s.name), move(s.qualifier), move(s.type);
    for (Declaration& d : copy.declarations) move(d.name);
    for (Reference& r : copy.references) move(r.name), move(r.qualifier);
    for (Argument& a : copy.arguments) move(a.type);
    for (Binding& b : copy.bindings) move(b.name), move(b.type);
    return copy;
}

EncodedPiece FactsEncoder::encode(const ParsedFile& original) {
    const ParsedFile& file = compacted(original);
    EncodedPiece piece;
    const ColumnBytes columns{symbols_column(file), texts_column(file), references_column(file)};
    Hasher hasher;
    hasher.update_number(static_cast<std::uint64_t>(file.language));
    for (const std::string& column : columns) {
        hasher.update_number(column.size());
        hasher.update(column);
    }
    piece.facts_hash = hasher.digest();
    if (state_->trainer) {
        state_->trainer->offer(columns);
        piece.dictionaries = state_->trainer->current();
    }
    for (std::size_t i = 0; i < ColumnCount; ++i)
        piece.columns[i] = state_->compressor.compress(columns[i], piece.dictionaries ? &piece.dictionaries->columns[i] : nullptr);

    auto& mentioned = state_->mentioned;
    mentioned.assign(file.names.size(), 0);
    for (const Reference& r : file.references) mentioned[r.name] |= 1;
    for (const Symbol& s : file.symbols) mentioned[s.name] |= 2;
    for (const Declaration& d : file.declarations) mentioned[d.name] |= 1;
    piece.postings.reserve(file.names.size());
    for (NameId id = 0; id < file.names.size(); ++id)
        if (mentioned[id]) piece.postings.push_back({name_key(file.name_hashes[id]), (mentioned[id] & 2) != 0});

    WordSet& words = state_->words;
    words.clear();
    for (NameId id = 0; id < file.names.size(); ++id)
        if (mentioned[id] & 2) words.add_identifier(file.names[id]);
    const std::size_t names_end = words.words().size();
    words.add_prose(file.doc);
    for (const Symbol& s : file.symbols) words.add_prose(s.doc);
    for (const Declaration& d : file.declarations) words.add_prose(d.doc);
    piece.search_names = words.words().substr(0, names_end);
    piece.search_docs = words.words().substr(names_end);

    piece.symbol_count = static_cast<std::uint32_t>(file.symbols.size());
    piece.reference_count = static_cast<std::uint32_t>(file.references.size());
    piece.parse_errors = file.metrics.parse_errors;
    piece.lines = file.metrics.lines;
    piece.code_lines = file.metrics.code_lines;
    piece.is_incomplete = !file.trouble.empty();
    piece.trouble = file.trouble;
    return piece;
}

Result<std::unique_ptr<DecodedPiece>> decode_piece(Language language, const PackedColumns& packed,
                                                   const Dictionaries* dictionaries, Columns wanted) {
    auto piece = std::make_unique<DecodedPiece>();
    piece->file.language = language;
    auto load = [&](Column column, std::string& into) {
        auto bytes = decompress(packed[column], dictionaries ? &dictionaries->columns[column] : nullptr);
        if (bytes) into = std::move(*bytes);
        return bytes.ok();
    };
    if (!load(SymbolsColumn, piece->symbols_bytes) || !decode_symbols(*piece)) return damaged();
    if (has(wanted, Columns::Texts) && (!load(TextsColumn, piece->texts_bytes) || !decode_texts(*piece))) return damaged();
    if (has(wanted, Columns::References) && (!load(ReferencesColumn, piece->references_bytes) || !decode_references(*piece)))
        return damaged();
    return piece;
}

}  // namespace kompress::store
