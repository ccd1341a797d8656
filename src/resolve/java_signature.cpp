// SPDX-License-Identifier: Apache-2.0
#include "resolve/java_signature.hpp"

#include <algorithm>

namespace kompress::resolve {
namespace {

constexpr std::size_t MaxVariables = 16;  ///< around one definition

bool is_word(char c) { return c == '_' || c == '$' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// Behind the bracket that closes the one at `at`, npos when the text ends before.
std::size_t skip_bracket(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    for (; at < text.size(); ++at) {
        if (std::string_view("(<[{").find(text[at]) != std::string_view::npos) ++depth;
        else if (std::string_view(")>]}").find(text[at]) != std::string_view::npos && --depth == 0) return at + 1;
    }
    return std::string_view::npos;
}

/// Calls `visit` with each piece between commas outside of brackets.
template <typename Visit>
void each_item(std::string_view list, Visit visit) {
    std::size_t depth = 0, begin = 0;
    for (std::size_t at = 0; at <= list.size(); ++at) {
        if (at == list.size() || (list[at] == ',' && depth == 0)) {
            if (!trim(list.substr(begin, at - begin)).empty()) visit(trim(list.substr(begin, at - begin)));
            begin = at + 1;
        } else if (std::string_view("(<[{").find(list[at]) != std::string_view::npos) ++depth;
        else if (std::string_view(")>]}").find(list[at]) != std::string_view::npos && depth > 0) --depth;
    }
}

/// Where `name` begins as a whole word before `next`; npos when nowhere.
std::size_t find_name(std::string_view signature, std::string_view name, bool before_bracket) {
    for (std::size_t at = signature.find(name); at != std::string_view::npos; at = signature.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at > 0 && is_word(signature[at - 1])) || (end < signature.size() && is_word(signature[end]))) continue;
        std::size_t next = end;
        while (next < signature.size() && signature[next] == ' ') ++next;
        if (!before_bracket || (next < signature.size() && signature[next] == '(')) return at;
    }
    return std::string_view::npos;
}

std::string_view without_annotations(std::string_view text) {
    for (text = trim(text);;) {
        if (text.starts_with("final ")) text.remove_prefix(6);
        else if (text.starts_with('@')) {
            std::size_t end = 1;
            while (end < text.size() && (is_word(text[end]) || text[end] == '.')) ++end;
            if (end < text.size() && text[end] == '(') end = std::min(skip_bracket(text, end), text.size());
            text.remove_prefix(end);
        } else return text;
        text = trim(text);
    }
}

/// `text` is a type as written, with its dimensions.
std::string plain(std::string_view text, const TypeVariables& variables) {
    std::string base, dimensions;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '<') at = std::min(skip_bracket(text, at), text.size());
        else if (c == '[') dimensions += "[]", at = std::min(text.find(']', at), text.size() - 1) + 1;
        else if (text.substr(at).starts_with("...")) dimensions += "...", at += 3;
        else if (is_word(c) || c == '.') base += c, ++at;
        else if (c == ' ') ++at;
        else if (c == '@') {
            ++at;
            while (at < text.size() && is_word(text[at])) ++at;
        } else return "";
    }
    for (int steps = 0; steps < 4; ++steps) {
        const auto found = std::find_if(variables.rbegin(), variables.rend(), [&](const auto& variable) { return variable.first == base; });
        if (found == variables.rend()) break;
        const std::string bound = found->second.empty() ? "*" : plain(found->second, {});
        if (bound == base) break;
        base = bound;
    }
    return base.empty() ? "" : base + dimensions;
}

}  // namespace

void add_type_variables(std::string_view signature, std::string_view name, bool is_type, TypeVariables& variables) {
    std::size_t open = std::string_view::npos;
    if (is_type) {
        const std::size_t at = find_name(signature, name, false);
        if (at != std::string_view::npos && signature.substr(at + name.size()).starts_with('<')) open = at + name.size();
    } else {
        // Before the result, behind the modifiers: no type stands to the left of it.
        const std::size_t at = signature.find('<');
        if (at != std::string_view::npos && at < find_name(signature, name, true) && (at == 0 || signature[at - 1] == ' ')) open = at;
    }
    if (open == std::string_view::npos) return;
    const std::size_t close = skip_bracket(signature, open);
    if (close == std::string_view::npos) return;
    each_item(signature.substr(open + 1, close - open - 2), [&](std::string_view item) {
        item = without_annotations(item);
        std::size_t end = 0;
        while (end < item.size() && is_word(item[end])) ++end;
        std::string_view bound = trim(item.substr(end));
        bound = bound.starts_with("extends ") ? trim(bound.substr(8, bound.find('&', 8) - 8)) : std::string_view{};
        if (end > 0 && variables.size() < MaxVariables) variables.emplace_back(item.substr(0, end), bound);
    });
}

std::string java_parameters(std::string_view signature, std::string_view name, const TypeVariables& variables) {
    const std::size_t at = find_name(signature, name, true);
    if (at == std::string_view::npos) return "";
    const std::size_t open = signature.find('(', at + name.size()), close = skip_bracket(signature, open);
    if (close == std::string_view::npos) return "";
    std::string types;
    each_item(signature.substr(open + 1, close - open - 2), [&](std::string_view item) {
        item = without_annotations(item);
        std::string_view dimensions;
        if (const std::size_t bracket = item.find_last_not_of("[] "); bracket != std::string_view::npos) dimensions = item.substr(bracket + 1), item = item.substr(0, bracket + 1);
        while (!item.empty() && is_word(item.back())) item.remove_suffix(1);
        std::string type = plain(trim(item), variables);
        for (const char c : dimensions)
            if (c != ' ') type += c;
        if (!types.empty()) types += ',';
        types += type.empty() ? "?" : type;
    });
    return types;
}

std::string java_type(std::string_view signature, std::string_view name, bool is_method, const TypeVariables& variables) {
    const std::size_t at = find_name(signature, name, is_method);
    if (at == std::string_view::npos) return "";
    std::string_view behind = signature.substr(at + name.size());
    const std::string_view text = trim(signature.substr(0, at));
    std::size_t begin = text.size();
    while (begin > 0) {
        const char c = text[begin - 1];
        if (c == '>') {
            std::size_t depth = 0;
            while (begin > 0) {
                const char d = text[--begin];
                if (d == '>') ++depth;
                else if (d == '<' && --depth == 0) break;
            }
        } else if (is_word(c) || c == '.' || c == '[' || c == ']') --begin;
        else if (c == ' ' && begin < text.size() && (text[begin] == '[' || text[begin] == '<')) --begin;
        else break;
    }
    std::string type = plain(text.substr(begin), variables);
    while (behind.starts_with("[]")) type += "[]", behind.remove_prefix(2);
    return type == "void" ? "" : type;
}

}  // namespace kompress::resolve
