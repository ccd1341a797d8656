// SPDX-License-Identifier: Apache-2.0
/// Once secrets are gone the text reads differently: `a="x` and `y"` may now stand around a placeholder and form what a
/// rule takes for another secret. So the result is scanned again, what is found is led back to the original text and
/// added to what to hide, until nothing is added; if that does not end soon, the text is hidden as a whole. Where nothing was
/// found the first time, which is nearly always, it costs nothing.
#include "secrets/redactor.hpp"

#include <algorithm>

#include "secrets/placeholder.hpp"

namespace kompress::secrets {
namespace {

constexpr int MaxRounds = 8;  // two are enough for anything that was not made up against this

/// Where a placeholder stands, and where in the original text what it hides.
struct Replaced {
    std::size_t begin, end;
    std::size_t original_begin, original_end;
};

struct Rendering {
    std::string text;
    std::vector<Replaced> replaced;
};

Rendering rendered(std::string_view original, const Findings& secrets) {
    Rendering out;
    std::map<std::string_view, std::map<std::string_view, std::size_t>> numbers;  // by rule, by secret
    std::size_t copied = 0;
    for (const Finding& secret : secrets) {
        out.text += original.substr(copied, secret.begin - copied);
        auto& of_rule = numbers[secret.rule];
        const auto number = of_rule.try_emplace(original.substr(secret.begin, secret.end - secret.begin), of_rule.size() + 1);
        const std::size_t begin = out.text.size();
        out.text += placeholder(secret.rule, number.first->second);
        out.replaced.push_back({begin, out.text.size(), secret.begin, secret.end});
        copied = secret.end;
    }
    out.text += original.substr(copied);
    return out;
}

/// A range of the rendering as one of the original: a placeholder that it touches belongs to it as a whole.
Finding in_original(const Rendering& rendering, Finding found) {
    const auto& replaced = rendering.replaced;
    const auto lead_back = [&](std::size_t at, bool is_end) {
        // The last placeholder that begins before `at` (for a begin: or at it).
        auto next = std::partition_point(replaced.begin(), replaced.end(),
                                         [&](const Replaced& r) { return is_end ? r.begin < at : r.begin <= at; });
        if (next == replaced.begin()) return at;
        const Replaced& last = *std::prev(next);
        if (at < last.end || (is_end && at == last.end)) return is_end ? last.original_end : last.original_begin;
        return last.original_end + (at - last.end);
    };
    return {found.rule, lead_back(found.begin, false), lead_back(found.end, true)};
}

/// Adds `more` to `secrets`; of overlapping ranges the one that begins first gives the name. False if nothing changed.
bool add(Findings& secrets, const Findings& more) {
    Findings all = secrets;
    all.insert(all.end(), more.begin(), more.end());
    std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) { return a.begin < b.begin; });
    Findings merged;
    for (const Finding& finding : all) {
        if (merged.empty() || finding.begin >= merged.back().end) merged.push_back(finding);
        else merged.back().end = std::max(merged.back().end, finding.end);
    }
    if (merged == secrets) return false;
    secrets = std::move(merged);
    return true;
}

/// Where the parts of the original end in the rendering. A placeholder belongs to the part in which it begins.
std::vector<std::size_t> rendered_ends(const Rendering& rendering, const std::vector<std::size_t>& ends) {
    std::vector<std::size_t> result;
    result.reserve(ends.size());
    auto next = rendering.replaced.begin();
    std::size_t original = 0, at = 0;  // behind the last placeholder before the end that is looked for
    for (const std::size_t end : ends) {
        for (; next != rendering.replaced.end() && next->original_begin < end; ++next) {
            original = next->original_end;
            at = next->end;
        }
        result.push_back(at + (end > original ? end - original : 0));
    }
    return result;
}

/// Place and line of findings that come in order.
class Locator {
  public:
    explicit Locator(std::span<const Piece> pieces) : pieces_(pieces) {}

