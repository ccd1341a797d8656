// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One rule ready to be tried at a place.
///
/// Threading: every method may be called from any thread. Patterns are compiled when they are first needed, since most
/// are not: compiling all takes some eighty milliseconds.

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "secrets/rules.hpp"

namespace kompress::secrets {

struct Range {
    std::size_t begin = 0, end = 0;
};

class CompiledRule {
  public:
    /// `rule` must outlive this.
    explicit CompiledRule(const Rule& rule);
    ~CompiledRule();
    CompiledRule(CompiledRule&&) noexcept;

    /// Why the patterns cannot be used; empty when they can. Compiles them.
    std::string problem() const;

    /// The secret that goes with the keyword at `word`, which does not begin before `from`.
    std::optional<Range> find(std::string_view text, std::size_t from, std::size_t word) const;

  private:
    struct Patterns;
    const Patterns& patterns() const;
    bool is_secret(std::string_view text, Range candidate) const;
    Range lengthened(std::string_view text, Range secret) const;

    struct Lazy;
    const Rule* rule_;
    std::unique_ptr<Lazy> lazy_;
};

}  // namespace kompress::secrets
