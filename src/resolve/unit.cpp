// SPDX-License-Identifier: Apache-2.0
#include "resolve/unit.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/hash.hpp"
#include "resolve/java_signature.hpp"

namespace kompress::resolve {
namespace {

Key mix(Key x) {
    x ^= x >> 32;
    x *= 0x9e3779b97f4a7c15u;
    return x ^ (x >> 29);
}

Key identity(const Use& use, TextId argument_types) {
    const Key rest = (Key{use.qualifier} << 32) ^ static_cast<std::uint32_t>(use.symbol);
    return mix(use.name ^ mix(rest + Key{argument_types} * 0x9e3779b97f4a7c15u + (Key{use.arguments} << 8) + static_cast<Key>(use.kind) * 2 + use.is_local));
}

bool is_same(const Use& a, const Use& b) {
    return a.name == b.name && a.qualifier == b.qualifier && a.symbol == b.symbol && a.kind == b.kind && a.is_local == b.is_local &&
           a.arguments == b.arguments;
}

Key hash_of(const ParsedFile& file, NameId name) {
    return name < file.name_hashes.size() ? file.name_hashes[name] : hash64(file.names[name]);
}

}  // namespace

std::size_t Unit::memory_bytes() const {
    return sizeof(Unit) + symbols.capacity() * sizeof(UnitSymbol) + declared.capacity() * sizeof(Key) + uses.capacity() * sizeof(Use) +
           imports.capacity() * sizeof(UnitImport) + bindings.capacity() * sizeof(UnitBinding) + (argument_types.capacity() + parameter_types.capacity()) * sizeof(TextId) + texts_.capacity() +
           offsets_.capacity() * sizeof(std::uint32_t);
}

template <typename Self, typename Visit>
void Unit::each_light_part(Self& self, Visit visit) {
    visit(self.symbols), visit(self.declared), visit(self.parameter_types), visit(self.texts_), visit(self.offsets_);
}

template <typename Self, typename Visit>
void Unit::each_other_part(Self& self, Visit visit) {
    visit(self.uses), visit(self.imports), visit(self.bindings), visit(self.argument_types);
}

std::string Unit::pack(std::size_t& light_bytes) const {
    std::string bytes;
    const auto put = [&](const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); };
    const auto put_part = [&](const auto& part) {
        static_assert(std::is_trivially_copyable_v<typename std::decay_t<decltype(part)>::value_type>);
        const std::size_t size = part.size();
        put(&size, sizeof size);
        put(part.data(), size * sizeof part[0]);
    };
    put(&language, sizeof language);
    put(&references, sizeof references);
    each_light_part(*this, put_part);
    light_bytes = bytes.size();
    each_other_part(*this, put_part);
    return bytes;
}

Unit Unit::unpack(std::string_view bytes) {
    Unit unit;
    const auto take = [&](void* data, std::size_t size) {
        std::memcpy(data, bytes.data(), size);
        bytes.remove_prefix(size);
    };
    const auto take_part = [&](auto& part) {
        std::size_t size = 0;
        take(&size, sizeof size);
        part.resize(size);
        if (size > 0) take(part.data(), size * sizeof part[0]);
    };
    take(&unit.language, sizeof unit.language);
    take(&unit.references, sizeof unit.references);
    each_light_part(unit, take_part);
    if (!bytes.empty()) each_other_part(unit, take_part);
    return unit;
}

TextId UnitBuilder::intern(std::string_view text, Key hash) {
    if (text.empty()) return 0;
    if (text_slots_.size() < 2 * (unit_.offsets_.size() + 1)) {
        std::vector<TextSlot> larger(std::max<std::size_t>(64, text_slots_.size() * 2));
        for (const TextSlot& slot : text_slots_) {
            if (slot.id == 0) continue;
            std::size_t at = slot.hash & (larger.size() - 1);
            while (larger[at].id != 0) at = (at + 1) & (larger.size() - 1);
            larger[at] = slot;
        }
        text_slots_ = std::move(larger);
    }
    std::size_t at = hash & (text_slots_.size() - 1);
    for (; text_slots_[at].id != 0; at = (at + 1) & (text_slots_.size() - 1))
        if (text_slots_[at].hash == hash && unit_.text(text_slots_[at].id) == text) return text_slots_[at].id;
    unit_.texts_.append(text);
    unit_.offsets_.push_back(static_cast<std::uint32_t>(unit_.texts_.size()));
    const auto id = static_cast<TextId>(unit_.offsets_.size() - 1);
    text_slots_[at] = {hash, id};
    return id;
}

void UnitBuilder::grow() {
    std::vector<std::uint32_t> larger(std::max<std::size_t>(256, slots_.size() * 2), 0);
    for (std::uint32_t i = 0; i < unit_.uses.size(); ++i) {
        const TextId types = i < unit_.argument_types.size() ? unit_.argument_types[i] : 0;
        std::size_t at = identity(unit_.uses[i], types) & (larger.size() - 1);
        while (larger[at] != 0) at = (at + 1) & (larger.size() - 1);
        larger[at] = i + 1;
    }
    slots_ = std::move(larger);
}

std::uint32_t UnitBuilder::use(const Use& use, TextId argument_types) {
    if (slots_.size() < 2 * (unit_.uses.size() + 1)) grow();
    std::size_t at = identity(use, argument_types) & (slots_.size() - 1);
    for (; slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
        Use& known = unit_.uses[slots_[at] - 1];
        const std::size_t index = slots_[at] - 1;
        if (!is_same(known, use) || (index < unit_.argument_types.size() ? unit_.argument_types[index] : 0) != argument_types) continue;
        ++known.count;
        return slots_[at] - 1;
    }
    unit_.uses.push_back(use);
    unit_.uses.back().count = 1;
    if (argument_types != 0) unit_.argument_types.resize(unit_.uses.size()), unit_.argument_types.back() = argument_types;
    slots_[at] = static_cast<std::uint32_t>(unit_.uses.size());
    return slots_[at] - 1;
}

