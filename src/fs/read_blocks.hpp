// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Reads any file from front to back in bounded memory.

#include <functional>
#include <string>
#include <string_view>

#include "kompress/result.hpp"

namespace kompress::fs {

/// Gives the bytes of `path` ("-": standard input), also of a pipe or device, to `take` in blocks of up to 1 MiB.
/// Errors: NotFound, Io; InvalidArgument for a directory.
Result<void> read_blocks(const std::string& path, const std::function<void(std::string_view)>& take);

}  // namespace kompress::fs
