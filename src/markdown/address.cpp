// SPDX-License-Identifier: Apache-2.0
#include "markdown/address.hpp"

namespace kompress::markdown {
namespace {

constexpr std::size_t MaxAddressBytes = 8192;

/// Browsers drop tabs and line feeds inside of an address, so what is not plain is encoded rather than passed on.
std::string encoded(std::string_view url) {
    static constexpr std::string_view Plain = "-._~:/?#[]@!$&'()*+,;=%";
    static constexpr char Digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : url) {
        const bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_alphanumeric || Plain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += Digits[static_cast<unsigned char>(c) >> 4];
            out += Digits[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

std::string lowered(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

}  // namespace

Address judge_address(std::string_view url) {
    if (url.empty() || url.size() > MaxAddressBytes || url.find('\\') != std::string_view::npos) return {};
    if (url.front() == '#') return {AddressKind::Anchor, encoded(url)};
    if (url.front() == '/') return {};
    const std::size_t colon = url.find(':');
    if (colon == std::string_view::npos || url.find_first_of("/?#") < colon) return {AddressKind::Relative, encoded(url)};
    const std::string scheme = lowered(url.substr(0, colon));
    const bool has_host = url.size() > colon + 3 && url.substr(colon + 1, 2) == "//" && url[colon + 3] != '/';
    if (scheme == "mailto" || ((scheme == "http" || scheme == "https") && has_host)) return {AddressKind::External, encoded(url)};
    return {};
}

}  // namespace kompress::markdown
