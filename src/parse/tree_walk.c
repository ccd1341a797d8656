/* SPDX-License-Identifier: Apache-2.0 */
#include "parse/tree_walk.h"

#include "alloc.h"
#include "language.h"
#include "length.h"
#include "subtree.h"
#include "tree.h"

#include <string.h>

enum { MaxPrefetched = 8, CacheLineBytes = 64 };

struct KompressWalkEntry {
    const Subtree* subtree;
    Length position;             /* of the subtree's first byte, behind its padding */
    Length next_position;        /* end of the child visited last */
    const TSSymbol* aliases;     /* of the children, or NULL */
    uint32_t next_child;
    uint16_t next_structural;    /* index of the next child, extras not counted */
    uint16_t structural;         /* the same of this node in its parent */
    TSSymbol alias;
    bool is_visible, is_extra;
};

static KompressWalkEntry* push(KompressWalk* walk) {
    if (walk->size == walk->capacity) {
        walk->capacity = walk->capacity ? walk->capacity * 2 : 64;
        walk->entries = ts_realloc(walk->entries, walk->capacity * sizeof(KompressWalkEntry));
    }
    return &walk->entries[walk->size++];
}

/* The nodes below are scattered over the arena: asks for them before the walk gets there. A node's children array
   lies right before the node. */
static void prefetch_children(const Subtree* children, uint32_t count) {
    if (count > MaxPrefetched) count = MaxPrefetched;
    for (uint32_t i = 0; i < count; ++i) {
        if (children[i].data.is_inline) continue;
        __builtin_prefetch(children[i].ptr);
        __builtin_prefetch((const char*)children[i].ptr - CacheLineBytes);
    }
}

static void open_children(const KompressWalk* walk, KompressWalkEntry* entry) {
    entry->next_position = entry->position;
    entry->next_child = 0;
    entry->next_structural = 0;
    entry->aliases = NULL;
    const uint32_t count = ts_subtree_child_count(*entry->subtree);
    if (count == 0) return;
    prefetch_children(ts_subtree_children(*entry->subtree), count);
    entry->aliases = ts_language_alias_sequence(walk->tree->language, entry->subtree->ptr->production_id);
}

/* Hands a token over that nobody wants to stop at. */
static bool took_token(const KompressWalk* walk, Subtree token, uint32_t row) {
    const TSSymbol symbol = ts_subtree_symbol(token);
    if (symbol >= walk->token_count || walk->tokens[symbol] == 0 || ts_subtree_child_count(token) > 0) return false;
    if (ts_subtree_size(token).bytes > 0) walk->on_token(walk->receiver, walk->tokens[symbol] - 1, row);
    return true;
}

/* Pushes the next child of the top that is visible or holds visible nodes. */
static bool push_next_child(KompressWalk* walk) {
    KompressWalkEntry* top = &walk->entries[walk->size - 1];
    const uint32_t count = ts_subtree_child_count(*top->subtree);
    while (top->next_child < count) {
        const Subtree* child = &ts_subtree_children(*top->subtree)[top->next_child];
        Length start = top->next_position;
        /* The first child's padding is the parent's own. */
        if (top->next_child > 0) start = length_add(start, ts_subtree_padding(*child));
        ++top->next_child;
        top->next_position = length_add(start, ts_subtree_size(*child));
        const bool is_extra = ts_subtree_extra(*child);
        const uint16_t structural = top->next_structural;
        TSSymbol alias = 0;
        if (!is_extra) {
            if (top->aliases) alias = top->aliases[structural];
            ++top->next_structural;
        }
        const bool is_visible = ts_subtree_visible(*child) || alias != 0;
        if (!is_visible && ts_subtree_visible_child_count(*child) == 0) continue;
        if (alias == 0 && took_token(walk, *child, start.extent.row)) continue;
        KompressWalkEntry* entry = push(walk);
        entry->subtree = child;
        entry->position = start;
        entry->structural = structural;
        entry->alias = alias;
        entry->is_visible = is_visible;
        entry->is_extra = is_extra;
        open_children(walk, entry);
        return true;
    }
    return false;
}

