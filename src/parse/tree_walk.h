/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/// A depth-first walk over a syntax tree's visible nodes, on the runtime's own structures.
///
/// ts_tree_cursor keeps what editors need (descendant indices, going back, resuming anywhere) and so costs a tenth of
/// parsing; a walk that only goes forward costs a third of that (docs/design/003-walking-a-tree.md). It reads the
/// internal headers of the pinned runtime; a unit test compares it with ts_tree_cursor node by node.
///
/// Threading: one thread a walk. Memory: from the runtime's allocator; the tree must outlive the walk.

#include <stdbool.h>
#include <stdint.h>
#include <tree_sitter/api.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct KompressWalkEntry KompressWalkEntry;

/// Takes a token without a name, so that the walk need not stop at it: its public symbol and its row.
typedef void (*KompressOnToken)(void* receiver, TSSymbol symbol, uint32_t row);

typedef struct {
    const TSTree* tree;
    KompressWalkEntry* entries; /* path from the root, hidden nodes included */
    uint32_t size, capacity;
    const TSSymbol* tokens; /* by the grammar's internal symbol: public symbol + 1 of those for on_token, 0 of others */
    uint32_t token_count;
    KompressOnToken on_token;
    void* receiver;
} KompressWalk;

/// Stands on the root afterwards.
void kompress_walk_begin(KompressWalk* walk, const TSTree* tree);
/// From now on tokens with an entry in `tokens` (by internal symbol, `count` of them; must outlive the walk) are handed
/// over in their order and no longer visited. Those that the parser made up to go on are not handed over.
void kompress_walk_take_tokens(KompressWalk* walk, const TSSymbol* tokens, uint32_t count, KompressOnToken on_token, void* receiver);
/// The id by which nodes go, of an internal symbol.
TSSymbol kompress_public_symbol(const TSLanguage* language, TSSymbol symbol);
/// A second walk that stands on the same node and visits every token.
void kompress_walk_copy(KompressWalk* copy, const KompressWalk* walk);
/// Goes to the parent; false on the root.
bool kompress_walk_up(KompressWalk* walk);
void kompress_walk_end(KompressWalk* walk);
TSNode kompress_walk_node(const KompressWalk* walk);
/// Field of the current node in its parent, 0 when it has none.
TSFieldId kompress_walk_field(const KompressWalk* walk);
bool kompress_walk_has_children(const KompressWalk* walk);
/// Goes to the first visible child; false, and stays, when there is none.
bool kompress_walk_down(KompressWalk* walk);
/// Goes to the next visible sibling; false when there is none, and then stands on the parent.
/// Standing on the root it ends the walk: false, and the walk is empty.
bool kompress_walk_next(KompressWalk* walk);

#ifdef __cplusplus
}
#endif
