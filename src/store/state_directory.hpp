// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The directory that holds the databases: which index is current, who may write.
///
/// `index.sqlite` is a symbolic link to `index-<number>.sqlite`. A full build writes a new numbered file and then
/// renames a new link over the old one, so a reader finds the old index or the new one, each with its own WAL.

#include <memory>
#include <string>

#include "kompress/result.hpp"
#include "store/index_reader.hpp"

namespace kompress::store {

/// Held while writing. Released by the kernel when the process dies, however it dies.
class WriterLock {
  public:
    /// Waits up to `wait_ms`. Errors: Busy, naming the process that holds it.
    static Result<WriterLock> acquire(const std::string& directory, int wait_ms);
    WriterLock(WriterLock&& other) noexcept;
    ~WriterLock();

  private:
    explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

/// Creates the directory with its .gitignore and CACHEDIR.TAG where missing. Errors: Io.
Result<void> prepare_state_directory(const std::string& directory);
/// Path of the current index file, "" when there is none.
std::string current_index(const std::string& directory);
/// Opens the current index, also while it is being replaced by another. Errors: as IndexReader::open().
Result<std::unique_ptr<IndexReader>> open_current_index(const std::string& directory);
/// Deletes what is not current: builds and verifications that died, indexes that a killed process had replaced and
/// journals that a late reader left. Call with the lock held.
void remove_leftovers(const std::string& directory);
/// A path for the next full build. Call with the lock held.
std::string next_index(const std::string& directory);
/// Makes `path` current and deletes the index that was. Call with the lock held. After an error the old one is current.
Result<void> publish_index(const std::string& directory, const std::string& path);
/// Deletes an index file with its journals; a missing one is no error.
void remove_index(const std::string& path);
/// True on file systems where SQLite's WAL cannot work (NFS, SMB, 9p).
bool is_network_file_system(const std::string& directory);

}  // namespace kompress::store
