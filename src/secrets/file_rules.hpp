// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Files whose name says that they are secrets as a whole; secret_files.txt lists them.
///
/// Threading: may be called from any thread.

#include <optional>
#include <string_view>

namespace kompress::secrets {

/// Why the text of the file at `path` ('/' between its parts) must not leave the machine, as "a private key"; none when
/// its name does not forbid it. Lives as long as the program. A template such as .env.example is allowed, and is
/// scanned like any other text.
std::optional<std::string_view> secret_file_reason(std::string_view path);

inline bool is_secret_file(std::string_view path) { return secret_file_reason(path).has_value(); }

}  // namespace kompress::secrets
