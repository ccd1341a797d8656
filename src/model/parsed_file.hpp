// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What one file says by itself: the product of parsing, the input of storage.
///
/// Everything here depends only on the file's bytes, its language and the extractor's version.
/// Threading: a plain value of the worker that parsed it.
/// Lifetime:  every view points into the SourceText or into the Parser's text arena; both must
///            outlive the ParsedFile, and the arena is reset by the Parser's next piece.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kompress/types.hpp"

namespace kompress {

/// Index into ParsedFile::names.
using NameId = std::uint32_t;
inline constexpr NameId NoName = 0xffffffffu;

/// Semantic hashes keep 48 bits: enough to tell two versions of one definition apart, and they do not compress.
inline constexpr std::uint64_t SemanticHashMask = (std::uint64_t{1} << 48) - 1;

/// A definition. A C prototype or a forward declaration is a Declaration instead.
struct Symbol {
    NameId name = NoName;
    NameId qualifier = NoName;  ///< written in the definition itself: `ns::Class` of `void ns::Class::f()`, Go's receiver type
    NameId type = NoName;       ///< declared type of a variable or field, result type of a function, or "=" and the first value
    SymbolKind kind = SymbolKind::Function;
    bool exported = false;
    std::int32_t parent = -1;  ///< index of the enclosing symbol
    std::uint32_t start_byte = 0, end_byte = 0;
    std::uint32_t name_byte = 0;
    std::uint32_t start_line = 0, end_line = 0;
    std::uint32_t name_line = 0, name_column = 0;
    std::string_view signature;  ///< one line, whitespace folded, without the body
    std::string_view doc;        ///< without comment markers; lines kept
    std::uint64_t semantic_hash = 0;
    std::uint32_t branches = 0;    ///< decision points inside, nested symbols included
    std::uint32_t nesting = 0;     ///< deepest nesting of decision points
    std::uint32_t parameters = 0;
};

/// A definition announced but not made here; it can lend its doc comment to the definition.
struct Declaration {
    NameId name = NoName;
    SymbolKind kind = SymbolKind::Function;
    bool exported = false;     ///< as a definition in its place would be
    std::int32_t parent = -1;  ///< index of the enclosing symbol, -1 at file level
    std::uint32_t line = 0;
    std::string_view signature;
    std::string_view doc;
};

/// What is told of an argument's type: parse/argument_text.hpp. NoName for nothing.
struct Argument {
    NameId type = NoName;
    bool is_value = false;  ///< a chain whose value it is, rather than a type
    bool operator==(const Argument&) const = default;
};
inline constexpr std::uint32_t NoArguments = 0xffffffffu;

struct Reference {
    NameId name = NoName;
    NameId qualifier = NoName;  ///< what stands before the name: `a.b` of `a.b.name()`; a chain of parse/type_text.hpp, or "…"
    ReferenceKind kind = ReferenceKind::Use;
    bool is_local = false;  ///< the name, or what its qualifier begins with, is a parameter or local variable of the enclosing function
    std::uint8_t arguments = 0;  ///< of a call, one more than it passes; 0 where that is not known or does not tell overloads apart
    std::uint32_t line = 0, column = 0;
    std::int32_t symbol = -1;  ///< index of the innermost enclosing symbol, -1 at file level
    std::uint32_t first_argument = NoArguments;  ///< in ParsedFile::arguments, `arguments` - 1 of them, where they tell overloads apart
};

/// What the text says about the type of a parameter or local variable that references are qualified with.
struct Binding {
    NameId name = NoName;
    NameId type = NoName;      ///< as in Symbol
    std::int32_t symbol = -1;  ///< index of the enclosing symbol
};

/// One imported or included thing: `import target`, `from target import name as alias`, `#include "target"`.
struct Import {
    std::string_view target;  ///< as written, without quotes
    std::string_view name;    ///< imported name; "" for the whole target, "*" for all of its names
    std::string_view alias;   ///< local name where it differs
    std::uint32_t line = 0;
    bool is_local = false;    ///< `#include "x"`, relative import, `crate::`/`super::` path
};

struct FileMetrics {
    std::uint32_t lines = 0;
    std::uint32_t code_lines = 0;     ///< lines with at least one token
    std::uint32_t comment_lines = 0;  ///< lines touched by a comment
    std::uint32_t branches = 0;
    std::uint32_t parse_errors = 0;  ///< ERROR and MISSING nodes, counted outermost only
};

/// One piece of a file; all but huge files are one piece.
struct ParsedFile {
    Language language = Language::None;
    std::uint32_t piece = 0;  ///< 0-based
    std::vector<std::string_view> names;
    std::vector<std::uint64_t> name_hashes;  ///< hash64 of each name, parallel to `names`
    std::vector<Symbol> symbols;  ///< by start_byte, parents before children
    std::vector<Declaration> declarations;
    std::vector<Reference> references;  ///< by position
    std::vector<Argument> arguments;  ///< of calls, in their order
    std::vector<Import> imports;
    std::vector<Binding> bindings;  ///< by symbol, then in order of appearance
    std::string_view doc;  ///< the comment that introduces the file
    FileMetrics metrics;
    std::string_view trouble;  ///< "" or why the piece is incomplete: "parse budget", "nesting", …

    void clear() {
        names.clear(), name_hashes.clear(), symbols.clear(), declarations.clear(), references.clear(), arguments.clear(), imports.clear(), bindings.clear();
        doc = {}, trouble = {}, metrics = {}, piece = 0, language = Language::None;
    }
};

}  // namespace kompress
