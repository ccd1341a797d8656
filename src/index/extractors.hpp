// SPDX-License-Identifier: Apache-2.0
#pragma once
/// By which code an index was made: facts and edges of other code are stale.

#include <string>
#include <vector>

namespace kompress::index {

/// "c:1 cpp:1 … edges:1 ": the versions of every extractor and of the resolver in this build.
std::string extractor_signature();

/// Edges made by other rules are stale although the facts are not.
bool has_stale_edges(const std::string& stored);

/// By Language. At None: whether what named no language may name one now.
std::vector<bool> stale_languages(const std::string& stored);

}  // namespace kompress::index
