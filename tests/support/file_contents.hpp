// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The bytes of a file, for tests and probes.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace kompress::test {

/// "" where the file cannot be read.
inline std::string file_contents(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace kompress::test
