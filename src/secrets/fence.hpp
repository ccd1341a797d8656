// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Prepares text of a repository, which nobody vouches for, as data in a prompt.
///
/// What a reader cannot see must not be there for a model either: marks that turn the writing direction, characters
/// without width, tag characters, control characters and bytes that are no UTF-8 are written out, as `\u{202E}` or
/// `\x{FF}`. The result is well-formed UTF-8.
///
/// The text is put between two lines that carry a marker. The marker is not random, since equal prompts must be equal
/// bytes (they are looked up in caches, here and at the provider): it is a hash of the text, and verified not to occur
/// in it, in either case of letters. So no text can close its own fence, which is what the marker is for.
///
/// Threading: free functions, may be called from any thread.

#include <cstddef>
#include <string>
#include <string_view>

namespace kompress::secrets {

/// How many characters were written out.
struct EscapeCounts {
    std::size_t bidi = 0;        ///< direction: U+202A…, U+2066…, U+200E, U+200F, U+061C
    std::size_t invisible = 0;   ///< without width or ink: U+200B…, U+2060…, U+FEFF, U+00AD, fillers, variation selectors
    std::size_t tags = 0;        ///< U+E0000…U+E0FFF: text that no font shows
    std::size_t controls = 0;    ///< C0 but tab and line ends, C1, DEL, line and paragraph separators, noncharacters
    std::size_t ill_formed = 0;  ///< bytes that are no UTF-8

    std::size_t total() const { return bidi + invisible + tags + controls + ill_formed; }
};

struct Escaped {
    std::string text;
    EscapeCounts counts;
};

/// Escaping twice is escaping once.
Escaped escape_invisible(std::string_view text);

struct Fenced {
    std::string text;    ///< opening line, escaped text, closing line; ends with a line feed
    std::string marker;  ///< as in both lines
    EscapeCounts counts; ///< of the text
};

/// `label` tells where the text is from, a path mostly; it is escaped as well.
Fenced fence(std::string_view text, std::string_view label);

}  // namespace kompress::secrets
