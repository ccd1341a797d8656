// SPDX-License-Identifier: Apache-2.0
#include "search/places.hpp"

#include <algorithm>
#include <array>

#include "base/try.hpp"

namespace kompress::search {
namespace {

constexpr auto Containers = std::to_array<std::string_view>({"contrib", "external", "extern", "deps", "dependencies", "libs", "ext"});
constexpr auto BenchDirectories = std::to_array<std::string_view>({"bench", "benches", "benchmark", "benchmarks", "benchsuite", "fuzz", "fuzzing", "perf"});
constexpr auto BenchEndings = std::to_array<std::string_view>({"_perftest", "_bench", "_benchmark", "_fuzz", "_fuzzer"});
constexpr auto AuxiliaryDirectories = std::to_array<std::string_view>({"doc", "docs", "script", "scripts", "misc", "ci", "cmake", "packaging"});

template <typename List>
bool holds(const List& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

bool names_licence(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name.starts_with("LICENSE") || name.starts_with("LICENCE") || name.starts_with("COPYING") || name.starts_with("License");
}

std::string_view stem_of(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name.substr(0, name.find('.', 1));
}

}  // namespace

Result<PlaceRules> PlaceRules::of(store::IndexReader& reader, bool whole) {
    PlaceRules rules;
    if (!whole) return rules;
    KOMPRESS_TRY(reader.each_file([&](store::FileRow&& row) {
        const auto slash = row.path.rfind('/');
        if (slash != std::string::npos && names_licence(row.path)) rules.licensed_.insert(row.path.substr(0, slash));
        return true;
    }));
    return rules;
}

Place PlaceRules::place_of(std::string_view path, FileRole role) const {
    switch (role) {
        case FileRole::Test: return Place::Test;
        case FileRole::Example: return Place::Example;
        case FileRole::Generated: return Place::Generated;
        case FileRole::Vendored: return Place::Vendored;
        case FileRole::Source: break;
    }
    bool is_bench = false, is_auxiliary = false;
    for (std::size_t begin = 0; begin < path.size();) {
        const auto slash = path.find('/', begin);
        if (slash == std::string_view::npos) break;
        const std::string_view name = path.substr(begin, slash - begin);
        const auto next = path.find('/', slash + 1);
        if (next != std::string_view::npos && holds(Containers, name) && licensed_.contains(path.substr(0, next))) return Place::Vendored;
        is_bench = is_bench || holds(BenchDirectories, name);
        is_auxiliary = is_auxiliary || holds(AuxiliaryDirectories, name);
        begin = slash + 1;
    }
    const std::string_view stem = stem_of(path);
    is_bench = is_bench || std::any_of(BenchEndings.begin(), BenchEndings.end(), [&](auto ending) { return stem.ends_with(ending); });
    return is_bench ? Place::Benchmark : is_auxiliary ? Place::Auxiliary : Place::Source;
}

std::string core_name(std::string_view path) {
    std::string name(stem_of(path));
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    for (const std::string_view prefix : {"test_", "test-", "tests_"})
        if (name.starts_with(prefix)) return name.substr(prefix.size());
    for (const std::string_view suffix : {"_unittest", "_tests", "_test", "-test", "_spec", "tests", "test"})
        if (name.size() > suffix.size() && name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
    return name;
}

}  // namespace kompress::search
