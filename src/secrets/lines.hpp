// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Lines and words of the data files of this module.

#include <string_view>

namespace kompress::secrets {

inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view Blank = " \t\r";
    const std::size_t first = text.find_first_not_of(Blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(Blank) - first + 1);
}

/// Takes what stands before the next `separator` off the front of `rest`.
inline std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return taken;
}

}  // namespace kompress::secrets
