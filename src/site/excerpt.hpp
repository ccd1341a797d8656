// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The first lines of definitions, as they stand in the source.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "site/site.hpp"

namespace kompress::site {

class Excerpts {
  public:
    /// Borrows the symbols and their sources.
    explicit Excerpts(std::span<const Symbol> symbols);
    /// HTML for the section of that anchor; "" when its definition is not known or has no more than its signature.
    std::string under(std::string_view anchor) const;

  private:
    std::map<std::string_view, const Symbol*> by_anchor_;
    std::map<const Source*, std::vector<std::size_t>> lines_;  ///< offsets at which they start
};

}  // namespace kompress::site
