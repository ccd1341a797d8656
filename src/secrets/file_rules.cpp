// SPDX-License-Identifier: Apache-2.0
#include "secrets/file_rules.hpp"

#include <algorithm>
#include <vector>

#include "secrets/embedded.hpp"
#include "secrets/lines.hpp"

namespace kompress::secrets {
namespace {

struct FileRule {
    std::string_view pattern, reason;  // of the embedded text
    std::size_t parts;                 // of the pattern, between '/'
};

struct FileRules {
    std::vector<FileRule> allowed, denied;
};

FileRules read(std::string_view text) {
    FileRules rules;
    while (!text.empty()) {
        std::string_view rest = trimmed(take_until(text, '\n'));
        const std::string_view verb = take_until(rest, ' '), pattern = take_until(rest, ' ');
        const auto slashes = static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), '/'));
        if (verb == "allow") rules.allowed.push_back({pattern, {}, slashes + 1});
        else if (verb == "deny") rules.denied.push_back({pattern, rest, slashes + 1});
    }
    return rules;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

/// `*` is any bytes but '/'. Goes back to the last star only, which suffices and keeps it to |pattern| × |name|.
bool is_match(std::string_view pattern, std::string_view name) {
    constexpr std::size_t None = std::string_view::npos;
    std::size_t p = 0, n = 0, star = None, taken = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            taken = n;
        } else if (p < pattern.size() && pattern[p] == lower(name[n])) {
            ++p;
            ++n;
        } else if (star != None && name[taken] != '/') {
            p = star + 1;
            n = ++taken;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == None;
}

std::string_view last_parts(std::string_view path, std::size_t parts) {
    std::size_t begin = path.size();
    for (; parts > 0; --parts) {
        const std::size_t slash = begin == 0 ? std::string_view::npos : path.rfind('/', begin - 1);
        if (slash == std::string_view::npos) return path;
        begin = slash;
    }
    return path.substr(begin + 1);
}

}  // namespace

std::optional<std::string_view> secret_file_reason(std::string_view path) {
    static const FileRules rules = read(embedded_file_rules());
    const auto fits = [&](const FileRule& rule) { return is_match(rule.pattern, last_parts(path, rule.parts)); };
    if (std::any_of(rules.allowed.begin(), rules.allowed.end(), fits)) return std::nullopt;
    const auto denied = std::find_if(rules.denied.begin(), rules.denied.end(), fits);
    if (denied == rules.denied.end()) return std::nullopt;
    return denied->reason;
}

}  // namespace kompress::secrets
