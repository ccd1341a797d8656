// SPDX-License-Identifier: Apache-2.0
#include "base/toml.hpp"

#include <algorithm>

#include "base/nearest.hpp"

namespace kompress {
namespace {

std::string joined(std::span<const std::string_view> keys) {
    std::string text;
    for (const std::string_view key : keys) (text += text.empty() ? "" : ", ") += key;
    return text;
}

}  // namespace

Result<toml::table> parse_toml(std::string_view text, const std::string& source) {
    try {
        toml::parse_result parsed = toml::parse(text, source);
        if (parsed) return std::move(parsed).table();
        const toml::parse_error& error = parsed.error();
        return Error{ErrorCode::Configuration, source + " line " + std::to_string(error.source().begin.line) + " is not TOML: " + std::string(error.description())};
    } catch (const std::logic_error& broken) {
        return Error{ErrorCode::Configuration, source + " is not TOML: " + broken.what()};
    }
}

Error wrong_toml(const toml::source_region& at, const std::string& source, const std::string& what) {
    return {ErrorCode::Configuration, source + " line " + std::to_string(at.begin.line) + ": " + what};
}

Result<void> check_toml_keys(const toml::table& table, std::span<const std::string_view> keys, const std::string& source) {
    for (const auto& [key, node] : table)
        if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
            return wrong_toml(key.source(), source, "there is no key '" + std::string(key.str()) + "' here; " + did_you_mean(key.str(), keys, "there are " + joined(keys)));
    return {};
}

}  // namespace kompress
