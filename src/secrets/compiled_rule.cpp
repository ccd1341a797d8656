// SPDX-License-Identifier: Apache-2.0
#include "secrets/compiled_rule.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <mutex>

#include "secrets/key_material.hpp"
#include "secrets/placeholder.hpp"
#include "secrets/strength.hpp"

namespace kompress::secrets {
namespace {

// A rule's automaton is built state by state as texts need it and thrown away at this size: what hostile text may cost.
constexpr std::int64_t MaxAutomatonBytes = 1 << 20;

RE2::Options options() {
    RE2::Options options;
    options.set_encoding(RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    options.set_max_mem(MaxAutomatonBytes);
    return options;
}

std::string any_of(const std::vector<std::string>& patterns) {
    std::string all;
    for (const std::string& pattern : patterns) all += (all.empty() ? "(?:" : "|(?:") + pattern + ")";
    return all;
}

bool is_word_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// A letter before the word that belongs to an escape, as in "\nTOKEN", is none.
bool begins_word(std::string_view text, std::size_t word) {
    if (word == 0 || !is_word_byte(text[word - 1])) return true;
    const char before = text[word - 1];
    return (before == 'n' || before == 'r' || before == 't') && word >= 2 && text[word - 2] == '\\';
}

}  // namespace

struct CompiledRule::Patterns {
    explicit Patterns(const Rule& rule) : match(rule.pattern, options()) {
        if (!rule.unless.empty()) unless.emplace(any_of(rule.unless), options());
    }
    RE2 match;
    std::optional<RE2> unless;
};

struct CompiledRule::Lazy {
    std::once_flag once;
    std::optional<Patterns> patterns;
};

CompiledRule::CompiledRule(const Rule& rule) : rule_(&rule), lazy_(std::make_unique<Lazy>()) {}
CompiledRule::~CompiledRule() = default;
CompiledRule::CompiledRule(CompiledRule&&) noexcept = default;

const CompiledRule::Patterns& CompiledRule::patterns() const {
    std::call_once(lazy_->once, [&] { lazy_->patterns.emplace(*rule_); });
    return *lazy_->patterns;
}

std::string CompiledRule::problem() const {
    const Patterns& compiled = patterns();
    if (!compiled.match.ok()) return compiled.match.error();
    if (compiled.unless && !compiled.unless->ok()) return compiled.unless->error();
    const int groups = compiled.match.NumberOfCapturingGroups();
    if (groups != (rule_->until.empty() ? 1 : 0)) return "the pattern has " + std::to_string(groups) + " groups";
    return {};
}

std::optional<Range> CompiledRule::find(std::string_view text, std::size_t from, std::size_t word) const {
    if (rule_->is_whole_word && !begins_word(text, word)) return std::nullopt;
    const Patterns& compiled = patterns();
    const bool is_anchored = rule_->back == 0;
    const re2::StringPiece whole(text.data(), text.size());
    const std::size_t end = std::min(text.size(), word + rule_->reach);
    const auto anchor = is_anchored ? RE2::ANCHOR_START : RE2::UNANCHORED;
    std::size_t begin = is_anchored ? word : std::max(from, word - std::min(word, rule_->back));
    while (begin <= word) {
        // Asking for no group first lets RE2 say no by its automaton, which it mostly can after a few bytes.
        if (!compiled.match.Match(whole, begin, end, anchor, nullptr, 0)) return std::nullopt;
        re2::StringPiece groups[2];
        if (!compiled.match.Match(whole, begin, end, anchor, groups, rule_->until.empty() ? 2 : 1)) return std::nullopt;
        const std::size_t match_begin = static_cast<std::size_t>(groups[0].data() - text.data());
        const std::size_t match_end = match_begin + groups[0].size();
        if (!rule_->until.empty()) return key_material(text, {match_begin, match_end}, rule_->until);
        if (match_begin > word) return std::nullopt;
        const std::size_t at = static_cast<std::size_t>(groups[1].data() - text.data());
        const Range candidate{at, at + groups[1].size()};
        // Lengthened only now: what is refused must not have been read to an end that lies far away.
        if (is_secret(text, candidate)) return lengthened(text, candidate);
        if (is_anchored) return std::nullopt;
        begin = std::max(match_begin + 1, std::min(match_end, word));
    }
    return std::nullopt;
}

Range CompiledRule::lengthened(std::string_view text, Range secret) const {
    const auto belongs = [&](char c) { return is_word_byte(c) || rule_->tail[static_cast<unsigned char>(c)]; };
    if (secret.begin == secret.end || !belongs(text[secret.end - 1])) return secret;
    while (secret.end < text.size() && belongs(text[secret.end])) ++secret.end;
    // A full stop or the like behind the last letter ends a sentence.
    while (!is_word_byte(text[secret.end - 1]) && (text[secret.end - 1] == '.' || text[secret.end - 1] == ',')) --secret.end;
    return secret;
}

bool CompiledRule::is_secret(std::string_view text, Range candidate) const {
    const std::string_view secret = text.substr(candidate.begin, candidate.end - candidate.begin);
    if (secret.empty() || is_placeholder(secret)) return false;
    if (rule_->min_kinds > 0 && kinds_of_bytes(secret) < rule_->min_kinds) return false;
    if (rule_->min_entropy > 0 && entropy_bits(secret) < rule_->min_entropy) return false;
    const Patterns& compiled = patterns();
    return !compiled.unless || !RE2::PartialMatch(re2::StringPiece(secret.data(), secret.size()), *compiled.unless);
}

}  // namespace kompress::secrets
