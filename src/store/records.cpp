// SPDX-License-Identifier: Apache-2.0
#include "store/records.hpp"

namespace kompress::store {

void Totals::count(const FileRow& file, const ContentRow* content, std::int64_t sign) {
    classes[static_cast<std::size_t>(file.file_class)] += sign;
    if (!content) return;
    OfLanguage& language = languages[static_cast<std::size_t>(file.language)];
    language.files += sign;
    language.bytes += sign * content->bytes;
    language.lines += sign * content->lines;
    language.code_lines += sign * content->code_lines;
    language.symbols += sign * content->symbols;
    language.references += sign * content->references;
    language.parse_errors += sign * content->parse_errors;
}

std::int64_t Totals::files() const {
    std::int64_t sum = 0;
    for (const std::int64_t count : classes) sum += count;
    return sum;
}

std::int64_t Totals::bytes() const {
    std::int64_t sum = 0;
    for (const OfLanguage& language : languages) sum += language.bytes;
    return sum;
}

std::int64_t Totals::symbols() const {
    std::int64_t sum = 0;
    for (const OfLanguage& language : languages) sum += language.symbols;
    return sum;
}

std::int64_t Totals::references() const {
    std::int64_t sum = 0;
    for (const OfLanguage& language : languages) sum += language.references;
    return sum;
}

Hash128 fingerprint(const FileRow& file, const ContentRow* content) {
    Hasher hasher;
    hasher.update_number(file.path.size());
    hasher.update(file.path);
    hasher.update_number(static_cast<std::uint64_t>(file.file_class) << 16 | static_cast<std::uint64_t>(file.role) << 8 |
                         static_cast<std::uint64_t>(file.language));
    if (content) {
        hasher.update_number(content->facts_hash.high);
        hasher.update_number(content->facts_hash.low);
        hasher.update_number(content->hash.high);
        hasher.update_number(content->hash.low);
    }
    return hasher.digest();
}

void Digest::add(const Hash128& part) {
    sum_.low += part.low;
    sum_.high += part.high + (sum_.low < part.low ? 1 : 0);
}

void Digest::remove(const Hash128& part) {
    const bool borrow = sum_.low < part.low;
    sum_.low -= part.low;
    sum_.high -= part.high + (borrow ? 1 : 0);
}

}  // namespace kompress::store
