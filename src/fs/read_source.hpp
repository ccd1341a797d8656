// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads one file as text: hash, encoding and class in one pass.
///
/// Threading: any thread.

#include "kompress/types.hpp"
#include "model/file_entry.hpp"
#include "model/source_text.hpp"

namespace kompress::fs {

struct ReadOutcome {
    FileClass file_class = FileClass::Indexed;  ///< Indexed: `source` holds text to parse
    Language language = Language::None;         ///< entry.language, or what a shebang says
    FileRole role = FileRole::Source;           ///< entry.role, or Generated where the first lines say so
    SourceText source;   ///< empty text unless Indexed; hash and stamp set whenever bytes were read
    std::string reason;  ///< for people, when not Indexed
};

/// Never fails as a call: trouble is a class with a reason. Re-reads up to three times when the
/// file changes underneath, then says Unstable.
ReadOutcome read_source(FileSystem& file_system, const FileEntry& entry);

}  // namespace kompress::fs
