// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Secrets that the tests make up: drawn from the forms in canaries.txt and put into text in many ways.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kompress::test {

struct Form {
    std::string rule;
    enum Style { Alone, Named, Quoted, Whole } style = Alone;
    std::string name;  // Named, Quoted
    std::string text;  // as in canaries.txt
};

/// canaries.txt.
std::vector<Form> canary_forms();

struct Canary {
    const Form* form = nullptr;
    std::string before, secret, after;  // before and after are empty but for Whole
};

/// The same for the same seed.
Canary draw(const Form& form, std::uint64_t seed);

/// A text that holds the canary in the way number `way`, any number: comment, string, assignment, JSON, YAML, URL, block of
/// a key, end of file without a newline, CRLF, a very long line and others. `way_name` (if not null) tells which.
std::string plant(const Canary& canary, unsigned way, std::string* way_name = nullptr);

}  // namespace kompress::test
