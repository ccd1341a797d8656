// SPDX-License-Identifier: Apache-2.0
#include "workspace/trust_store.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/sha256.hpp"
#include "base/system_error.hpp"
#include "base/try.hpp"
#include "fs/atomic_file.hpp"

namespace kompress {
namespace {

std::string line_for(const std::string& path, std::string_view content) { return sha256(content).hex() + " " + path; }

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

std::string user_config_directory() {
    if (const std::string xdg = variable("XDG_CONFIG_HOME"); xdg.starts_with('/')) return xdg + "/kompress";
    const std::string home = variable("HOME");
    return home.starts_with('/') ? home + "/.config/kompress" : std::string();
}

bool TrustStore::is_trusted(const std::string& path, std::string_view content) const {
    if (directory_.empty() || path.find('\n') != std::string::npos) return false;
    const std::string wanted = line_for(path, content);
    std::ifstream in(file());
    for (std::string line; std::getline(in, line);)
        if (line == wanted) return true;
    return false;
}

std::string TrustStore::read_without(const std::string& path) const {
    constexpr std::size_t HashAndBlank = 65;
    std::string kept;
    std::ifstream in(file());
    for (std::string line; std::getline(in, line);)
        if (line.size() > HashAndBlank && line.substr(HashAndBlank) != path) kept += line + "\n";
    return kept;
}

Result<void> TrustStore::write(const std::string& text) {
    std::error_code failed;
    std::filesystem::create_directories(directory_, failed);
    if (failed) return system_error("creating " + directory_, failed.value(), "set XDG_CONFIG_HOME to a directory that can be written");
    KOMPRESS_TRY_VALUE(out, fs::AtomicFile::create(file()));
    KOMPRESS_TRY(out.write(text));
    return out.commit();
}

Result<void> TrustStore::trust(const std::string& path, std::string_view content) {
    if (directory_.empty()) return Error{ErrorCode::Configuration, "there is no place to remember what is trusted; set HOME or XDG_CONFIG_HOME"};
    if (path.find('\n') != std::string::npos) return Error{ErrorCode::Configuration, "a path with a line end cannot be trusted; rename the directory"};
    return write(read_without(path) + line_for(path, content) + "\n");
}

Result<void> TrustStore::revoke(const std::string& path) {
    if (directory_.empty() || !std::filesystem::exists(file())) return {};
    return write(read_without(path));
}

}  // namespace kompress