void UnitBuilder::add(const ParsedFile& piece, std::vector<std::uint32_t>* use_of) {
    unit_.language = piece.language;
    const auto base = static_cast<std::int32_t>(unit_.symbols.size());
    const auto text = [&](NameId id) { return id == NoName ? TextId{0} : intern(piece.names[id], hash_of(piece, id)); };
    unit_.symbols.reserve(unit_.symbols.size() + piece.symbols.size());
    for (const Symbol& s : piece.symbols) {
        const auto parameters = static_cast<std::uint8_t>(std::min(s.parameters, 255u));
        unit_.symbols.push_back({hash_of(piece, s.name), s.parent < 0 ? -1 : s.parent + base, text(s.type), text(s.qualifier), s.kind, parameters, s.exported});
    }
    if (needs_signatures(piece.language)) read_signatures(piece, static_cast<std::size_t>(base));
    for (const Declaration& d : piece.declarations) unit_.declared.push_back(hash_of(piece, d.name));
    for (const Import& i : piece.imports)
        unit_.imports.push_back({intern(i.target, hash64(i.target)), intern(i.name, hash64(i.name)), intern(i.alias, hash64(i.alias)), i.is_local});
    for (const Binding& b : piece.bindings) unit_.bindings.push_back({hash_of(piece, b.name), text(b.type), b.symbol < 0 ? -1 : b.symbol + base});
    // C has no members that could be told apart, and no scopes but the file.
    const bool is_c = piece.language == Language::C;
    if (use_of) use_of->assign(piece.references.size(), NoUse);
    for (std::size_t i = 0; i < piece.references.size(); ++i) {
        const Reference& r = piece.references[i];
        if (r.is_local && r.qualifier == NoName) continue;
        ++unit_.references;
        if (is_c && r.qualifier != NoName) continue;
        const std::int32_t scope = is_c || r.symbol < 0 ? -1 : r.symbol + base;
        const std::uint32_t index = use({hash_of(piece, r.name), text(r.qualifier), scope, 0, r.kind, r.is_local, r.arguments}, argument_text(piece, r));
        if (use_of) (*use_of)[i] = index;
    }
}

/// "" for a reference that nothing is told of.
TextId UnitBuilder::argument_text(const ParsedFile& piece, const Reference& r) {
    if (r.first_argument == NoArguments) return 0;
    joined_.clear();
    for (std::uint32_t i = 0; i + 1 < r.arguments; ++i) {
        const Argument& a = piece.arguments[r.first_argument + i];
        joined_.append(i > 0 ? "," : "").append(a.type == NoName ? "?" : a.is_value ? "=" : "");
        if (a.type != NoName) joined_.append(piece.names[a.type]);
    }
    return intern(joined_, hash64(joined_));
}

/// Parameters, and the types that receivers need not but arguments do: primitive ones, arrays, bounds of type variables.
void UnitBuilder::read_signatures(const ParsedFile& piece, std::size_t base) {
    std::vector<TypeVariables> variables(piece.symbols.size());  // of what each symbol encloses
    for (std::size_t i = 0; i < piece.symbols.size(); ++i) {
        const Symbol& s = piece.symbols[i];
        const std::string_view name = piece.names[s.name];
        const bool is_callable = s.kind == SymbolKind::Method || s.kind == SymbolKind::Constructor;
        TypeVariables& known = variables[i];
        if (s.parent >= 0 && !variables[static_cast<std::size_t>(s.parent)].empty()) known = variables[static_cast<std::size_t>(s.parent)];
        if ((is_callable || is_class_like(s.kind)) && s.signature.find('<') != std::string_view::npos) add_type_variables(s.signature, name, !is_callable, known);
        if (is_callable && s.parameters > 0) {
            const std::string types = java_parameters(s.signature, name, known);
            unit_.parameter_types.resize(base + i + 1);
            unit_.parameter_types[base + i] = intern(types, hash64(types));
        }
        if (s.kind != SymbolKind::Method && s.kind != SymbolKind::Field && s.kind != SymbolKind::Constant) continue;
        TextId& type = unit_.symbols[base + i].type;
        const std::string_view told = unit_.text(type);
        const bool is_variable = std::any_of(known.begin(), known.end(), [&](const auto& variable) { return variable.first == told; });
        if (type != 0 && !is_variable) continue;
        const std::string result = java_type(s.signature, name, s.kind == SymbolKind::Method, known);
        if (!result.empty()) type = intern(result, hash64(result));
    }
}

Unit UnitBuilder::take() {
    std::sort(unit_.declared.begin(), unit_.declared.end());
    unit_.declared.erase(std::unique(unit_.declared.begin(), unit_.declared.end()), unit_.declared.end());
    std::stable_sort(unit_.bindings.begin(), unit_.bindings.end(), [](const auto& a, const auto& b) { return a.symbol < b.symbol; });
    Unit unit = std::move(unit_);
    unit.symbols.shrink_to_fit(), unit.uses.shrink_to_fit();
    unit_ = Unit();
    std::fill(slots_.begin(), slots_.end(), 0);
    std::fill(text_slots_.begin(), text_slots_.end(), TextSlot{});
    return unit;
}

}  // namespace kompress::resolve
