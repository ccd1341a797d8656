// SPDX-License-Identifier: Apache-2.0
#include "fs/classify.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace kompress::fs {
namespace {

using L = Language;

struct Named {
    std::string_view text;
    Language language;
};

/// In the order of their texts, so that a name is found in a few steps.
template <std::size_t N>
constexpr std::array<Named, N> sorted(std::array<Named, N> table) {
    std::sort(table.begin(), table.end(), [](const Named& a, const Named& b) { return a.text < b.text; });
    return table;
}

constexpr std::array Extensions = sorted(std::to_array<Named>({
    {"c", L::C},
    {"h", L::C},
    {"cc", L::Cpp},
    {"cpp", L::Cpp},
    {"cxx", L::Cpp},
    {"c++", L::Cpp},
    {"hpp", L::Cpp},
    {"hh", L::Cpp},
    {"hxx", L::Cpp},
    {"h++", L::Cpp},
    {"inl", L::Cpp},
    {"ipp", L::Cpp},
    {"tpp", L::Cpp},
    {"tcc", L::Cpp},
    {"txx", L::Cpp},
    {"cppm", L::Cpp},
    {"ixx", L::Cpp},
    {"cu", L::Cpp},
    {"cuh", L::Cpp},
    {"py", L::Python},
    {"pyi", L::Python},
    {"pyw", L::Python},
    {"js", L::JavaScript},
    {"mjs", L::JavaScript},
    {"cjs", L::JavaScript},
    {"jsx", L::JavaScript},
    {"es6", L::JavaScript},
    {"ts", L::TypeScript},
    {"mts", L::TypeScript},
    {"cts", L::TypeScript},
    {"tsx", L::Tsx},
    {"go", L::Go},
    {"rs", L::Rust},
    {"java", L::Java},
    {"cs", L::CSharp},
    {"csx", L::CSharp},
    {"rb", L::Ruby},
    {"rbw", L::Ruby},
    {"rake", L::Ruby},
    {"gemspec", L::Ruby},
    {"podspec", L::Ruby},
    {"ru", L::Ruby},
    {"jbuilder", L::Ruby},
    {"thor", L::Ruby},
    {"php", L::Php},
    {"phtml", L::Php},
    {"php3", L::Php},
    {"php4", L::Php},
    {"php5", L::Php},
    {"php7", L::Php},
    {"php8", L::Php},
    {"kt", L::Kotlin},
    {"kts", L::Kotlin},
    {"swift", L::Swift},
    {"scala", L::Scala},
    {"sc", L::Scala},
    {"sbt", L::Scala},
    {"sh", L::Bash},
    {"bash", L::Bash},
    {"zsh", L::Bash},
    {"ksh", L::Bash},
    {"bats", L::Bash},
    {"ebuild", L::Bash},
    {"eclass", L::Bash},
    {"lua", L::Lua},
    {"rockspec", L::Lua},
    {"zig", L::Zig},
    {"ml", L::OCaml},
    {"mli", L::OCaml},
    {"ex", L::Elixir},
    {"exs", L::Elixir},
    {"r", L::R},
    {"jl", L::Julia},
    {"md", L::Markdown},
    {"markdown", L::Markdown},
    {"mkd", L::Markdown},
    {"mdown", L::Markdown},
    {"json", L::Json},
    {"jsonc", L::Json},
    {"webmanifest", L::Json},
    {"yaml", L::Yaml},
    {"yml", L::Yaml},
    {"toml", L::Toml},
    {"dockerfile", L::Dockerfile},
    {"mk", L::Make},
    {"mak", L::Make},
    {"make", L::Make},
    {"cmake", L::CMake},
}));

constexpr std::array FileNames = sorted(std::to_array<Named>({
    {"SConstruct", L::Python},
    {"SConscript", L::Python},
    {"wscript", L::Python},
    {"Jakefile", L::JavaScript},
    {"Rakefile", L::Ruby},
    {"Gemfile", L::Ruby},
    {"Guardfile", L::Ruby},
    {"Vagrantfile", L::Ruby},
    {"Capfile", L::Ruby},
    {"Podfile", L::Ruby},
    {"Fastfile", L::Ruby},
    {"Brewfile", L::Ruby},
    {"Berksfile", L::Ruby},
    {"Thorfile", L::Ruby},
    {"Dangerfile", L::Ruby},
    {".bashrc", L::Bash},
    {".bash_profile", L::Bash},
    {".bash_aliases", L::Bash},
    {".profile", L::Bash},
    {".zshrc", L::Bash},
    {".zshenv", L::Bash},
    {".zprofile", L::Bash},
    {"PKGBUILD", L::Bash},
    {"APKBUILD", L::Bash},
    {"composer.lock", L::Json},
    {"flake.lock", L::Json},
    {".clang-format", L::Yaml},
    {".clang-tidy", L::Yaml},
    {"Cargo.lock", L::Toml},
    {"poetry.lock", L::Toml},
    {"uv.lock", L::Toml},
    {"Pipfile", L::Toml},
    {"Dockerfile", L::Dockerfile},
    {"Containerfile", L::Dockerfile},
    {"Makefile", L::Make},
    {"makefile", L::Make},
    {"GNUmakefile", L::Make},
    {"BSDmakefile", L::Make},
    {"Kbuild", L::Make},
    {"Makefile.am", L::Make},
    {"CMakeLists.txt", L::CMake},
}));

// Names without an extension that never are scripts of ours; reading them only to learn that is waste.
constexpr std::array NotScripts = std::to_array<std::string_view>({
    "AUTHORS", "BUILD",       "CHANGELOG", "CODEOWNERS", "CONTRIBUTING", "COPYING",  "CREDITS",
    "Doxyfile", "INSTALL",    "Jenkinsfile", "Kconfig",  "LICENCE",      "LICENSE",  "MAINTAINERS",
    "NEWS",    "NOTICE",      "OWNERS",    "Procfile",   "README",       "THANKS",   "TODO",
    "VERSION", "WORKSPACE",
});

constexpr std::array Interpreters = sorted(std::to_array<Named>({
    {"python", L::Python},
    {"pypy", L::Python},
    {"uv", L::Python},
    {"node", L::JavaScript},
    {"nodejs", L::JavaScript},
    {"bun", L::TypeScript},
    {"deno", L::TypeScript},
    {"ts-node", L::TypeScript},
    {"tsx", L::TypeScript},
    {"rust-script", L::Rust},
    {"gorun", L::Go},
    {"java", L::Java},
    {"tcc", L::C},
    {"dotnet-script", L::CSharp},
    {"ruby", L::Ruby},
    {"jruby", L::Ruby},
    {"rake", L::Ruby},
    {"php", L::Php},
    {"kotlin", L::Kotlin},
    {"swift", L::Swift},
    {"scala", L::Scala},
    {"scala-cli", L::Scala},
    {"amm", L::Scala},
    {"sh", L::Bash},
    {"bash", L::Bash},
    {"dash", L::Bash},
    {"ash", L::Bash},
    {"ksh", L::Bash},
    {"zsh", L::Bash},
    {"bats", L::Bash},
    {"lua", L::Lua},
    {"luajit", L::Lua},
    {"texlua", L::Lua},
    {"ocaml", L::OCaml},
    {"elixir", L::Elixir},
    {"Rscript", L::R},
    {"julia", L::Julia},
    {"make", L::Make},
}));

template <std::size_t N>
Language look_up(const std::array<Named, N>& table, std::string_view text) {
    const auto row = std::lower_bound(table.begin(), table.end(), text, [](const Named& a, std::string_view b) { return a.text < b; });
    return row != table.end() && row->text == text ? row->language : Language::None;
}

constexpr std::size_t LongestExtension = std::max_element(Extensions.begin(), Extensions.end(), [](const Named& a, const Named& b) {
                                             return a.text.size() < b.text.size();
                                         })->text.size();

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string_view first_word(std::string_view& line) {
    const auto begin = std::min(line.find_first_not_of(" \t"), line.size());
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(" \t"), line.size());
    const auto word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

constexpr std::size_t LongLine = 500;

/// True when lines are LongLine bytes or less on average; most files show that in their first pages.
bool has_enough_lines(std::string_view text) {
    const std::size_t enough = text.size() / LongLine;
    std::size_t lines = 1;
    for (auto at = text.find('\n'); lines < enough && at != std::string_view::npos;
         at = text.find('\n', at + 1))
        ++lines;
    return lines >= enough;
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace

Language language_of_name(std::string_view name) {
    const Language whole = look_up(FileNames, name);
    const auto dot = name.rfind('.');
    if (whole != Language::None || dot == std::string_view::npos || dot == 0) return whole;
    if (name.starts_with("Dockerfile.") || name.starts_with("Containerfile.")) return Language::Dockerfile;
    const auto extension = name.substr(dot + 1);
    if (extension == "C" || extension == "H") return Language::Cpp;
    if (extension.size() > LongestExtension) return Language::None;
    return look_up(Extensions, lower(extension));
}

bool may_be_script(std::string_view name) {
    return name.find('.') == std::string_view::npos && language_of_name(name) == Language::None &&
           std::find(NotScripts.begin(), NotScripts.end(), name) == NotScripts.end();
}

Language language_of_shebang(std::string_view bytes) {
    if (!bytes.starts_with("#!")) return Language::None;
    auto line = bytes.substr(2, bytes.find_first_of("\r\n") - 2);
    auto word = base_name(first_word(line));
    if (word == "env") {
        do {
            word = first_word(line);
        } while (word.starts_with('-') || word.find('=') != std::string_view::npos);
        word = base_name(word);
    }
    const auto version = word.find_last_not_of("0123456789.");
    return look_up(Interpreters, word.substr(0, version == std::string_view::npos ? 0 : version + 1));
}

bool is_plausible(Language language, std::string_view text) {
    return language != Language::TypeScript || !(text.starts_with("<?xml") || text.starts_with("<!DOCTYPE"));
}

bool looks_binary(std::string_view bytes) {
    return std::memchr(bytes.data(), 0, std::min<std::size_t>(bytes.size(), 8000)) != nullptr;
}

bool is_minified(Language language, std::string_view text) {
    constexpr std::size_t MinimumBytes = 16 * 1024;
    constexpr std::size_t BytesPerMark = 100;
    constexpr std::size_t MaxOrdinaryLines = 8;
    if (text.size() < MinimumBytes || has_enough_lines(text)) return false;
    std::size_t long_bytes = 0, marks = 0, ordinary = 0;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.size() <= LongLine) {
            ordinary += line.size() > 1;
            continue;
        }
        long_bytes += line.size();
        marks += static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
            return c == '(' || c == ')' || c == '{' || c == '}' || c == ';';
        }));
    }
    const bool is_script = language == L::JavaScript || language == L::TypeScript || language == L::Tsx;
    return marks * BytesPerMark >= long_bytes && (is_script || ordinary <= MaxOrdinaryLines);
}

}  // namespace kompress::fs
