// SPDX-License-Identifier: Apache-2.0
#include "store/response_codec.hpp"

#include "base/hash.hpp"
#include "base/varint.hpp"
#include "store/compress.hpp"
#include "store/row_codec.hpp"

namespace kompress::store {
namespace {

constexpr std::uint64_t EstimatedFlag = 1, InconsistentFlag = 2;

void add_text(Hasher& hasher, std::string_view text) {
    hasher.update_number(text.size());
    hasher.update(text);
}

}  // namespace

std::string encode_usage(const Usage& usage) {
    std::string bytes;
    for (const std::uint64_t value : {usage.input, usage.cache_read, usage.cache_write, usage.cache_write_long, usage.output, usage.reasoning,
                                      static_cast<std::uint64_t>(usage.provider_cost + 1),
                                      (usage.is_estimated ? EstimatedFlag : 0) | (usage.is_inconsistent ? InconsistentFlag : 0)})
        put_varint(bytes, value);
    return bytes;
}

std::optional<Usage> decode_usage(std::string_view bytes) {
    ByteReader reader(bytes);
    Usage usage;
    for (std::uint64_t* value : {&usage.input, &usage.cache_read, &usage.cache_write, &usage.cache_write_long, &usage.output, &usage.reasoning})
        *value = reader.varint();
    usage.provider_cost = static_cast<std::int64_t>(reader.varint()) - 1;
    const std::uint64_t flags = reader.varint();
    usage.is_estimated = (flags & EstimatedFlag) != 0;
    usage.is_inconsistent = (flags & InconsistentFlag) != 0;
    if (reader.failed() || flags > (EstimatedFlag | InconsistentFlag)) return std::nullopt;
    return usage;
}

std::string response_checksum(const Digest256& key, const CachedResponse& response, std::string_view usage, std::string_view text) {
    Hasher hasher;
    hasher.update("response 1");
    hasher.update(key.view());
    hasher.update_number(static_cast<std::uint64_t>(response.created));
    hasher.update_number(static_cast<std::uint64_t>(response.finish));
    hasher.update_number(static_cast<std::uint64_t>(response.cost));
    for (const std::string_view field : {usage, std::string_view(response.provider), std::string_view(response.model),
                                         std::string_view(response.label), std::string_view(response.template_version), text})
        add_text(hasher, field);
    const auto bytes = encode_hash(hasher.digest());
    return {bytes.data(), bytes.size()};
}

std::optional<CachedResponse> decode_response(const Digest256& key, const Statement& row) {
    CachedResponse response;
    response.created = row.integer(2);
    const std::int64_t finish = row.integer(3);
    response.cost = row.integer(4);
    response.provider = row.text(6);
    response.model = row.text(7);
    response.label = row.text(8);
    response.template_version = row.text(9);
    if (finish < 0 || finish > static_cast<std::int64_t>(FinishReason::Other)) return std::nullopt;
    response.finish = static_cast<FinishReason>(finish);
    const std::string_view usage_bytes = row.blob(5), text_bytes = row.blob(10);
    if (row.blob(1) != response_checksum(key, response, usage_bytes, text_bytes)) return std::nullopt;
    const auto usage = decode_usage(usage_bytes);
    auto text = decompress(text_bytes, nullptr);
    if (!usage || !text) return std::nullopt;
    response.usage = *usage;
    response.text = std::move(*text);
    return response;
}

}  // namespace kompress::store
