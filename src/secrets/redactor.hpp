// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The gate that text passes before it leaves the machine: secrets become placeholders, or nothing leaves.
///
/// A placeholder is `<redacted:RULE:N>`. N counts the different secrets of that rule in the order in which they appear in
/// this one text, and the same secret has the same number within it. Considered and left:
///   - numbers over a whole run: they would depend on which thread came first, and the prompt would not be the same bytes
///     in the next run, so that the response cache and the provider's prefix cache would miss;
///   - a hash of the secret: stable everywhere, but whoever sees it can test guesses, and a password is guessed quickly;
///     a secret key for the hash would differ between machines, which is the first trouble again.
/// So a text decides its own placeholders, two texts say nothing about sharing a secret, and nothing has to be
/// remembered: no secret is kept, hashed or logged once pass() returns. A prompt is therefore passed as a whole, in
/// pieces that tell where they are from.
///
/// Threading: every method may be called from any thread.

#include <cstddef>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "secrets/scanner.hpp"

namespace kompress::secrets {

enum class Policy {
    Redact,  ///< secrets are replaced and the rest goes on
    Strict,  ///< a text with a secret does not go on at all
};

/// A part of a text, for the report: what it says is scanned together with its neighbours.
struct Piece {
    std::string_view text;
    std::string_view place;      ///< path of the file, or a word for what is no file; may be empty
    std::size_t first_line = 1;  ///< of `text` in that file
};

/// A secret that was met, never what it is.
struct Redaction {
    std::string_view rule;  ///< id; lives as long as the scanner
    std::string place;
    std::size_t line = 1;   ///< in the file that is named
};

struct PassedParts {
    bool is_stopped = false;         ///< Strict, and there was a secret: the parts are empty
    std::vector<std::string> parts;  ///< as many as there were, without their secrets
    std::vector<Redaction> redactions;
};

struct Passed {
    bool is_stopped = false;            ///< Strict, and there was a secret: `text` is empty
    std::string text;                   ///< the pieces, one behind the other, without their secrets
    std::vector<Redaction> redactions;  ///< in order of appearance; what was found, also when stopped
};

class Redactor {
  public:
    /// `scanner` must outlive this.
    explicit Redactor(Policy policy, const Scanner& scanner = Scanner::built_in());

    Passed pass(std::span<const Piece> pieces);
    /// The parts of one prompt, which stay apart. Numbers count through all of them. What a part holds by itself is found
    /// whatever stands around it, so that parts which begin many prompts become the same bytes in all of them; a secret that
    /// begins in one part and ends in another is found, too, and its placeholder stands where it begins.
    PassedParts pass_parts(std::span<const Piece> parts);
    Passed pass(std::string_view text, std::string_view place = {});

    struct Row {
        std::string rule, place;
        std::size_t line = 0, times = 0;  ///< times: how often it was met; a file may be part of many prompts
    };
    /// What was met so far, by rule, place and line.
    std::vector<Row> report() const;

  private:
    struct Joined;
    Findings find(std::string_view text, const std::vector<std::size_t>& ends) const;
    Joined redact(std::span<const Piece> pieces, bool are_parts);
    const Policy policy_;
    const Scanner& scanner_;
    mutable std::mutex mutex_;
    std::map<std::tuple<std::string_view, std::string, std::size_t>, std::size_t> times_;  // under mutex_
};

}  // namespace kompress::secrets
