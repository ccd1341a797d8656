// SPDX-License-Identifier: Apache-2.0
#include "store/request_rows.hpp"

#include <algorithm>

#include "base/try.hpp"

namespace kompress::store {
namespace {

constexpr std::uint64_t MaxTokens = 1'000'000'000'000;
constexpr std::int64_t MaxCost = 10'000'000'000'000'000;  // 10,000 dollars

}  // namespace

std::int64_t bounded_tokens(std::uint64_t count) { return static_cast<std::int64_t>(std::min(count, MaxTokens)); }
std::int64_t bounded_cost(std::int64_t cost) { return std::clamp<std::int64_t>(cost, -1, MaxCost); }

Result<RequestId> insert_request(ResponseDatabase& database, const Reservation& wanted) {
    KOMPRESS_TRY_VALUE(insert, database.statement(
        "INSERT INTO request(run, state, is_batch, is_estimated, started, ended, cost, input, cache_read, cache_write, output, reasoning, "
        "key, provider, model, label, reason) VALUES(?1, 0, ?2, 0, ?3, 0, ?4, ?5, 0, 0, ?6, 0, ?7, ?8, ?9, ?10, '')"));
    insert->bind(1, wanted.run).bind(2, wanted.is_batch).bind(3, database.now()).bind(4, bounded_cost(wanted.cost));
    insert->bind(5, bounded_tokens(wanted.input_tokens)).bind(6, bounded_tokens(wanted.output_tokens)).bind_blob(7, wanted.key.view());
    KOMPRESS_TRY(insert->bind_text(8, wanted.provider).bind_text(9, wanted.model).bind_text(10, wanted.label).run());
    return database.last_insert_id();
}

}  // namespace kompress::store
