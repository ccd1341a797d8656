#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What names alone would find: the floor that a resolver has to beat on a truth file.  Stdlib only.

  floor.py RAW.jsonl TRUTH.jsonl [--everything] > PREDICTION.jsonl

For each name a function calls: the definition of that name in the same file, else the only one of the tree; with
--everything, every definition of that name.
"""
import collections
import json
import sys


def main():
    raw, truth = [a for a in sys.argv[1:] if not a.startswith("--")]
    everything = "--everything" in sys.argv
    by_name = collections.defaultdict(dict)
    for line in open(raw, encoding="utf-8"):
        d = json.loads(line)
        if d["t"] == "def" and not d["declared"]:
            by_name[d["name"]][d["file"], d["line"]] = d
    for line in open(truth, encoding="utf-8"):
        f = json.loads(line)
        called = {c["name"] for c in f["callees"]} | {s["name"] for s in f.get("soft", ())} | set(f["external"]) | set(f["unknown"])
        for name in sorted(called):
            found = list(by_name.get(name, {}).values())
            if not everything:
                same = [d for d in found if d["file"] == f["file"]]
                found = same[:1] or (found if len(found) == 1 else [])
            for d in found:
                print(json.dumps({"repo": f["repo"], "file": f["file"], "line": f["line"], "callee_file": d["file"],
                                  "callee_name": d["name"], "callee_line": d["line"]}))


if __name__ == "__main__":
    main()
