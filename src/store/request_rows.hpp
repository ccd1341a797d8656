// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Rows of the table `request`, for the parts of the store that write them. Private to store: hold the database's mutex
/// and be inside a transaction.

#include <string>

#include "store/ledger.hpp"
#include "store/response_database.hpp"

namespace kompress::store {

Result<RequestId> insert_request(ResponseDatabase& database, const Reservation& reservation);

/// A count or an amount within what any real request comes to, so that sums over what a server reports stay numbers.
std::int64_t bounded_tokens(std::uint64_t count);
std::int64_t bounded_cost(std::int64_t cost);

}  // namespace kompress::store
