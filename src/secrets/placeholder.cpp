// SPDX-License-Identifier: Apache-2.0
#include "secrets/placeholder.hpp"

#include <algorithm>

#include "secrets/rules.hpp"

namespace kompress::secrets {
namespace {

constexpr std::string_view Prefix = "<redacted:";
constexpr std::size_t MaxDigits = 7;

}  // namespace

std::string placeholder(std::string_view rule, std::size_t number) {
    return std::string(Prefix) + std::string(rule) + ":" + std::to_string(number) + ">";
}

// Only ids of our rules count, or "<redacted:…:1>" around a secret would hide it from us.
bool is_placeholder(std::string_view text) {
    if (!text.starts_with(Prefix) || text.back() != '>') return false;
    text.remove_prefix(Prefix.size());
    text.remove_suffix(1);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    const std::string_view id = text.substr(0, colon), number = text.substr(colon + 1);
    const auto& rules = built_in_rules();
    return !number.empty() && number.size() <= MaxDigits && number.find_first_not_of("0123456789") == std::string_view::npos &&
           std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
}

}  // namespace kompress::secrets
