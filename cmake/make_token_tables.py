#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the tables that src/tokens embeds: ranks of an encoding, or classes of code points.

usage: make_token_tables.py ranks  ENCODING.json      OUT.bin
       make_token_tables.py classes unicode_classes.txt OUT.bin

Ranks, little-endian (src/tokens/rank_table.hpp reads them):
  u32 tokens, u32 slots, u32 pool bytes, u32 longest token
  u32 slot[slots]: 0 = empty, else fingerprint << 22 | offset in the pool
  pool: a byte of padding, then for each token u32 (length << 24 | id) and its bytes, then 16 bytes of padding
A token is looked for at slot (hash >> 32) * slots >> 32 and behind it until an empty slot, wrapping around; its
fingerprint is the lowest 10 bits of the hash.

Classes: u8 block[0x110000 / 128], then blocks of 128 code points, each a u8 of the flags in src/tokens/char_class.hpp."""
import base64, json, struct, sys

MASK = (1 << 64) - 1
SEED, SECOND = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03  # any two odd words without short patterns; rank_table.cpp has them too
FINGERPRINT_BITS, OFFSET_BITS = 10, 22


def fold(a, b):
    product = a * b
    return (product ^ (product >> 64)) & MASK


def words(key):
    """The first (at most 16) bytes as two words; the same loads as in rank_table.cpp."""
    n = len(key)
    if n >= 8:
        return struct.unpack_from("<Q", key, 0)[0], struct.unpack_from("<Q", key, n - 8)[0]
    if n >= 4:
        return struct.unpack_from("<I", key, 0)[0], struct.unpack_from("<I", key, n - 4)[0]
    return key[0] | key[n >> 1] << 8 | key[n - 1] << 16, 0


def hash_of(key):
    state = SEED ^ len(key)
    rest = key
    while len(rest) > 16:
        a, b = struct.unpack_from("<QQ", rest, 0)
        state = fold(a ^ SECOND, b ^ state)
        rest = rest[16:]
    a, b = words(rest)
    return fold(a ^ SECOND, b ^ state)


def make_ranks(source):
    ids = {}
    for line in json.load(open(source))["bpe_ranks"].split("\n"):
        if line:
            _, first, *tokens = line.split(" ")
            for i, token in enumerate(tokens, int(first)):
                ids[base64.b64decode(token)] = i
    if sorted(ids.values()) != list(range(len(ids))) or any(bytes([b]) not in ids for b in range(256)):
        sys.exit(f"{source}: ids are not 0 … n-1, or a byte has none")
    slots = 2 * len(ids)
    table, pool = [0] * slots, bytearray(1)
    for token, i in sorted(ids.items(), key=lambda item: item[1]):
        h = hash_of(token)
        at = (h >> 32) * slots >> 32
        while table[at]:
            at = (at + 1) % slots
        table[at] = (h & ((1 << FINGERPRINT_BITS) - 1)) << OFFSET_BITS | len(pool)
        pool += struct.pack("<I", len(token) << 24 | i) + token
    if len(pool) >= 1 << OFFSET_BITS or len(ids) >= 1 << 24:
        sys.exit(f"{source}: too large for the slots")
    pool += bytes(16)
    return struct.pack("<4I", len(ids), slots, len(pool), max(map(len, ids))) + struct.pack(f"<{slots}I", *table) + pool


def make_classes(source):
    flags = {"U": 1, "L": 2, "B": 4, "M": 8, "N": 16, "S": 32}
    classes = bytearray(b"\x80" * 0x110000)
    for line in open(source):
        if line[0] != "#":
            first, last, name = line.split()
            first, last = int(first, 16), int(last, 16)
            classes[first:last + 1] = bytes([flags[name]]) * (last + 1 - first)
    for newline in b"\r\n":
        classes[newline] |= 64
    blocks = {}
    index = bytes(blocks.setdefault(bytes(classes[at:at + 128]), len(blocks)) for at in range(0, 0x110000, 128))
    return index + b"".join(blocks)


kind, source, out = sys.argv[1:]
data = {"ranks": make_ranks, "classes": make_classes}[kind](source)
open(out, "wb").write(data)
