// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Addresses of links in text that nobody vouches for.

#include <string>
#include <string_view>

namespace kompress::markdown {

enum class AddressKind { Refused, Anchor, Relative, External };

struct Address {
    AddressKind kind = AddressKind::Refused;
    std::string text;  ///< percent-encoded where a byte has no place in an address; not escaped for HTML
};

/// Accepts `#anchor`, relative paths, and absolute addresses of http, https and mailto. Refused: every other scheme,
/// paths that name a host (`//host`), that start at the root of a disk, or that hold a backslash, which browsers read
/// as a slash.
Address judge_address(std::string_view url);

}  // namespace kompress::markdown
