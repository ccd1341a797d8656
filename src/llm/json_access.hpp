// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reading members of JSON that a server sent, which may have any form: what is absent or of another type is nothing.
///
/// Templates over the JSON type, so that the library stays out of headers. Views and references die with `object`.

#include <string>
#include <string_view>

namespace kompress::llm {

/// null where there is no such member, or no object.
template <typename Json>
const Json& member(const Json& object, const char* key) {
    static const Json none;
    if (!object.is_object()) return none;
    const auto at = object.find(key);
    return at == object.end() ? none : *at;
}

/// "" where it is no string.
template <typename Json>
std::string_view text_of(const Json& object, const char* key) {
    const Json& value = member(object, key);
    return value.is_string() ? std::string_view(value.template get_ref<const std::string&>()) : std::string_view();
}

}  // namespace kompress::llm
