// SPDX-License-Identifier: Apache-2.0
/// Programs that read keys hold "-----BEGIN PRIVATE KEY-----" as a constant, and perhaps "-----END…" a few lines below. What
/// tells a key is a long run of letters and digits, with so many digits that no name has them.
#include "secrets/key_material.hpp"

#include <algorithm>

namespace kompress::secrets {
namespace {

constexpr std::size_t MaxBytes = 64 * 1024;
constexpr std::size_t LongRun = 32;   // a line of a key has 64 to 76
constexpr std::size_t ShortRun = 16;  // the last line of one, or one of a key that was cut into shorter lines
constexpr int MinDigits = 3;          // of 32 random base64 digits fewer are decimal once in fifteen, in 64 once in 800
constexpr std::size_t HeaderMark = 10;  // bytes of a first line that tell the next: "-----BEGIN"
constexpr int MaxHeaderLines = 8;     // "Proc-Type: …", "Version: …", an empty one

bool is_base64(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

/// Behind the last run of at least `length` that has digits enough; 0 when there is none.
std::size_t end_of_last_run(std::string_view text, std::size_t length, int min_digits) {
    std::size_t found = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        int digits = 0;
        for (; end < text.size() && is_base64(text[end]); ++end) digits += text[end] >= '0' && text[end] <= '9';
        if (end - at >= length && digits >= min_digits) found = end;
        at = end + 1;
    }
    return found;
}

/// Lines that look like a key's, from the first on; their length.
std::size_t body_without_end(std::string_view text) {
    std::size_t end = 0;
    int without = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t newline = std::min(text.find('\n', at), text.size());
        const std::size_t run = end_of_last_run(text.substr(at, newline - at), ShortRun, end == 0 ? MinDigits : 0);
        if (run > 0) end = at + run;
        else if (end > 0 || ++without > MaxHeaderLines) break;
        at = newline + 1;
    }
    return end;
}

}  // namespace

std::optional<Range> key_material(std::string_view text, Range header, std::string_view until) {
    const std::size_t begin = header.end;
    std::string_view body = text.substr(begin, MaxBytes);
    body = body.substr(0, body.find(text.substr(header.begin, std::min(HeaderMark, header.end - header.begin))));
    const std::size_t end = body.find(until);
    if (end == std::string_view::npos) body = body.substr(0, body_without_end(body));
    else body = body.substr(0, end);
    if (end_of_last_run(body, LongRun, MinDigits) == 0) return std::nullopt;
    constexpr std::string_view Blank = " \t\r\n";
    const std::size_t first = body.find_first_not_of(Blank), last = body.find_last_not_of(Blank);
    return Range{begin + first, begin + last + 1};
}

}  // namespace kompress::secrets
