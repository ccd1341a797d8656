// SPDX-License-Identifier: Apache-2.0
/// Every decision about a file is taken from one FileBytes and kept only if those bytes are still
/// stable afterwards; otherwise all of it is thrown away and the file is read again.
#include "fs/read_source.hpp"

#include <optional>

#include "base/hash.hpp"
#include "fs/classify.hpp"
#include "fs/decode.hpp"

namespace kompress::fs {
namespace {

constexpr int MaxReReads = 3;
constexpr std::uint64_t ShebangBytes = 256;  // Linux itself reads no more of a first line

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

ReadOutcome decided(const FileEntry& entry, FileClass file_class, std::string reason) {
    ReadOutcome outcome;
    outcome.file_class = file_class;
    outcome.language = entry.language;
    outcome.role = entry.role;
    outcome.source.stamp = entry.stamp;
    outcome.reason = std::move(reason);
    return outcome;
}

/// What the walk already decided, in words.
std::string reason_of(FileClass file_class) {
    switch (file_class) {
        case FileClass::TooLarge:
            return "larger than the limit";
        case FileClass::Symlink:
            return "symbolic links are not followed";
        case FileClass::Special:
            return "not a regular file";
        case FileClass::Excluded:
            return "shut out by an option";
        case FileClass::Unsupported:
            return "no grammar for this kind of file";
        default:
            return std::string(file_class_name(file_class));
    }
}

/// What the bytes say, before it is known whether they can be trusted.
struct Finding {
    FileClass file_class = FileClass::Indexed;
    std::string reason;
};

bool is_utf8_encoding(Encoding encoding) {
    return encoding == Encoding::Utf8 || encoding == Encoding::Utf8Bom;
}

/// Sets encoding and, where it is not UTF-8, the decoded text. False when it is no text in any encoding we
/// know.
bool decode(SourceText& source) {
    const auto bytes = source.file->bytes();
    const bool little = bytes.starts_with("\xFF\xFE"), big = bytes.starts_with("\xFE\xFF");
    if (little || big) {
        auto text = utf8_from_utf16(bytes.substr(2), big);
        if (!text || text->find('\0') != std::string::npos) return false;  // NULs: UTF-32, or no text at all
        source.encoding = little ? Encoding::Utf16Le : Encoding::Utf16Be;
        source.decoded = std::move(*text);
        return true;
    }
    if (looks_binary(bytes)) return false;
    if (is_utf8(bytes)) {
        source.encoding = bytes.starts_with("\xEF\xBB\xBF") ? Encoding::Utf8Bom : Encoding::Utf8;
        return true;
    }
    source.encoding = Encoding::Latin1;
    source.decoded = utf8_from_latin1(bytes);
    return true;
}

/// Decodes, and settles language and role.
Finding examine(ReadOutcome& outcome, const FileEntry& entry) {
    SourceText& source = outcome.source;
    if (!decode(source)) return {FileClass::Binary, "NUL bytes, or an encoding that cannot be decoded"};
    const std::string_view text = is_utf8_encoding(source.encoding) ? source.text() : source.decoded;
    if (!is_plausible(outcome.language, text))
        return {FileClass::Unsupported, "another format with a familiar extension"};
    if (is_minified(outcome.language, text))
        return {FileClass::Minified, "lines far longer than people write"};
    if (outcome.language == Language::C && entry.path.ends_with(".h") && is_cpp_header(text))
        outcome.language = Language::Cpp;
    if (outcome.role < FileRole::Generated && says_generated(text)) outcome.role = FileRole::Generated;
    return {};
}

/// The language of a file whose name says nothing, or the outcome that ends the matter.
std::optional<ReadOutcome> decide_by_shebang(FileSystem& file_system, FileEntry& entry) {
    if (!may_be_script(name_of(entry.path)))
        return decided(entry, FileClass::Unsupported, reason_of(FileClass::Unsupported));
    const auto start = file_system.read(entry.path, ShebangBytes);
    if (!start) return decided(entry, FileClass::Unreadable, start.error().message);
    entry.language = language_of_shebang((*start)->bytes());
    if (entry.language != Language::None) return std::nullopt;
    const bool binary = looks_binary((*start)->bytes());
    return decided(entry, binary ? FileClass::Binary : FileClass::Unsupported,
                   binary ? "NUL bytes" : "no extension, and no #! line of a known interpreter");
}

/// One reading. Nothing when the file changed underneath.
std::optional<ReadOutcome> attempt(FileSystem& file_system, FileEntry entry) {
    if (entry.language == Language::None)
        if (auto end = decide_by_shebang(file_system, entry)) return end;
    auto file = file_system.read(entry.path);
    if (!file) return decided(entry, FileClass::Unreadable, file.error().message);

    ReadOutcome outcome = decided(entry, FileClass::Indexed, "");
    SourceText& source = outcome.source;
    source.file = std::move(*file);
    source.stamp = source.file->stamp();
    source.content_hash = hash128(source.file->bytes());
    Finding finding = examine(outcome, entry);
    // Only after the last look at the bytes is it known whether they were those of one version.
    if (!source.file->is_stable()) return std::nullopt;
    outcome.file_class = finding.file_class;
    outcome.reason = std::move(finding.reason);
    if (outcome.file_class != FileClass::Indexed) source.decoded.clear();
    if (outcome.file_class != FileClass::Indexed || !is_utf8_encoding(source.encoding)) source.file.reset();
    return outcome;
}

}  // namespace

ReadOutcome read_source(FileSystem& file_system, const FileEntry& entry) {
    if (entry.file_class != FileClass::Indexed)
        return decided(entry, entry.file_class, reason_of(entry.file_class));
    for (int i = 0; i <= MaxReReads; ++i)
        if (auto outcome = attempt(file_system, entry)) return std::move(*outcome);
    return decided(entry, FileClass::Unstable, "it kept changing while it was read");
}

}  // namespace kompress::fs
