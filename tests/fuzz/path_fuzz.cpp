// SPDX-License-Identifier: Apache-2.0
/// Arbitrary paths against a small tree with traps: nothing outside the root may ever be opened.
///
/// Both ways of containment (openat2, component by component) must agree on what opens.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "fs/classify.hpp"
#include "fs/root_directory.hpp"

namespace {

using namespace kompress;
using namespace kompress::fs;

struct Tree {
    std::string root;
    RootDirectory kernel;
    RootDirectory stepwise;
};

/// root/{a/b/c, a/f, up -> .., out -> /, self -> ., loop -> loop, link -> a/f, pipe}; a secret beside the
/// root.
std::string make_tree() {
    std::string base = (std::filesystem::temp_directory_path() / "path_fuzz.XXXXXX").string();
    if (!::mkdtemp(base.data())) std::abort();
    base = std::filesystem::canonical(base).string();
    std::ofstream(base + "/secret") << "secret";
    const std::string root = base + "/root";
    std::filesystem::create_directories(root + "/a/b/c");
    std::ofstream(root + "/a/f") << "f";
    std::filesystem::create_symlink("..", root + "/up");
    std::filesystem::create_symlink("/", root + "/out");
    std::filesystem::create_symlink(".", root + "/self");
    std::filesystem::create_symlink("loop", root + "/loop");
    std::filesystem::create_symlink("a/f", root + "/link");
    ::mkfifo((root + "/pipe").c_str(), 0600);
    return root;
}

UniqueFd open_root(const std::string& root) {
    return UniqueFd(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

Tree& tree() {
    static const std::string root = make_tree();
    static Tree instance{root, RootDirectory(open_root(root)),
                         RootDirectory(open_root(root), Containment::ComponentWise)};
    return instance;
}

/// Where an open descriptor leads; "" when nothing was opened.
std::string target_of(const UniqueFd& fd) {
    if (!fd) return "";
    return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd.get())).string();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string path(reinterpret_cast<const char*>(data), size);
    (void)role_of_file(role_of_directory(path), path);
    (void)(language_of_name(path) == Language::None && may_be_script(path));
    (void)language_of_shebang(path);

    Tree& t = tree();
    const std::string first = target_of(t.kernel.open(path, O_RDONLY));
    const std::string second = target_of(t.stepwise.open(path, O_RDONLY));
    if (!first.empty() && !first.starts_with(t.root)) std::abort();
    if (first != second) std::abort();
    return 0;
}
