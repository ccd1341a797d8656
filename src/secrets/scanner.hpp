// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Finds credentials in text: API keys, tokens, private keys, passwords in URLs and assignments.
///
/// A rule (rules.hpp) names words that its secrets cannot do without. One pass finds the words, and the rule's pattern is
/// tried where they stand and for a bounded way behind them. So the time is linear in the text whatever it holds, and on
/// ordinary source code it is that of the pass.
///
/// Text may be anything: invalid UTF-8 and NUL are bytes like others. A secret that was cut in two is not found, so scan
/// whole files and cut afterwards.
///
/// Threading: every method may be called from any thread.

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include <kompress/result.hpp>

#include "secrets/rules.hpp"

namespace kompress::secrets {

struct Finding {
    std::string_view rule;  ///< its id; lives as long as the scanner
    std::size_t begin = 0, end = 0;  ///< bytes of the secret alone, without name, quotes or header

    bool operator==(const Finding&) const = default;
};

/// By where they begin; none is empty and no two touch the same byte.
using Findings = std::vector<Finding>;

class Scanner {
  public:
    /// With built_in_rules(); made at the first call, lives as long as the program.
    static const Scanner& built_in();

    /// Errors: InvalidArgument with the id of a rule whose patterns cannot be read.
    static Result<Scanner> make(std::vector<Rule> rules);

    ~Scanner();
    Scanner(Scanner&&) noexcept;
    Scanner& operator=(Scanner&&) noexcept;

    /// What our own placeholders hide is not found again.
    Findings scan(std::string_view text) const;

    const std::vector<Rule>& rules() const;

  private:
    struct State;
    explicit Scanner(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace kompress::secrets
