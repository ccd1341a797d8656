// SPDX-License-Identifier: Apache-2.0
#pragma once
/// A file's text as UTF-8, with the bytes that keep it alive. Move-only.

#include <memory>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "kompress/file_system.hpp"
#include "kompress/types.hpp"

namespace kompress {

/// Stored with the content: values are never renumbered.
enum class Encoding : std::uint8_t { Utf8 = 0, Utf8Bom = 1, Utf16Le = 2, Utf16Be = 3, Latin1 = 4 };

struct SourceText {
    std::unique_ptr<FileBytes> file;  ///< null once decoded: then `decoded` holds the text
    std::string decoded;
    Encoding encoding = Encoding::Utf8;
    Hash128 content_hash;  ///< of the raw bytes, before decoding
    FileStamp stamp;

    /// UTF-8 without a byte-order mark. Dies with this object.
    std::string_view text() const {
        if (!file) return decoded;
        return file->bytes().substr(encoding == Encoding::Utf8Bom ? 3 : 0);
    }
};

}  // namespace kompress
