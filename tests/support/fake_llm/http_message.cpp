// SPDX-License-Identifier: Apache-2.0
#include "support/fake_llm/http_message.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace kompress::testing::fake_llm {
namespace {

constexpr std::size_t MaxHeadBytes = 256u << 10;
constexpr std::size_t MaxBodyBytes = 512u << 20;

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

bool parse_head(std::string_view head, HttpRequest& request) {
    const auto line_end = head.find("\r\n");
    const std::string_view first = head.substr(0, line_end);
    const auto space = first.find(' '), last = first.rfind(' ');
    if (space == std::string_view::npos || last == space) return false;
    request.method = first.substr(0, space);
    request.target = first.substr(space + 1, last - space - 1);
    request.version = first.substr(last + 1);
    if (request.version.rfind("HTTP/1.", 0) != 0 || request.target.empty()) return false;
    request.headers.clear();
    for (auto at = line_end; at != std::string_view::npos && at + 2 < head.size();) {
        const auto end = head.find("\r\n", at + 2);
        const auto line = head.substr(at + 2, end == std::string_view::npos ? end : end - at - 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return false;
        request.headers.push_back(
            {std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
        at = end;
    }
    return true;
}

/// Decodes chunked bytes from `at`; gives the end of the body, nothing if more is needed. Sets `bad` on
/// nonsense.
std::optional<std::size_t> decode_chunks(std::string_view bytes, std::size_t at, std::string& body,
                                         bool& bad) {
    for (;;) {
        const auto line = bytes.find("\r\n", at);
        if (line == std::string_view::npos) return std::nullopt;
        std::size_t size = 0;
        const auto parsed = std::from_chars(bytes.data() + at, bytes.data() + line, size, 16);
        if (parsed.ec != std::errc() || parsed.ptr == bytes.data() + at ||
            body.size() + size > MaxBodyBytes) {
            bad = true;
            return std::nullopt;
        }
        at = line + 2;
        if (size == 0) break;
        if (bytes.size() < at + size + 2) return std::nullopt;
        body.append(bytes.substr(at, size));
        at += size + 2;
    }
    for (;;) {  // trailers end with an empty line
        const auto line = bytes.find("\r\n", at);
        if (line == std::string_view::npos) return std::nullopt;
        if (line == at) return line + 2;
        at = line + 2;
    }
}

Parsed waiting_for_body(const HttpRequest& request) {
    return equal_ignoring_case(request.header("expect"), "100-continue") ? Parsed::NeedMoreAfterContinue
                                                                         : Parsed::NeedMore;
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view header_value(const Headers& headers, std::string_view name) {
    for (const Header& header : headers)
        if (equal_ignoring_case(header.name, name)) return header.value;
    return {};
}

std::string HttpRequest::query(std::string_view name) const {
    for (auto at = target.find('?'); at != std::string::npos;) {
        const auto end = target.find('&', at + 1);
        const std::string_view pair =
            std::string_view(target).substr(at + 1, end == std::string::npos ? end : end - at - 1);
        if (pair.size() > name.size() && pair.substr(0, name.size()) == name && pair[name.size()] == '=')
            return std::string(pair.substr(name.size() + 1));
        at = end;
    }
    return {};
}

std::string base64(std::string_view bytes) {
    static constexpr char Alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j <= bytes.size() ? Alphabet[group >> (18 - 6 * j) & 63u] : '=';
    }
    return out;
}

Parsed parse_request(std::string& buffer, HttpRequest& request) {
    const auto head_end = buffer.find("\r\n\r\n");
    if (head_end == std::string::npos) return buffer.size() > MaxHeadBytes ? Parsed::Bad : Parsed::NeedMore;
    if (head_end > MaxHeadBytes || !parse_head(std::string_view(buffer).substr(0, head_end), request))
        return Parsed::Bad;
    const std::size_t body_at = head_end + 4;
    request.body.clear();
    if (equal_ignoring_case(request.header("transfer-encoding"), "chunked")) {
        bool bad = false;
        const auto end = decode_chunks(buffer, body_at, request.body, bad);
        if (!end) return bad ? Parsed::Bad : waiting_for_body(request);
        buffer.erase(0, *end);
        return Parsed::Complete;
    }
    std::size_t length = 0;
    if (const auto text = request.header("content-length"); !text.empty()) {
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), length);
        if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || length > MaxBodyBytes)
            return Parsed::Bad;
    }
    if (buffer.size() - body_at < length) {
        buffer.reserve(body_at + length);
        return waiting_for_body(request);
    }
    request.body = buffer.substr(body_at, length);
    buffer.erase(0, body_at + length);
    return Parsed::Complete;
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 402:
            return "Payment Required";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 407:
            return "Proxy Authentication Required";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 500:
            return "Internal Server Error";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "Unknown";
    }
}

}  // namespace kompress::testing::fake_llm
