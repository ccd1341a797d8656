// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which files' references a change may lead elsewhere. Errs on the side of too many: the edges of a file that is not
/// named here would be resolved as they are. Threading: pure but for the reader's.

#include <string>
#include <unordered_set>
#include <vector>

#include "index/link.hpp"
#include "index/stored_source.hpp"

namespace kompress::index {

struct Affected {
    std::vector<bool> whole;                   ///< by file: its family is resolved as a whole
    std::vector<resolve::FileIndex> single;    ///< others, by path
    std::unordered_set<std::string> with_facts;  ///< changed files that have facts now
    bool has_facts(const std::string& path) const { return with_facts.contains(path); }
};

Result<Affected> find_affected(store::IndexReader& before, const std::vector<LinkFile>& files, const std::vector<store::FileRow>& old_rows,
                               const StoredSource& source);

}  // namespace kompress::index
