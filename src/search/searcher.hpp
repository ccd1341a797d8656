// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Answers `kompress search`: definitions and files in one list.

#include "kompress/file_system.hpp"
#include "kompress/search.hpp"
#include "store/index_reader.hpp"

namespace kompress::search {

/// Errors: InvalidArgument (no words, a bad cursor), those of the index.
Result<SearchPage> search(store::IndexReader& reader, FileSystem& files, const SearchRequest& request);

}  // namespace kompress::search
