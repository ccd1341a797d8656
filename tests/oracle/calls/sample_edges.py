#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints edges drawn by chance, a number for each tier, with the text at both ends: for judging by eye.  Stdlib only.

  kompress export edges --jsonl | sample_edges.py - TREE [--per-tier 30] [--kind call] [--tier exact] [--seed 1]
                                                         [--context 2] [--verdicts VERDICTS.tsv]

Lines of one reference with several candidates are one draw.  --verdicts writes a table `number, tier, ?` to fill in with
y, n or u (unclear); --count VERDICTS.tsv then prints the share of y of y and n, a tier a line, with its 95 % interval.
"""
import argparse
import collections
import json
import math
import os
import random
import sys


def read_edges(path, kind):
    tiers = collections.defaultdict(dict)
    with (sys.stdin if path == "-" else open(path, encoding="utf-8")) as lines:
        for line in lines:
            edge = json.loads(line)
            if kind and edge.get("kind") != kind:
                continue
            site = edge.get("site") or {"line": edge["from"]["line"], "column": 0}
            key = (edge["from"]["file"], site["line"], site.get("column"), edge["to"]["name"])
            tiers[edge.get("tier", "none")].setdefault(key, []).append(edge)
    return tiers


class Texts:
    def __init__(self, tree):
        self.tree, self.files = tree, {}

    def around(self, file, line, before, after):
        if file not in self.files:
            try:
                self.files[file] = open(os.path.join(self.tree, file), encoding="utf-8", errors="replace").read().split("\n")
            except OSError as error:
                self.files[file] = [f"({error.strerror})"]
        lines = self.files[file]
        first, last = max(1, line - before), min(len(lines), line + after)
        for number in range(first, last + 1):
            print(f"    {'>' if number == line else ' '}{number:6} {lines[number - 1][:160]}")


def show(number, tier, edges, texts, context):
    edge = edges[0]
    source, site = edge["from"], (edge.get("site") or {}).get("line") or edge["from"]["line"]
    print(f"== {number} [{tier}] {edge.get('kind')} in {source.get('name')}  {source['file']}:{site}")
    texts.around(source["file"], site, context, context)
    for target in edges[:5]:
        to = target["to"]
        if to.get("file"):
            print(f"  -> {to['name']}  {to['file']}:{to['line']}")
            texts.around(to["file"], to["line"], 1 if context else 0, context)
        else:
            print(f"  -> {to['name']}  (outside of the repository)")
    if len(edges) > 5:
        print(f"  and {len(edges) - 5} candidates more")
    print()


def interval(right, total):
    """Wilson's interval for a share, 95 %."""
    z, share = 1.96, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return middle - half, middle + half


def count(path):
    tally = collections.defaultdict(collections.Counter)
    for line in open(path, encoding="utf-8"):
        fields = line.split()
        if len(fields) >= 3:
            tally[fields[1]][fields[2].lower()] += 1
    for tier, c in tally.items():
        judged = c["y"] + c["n"]
        text = f"{c['y'] / judged:.3f}  ({interval(c['y'], judged)[0]:.3f} to {interval(c['y'], judged)[1]:.3f})" if judged else "-"
        print(f"{tier:12} right {c['y']}, wrong {c['n']}, unclear {c['u']}, open {c['?']}: {text}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("edges", nargs="?")
    parser.add_argument("tree", nargs="?")
    parser.add_argument("--per-tier", type=int, default=30)
    parser.add_argument("--kind", default="call", help="empty for every kind")
    parser.add_argument("--tier", action="append", help="only this tier; may be given again")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--context", type=int, default=2, help="lines around a place")
    parser.add_argument("--verdicts")
    parser.add_argument("--count", metavar="VERDICTS")
    options = parser.parse_args()
    if options.count:
        return count(options.count)
    if not options.edges or not options.tree:
        parser.error("give the edges and the tree they are of")
    texts, number, rows = Texts(options.tree), 0, []
    for tier, references in sorted(read_edges(options.edges, options.kind).items()):
        if options.tier and tier not in options.tier:
            continue
        for key in random.Random(options.seed).sample(sorted(references, key=str), min(options.per_tier, len(references))):
            number += 1
            show(number, tier, references[key], texts, options.context)
            rows.append(f"{number}\t{tier}\t?\n")
    if options.verdicts:
        with open(options.verdicts, "w", encoding="utf-8") as out:
            out.writelines(rows)


if __name__ == "__main__":
    main()
