// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The few settings of git that change which files we see.
///
/// Threading: plain values. Includes (`include.path`) are not followed.

#include <optional>
#include <string>
#include <string_view>

namespace kompress::fs {

struct GitSettings {
    std::optional<std::string> excludes_file;  ///< core.excludesFile as written
    std::optional<bool> ignore_case;           ///< core.ignoreCase
    bool sha256 = false;                       ///< extensions.objectFormat
    bool worktree_config = false;              ///< extensions.worktreeConfig

    /// Takes over what the bytes of a configuration file set; a later file overrules an earlier one.
    /// Reading stops at the first line that git would not understand.
    void apply(std::string_view bytes);
};

}  // namespace kompress::fs