    Redaction locate(const Finding& finding) {
        while (piece_ + 1 < pieces_.size() && finding.begin >= piece_begin_ + pieces_[piece_].text.size()) {
            piece_begin_ += pieces_[piece_++].text.size();
            counted_ = newlines_ = 0;
        }
        const Piece& piece = pieces_[piece_];
        const std::size_t at = finding.begin - piece_begin_;
        newlines_ += static_cast<std::size_t>(std::count(piece.text.begin() + static_cast<std::ptrdiff_t>(counted_),
                                                         piece.text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        counted_ = at;
        return {finding.rule, std::string(piece.place), piece.first_line + newlines_};
    }

  private:
    std::span<const Piece> pieces_;
    std::size_t piece_ = 0, piece_begin_ = 0;
    std::size_t counted_ = 0, newlines_ = 0;  // bytes of this piece that were looked at, lines that ended in them
};

}  // namespace

Redactor::Redactor(Policy policy, const Scanner& scanner) : policy_(policy), scanner_(scanner) {}

struct Redactor::Joined {
    bool is_stopped = false;
    std::string text;
    std::vector<std::size_t> ends;  ///< of the parts
    std::vector<Redaction> redactions;
};

Passed Redactor::pass(std::string_view text, std::string_view place) {
    const Piece piece{text, place, 1};
    return pass(std::span(&piece, 1));
}

Passed Redactor::pass(std::span<const Piece> pieces) {
    Joined joined = redact(pieces, false);
    return {joined.is_stopped, std::move(joined.text), std::move(joined.redactions)};
}

PassedParts Redactor::pass_parts(std::span<const Piece> parts) {
    Joined joined = redact(parts, true);
    PassedParts passed{joined.is_stopped, {}, std::move(joined.redactions)};
    std::size_t begin = 0;
    for (const std::size_t end : joined.ends) {
        passed.parts.push_back(joined.is_stopped ? std::string() : joined.text.substr(begin, end - begin));
        begin = end;
    }
    return passed;
}

/// With `ends`: what each part holds by itself, and what reaches over an end.
Findings Redactor::find(std::string_view text, const std::vector<std::size_t>& ends) const {
    Findings whole = scanner_.scan(text);
    if (ends.size() < 2) return whole;
    const auto reaches_over = [&](const Finding& finding) {
        const auto end = std::upper_bound(ends.begin(), ends.end(), finding.begin);
        return end != ends.end() && *end < finding.end;
    };
    Findings found;
    std::copy_if(whole.begin(), whole.end(), std::back_inserter(found), reaches_over);
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
        for (Finding finding : scanner_.scan(text.substr(begin, end - begin))) {
            finding.begin += begin;
            finding.end += begin;
            found.push_back(finding);
        }
        begin = end;
    }
    Findings merged;
    add(merged, found);
    return merged;
}

Redactor::Joined Redactor::redact(std::span<const Piece> pieces, bool are_parts) {
    std::string whole;
    Joined joined;
    for (const Piece& piece : pieces) {
        whole += piece.text;
        if (are_parts) joined.ends.push_back(whole.size());
    }
    Findings secrets = find(whole, joined.ends);
    if (secrets.empty()) {
        joined.text = std::move(whole);
        return joined;
    }
    const std::vector<std::size_t> ends = joined.ends;
    Rendering rendering;
    bool is_more = true;
    for (int round = 1; is_more; ++round) {
        // Text that was made to unfold goes as a whole, or each layer would cost a scan.
        if (round > MaxRounds) secrets = {{secrets.front().rule, 0, whole.size()}};
        rendering = rendered(whole, secrets);
        joined.ends = rendered_ends(rendering, ends);
        Findings again = find(rendering.text, joined.ends);
        for (Finding& finding : again) finding = in_original(rendering, finding);
        is_more = add(secrets, again);
    }
    Locator locator(pieces);
    for (const Finding& secret : secrets) joined.redactions.push_back(locator.locate(secret));
    {
        const std::lock_guard lock(mutex_);
        for (const Redaction& r : joined.redactions) ++times_[{r.rule, r.place, r.line}];
    }
    joined.is_stopped = policy_ == Policy::Strict;
    if (!joined.is_stopped) joined.text = std::move(rendering.text);
    return joined;
}

std::vector<Redactor::Row> Redactor::report() const {
    const std::lock_guard lock(mutex_);
    std::vector<Row> rows;
    for (const auto& [key, times] : times_)
        rows.push_back({std::string(std::get<0>(key)), std::get<1>(key), std::get<2>(key), times});
    return rows;
}

}  // namespace kompress::secrets
