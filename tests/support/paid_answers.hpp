// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A store of answers in a directory of its own, and answers to put into it.

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "store/database.hpp"
#include "store/response_store.hpp"
#include "support/manual_clock.hpp"
#include "support/temporary_tree.hpp"

namespace kompress::test {

template <typename T>
T must(Result<T> result) {
    if (!result) FAIL(result.error().message);
    return std::move(*result);
}
inline void must(Result<void> result) {
    if (!result) FAIL(result.error().message);
}

inline Digest256 key_of(int i) { return sha256("request " + std::to_string(i)); }

inline store::CachedResponse answer(int i, std::size_t bytes = 600) {
    store::CachedResponse response;
    response.text = "Answer " + std::to_string(i) + ": ";
    std::uint64_t state = 0x9e3779b97f4a7c15ull * static_cast<std::uint64_t>(i + 1);
    while (response.text.size() < bytes) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        response.text.push_back(static_cast<char>('a' + state % 26));
    }
    response.finish = FinishReason::Stop;
    response.usage = {.input = 1000, .cache_read = 300, .cache_write = 20, .cache_write_long = 10, .output = 200, .reasoning = 50};
    response.cost = 1'000'000'000 + i;
    response.provider = "openai";
    response.model = i % 2 ? "gpt-5-mini" : "gpt-5";
    response.label = "pages/" + std::to_string(i) + ".md";
    response.template_version = "page/1";
    response.created = 1'793'491'200 + i;
    return response;
}

struct PaidAnswers {
    /// In memory where the system offers it: each write waits for the disk.
    TemporaryTree tree{std::filesystem::exists("/dev/shm") ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path()};
    ManualClock clock;
    std::string directory = tree / "state";

    std::unique_ptr<store::ResponseStore> open(store::Access access = store::Access::Write, const store::CacheOptions& options = {}) {
        return must(store::ResponseStore::open(directory, access, options, clock));
    }
    std::string path() const { return directory + "/responses.sqlite"; }
    /// With a connection that knows nothing of the store.
    void execute(const std::string& sql) {
        auto db = must(store::Database::open(path(), store::OpenMode::ReadWrite));
        must(db.execute(sql.c_str()));
    }
    std::int64_t ask(const std::string& sql) {
        auto db = must(store::Database::open(path(), store::OpenMode::ReadWrite));
        auto statement = must(db.prepare(sql.c_str()));
        REQUIRE(must(statement.step()));
        return statement.integer(0);
    }
};

}  // namespace kompress::test
