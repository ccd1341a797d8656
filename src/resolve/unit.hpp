// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What resolving needs of one file, small enough to keep a whole tree of them in memory.
///
/// Names are 64-bit hashes (base/hash.hpp): two names that collide lead to a wrong edge once in 2^64 pairs.
/// References that resolve alike are one Use. Threading: a plain value; many threads may read one.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/parsed_file.hpp"

namespace kompress::resolve {

using Key = std::uint64_t;     ///< hash64 of a name
using TextId = std::uint32_t;  ///< of Unit::text; 0 is ""

struct UnitSymbol {
    Key name = 0;
    std::int32_t parent = -1;
    TextId type = 0, qualifier = 0;
    SymbolKind kind = SymbolKind::Function;
    std::uint8_t parameters = 0;  ///< 255 and more are 255
    bool exported = false;
};

/// The references of one name that resolve alike.
struct Use {
    Key name = 0;
    TextId qualifier = 0;      ///< a chain (parse/type_text.hpp)
    std::int32_t symbol = -1;  ///< innermost enclosing symbol; -1 also where it does not matter
    std::uint32_t count = 0;   ///< references
    ReferenceKind kind = ReferenceKind::Use;
    bool is_local = false;     ///< the qualifier begins with a local variable
    std::uint8_t arguments = 0;
};

struct UnitImport {
    TextId target = 0, name = 0, alias = 0;
    bool is_local = false;
};

struct UnitBinding {
    Key name = 0;
    TextId type = 0;
    std::int32_t symbol = -1;
};

class Unit {
  public:
    Language language = Language::None;
    std::vector<UnitSymbol> symbols;
    std::vector<Key> declared;  ///< names announced but not defined here, sorted
    std::vector<Use> uses;      ///< by first appearance
    std::vector<UnitImport> imports;
    std::vector<UnitBinding> bindings;  ///< by symbol
    std::vector<TextId> argument_types;   ///< by use, of calls (parse/argument_text.hpp); shorter than the uses, or empty
    std::vector<TextId> parameter_types;  ///< by symbol (resolve/java_signature.hpp); shorter than the symbols, or empty
    std::uint64_t references = 0;       ///< all that may lead somewhere: the sum of the counts, and members of unknown things

    std::string_view text(TextId id) const {
        return id == 0 ? std::string_view{} : std::string_view(texts_).substr(offsets_[id - 1], offsets_[id] - offsets_[id - 1]);
    }
    template <typename Visit>
    void each_text(Visit visit) const {
        for (TextId id = 1; id < offsets_.size(); ++id) visit(text(id));
    }
    std::string_view arguments_of(std::size_t use) const { return use < argument_types.size() ? text(argument_types[use]) : std::string_view{}; }
    std::string_view parameters_of(std::size_t symbol) const { return symbol < parameter_types.size() ? text(parameter_types[symbol]) : std::string_view{}; }
    std::size_t memory_bytes() const;
    /// As bytes that this process alone can read; see unpack(). The first `light_bytes` of them are what other files ask for.
    std::string pack(std::size_t& light_bytes) const;
    /// `bytes` as pack() gave them; the light ones alone leave out uses, imports and bindings.
    static Unit unpack(std::string_view bytes);

  private:
    friend class UnitBuilder;
    template <typename Self, typename Visit>
    static void each_light_part(Self& self, Visit visit);
    template <typename Self, typename Visit>
    static void each_other_part(Self& self, Visit visit);
    std::string texts_;
    std::vector<std::uint32_t> offsets_{0};
};

/// No use was made of a reference.
inline constexpr std::uint32_t NoUse = 0xffffffffu;

/// True for languages whose pieces need their signatures to be read into a unit.
inline bool needs_signatures(Language language) { return language == Language::Java; }

/// Puts the pieces of a file together, in their order.
class UnitBuilder {
  public:
    /// `use_of`, if given, becomes the index of the Use of every reference of `piece`, or NoUse.
    void add(const ParsedFile& piece, std::vector<std::uint32_t>* use_of = nullptr);
    Unit take();

  private:
    TextId intern(std::string_view text, Key hash);
    std::uint32_t use(const Use& use, TextId argument_types);
    TextId argument_text(const ParsedFile& piece, const Reference& reference);
    void read_signatures(const ParsedFile& piece, std::size_t base);
    void grow();

    Unit unit_;
    std::string joined_;                ///< arguments of the reference being added
    std::vector<std::uint32_t> slots_;  ///< index + 1 into uses
    struct TextSlot {
        Key hash = 0;
        TextId id = 0;
    };
    std::vector<TextSlot> text_slots_;
};

}  // namespace kompress::resolve
