// SPDX-License-Identifier: Apache-2.0
/// Names of the enumerations in kompress/types.hpp, each one table.
#include <algorithm>
#include <array>
#include <cctype>

#include "kompress/types.hpp"

namespace kompress {
namespace {

struct LanguageNames {
    std::string_view id, name;
    std::string_view aliases;  // separated by spaces
};
constexpr std::array<LanguageNames, LanguageCount> Languages{{
    {"", "", ""},
    {"c", "C", "h"},
    {"cpp", "C++", "c++ cc cxx hpp"},
    {"python", "Python", "py"},
    {"javascript", "JavaScript", "js jsx"},
    {"typescript", "TypeScript", "ts"},
    {"tsx", "TypeScript (JSX)", ""},
    {"go", "Go", "golang"},
    {"rust", "Rust", "rs"},
    {"java", "Java", ""},
    {"csharp", "C#", "c# cs"},
    {"ruby", "Ruby", "rb"},
    {"php", "PHP", ""},
    {"kotlin", "Kotlin", "kt kts"},
    {"swift", "Swift", ""},
    {"scala", "Scala", "sbt"},
    {"bash", "Shell", "sh shell zsh ksh"},
    {"lua", "Lua", ""},
    {"zig", "Zig", ""},
    {"ocaml", "OCaml", "ml"},
    {"elixir", "Elixir", "ex exs"},
    {"r", "R", ""},
    {"julia", "Julia", "jl"},
    {"markdown", "Markdown", "md"},
    {"json", "JSON", "jsonc"},
    {"yaml", "YAML", "yml"},
    {"toml", "TOML", ""},
    {"dockerfile", "Dockerfile", "docker containerfile"},
    {"make", "Make", "makefile mk"},
    {"cmake", "CMake", ""},
}};

constexpr std::array<std::string_view, SymbolKindCount> Kinds{
    "",          "function", "method",     "constructor", "class",    "struct",   "union",  "enum",
    "enumerator", "interface", "trait",    "type_alias",  "macro",    "variable", "constant", "field",
    "property",  "namespace", "module",    "package",     "annotation", "concept", "record", "implementation",
    "heading",   "key",       "target",    "stage"};

constexpr std::array<std::string_view, TierCount> Tiers{"unresolved", "exact", "import", "scoped", "unique_name", "ambiguous", "external"};
constexpr std::array<std::string_view, 7> References{"", "call", "type", "inherit", "import", "use", "decorate"};

constexpr std::array<std::string_view, FileClassCount> Classes{
    "indexed", "text", "binary", "too_large", "minified", "unreadable", "unsupported", "special", "symlink",
    "unstable", "excluded"};

constexpr std::array<std::string_view, 5> Roles{"source", "test", "example", "generated", "vendored"};

bool has_word(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        const auto space = words.find(' ');
        if (words.substr(0, space) == word) return true;
        if (space == std::string_view::npos) break;
        words.remove_prefix(space + 1);
    }
    return false;
}

}  // namespace

std::string_view language_id(Language language) { return Languages[static_cast<std::size_t>(language)].id; }
std::string_view language_name(Language language) { return Languages[static_cast<std::size_t>(language)].name; }

std::optional<Language> language_from_name(std::string_view name) {
    std::string lower(name);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    for (std::size_t i = 1; i < Languages.size(); ++i) {
        if (!lower.empty() && (Languages[i].id == lower || has_word(Languages[i].aliases, lower)))
            return static_cast<Language>(i);
    }
    return std::nullopt;
}

std::string_view symbol_kind_name(SymbolKind kind) { return Kinds[static_cast<std::size_t>(kind)]; }

std::optional<SymbolKind> symbol_kind_from_name(std::string_view name) {
    for (std::size_t i = 1; i < Kinds.size(); ++i)
        if (Kinds[i] == name) return static_cast<SymbolKind>(i);
    return std::nullopt;
}

std::string_view tier_name(Tier tier) { return Tiers[static_cast<std::size_t>(tier)]; }
std::string_view reference_kind_name(ReferenceKind kind) { return References[static_cast<std::size_t>(kind)]; }
std::string_view file_class_name(FileClass value) { return Classes[static_cast<std::size_t>(value)]; }
std::string_view file_role_name(FileRole role) { return Roles[static_cast<std::size_t>(role)]; }

}  // namespace kompress
