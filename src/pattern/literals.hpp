// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What text a regular expression cannot match without.
///
/// Pure functions, callable from any thread.

#include <string>
#include <string_view>
#include <vector>

namespace kompress::pattern {

struct RequiredLiterals {
    std::vector<std::string> any_of;  ///< every match holds at least one of them; empty: nothing is known
    bool ignore_case = false;         ///< ASCII letters of `any_of` stand for both cases
    bool is_whole = false;            ///< what holds one of them is a match: no engine is needed
};

/// `regex` must be one that the engine accepts; what this does not understand yields nothing, which is always true.
RequiredLiterals required_literals(std::string_view regex, bool ignore_case);

}  // namespace kompress::pattern
