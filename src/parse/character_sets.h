/* SPDX-License-Identifier: Apache-2.0 */
/* Read before every grammar's sources (cmake/Grammars.cmake): whether a character is in a sorted set.

   The generated lexers ask this of every byte of an identifier, by binary search in the hundreds of ranges that Unicode has for
   letters. The first handful of ranges is ASCII, and so is nearly every byte. */
#include "tree_sitter/parser.h"

static inline bool kompress_set_contains(const TSCharacterRange* ranges, uint32_t count, int32_t lookahead) {
    if (lookahead >= 0x80) return set_contains(ranges, count, lookahead);
    for (uint32_t i = 0; i < count && ranges[i].start <= lookahead; ++i)
        if (lookahead <= ranges[i].end) return true;
    return false;
}
#define set_contains kompress_set_contains
