// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Which configuration files of repositories the user trusts: by place and by content, so that a file which changes, or
/// is found elsewhere, has to be trusted again.
///
/// A line for each in the user's directory of configuration, "<SHA-256> <path>". Threading: one thread at a time.

#include <string>
#include <string_view>

#include "kompress/result.hpp"

namespace kompress {

/// "$XDG_CONFIG_HOME/kompress" or "$HOME/.config/kompress"; "" when neither is set.
std::string user_config_directory();

class TrustStore {
  public:
    explicit TrustStore(std::string directory) : directory_(std::move(directory)) {}
    /// `path` is absolute. What cannot be read is not trusted.
    bool is_trusted(const std::string& path, std::string_view content) const;
    /// In place of what was trusted at this path before. Errors: Configuration (there is no directory), Io, Limit.
    Result<void> trust(const std::string& path, std::string_view content);
    Result<void> revoke(const std::string& path);

  private:
    std::string file() const { return directory_ + "/trusted"; }
    std::string read_without(const std::string& path) const;
    Result<void> write(const std::string& text);
    std::string directory_;
};

}  // namespace kompress
