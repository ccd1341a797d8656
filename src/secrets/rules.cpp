// SPDX-License-Identifier: Apache-2.0
#include "secrets/rules.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/try.hpp"
#include "secrets/embedded.hpp"
#include "secrets/lines.hpp"

namespace kompress::secrets {
namespace {

constexpr std::size_t MaxIdBytes = 40, MaxReach = 4096;

bool is_kebab_case(std::string_view id) {
    return !id.empty() && id.size() <= MaxIdBytes &&
           std::all_of(id.begin(), id.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

class Parser {
  public:
    Result<std::vector<Rule>> parse(std::string_view text) {
        for (number_ = 1; !text.empty(); ++number_) {
            const std::string_view line = trimmed(take_until(text, '\n'));
            if (line.empty() || line.front() == '#') continue;
            std::string_view value = line;
            const std::string_view key = take_until(value, ' ');
            KOMPRESS_TRY(read(key, trimmed(value)));
        }
        KOMPRESS_TRY(finish_rule());
        return std::move(rules_);
    }

  private:
    Error error(const std::string& what) const {
        return {ErrorCode::InvalidArgument, "secret rules, line " + std::to_string(number_) + ": " + what};
    }

    Result<void> read(std::string_view key, std::string_view value) {
        if (key == "let") {
            const std::string_view name = take_until(value, ' ');
            KOMPRESS_TRY_VALUE(text, expanded(trimmed(value)));
            texts_[std::string(name)] = std::move(text);
            return {};
        }
        if (key == "rule") {
            KOMPRESS_TRY(finish_rule());
            if (!is_kebab_case(value)) return error("an id is of lower-case letters, digits and '-', at most 40");
            rules_.push_back({});
            rules_.back().id = value;
            return {};
        }
        if (rules_.empty()) return error("'" + std::string(key) + "' before the first rule");
        return read_of_rule(rules_.back(), key, value);
    }

    Result<void> read_of_rule(Rule& rule, std::string_view key, std::string_view value) {
        if (key == "about") {
            rule.about = value;
        } else if (key == "near") {
            return read_keywords(rule, value);
        } else if (key == "match") {
            KOMPRESS_TRY_VALUE(pattern, expanded(value));
            rule.pattern = std::move(pattern);
        } else if (key == "unless") {
            KOMPRESS_TRY_VALUE(pattern, expanded(value));
            rule.unless.push_back(std::move(pattern));
        } else if (key == "until") {
            rule.until = value;
        } else if (key == "tail") {
            for (const char c : value) rule.tail[static_cast<unsigned char>(c)] = true;
        } else if (key == "entropy") {
            return read_number(value, 8.0, rule.min_entropy);
        } else if (key == "kinds") {
            return read_number(value, 4, rule.min_kinds);
        } else if (key == "back") {
            return read_number(value, MaxReach, rule.back);
        } else if (key == "reach") {
            return read_number(value, MaxReach, rule.reach);
        } else if (key == "whole-word") {
            rule.is_whole_word = true;
        } else {
            return error("there is no '" + std::string(key) + "'");
        }
        return {};
    }

    Result<void> read_keywords(Rule& rule, std::string_view value) {
        while (!value.empty()) {
            std::string word(take_until(value, ' '));
            for (std::size_t at; (at = word.find("\\x20")) != std::string::npos;) word.replace(at, 4, " ");
            if (word.empty()) continue;
            if (word.size() < 2) return error("the word '" + word + "' is too short to look for");
            if (std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
                return error("the word '" + word + "' is not in lower case");
            rule.keywords.push_back(std::move(word));
        }
        return {};
    }

    template <typename Number>
    Result<void> read_number(std::string_view value, Number most, Number& number) {
        const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (failure != std::errc() || end != value.data() + value.size() || number < Number{} || number > most)
            return error("'" + std::string(value) + "' is no number of the right size");
        return {};
    }

    /// `text` with {name} replaced; {3,9} and the like have no letter and stay.
    Result<std::string> expanded(std::string_view text) const {
        std::string out;
        while (!text.empty()) {
            const std::size_t open = text.find('{'), close = text.find('}', open);
            if (close == std::string_view::npos || open + 1 == close || text[open + 1] < 'a' || text[open + 1] > 'z') {
                const std::size_t n = open == std::string_view::npos ? text.size() : open + 1;
                out += text.substr(0, n);
                text.remove_prefix(n);
                continue;
            }
            const auto found = texts_.find(text.substr(open + 1, close - open - 1));
            if (found == texts_.end()) return error("nothing is called '" + std::string(text.substr(open, close - open + 1)) + "'");
            out += text.substr(0, open);
            out += found->second;
            text.remove_prefix(close + 1);
        }
        return out;
    }

    Result<void> finish_rule() {
        if (rules_.empty()) return {};
        const Rule& rule = rules_.back();
        if (rule.about.empty() || rule.keywords.empty() || rule.pattern.empty())
            return error("the rule '" + rule.id + "' before this line lacks 'about', 'near' or 'match'");
        const auto same = [&](const Rule& other) { return other.id == rule.id; };
        if (std::any_of(rules_.begin(), rules_.end() - 1, same)) return error("there are two rules '" + rule.id + "'");
        return {};
    }

    std::size_t number_ = 0;
    std::map<std::string, std::string, std::less<>> texts_;
    std::vector<Rule> rules_;
};

}  // namespace

Result<std::vector<Rule>> parse_rules(std::string_view text) { return Parser().parse(text); }

const std::vector<Rule>& built_in_rules() {
    // A mistake in rules.txt is ours: tests/unit/secrets reads it, so value() never fails in a program that passed them.
    static const std::vector<Rule> rules = parse_rules(embedded_rules()).value();
    return rules;
}

}  // namespace kompress::secrets
