#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Efficiency of indexing: kompress index --full against kompress-floor, interleaved, medians.

usage: efficiency.py [--runs N] [--jobs N] [--bin DIR] DIRECTORY…

Each DIRECTORY is a source tree. Both programs run in turn (A B A B …) so that a drifting machine hurts both.
"""
import argparse, json, os, shutil, statistics, subprocess, tempfile


def run(command):
    out = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return json.loads(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--bin", default="build/release/bin")
    parser.add_argument("trees", nargs="+", metavar="DIRECTORY")
    args = parser.parse_args()
    print("| corpus | files | MB | floor s | index s | ratio | range | peak MB | database / source |")
    print("|---|--:|--:|--:|--:|--:|---|--:|--:|")
    for tree in args.trees:
        floors, indexes, ratios = [], [], []
        state = tempfile.mkdtemp(prefix="kompress-bench-")
        try:
            for i in range(args.runs + 1):
                floor = run([f"{args.bin}/kompress-floor", "--jobs", str(args.jobs), tree])
                index = run([f"{args.bin}/kompress", "index", "--full", "--json", "--quiet", "--jobs", str(args.jobs), "--state-dir", state, tree])
                if i == 0:
                    continue  # warms the page cache
                floors.append(floor["wall_ms"] / 1000)
                indexes.append(index["wall_ms"] / 1000)
                ratios.append(indexes[-1] / floors[-1])
        finally:
            shutil.rmtree(state, ignore_errors=True)
        source = sum(l["bytes"] for l in index["languages"].values())
        print(f"| {os.path.basename(os.path.abspath(tree))} | {floor['files']} | {source / 1e6:.1f} | {statistics.median(floors):.2f} "
              f"| {statistics.median(indexes):.2f} | {statistics.median(ratios):.2f} | {min(ratios):.2f}–{max(ratios):.2f} "
              f"| {index['peak_rss_bytes'] / 1e6:.0f} | {index['db_bytes'] / source:.3f} |", flush=True)


if __name__ == "__main__":
    main()
