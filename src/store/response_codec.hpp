// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The columns of a stored answer, and the checksum over them.

#include <optional>
#include <string>
#include <string_view>

#include "base/sha256.hpp"
#include "store/database.hpp"
#include "store/memory_cache.hpp"

namespace kompress::store {

std::string encode_usage(const Usage& usage);
/// Nothing when the bytes are not what encode_usage() writes.
std::optional<Usage> decode_usage(std::string_view bytes);

/// 16 bytes over the key and every column; `usage` and `text` as stored.
std::string response_checksum(const Digest256& key, const CachedResponse& response, std::string_view usage, std::string_view text);

/// In the order that decode_response() reads.
#define KOMPRESS_RESPONSE_COLUMNS "id, checksum, created, finish, cost, usage, provider, model, label, template, text"
/// Nothing when the row does not verify as the answer of `key`.
std::optional<CachedResponse> decode_response(const Digest256& key, const Statement& row);

}  // namespace kompress::store
