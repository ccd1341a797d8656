// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Contents that no file has any more.
///
/// They are kept for a while, since branches are left and come back to: a switch to a state that was indexed before
/// parses nothing. What is kept is bounded by what is in use, the first indexed go first.
///
/// Threading: as the Database.

#include <cstdint>

#include "kompress/result.hpp"
#include "store/database.hpp"
#include "store/dictionaries.hpp"

namespace kompress::store {

/// Deletes the oldest contents without a file, with their facts and words, until those left describe at most
/// `keep_bytes` of source. `dictionaries` are the index's, or null. Their postings lead nowhere until segments are merged. Row ids are never given out again.
/// Returns the bytes of source that the deleted ones described.
Result<std::int64_t> collect_orphans(Database& db, const Dictionaries* dictionaries, std::int64_t keep_bytes);

}  // namespace kompress::store
