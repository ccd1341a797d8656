// SPDX-License-Identifier: Apache-2.0
#include "site/paths.hpp"

#include <algorithm>
#include <vector>

#include "site/site.hpp"

namespace kompress::site {
namespace {

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_code = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
        out += is_code ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
        if (is_code) i += 2;
    }
    return out;
}

}  // namespace

std::string html_path(std::string_view page) {
    if (!page.ends_with(".md")) return std::string(page);
    return std::string(page.substr(0, page.size() - 3)) + ".html";
}

std::string up_from(std::string_view page) {
    std::string up;
    for (auto n = std::count(page.begin(), page.end(), '/'); n > 0; --n) up += "../";
    return up;
}

std::string resolve(std::string_view page, std::string_view address) {
    std::vector<std::string> parts;
    const auto walk = [&](std::string_view path) {
        while (!path.empty()) {
            const std::size_t slash = path.find('/');
            const std::string part = decoded(path.substr(0, slash));
            path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
            if (part.empty() || part == ".") continue;
            if (part != "..") parts.push_back(part);
            else if (parts.empty()) return false;
            else parts.pop_back();
        }
        return true;
    };
    const std::size_t name = page.rfind('/');
    if (name != std::string_view::npos) walk(page.substr(0, name));
    if (!walk(address.substr(0, address.find_first_of("?#")))) return {};
    std::string path;
    for (const std::string& part : parts) path += (path.empty() ? "" : "/") + part;
    return path;
}

}  // namespace kompress::site
