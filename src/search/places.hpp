// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Tells source from what stands beside it: copies of other projects, benchmarks, scripts.

#include <set>
#include <string>
#include <string_view>

#include "kompress/result.hpp"
#include "search/documents.hpp"

namespace kompress::search {

class PlaceRules {
  public:
    /// `whole`: look for directories below contrib/, external/ and the like that carry a licence of their own, which
    /// makes them copies of other projects (reads the list of files).
    static Result<PlaceRules> of(store::IndexReader& reader, bool whole);
    Place place_of(std::string_view path, FileRole role) const;

  private:
    std::set<std::string, std::less<>> licensed_;  ///< directories with a licence
};

/// What a test and the code it tests have in common: "test_util.py", "util_test.go" and "util.h" → "util".
std::string core_name(std::string_view path);

}  // namespace kompress::search
