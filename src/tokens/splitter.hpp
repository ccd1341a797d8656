// SPDX-License-Identifier: Apache-2.0
#pragma once
/// The pieces that are encoded on their own: what the split pattern of an encoding matches, by hand.

namespace kompress::tokens {

/// The end of the piece that starts at `p` < `end`. The text is well-formed UTF-8; every character belongs to a piece.
const char* next_piece_cl100k(const char* p, const char* end);
const char* next_piece_o200k(const char* p, const char* end);

/// A place in [begin, end) behind which pieces do not depend on what stands before, nor before on behind, for both
/// encodings: a letter or number before a character that neither goes on with it nor starts a contraction. The last one,
/// or `begin` when there is none.
const char* last_sure_boundary(const char* begin, const char* end);

}  // namespace kompress::tokens
