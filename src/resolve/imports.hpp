// SPDX-License-Identifier: Apache-2.0
#pragma once
/// From an import as it is written to the files it means, by the rules of each language.
///
/// Threading: pure.

#include <string>
#include <string_view>
#include <vector>

#include "resolve/program.hpp"

namespace kompress::resolve {

/// Files that `target`, written in `from`, brings in: one module, the files of a package, one header. Empty: outside.
/// `name` is the imported name where the language writes one: it may be a module itself.
std::vector<FileIndex> imported_files(const Program& program, FileIndex from, std::string_view target, std::string_view name, bool is_local);

/// The name under which an import is known in its file, "" for none.
std::string_view bound_name(Family family, std::string_view target, std::string_view name, std::string_view alias);

}  // namespace kompress::resolve
