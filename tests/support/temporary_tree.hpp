// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A real directory that disappears with this object; for what only a real disk can show.

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/file_contents.hpp"

namespace kompress::test {

class TemporaryTree {
  public:
    explicit TemporaryTree(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
        std::string name = (parent / "kompress_test.XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary directory");
        root_ = std::filesystem::canonical(name).string();
    }
    ~TemporaryTree() {
        std::error_code ignored;
        std::filesystem::remove_all(root_, ignored);
    }
    TemporaryTree(const TemporaryTree&) = delete;
    TemporaryTree& operator=(const TemporaryTree&) = delete;

    const std::string& root() const { return root_; }
    std::string operator/(const std::string& path) const { return root_ + "/" + path; }

    /// Creates the directories above, too. Returns the absolute path.
    std::string write(const std::string& path, std::string_view bytes = "") const {
        const std::string full = *this / path;
        std::filesystem::create_directories(std::filesystem::path(full).parent_path());
        std::ofstream(full, std::ios::binary) << bytes;
        return full;
    }
    void make_directory(const std::string& path) const { std::filesystem::create_directories(*this / path); }
    void link(const std::string& target, const std::string& path) const {
        std::filesystem::create_symlink(target, *this / path);
    }
    std::string read(const std::string& path) const {
        return file_contents(*this / path);
    }
    /// Pretends that the file was last written an hour ago, outside every racy window.
    void age(const std::string& path) const {
        std::filesystem::last_write_time(
            *this / path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
    }

  private:
    std::string root_;
};

}  // namespace kompress::test
