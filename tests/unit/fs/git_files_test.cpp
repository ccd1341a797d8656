// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "fs/git_config.hpp"
#include "fs/git_index.hpp"

namespace {

using namespace kompress;
using namespace kompress::fs;

std::string number(std::uint32_t value, int bytes = 4) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i)));
    return out;
}

/// A small index as git would write it, with zeros for stat data, object names and checksum.
std::string index_of(std::uint32_t version, const std::vector<std::string>& paths, std::size_t hash_bytes,
                     const std::string& extensions = "") {
    std::string out = "DIRC" + number(version) + number(static_cast<std::uint32_t>(paths.size()));
    std::string previous;
    for (const std::string& path : paths) {
        std::string entry(40 + hash_bytes, '\0');
        const bool extended = version == 3;
        entry += number(static_cast<std::uint32_t>(path.size()) | (extended ? 0x4000u : 0u), 2);
        if (extended) entry += number(0x2000, 2);
        if (version == 4) {
            std::size_t common = 0;
            while (common < path.size() && common < previous.size() && path[common] == previous[common])
                ++common;
            entry += number(static_cast<std::uint32_t>(previous.size() - common), 1);
            entry += path.substr(common) + '\0';
        } else {
            entry += path;
            entry.append(8 - entry.size() % 8, '\0');
        }
        out += entry;
        previous = path;
    }
    return out + extensions + std::string(hash_bytes, '\0');
}

}  // namespace

TEST_CASE("git index: versions 2, 3 and 4 with both hashes", "[fs]") {
    const std::vector<std::string> paths{"a", "dir/one.o", "dir/sub/two.o", "zoo"};
    for (const std::uint32_t version : {2u, 3u, 4u}) {
        for (const bool sha256 : {false, true}) {
            const auto index = GitIndex::parse(index_of(version, paths, sha256 ? 32 : 20), sha256);
            INFO("version " << version << " sha256 " << sha256);
            REQUIRE(index);
            CHECK(index->size() == 4);
            CHECK(index->has("dir/sub/two.o"));
            CHECK_FALSE(index->has("dir"));
            CHECK(index->has_below("dir"));
            CHECK(index->has_below("dir/sub"));
            CHECK_FALSE(index->has_below("di"));
            CHECK_FALSE(index->has_below("zoo"));
        }
    }
}

TEST_CASE("git index: what it cannot read is an error, not a guess", "[fs]") {
    CHECK(GitIndex::parse(index_of(5, {"a"}, 20), false).error().code == ErrorCode::Incompatible);
    CHECK(GitIndex::parse(index_of(2, {"a"}, 20, "link" + number(0)), false).error().code ==
          ErrorCode::Incompatible);
    CHECK(GitIndex::parse(index_of(2, {"a"}, 20, "TREE" + number(0)), false).ok());
    CHECK(GitIndex::parse("DIRC", false).error().code == ErrorCode::Corrupt);
    const auto whole = index_of(4, {"a", "b/c"}, 20);
    for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
        const auto cut = GitIndex::parse(std::string_view(whole).substr(0, size), false);
        CHECK((!cut || cut->size() == 2));  // a missing checksum byte or two is all that may pass
    }
}

TEST_CASE("git config: the settings that matter", "[fs]") {
    GitSettings settings;
    settings.apply(
        "[user]\n\tname = X ; comment\n[core]\n\tExcludesFile = \"~/my ignore\" # mine\n\tignoreCase\n"
        "[core \"sub\"]\n\texcludesfile = wrong\n[extensions] objectFormat = SHA256\n");
    CHECK(settings.excludes_file == "~/my ignore");
    CHECK(settings.ignore_case == true);
    CHECK(settings.sha256);
}

TEST_CASE("git config: quotes, escapes and continued lines", "[fs]") {
    GitSettings settings;
    settings.apply("[core]\nexcludesfile = a\\\\b\\\"c  \" d \" \\\n e ; no\n");
    CHECK(settings.excludes_file == "a\\b\"c   d   e");
    settings.apply("[core]\r\n\texcludesfile = later\r\n\tignorecase = off\r\n");
    CHECK(settings.excludes_file == "later");
    CHECK(settings.ignore_case == false);
    settings.apply("[core]\n\texcludesfile = \"open\n\tignorecase = true\n");
    CHECK(settings.ignore_case == false);  // reading stops where git would complain
}
