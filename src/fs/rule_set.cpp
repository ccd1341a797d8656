// SPDX-License-Identifier: Apache-2.0
/// A repository has hundreds of rules and asks about each of its files, so the two common shapes,
/// whole names and `*.extension`, are found by hash; only the rest is tried one by one, last
/// first, and only while it could still overrule what was found.
#include "fs/rule_set.hpp"

#include <algorithm>

namespace kompress::fs {
namespace {

bool equal(std::string_view a, std::string_view b, bool ignore_case) {
    if (a.size() != b.size()) return false;
    if (!ignore_case) return a == b;
    return std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return fold(x) == fold(y); });
}

bool starts_with(std::string_view text, std::string_view start, bool ignore_case) {
    if (!ignore_case) return text.starts_with(start);
    return text.size() >= start.size() && equal(text.substr(0, start.size()), start, ignore_case);
}

bool ends_with(std::string_view text, std::string_view end, bool ignore_case) {
    return text.size() >= end.size() && equal(text.substr(text.size() - end.size()), end, ignore_case);
}

std::string folded(std::string_view text, bool ignore_case) {
    std::string result(text);
    if (ignore_case) std::transform(result.begin(), result.end(), result.begin(), fold);
    return result;
}

bool has_wildcard(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_wildcard);
}

/// Trailing spaces do not count unless a backslash protects them. Tabs do.
std::string_view without_trailing_spaces(std::string_view line) {
    std::size_t keep = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\') {
            if (++i == line.size()) return line;
            keep = i + 1;
        } else if (line[i] != ' ') {
            keep = i + 1;
        }
    }
    return line.substr(0, keep);
}

/// Everything about a pattern that its first and last bytes and its slashes tell.
void shape(Rule& rule, std::string_view pattern) {
    using Kind = Rule::Kind;
    const bool is_name = pattern.find('/') == std::string_view::npos;
    if (!is_name && pattern.front() == '/') pattern.remove_prefix(1);
    const auto wildcard = std::find_if(pattern.begin(), pattern.end(), is_wildcard);
    const auto prefix = static_cast<std::size_t>(wildcard - pattern.begin());
    if (prefix == pattern.size()) {
        rule.kind = is_name ? Kind::Name : Kind::Path;
        rule.literal = pattern;
    } else if (is_name && pattern.front() == '*' && !has_wildcard(pattern.substr(1))) {
        rule.kind = Kind::Suffix;
        rule.literal = pattern.substr(1);
    } else if (is_name) {
        rule.kind = Kind::NameGlob;
        rule.literal = pattern.substr(0, prefix);
        rule.glob = Glob::compile(pattern.substr(prefix), Glob::Slash::Ordinary, rule.ignore_case);
    } else {
        // git compares the literal start first and hands only the rest to the wildcard matcher,
        // so a `**` right behind it counts as a whole component, even in `doc**/x`.
        rule.kind = Kind::PathGlob;
        rule.literal = pattern.substr(0, prefix);
        rule.glob = Glob::compile(pattern.substr(prefix), Glob::Slash::Separator, rule.ignore_case);
    }
}

}  // namespace

bool Rule::matches(std::string_view path, std::string_view name) const {
    switch (kind) {
        case Kind::Name:
            return equal(name, literal, ignore_case);
        case Kind::Suffix:
            return ends_with(name, literal, ignore_case);
        case Kind::NameGlob:
            return starts_with(name, literal, ignore_case) && glob.matches(name.substr(literal.size()));
        case Kind::Path:
            return equal(path, literal, ignore_case);
        case Kind::PathGlob:
            return starts_with(path, literal, ignore_case) && glob.matches(path.substr(literal.size()));
    }
    return false;
}

std::shared_ptr<const RuleSet> RuleSet::parse(std::string_view bytes, std::string source, bool ignore_case) {
    auto set = std::make_shared<RuleSet>();
    set->source_ = std::move(source);
    set->ignore_case_ = ignore_case;
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    for (std::uint32_t number = 1; !bytes.empty(); ++number) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        auto line = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        set->add_line(line.substr(0, line.find('\0')), number);
    }
    return set;
}

std::shared_ptr<const RuleSet> RuleSet::of_lines(const std::vector<std::string>& lines, std::string source) {
    auto set = std::make_shared<RuleSet>();
    set->source_ = std::move(source);
    std::uint32_t number = 0;
    for (const std::string& line : lines) set->add_line(line, ++number);
    return set;
}

void RuleSet::add_line(std::string_view line, std::uint32_t number) {
    if (line.starts_with('#')) return;
    line = without_trailing_spaces(line);
    Rule rule;
    rule.text = line;
    rule.line = number;
    rule.ignore_case = ignore_case_;
    if (line.starts_with('!')) {
        rule.negated = true;
        line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
        rule.directory_only = true;
        line.remove_suffix(1);
    }
    if (line.empty()) return;
    shape(rule, line);
    rules_.push_back(std::move(rule));
    add_to_index(static_cast<std::uint32_t>(rules_.size() - 1));
}

void RuleSet::add_to_index(std::uint32_t number) {
    const Rule& rule = rules_[number];
    const auto dot = rule.literal.rfind('.');
    if (rule.kind == Rule::Kind::Name)
        by_name_[folded(rule.literal, ignore_case_)].push_back(number);
    else if (rule.kind == Rule::Kind::Suffix && dot != std::string::npos)
        by_extension_[folded(rule.literal.substr(dot), ignore_case_)].push_back(number);
    else
        others_.push_back(number);
}

const Rule* RuleSet::find(std::string_view path, std::string_view name, bool is_directory) const {
    const Rule* best = nullptr;
    const auto consider = [&](const Numbers& numbers) {
        for (auto number = numbers.rbegin(); number != numbers.rend(); ++number) {
            const Rule& rule = rules_[*number];
            if (best && best > &rule) return;
            if (rule.directory_only && !is_directory) continue;
            if (!rule.matches(path, name)) continue;
            best = &rule;
            return;
        }
    };
    std::string copy;
    std::string_view key = name;
    if (ignore_case_) key = copy = folded(name, true);
    if (!by_name_.empty())
        if (const auto found = by_name_.find(key); found != by_name_.end()) consider(found->second);
    const auto dot = key.rfind('.');
    if (dot != std::string_view::npos && !by_extension_.empty())
        if (const auto found = by_extension_.find(key.substr(dot)); found != by_extension_.end())
            consider(found->second);
    consider(others_);
    return best;
}

}  // namespace kompress::fs
