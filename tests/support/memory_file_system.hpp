// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A FileSystem in memory: time moves only when a test says so, and every read is remembered.
///
/// Threading: every method may be called from any thread.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "kompress/file_system.hpp"

namespace kompress::test {

class MemoryFileSystem final : public FileSystem {
  public:
    /// Creates or overwrites a file, and the directories above it. Size and inode are kept like a disk
    /// keeps them: an overwrite leaves the inode, a remove() and add() gives a new one.
    void add(const std::string& path, std::string bytes, std::int64_t mtime_ns = 1'000'000'000) {
        const std::lock_guard lock(mutex_);
        Node& node = make(path);
        node.type = EntryType::File;
        node.bytes = std::make_shared<const std::string>(std::move(bytes));
        node.stamp.size_bytes = node.bytes->size();
        node.stamp.mtime_ns = mtime_ns;
        node.stamp.ctime_ns = mtime_ns;
    }
    void add_directory(const std::string& path) {
        const std::lock_guard lock(mutex_);
        make(path).type = EntryType::Directory;
    }
    /// A symbolic link or a special file.
    void add_other(const std::string& path, EntryType type) {
        const std::lock_guard lock(mutex_);
        make(path).type = type;
    }
    /// With everything below.
    void remove(const std::string& path) {
        const std::lock_guard lock(mutex_);
        for (auto node = nodes_.lower_bound(path); node != nodes_.end();)
            node = node->first == path || node->first.starts_with(path + "/") ? nodes_.erase(node)
                                                                              : std::next(node);
    }
    void set_mtime(const std::string& path, std::int64_t mtime_ns) {
        const std::lock_guard lock(mutex_);
        FileStamp& stamp = nodes_.at(path).stamp;
        stamp.mtime_ns = mtime_ns;
        stamp.ctime_ns = mtime_ns;
    }
    /// list() or read() of this path answers with the error from now on.
    void fail(const std::string& path, Error error) {
        const std::lock_guard lock(mutex_);
        failures_.insert_or_assign(path, std::move(error));
    }
    /// The next `times` reads of this path report bytes that changed underneath.
    void make_unstable(const std::string& path, int times) {
        const std::lock_guard lock(mutex_);
        unstable_[path] = times;
    }
    /// Called before each read, without a lock held: may change the tree.
    void on_read(std::function<void(const std::string& path)> hook) { hook_ = std::move(hook); }

    /// Paths in the order they were read.
    std::vector<std::string> reads() const {
        const std::lock_guard lock(mutex_);
        return reads_;
    }
    void forget_reads() {
        const std::lock_guard lock(mutex_);
        reads_.clear();
    }

    Result<std::vector<DirectoryEntry>> list(const std::string& directory) override {
        const std::lock_guard lock(mutex_);
        if (const auto failure = failures_.find(directory); failure != failures_.end())
            return failure->second;
        const auto self = nodes_.find(directory);
        const bool exists =
            directory.empty() || (self != nodes_.end() && self->second.type == EntryType::Directory);
        if (!exists) return Error{ErrorCode::NotFound, "cannot list " + directory + ": no such directory"};
        const std::string start = directory.empty() ? "" : directory + "/";
        std::vector<DirectoryEntry> entries;
        for (auto node = nodes_.lower_bound(start); node != nodes_.end() && node->first.starts_with(start);
             ++node) {
            const auto name = node->first.substr(start.size());
            if (!name.empty() && name.find('/') == std::string::npos)
                entries.push_back({name, node->second.type,
                                   node->second.type == EntryType::File ? node->second.stamp : FileStamp{}});
        }
        return entries;
    }

    Result<std::unique_ptr<FileBytes>> read(const std::string& path, std::uint64_t limit_bytes = 0) override {
        if (hook_) hook_(path);
        const std::lock_guard lock(mutex_);
        reads_.push_back(path);
        if (const auto failure = failures_.find(path); failure != failures_.end()) return failure->second;
        const auto found = nodes_.find(path);
        if (found == nodes_.end())
            return Error{ErrorCode::NotFound, "cannot open " + path + ": no such file"};
        const Node& node = found->second;
        if (node.type != EntryType::File) return Error{ErrorCode::Io, "not a regular file: " + path};
        bool stable = true;
        if (const auto left = unstable_.find(path); left != unstable_.end() && left->second > 0) {
            --left->second;
            stable = false;
        }
        const std::size_t size = limit_bytes == 0 ? node.bytes->size() : limit_bytes;
        return std::unique_ptr<FileBytes>(std::make_unique<Bytes>(
            node.bytes, std::string_view(*node.bytes).substr(0, size), node.stamp, stable));
    }

  private:
    struct Node {
        EntryType type = EntryType::File;
        FileStamp stamp;
        std::shared_ptr<const std::string> bytes = std::make_shared<const std::string>();
    };

    class Bytes final : public FileBytes {
      public:
        Bytes(std::shared_ptr<const std::string> owner, std::string_view view, FileStamp stamp, bool stable)
            : owner_(std::move(owner)), view_(view), stamp_(stamp), stable_(stable) {}
        std::string_view bytes() const override { return view_; }
        const FileStamp& stamp() const override { return stamp_; }
        bool is_stable() const override { return stable_; }

      private:
        std::shared_ptr<const std::string> owner_;
        std::string_view view_;
        FileStamp stamp_;
        bool stable_;
    };

    Node& make(const std::string& path) {
        for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
            const auto [node, is_new] = nodes_.try_emplace(path.substr(0, slash));
            if (is_new) node->second.type = EntryType::Directory;
        }
        const auto [node, is_new] = nodes_.try_emplace(path);
        if (is_new) node->second.stamp.inode = next_inode_++;
        return node->second;
    }

    mutable std::mutex mutex_;
    std::map<std::string, Node> nodes_;  // by path; the root is not among them
    std::map<std::string, Error> failures_;
    std::map<std::string, int> unstable_;
    std::vector<std::string> reads_;
    std::function<void(const std::string&)> hook_;
    std::uint64_t next_inode_ = 1;
};

}  // namespace kompress::test
