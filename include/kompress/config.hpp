// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What files say about asking models: the repository's kompress.toml and the user's config.toml.
///
/// A repository's file is written by whoever wrote the repository. Until its user trusts it (these very bytes in this very
/// place), it can only make kompress do less: lower a cap, be stricter about secrets.

#include <string>
#include <vector>

#include "kompress/result.hpp"

namespace kompress {

struct ConfigSetting {
    std::string key, value;  ///< "llm.max_cost", "0.50"
    std::string file;        ///< where it stands
    bool counts = true;
    std::string why_not;     ///< a few words
};

struct ConfigReport {
    std::string repository_file, user_file;  ///< where they are, or would be
    bool has_repository_file = false, has_user_file = false;
    bool is_trusted = false;                 ///< the repository's file, as it is now
    std::vector<ConfigSetting> settings;     ///< of the user's file, then of the repository's, which goes before it
};

}  // namespace kompress
