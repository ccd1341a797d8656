// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The words that every part of kompress shares: languages, symbols, positions, file classes.
///
/// Positions are one convention everywhere: line 1-based, column 0-based in UTF-8 bytes,
/// byte offset 0-based, ranges half-open. Paths are relative to the repository root with `/`
/// separators and hold the bytes that the file system holds, which need not be UTF-8.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kompress {

/// Stored in indexes: values are never reused or renumbered.
enum class Language : std::uint8_t {
    None = 0,
    C = 1,
    Cpp = 2,
    Python = 3,
    JavaScript = 4,
    TypeScript = 5,
    Tsx = 6,
    Go = 7,
    Rust = 8,
    Java = 9,
    CSharp = 10,
    Ruby = 11,
    Php = 12,
    Kotlin = 13,
    Swift = 14,
    Scala = 15,
    Bash = 16,
    Lua = 17,
    Zig = 18,
    OCaml = 19,
    Elixir = 20,
    R = 21,
    Julia = 22,
    Markdown = 23,
    Json = 24,
    Yaml = 25,
    Toml = 26,
    Dockerfile = 27,
    Make = 28,
    CMake = 29,
};
inline constexpr std::size_t LanguageCount = 30;

/// Formats whose symbols are headings, keys and targets and define nothing that code could name: Markdown, JSON, YAML, TOML,
/// Dockerfile, Make, CMake. They have outlines, and answers about code pass them over unless asked for.
constexpr bool is_structure(Language language) { return language >= Language::Markdown && language <= Language::CMake; }

/// The identifier used in JSON and on the command line: "c", "cpp", "python", … "" for None.
std::string_view language_id(Language language);
/// The name people write: "C++", "TypeScript (JSX)", …
std::string_view language_name(Language language);
/// Accepts identifiers and common aliases ("c++", "js", "py", "ts"); case-insensitive.
std::optional<Language> language_from_name(std::string_view name);

/// Stored in indexes: values are never reused or renumbered.
enum class SymbolKind : std::uint8_t {
    Function = 1,
    Method = 2,
    Constructor = 3,
    Class = 4,
    Struct = 5,
    Union = 6,
    Enum = 7,
    Enumerator = 8,
    Interface = 9,
    Trait = 10,
    TypeAlias = 11,
    Macro = 12,
    Variable = 13,
    Constant = 14,
    Field = 15,
    Property = 16,
    Namespace = 17,
    Module = 18,
    Package = 19,
    Annotation = 20,
    Concept = 21,
    Record = 22,
    Implementation = 23,
    Heading = 24,  ///< a section of a document
    Key = 25,      ///< of a configuration or data file
    Target = 26,   ///< what a build makes
    Stage = 27,    ///< of a container image's build
};
inline constexpr std::size_t SymbolKindCount = 28;

/// "function", "method", "type_alias", …
std::string_view symbol_kind_name(SymbolKind kind);
std::optional<SymbolKind> symbol_kind_from_name(std::string_view name);
/// Has a type with members or values of its own: classes, structs, enums, traits, …
constexpr bool is_class_like(SymbolKind kind) {
    switch (kind) {
        case SymbolKind::Class:
        case SymbolKind::Struct:
        case SymbolKind::Union:
        case SymbolKind::Enum:
        case SymbolKind::Interface:
        case SymbolKind::Trait:
        case SymbolKind::Record:
        case SymbolKind::Annotation:
        case SymbolKind::Concept: return true;
        default: return false;
    }
}
/// Has a body that runs: functions, methods, constructors, macros.
constexpr bool is_function(SymbolKind kind) {
    return kind == SymbolKind::Function || kind == SymbolKind::Method || kind == SymbolKind::Constructor || kind == SymbolKind::Macro;
}

/// How a name is mentioned. Stored in indexes: values are never reused or renumbered.
enum class ReferenceKind : std::uint8_t {
    Call = 1,     ///< called, constructed or expanded as a macro
    Type = 2,     ///< named as a type
    Inherit = 3,  ///< named as a base class, implemented interface or supertrait
    Import = 4,   ///< brought in from elsewhere by name
    Use = 5,      ///< read or written
    Decorate = 6, ///< named as a decorator, annotation or attribute
};
std::string_view reference_kind_name(ReferenceKind kind);

/// By which rule a reference was resolved, most certain first. Stored in indexes: values are never reused or renumbered.
enum class Tier : std::uint8_t {
    Unresolved = 0,  ///< nothing in the tree has that name, or its receiver is unknown
    Exact = 1,       ///< same scope or file, or a qualified name that leads to one definition
    Import = 2,      ///< through an import, an include, a package or a module path
    Scoped = 3,      ///< member of a receiver whose type the text spells out
    UniqueName = 4,  ///< the only definition of that name in the tree, and no common name
    Ambiguous = 5,   ///< several definitions come into question; all are listed
    External = 6,    ///< leads out of the tree: a library, the language itself
};
inline constexpr std::size_t TierCount = 7;
/// "exact", "import", …
std::string_view tier_name(Tier tier);

/// What became of a file that the scan saw. Stored in indexes: values are never renumbered.
enum class FileClass : std::uint8_t {
    Indexed = 0,      ///< parsed, facts stored
    Text = 1,         ///< a known language that exceeded a parse budget: indexed as text
    Binary = 2,       ///< NUL in the first 8,000 bytes, or an encoding that cannot be decoded
    TooLarge = 3,     ///< above --max-file-size
    Minified = 4,     ///< lines far longer than people write
    Unreadable = 5,   ///< permission, I/O error, or it vanished while being read
    Unsupported = 6,  ///< no grammar for it (documentation, data, other languages)
    Special = 7,      ///< FIFO, socket, device
    Symlink = 8,      ///< symbolic links are not followed
    Unstable = 9,     ///< kept changing while it was read
    Excluded = 10,    ///< shut out by --exclude, --include or --lang
};
inline constexpr std::size_t FileClassCount = 11;
/// "indexed", "too_large", …
std::string_view file_class_name(FileClass value);

/// A role that a path suggests; orders waves and decides what the overview counts as source.
enum class FileRole : std::uint8_t { Source = 0, Test = 1, Example = 2, Generated = 3, Vendored = 4 };
inline constexpr std::size_t FileRoleCount = 5;
std::string_view file_role_name(FileRole role);

/// One trouble with one file; the run went on.
struct Diagnostic {
    std::string path;
    std::string code;  ///< "unreadable", "parse_budget", "unstable", …
    std::string message;
};

/// A definition as front ends show it.
struct SymbolInfo {
    std::string name;
    std::string qualified_name;
    SymbolKind kind = SymbolKind::Function;
    Language language = Language::None;
    std::string file;
    std::uint32_t line = 0;      ///< of the name
    std::uint32_t start_line = 0;  ///< of the whole definition
    std::uint32_t end_line = 0;  ///< last line of the definition
    std::uint32_t column = 0;    ///< of the name
    std::string signature;       ///< one line, whitespace folded
    std::string doc;             ///< doc comment without its markers
    bool exported = false;       ///< visible outside its file, package or class
    std::int32_t parent = -1;    ///< index into the same answer's vector, where it is a whole file's outline
    std::uint64_t semantic_hash = 0;  ///< changes when the tokens do; reformatting does not count
    std::uint32_t branches = 0;  ///< decision points inside (cyclomatic complexity is one more)
    std::uint32_t parameters = 0;
};

}  // namespace kompress
