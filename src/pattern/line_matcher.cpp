// SPDX-License-Identifier: Apache-2.0
#include "pattern/line_matcher.hpp"

#include <re2/re2.h>

#include <cstring>

#include "base/try.hpp"
#include "pattern/finder.hpp"
#include "pattern/literals.hpp"
#include "pattern/syntax.hpp"

namespace kompress::pattern {
namespace {

// The engine keeps what it learns about a pattern; beyond this it starts anew, or goes on without.
constexpr std::int64_t EngineBytes = 64 << 20;
// A look at one line costs the engine about as much as reading this much text: where lines with a literal come thicker
// and do not match, it reads everything for a while.
constexpr std::size_t BytesPerLook = 256, LooksOnTrial = 16, ReadOnBytes = 64 * 1024;

Span line_around(std::string_view text, std::size_t from, std::size_t at) {
    const auto* before = static_cast<const char*>(::memrchr(text.data() + from, '\n', at - from));
    const auto* behind = static_cast<const char*>(std::memchr(text.data() + at, '\n', text.size() - at));
    return {before ? static_cast<std::size_t>(before - text.data()) + 1 : from,
            behind ? static_cast<std::size_t>(behind - text.data()) : text.size()};
}

std::string_view cut(std::string_view text, const Span& span) { return text.substr(span.begin, span.end - span.begin); }

}  // namespace

struct LineMatcher::State {
    std::unique_ptr<RE2> engine;   // null: the pattern is plain text that is not UTF-8
    std::optional<Finder> finder;  // nothing: no literal is known
    std::string plain_text;
    bool whole_words = false;
    bool literal_suffices = false;  // a line that holds one matches

    bool matches(std::string_view line) const {
        return engine->Match({line.data(), line.size()}, 0, line.size(), RE2::UNANCHORED, nullptr, 0);
    }

    /// The engine alone, up to `stop`, which is the end of a line or of the text.
    std::optional<Span> read_on(std::string_view text, std::size_t from, std::size_t stop) const {
        if (from >= stop) return std::nullopt;
        // Where one line matches, the next often does: a look at it costs less than finding where a match begins.
        const Span first = line_around(text, from, from);
        if (matches(cut(text, first))) return first;
        if (first.end + 1 >= stop) return std::nullopt;
        re2::StringPiece match;
        if (!engine->Match({text.data(), text.size()}, first.end + 1, stop, RE2::UNANCHORED, &match, 1)) return std::nullopt;
        const auto at = static_cast<std::size_t>(match.data() - text.data());
        // An empty match may stand behind the last line break.
        if (at >= text.size() && text.back() == '\n') return std::nullopt;
        return line_around(text, first.end + 1, at);
    }

    std::optional<Span> by_literal(std::string_view text, std::size_t from) const {
        std::size_t looks = 0, trial_start = from;
        while (from < text.size()) {
            const std::size_t hit = finder->find(text, from);
            if (hit == Finder::npos) return std::nullopt;
            const Span line = line_around(text, from, hit);
            if (literal_suffices || matches(cut(text, line))) return line;
            from = line.end + 1;
            if (++looks < LooksOnTrial) continue;
            if ((from - trial_start) / looks < BytesPerLook) {
                const std::size_t ahead = std::min(from + ReadOnBytes, text.size());
                const std::size_t stop = ahead < text.size() ? line_around(text, ahead, ahead).end : ahead;
                if (auto found = read_on(text, from, stop)) return found;
                from = stop + 1;
            }
            looks = 0;
            trial_start = from;
        }
        return std::nullopt;
    }
};

LineMatcher::LineMatcher(std::unique_ptr<State> state) : state_(std::move(state)) {}
LineMatcher::~LineMatcher() = default;
LineMatcher::LineMatcher(LineMatcher&&) noexcept = default;
LineMatcher& LineMatcher::operator=(LineMatcher&&) noexcept = default;

Result<LineMatcher> LineMatcher::compile(std::string_view pattern, const MatchOptions& options) {
    if (const auto at = pattern.find('\n'); at != std::string_view::npos) return wrong_pattern(pattern, at, "a match cannot go beyond its line");
    const bool is_plain_text = options.is_fixed && !options.ignore_case && !options.whole_words;
    auto state = std::make_unique<State>();
    state->whole_words = options.whole_words;
    RequiredLiterals literals;
    if (is_plain_text && !pattern.empty()) literals = {{std::string(pattern)}, false, true};
    else literals = required_literals(options.is_fixed ? quoted(pattern) : std::string(pattern), options.ignore_case);
    if (!literals.any_of.empty() && options.use_literals) state->finder.emplace(literals.any_of, literals.ignore_case);

    std::string regex = quoted(pattern);
    if (!options.is_fixed) {
        KOMPRESS_TRY_VALUE(translated, translate(pattern));
        regex = translated;
    }
    if (options.whole_words) regex = whole_word(regex);
    RE2::Options engine;
    engine.set_never_nl(true);
    engine.set_log_errors(false);
    engine.set_case_sensitive(!options.ignore_case);
    engine.set_max_mem(EngineBytes);
    auto compiled = std::make_unique<RE2>("(?m)" + regex, engine);
    if (!compiled->ok() && !(is_plain_text && state->finder)) {
        std::size_t at = pattern.find(compiled->error_arg());
        const auto code = compiled->error_code();
        if (code == RE2::ErrorMissingParen || code == RE2::ErrorUnexpectedParen) at = lonely_parenthesis(pattern);
        if (compiled->error_arg().empty() || at == std::string_view::npos) at = 0;
        return wrong_pattern(pattern, at, compiled->error());
    }
    state->literal_suffices = state->finder && literals.is_whole && !options.whole_words;
    if (compiled->ok()) state->engine = std::move(compiled);
    else state->plain_text = pattern;
    return LineMatcher(std::move(state));
}

std::optional<Span> LineMatcher::next_line(std::string_view text, std::size_t from) const {
    if (from >= text.size()) return std::nullopt;
    return state_->finder ? state_->by_literal(text, from) : state_->read_on(text, from, text.size());
}

std::vector<Span> LineMatcher::matches_in(std::string_view line) const {
    std::vector<Span> found;
    if (!state_->engine) {
        const std::string& text = state_->plain_text;
        for (auto at = line.find(text); at != std::string_view::npos; at = line.find(text, at + text.size())) found.push_back({at, at + text.size()});
        return found;
    }
    const int group = state_->whole_words ? 1 : 0;
    re2::StringPiece groups[2];
    for (std::size_t at = 0; at <= line.size();) {
        if (!state_->engine->Match({line.data(), line.size()}, at, line.size(), RE2::UNANCHORED, groups, group + 1)) break;
        const auto begin = static_cast<std::size_t>(groups[group].data() - line.data());
        const Span span{begin, begin + groups[group].size()};
        if (span.end > span.begin) found.push_back(span);
        at = span.end > span.begin ? span.end : span.end + 1;
    }
    return found;
}

}  // namespace kompress::pattern
