// SPDX-License-Identifier: Apache-2.0
#include "parse/languages/java_text.hpp"

#include "parse/literal_scan.hpp"

namespace kompress::parse::languages {
namespace {

void mask_block(std::string_view whole, std::size_t begin, std::size_t end, std::string& buffer) {
    const std::string_view text = whole.substr(0, end);
    for (std::size_t at = text.find('/', begin); at < end && at + 1 < end; at = text.find('/', at + 1)) {
        if (text[at + 1] != '*' && text[at + 1] != '/') continue;
        if (buffer.empty()) buffer = whole;
        buffer[at] = ' ';
    }
}

}  // namespace

std::string_view mask_text_blocks(std::string_view text, std::string& buffer) {
    buffer.clear();
    if (text.find(TextBlockQuotes) == std::string_view::npos) return text;
    for (std::size_t at = text.find_first_of("\"'/"); at < text.size(); at = text.find_first_of("\"'/", at)) {
        const std::string_view opening = text.substr(at, 2);
        if (text.substr(at, 3) == TextBlockQuotes) {
            const std::size_t end = skip_text_block(text, at);
            if (end == std::string_view::npos) break;  // unclosed: the grammar decides what that is
            mask_block(text, at + 3, end - 3, buffer);
            at = end;
        } else if (text[at] != '/') {
            at = skip_quoted(text, at);
        } else if (opening == "//") {
            at = text.find('\n', at);
        } else if (opening == "/*") {
            const std::size_t end = find_comment_end(text, at + 2);
            if (end == std::string_view::npos) break;
            at = end + 2;
        } else {
            ++at;
        }
    }
    return buffer.empty() ? text : std::string_view(buffer);
}

}  // namespace kompress::parse::languages
