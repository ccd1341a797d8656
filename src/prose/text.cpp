// SPDX-License-Identifier: Apache-2.0
#include "prose/text.hpp"

namespace kompress::prose {

std::string cut(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return std::string(text);
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
    return std::string(text.substr(0, bytes)) + " …";
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

std::string place_text(const std::string& path, std::uint32_t first, std::uint32_t last) {
    return "[" + path + ":" + std::to_string(first) + (last > first ? "-" + std::to_string(last) : "") + "]";
}

std::string trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin));
}

std::string_view last_part(std::string_view name) {
    const std::size_t at = name.find_last_of(":.>#");
    return at == std::string_view::npos ? name : name.substr(at + 1);
}

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string shown_module(const std::string& path) { return path.empty() ? "(root)" : path; }

}  // namespace kompress::prose
