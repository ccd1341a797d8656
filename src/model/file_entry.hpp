// SPDX-License-Identifier: Apache-2.0
#pragma once
/// One file that the scan saw, before anything is read.

#include <string>

#include "kompress/file_system.hpp"
#include "kompress/types.hpp"

namespace kompress {

struct FileEntry {
    std::string path;
    FileStamp stamp;
    Language language = Language::None;     ///< by name; a shebang may still decide when it is None
    FileClass file_class = FileClass::Indexed;  ///< Indexed means: a candidate, its bytes decide
    FileRole role = FileRole::Source;
};

}  // namespace kompress