/* From a node that was just pushed, or from a parent whose child was left, to the next visible node below `floor`. */
static bool find_visible(KompressWalk* walk, uint32_t floor) {
    for (;;) {
        if (push_next_child(walk)) {
            if (walk->entries[walk->size - 1].is_visible) return true;
        } else if (walk->size == floor) {
            return false;
        } else {
            --walk->size; /* a hidden node is exhausted */
        }
    }
}

void kompress_walk_begin(KompressWalk* walk, const TSTree* tree) {
    const TSNode root = ts_tree_root_node(tree);
    walk->tree = tree;
    walk->entries = NULL;
    walk->size = walk->capacity = 0;
    walk->tokens = NULL;
    walk->token_count = 0;
    KompressWalkEntry* entry = push(walk);
    entry->subtree = (const Subtree*)root.id;
    entry->position.bytes = ts_node_start_byte(root);
    entry->position.extent = ts_node_start_point(root);
    entry->structural = 0;
    entry->alias = 0;
    entry->is_visible = true;
    entry->is_extra = false;
    open_children(walk, entry);
}

void kompress_walk_take_tokens(KompressWalk* walk, const TSSymbol* tokens, uint32_t count, KompressOnToken on_token, void* receiver) {
    walk->tokens = tokens;
    walk->token_count = count;
    walk->on_token = on_token;
    walk->receiver = receiver;
}

TSSymbol kompress_public_symbol(const TSLanguage* language, TSSymbol symbol) { return ts_language_public_symbol(language, symbol); }

void kompress_walk_copy(KompressWalk* copy, const KompressWalk* walk) {
    copy->tree = walk->tree;
    copy->tokens = NULL;
    copy->token_count = 0;
    copy->size = copy->capacity = walk->size;
    copy->entries = ts_malloc(walk->size * sizeof(KompressWalkEntry));
    memcpy(copy->entries, walk->entries, walk->size * sizeof(KompressWalkEntry));
}

bool kompress_walk_up(KompressWalk* walk) {
    if (walk->size <= 1) return false;
    --walk->size;
    while (!walk->entries[walk->size - 1].is_visible) --walk->size;
    return true;
}

void kompress_walk_end(KompressWalk* walk) { ts_free(walk->entries); }

TSNode kompress_walk_node(const KompressWalk* walk) {
    const KompressWalkEntry* top = &walk->entries[walk->size - 1];
    const TSNode node = {{top->position.bytes, top->position.extent.row, top->position.extent.column, top->alias},
                         top->subtree,
                         walk->tree};
    return node;
}

TSFieldId kompress_walk_field(const KompressWalk* walk) {
    for (uint32_t i = walk->size - 1; i > 0; --i) {
        const KompressWalkEntry* entry = &walk->entries[i];
        if (i != walk->size - 1 && entry->is_visible) break;
        if (entry->is_extra) break;
        const TSFieldMapEntry *map, *end;
        ts_language_field_map(walk->tree->language, walk->entries[i - 1].subtree->ptr->production_id, &map, &end);
        for (; map < end; ++map)
            if (!map->inherited && map->child_index == entry->structural) return map->field_id;
    }
    return 0;
}

bool kompress_walk_has_children(const KompressWalk* walk) {
    return ts_subtree_visible_child_count(*walk->entries[walk->size - 1].subtree) > 0;
}

bool kompress_walk_down(KompressWalk* walk) {
    const uint32_t floor = walk->size;
    if (!kompress_walk_has_children(walk)) return false;
    return find_visible(walk, floor);
}

bool kompress_walk_next(KompressWalk* walk) {
    if (--walk->size == 0) return false;
    uint32_t floor = walk->size;
    while (!walk->entries[floor - 1].is_visible) --floor;
    return find_visible(walk, floor);
}
