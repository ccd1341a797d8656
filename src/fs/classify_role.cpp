// SPDX-License-Identifier: Apache-2.0
/// Roles: what directories, file names and first comments say about why a file is there.
#include <algorithm>
#include <array>
#include <string>

#include "fs/classify.hpp"

namespace kompress::fs {
namespace {

struct DirectoryRole {
    std::string_view name;
    FileRole role;
};

constexpr std::array DirectoryRoles = std::to_array<DirectoryRole>({
    {"test", FileRole::Test},
    {"tests", FileRole::Test},
    {"testing", FileRole::Test},
    {"testdata", FileRole::Test},
    {"__tests__", FileRole::Test},
    {"spec", FileRole::Test},
    {"specs", FileRole::Test},
    {"unittest", FileRole::Test},
    {"unittests", FileRole::Test},
    {"selftest", FileRole::Test},
    {"selftests", FileRole::Test},
    {"e2e", FileRole::Test},
    {"example", FileRole::Example},
    {"examples", FileRole::Example},
    {"sample", FileRole::Example},
    {"samples", FileRole::Example},
    {"demo", FileRole::Example},
    {"demos", FileRole::Example},
    {"generated", FileRole::Generated},
    {"__generated__", FileRole::Generated},
    {"vendor", FileRole::Vendored},
    {"vendored", FileRole::Vendored},
    {"_vendor", FileRole::Vendored},
    {"third_party", FileRole::Vendored},
    {"third-party", FileRole::Vendored},
    {"thirdparty", FileRole::Vendored},
    {"3rdparty", FileRole::Vendored},
    {"node_modules", FileRole::Vendored},
    {"bower_components", FileRole::Vendored},
    {"godeps", FileRole::Vendored},
});

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// `lowered` is the whole name in lower case.
bool is_generated_name(std::string_view lowered) {
    constexpr std::array Endings = std::to_array<std::string_view>(
        {".min.js", ".pb.go", ".pb.h", ".pb.cc", "_pb2.py", "_pb2_grpc.py", "_pb2.pyi", ".bundle.js"});
    // Lock files: what a package manager has settled on.
    constexpr std::array Names = std::to_array<std::string_view>(
        {"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "composer.lock", "flake.lock", "cargo.lock", "poetry.lock", "uv.lock",
         "pdm.lock", "packages.lock.json", "deno.lock", "pubspec.lock", "package.resolved"});
    if (std::find(Names.begin(), Names.end(), lowered) != Names.end()) return true;
    const auto ends = [&](std::string_view ending) { return lowered.ends_with(ending); };
    return std::any_of(Endings.begin(), Endings.end(), ends) || has(lowered, "_generated.") ||
           has(lowered, ".generated.") || lowered.starts_with("zz_generated") ||
           (lowered.starts_with("moc_") && lowered.ends_with(".cpp"));
}

bool is_test_name(std::string_view name, std::string_view lowered) {
    const auto stem = lowered.substr(0, lowered.rfind('.'));
    if (stem.ends_with("_test") || stem.ends_with("_tests") || stem.ends_with("_unittest")) return true;
    if (stem.ends_with(".test") || stem.ends_with(".spec") || stem == "conftest") return true;
    if (stem.starts_with("test_") || stem == "test" || stem == "tests") return true;
    return name.ends_with("Test.java") || name.ends_with("Tests.java") ||
           (name.starts_with("Test") && name.ends_with(".java") && name.size() > 9 && name[4] >= 'A' &&
            name[4] <= 'Z');
}

bool is_comment(std::string_view line) {
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return false;
    line.remove_prefix(begin);
    constexpr std::array Openings =
        std::to_array<std::string_view>({"//", "/*", "*", "#", "<!--", "\"\"\"", "'''"});
    return std::any_of(Openings.begin(), Openings.end(),
                       [&](auto opening) { return line.starts_with(opening); });
}

/// The marker as a word of its own, not quoted: a file may talk about the convention.
bool has_marker(std::string_view lowered) {
    constexpr std::string_view Marker = "@generated";
    const auto at = lowered.find(Marker);
    if (at == std::string_view::npos) return false;
    const char before = at == 0 ? ' ' : lowered[at - 1];
    const auto next = at + Marker.size();
    const char after = next < lowered.size() ? lowered[next] : ' ';
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '*' || c == '/' || c == '#'; };
    return is_blank(before) && (is_blank(after) || after == '\r' || after == '.' || after == '<');
}

}  // namespace

FileRole role_of_directory(std::string_view path) {
    FileRole role = FileRole::Source;
    while (!path.empty()) {
        const auto slash = std::min(path.find('/'), path.size());
        const std::string name = lower(path.substr(0, slash));
        path.remove_prefix(std::min(slash + 1, path.size()));
        for (const DirectoryRole& row : DirectoryRoles)
            if (row.name == name) role = std::max(role, row.role);
    }
    return role;
}

FileRole role_of_file(FileRole directory, std::string_view name) {
    if (directory >= FileRole::Generated) return directory;
    const std::string lowered = lower(name);
    if (is_generated_name(lowered)) return FileRole::Generated;
    return is_test_name(name, lowered) ? std::max(directory, FileRole::Test) : directory;
}

bool says_generated(std::string_view text) {
    constexpr int MaxLines = 40;
    text = text.substr(0, 8192);
    int generated = -9, no_edit = -9;  // the line that said so
    for (int number = 0; number < MaxLines && !text.empty(); ++number) {
        const auto line = text.substr(0, std::min<std::size_t>(text.find('\n'), 400));
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        if (!is_comment(line)) continue;
        const std::string lowered = lower(line);
        if (has_marker(lowered)) return true;
        if (has(lowered, "generated")) generated = number;
        if (has(lowered, "do not edit") || has(lowered, "do not modify") || has(lowered, "don't edit"))
            no_edit = number;
        if (generated >= 0 && no_edit >= 0 && std::abs(generated - no_edit) <= 2) return true;
    }
    return false;
}

}  // namespace kompress::fs
