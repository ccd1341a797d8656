// SPDX-License-Identifier: Apache-2.0
#include "context/diff.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

extern char** environ;

namespace kompress::context {
namespace {

constexpr std::size_t MaxDiffBytes = 64u << 20;  // of what git says; the rest of a larger change is left out

/// Undoes git's quoting of a path: "b/a\303\244.c" within double quotes.
std::string unquoted(std::string_view path) {
    if (path.size() < 2 || path.front() != '"' || path.back() != '"') return std::string(path);
    path = path.substr(1, path.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != '\\' || i + 1 >= path.size()) {
            out += path[i];
            continue;
        }
        const char c = path[++i];
        if (c >= '0' && c <= '3' && i + 2 < path.size()) {
            unsigned value = 0;
            std::from_chars(path.data() + i, path.data() + i + 3, value, 8);
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
    }
    return out;
}

/// "@@ -1,2 +3,4 @@" → lines 3 to 6.
bool parse_hunk(std::string_view line, ChangedLines& lines) {
    const auto plus = line.find('+');
    if (plus == std::string_view::npos) return false;
    std::uint32_t first = 0, count = 1;
    const char* end = line.data() + line.size();
    auto parsed = std::from_chars(line.data() + plus + 1, end, first);
    if (parsed.ec != std::errc{}) return false;
    if (parsed.ptr < end && *parsed.ptr == ',') std::from_chars(parsed.ptr + 1, end, count);
    lines.first = std::max(first, 1u);
    lines.last = lines.first + std::min(std::max(count, 1u) - 1, UINT32_MAX - lines.first);
    return true;
}

struct Output {
    std::string text, errors;
    int status = -1;
};

std::string read_all(int descriptor, std::size_t limit) {
    std::string text;
    char buffer[65536];
    for (ssize_t size; (size = ::read(descriptor, buffer, sizeof buffer)) > 0;)
        if (text.size() < limit) text.append(buffer, static_cast<std::size_t>(size));
    return text;
}

Result<Output> run_git(const std::vector<std::string>& arguments) {
    int pipes[2];
    if (::pipe2(pipes, O_CLOEXEC) != 0) return Error{ErrorCode::Io, "no pipe to git can be made; close some programs and try again"};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, pipes[1], 1);
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    pid_t pid = 0;
    const int failed = ::posix_spawnp(&pid, "git", &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(pipes[1]);
    Output output;
    if (failed == 0) {
        output.text = read_all(pipes[0], MaxDiffBytes);
        int status = 0;
        while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        }
        output.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    ::close(pipes[0]);
    if (failed != 0 || output.status == 127) return Error{ErrorCode::NotFound, "git cannot be run, and --diff asks it what changed; install git or name a --file"};
    return output;
}

}  // namespace

std::vector<ChangedLines> parse_diff(std::string_view diff) {
    std::vector<ChangedLines> changes;
    std::string file;
    bool in_header = true;
    for (std::size_t at = 0; at < diff.size();) {
        const std::size_t end = std::min(diff.find('\n', at), diff.size());
        const std::string_view line = diff.substr(at, end - at);
        at = end + 1;
        if (line.starts_with("diff --git ")) {
            in_header = true;
            file.clear();
        } else if (in_header && line.starts_with("+++ ")) {
            std::string_view name = line.substr(4);
            if (!name.empty() && name.back() == '\t') name.remove_suffix(1);
            const std::string path = unquoted(name);
            file = path.starts_with("b/") ? path.substr(2) : std::string();
        } else if (line.starts_with("@@ ")) {
            in_header = false;
            ChangedLines lines;
            if (file.empty() || !parse_hunk(line, lines)) continue;
            lines.file = file;
            changes.push_back(std::move(lines));
        }
    }
    return changes;
}

Result<std::vector<ChangedLines>> changed_lines(const std::string& root, const std::string& revision) {
    if (revision.empty() || revision.front() == '-')
        return Error{ErrorCode::InvalidArgument, "'" + revision + "' is no revision of git; try HEAD~1 or the name of a branch"};
    // What a repository's configuration may start (external diffs, text conversion, a file watcher) stays off.
    auto output = run_git({"git", "-C", root, "-c", "core.fsmonitor=false", "-c", "core.quotepath=off", "diff", "--unified=0", "--no-color", "--no-ext-diff",
                           "--no-textconv", "--no-renames", "--relative", "--src-prefix=a/", "--dst-prefix=b/", "--end-of-options", revision, "--"});
    if (!output) return output.error();
    if (output->status != 0)
        return Error{ErrorCode::InvalidArgument, "git knows no revision '" + revision + "' in " + root + "; try HEAD~1 or the name of a branch"};
    return parse_diff(output->text);
}

}  // namespace kompress::context
