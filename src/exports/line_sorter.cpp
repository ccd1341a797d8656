// SPDX-License-Identifier: Apache-2.0
#include "exports/line_sorter.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <queue>

#include "base/system_error.hpp"
#include "base/try.hpp"

namespace kompress::exports {
namespace {

std::FILE* unnamed_file(const std::string& directory) {
    const int fd = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) return std::tmpfile();
    std::FILE* file = ::fdopen(fd, "w+");
    if (!file) ::close(fd);
    return file;
}

/// One run, read line by line.
struct Run {
    std::FILE* file;
    char* buffer = nullptr;
    std::size_t capacity = 0;
    std::string_view line;

    explicit Run(std::FILE* source) : file(source) {}
    Run(Run&& other) noexcept : file(other.file), buffer(std::exchange(other.buffer, nullptr)), capacity(other.capacity), line(other.line) {}
    Run(const Run&) = delete;
    ~Run() { ::free(buffer); }
    bool next() {
        const ssize_t got = ::getline(&buffer, &capacity, file);
        if (got <= 0) return false;
        line = {buffer, static_cast<std::size_t>(got) - (buffer[got - 1] == '\n')};
        return true;
    }
};

}  // namespace

LineSorter::LineSorter(std::string directory, std::size_t memory_bytes) : directory_(std::move(directory)), memory_bytes_(memory_bytes) {}

Result<void> LineSorter::add(std::string_view line) {
    lines_.push_back({text_.size(), line.size()});
    text_ += line;
    if (text_.size() + lines_.size() * sizeof(Line) < memory_bytes_) return {};
    return spill();
}

Result<void> LineSorter::spill() {
    const std::string_view text = text_;
    std::sort(lines_.begin(), lines_.end(), [&](const Line& a, const Line& b) { return text.substr(a.begin, a.size) < text.substr(b.begin, b.size); });
    File file(unnamed_file(directory_));
    if (!file) return system_error("creating a temporary file in " + directory_, errno, "choose another --state-dir");
    bool ok = true;
    for (const Line& line : lines_) ok = ok && std::fwrite(text.data() + line.begin, 1, line.size, file.get()) == line.size && std::fputc('\n', file.get()) != EOF;
    if (!ok || std::fflush(file.get()) != 0) return system_error("writing a temporary file in " + directory_, errno, "choose another --state-dir");
    std::rewind(file.get());
    runs_.push_back(std::move(file));
    lines_.clear();
    text_.clear();
    return {};
}

Result<bool> LineSorter::drain(const std::function<bool(std::string_view)>& receive) {
    if (!lines_.empty()) KOMPRESS_TRY(spill());
    std::vector<Run> runs;
    for (const File& file : runs_) runs.emplace_back(file.get());
    const auto is_later = [&](std::size_t a, std::size_t b) { return runs[a].line > runs[b].line; };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(is_later)> heads(is_later);
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (runs[i].next()) heads.push(i);
    std::string last;
    bool is_first = true;
    while (!heads.empty()) {
        const std::size_t least = heads.top();
        heads.pop();
        if (is_first || runs[least].line != last) {
            if (!receive(runs[least].line)) return false;
            last = runs[least].line;
            is_first = false;
        }
        if (runs[least].next()) heads.push(least);
    }
    for (const File& file : runs_)
        if (std::ferror(file.get())) return Error{ErrorCode::Io, "a temporary file in " + directory_ + " could not be read back"};
    return true;
}

}  // namespace kompress::exports
