#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the raw records of a compiler oracle into one truth line a function.  Stdlib only.

  assemble.py RAW.jsonl OUT.jsonl --repo OWNER/NAME [--strict] [--sample 300]

RAW has two kinds of record, written by the programs beside this file:

  {"t":"def","id","file","name","qual","kind","line","first","end","outer","declared"}
      id        any string, unique to the definition; calls point at it
      kind      function | method | class | macro
      first,end 1-based lines of the whole definition; line is where its name stands
      outer     id of the outermost named function around it, or its own id; null for a class outside any function
      declared  true when it has no body (interface, abstract or trait method without a default)
  {"t":"call","file","line","name","caller","to","why"}
      caller    id of the outermost named function around the call; null outside of any (not counted)
      to        id of the callee, or null with
      why       external  the compiler resolved it to something outside the tree
                variable  the callee is a parameter, local, field or other value that holds a function
                unknown   the compiler could not resolve it (missing dependency, dynamic type)
                With a `to` that is set, a `why` makes the edge soft: it exists but is not to be judged.

An edge is hard (scored) or soft (neither demanded nor blamed).  Soft are calls to a declaration without a body, and what
the oracle says.  --strict makes calls to body-less declarations hard, and lets calls of a variable blame every edge that
bears the variable's name.  The default is the milder rule: a caller of an interface method may name any implementation.
"""
import argparse, collections, json, random, sys


def read_raw(path):
    definitions, calls = {}, []
    for line in open(path, encoding="utf-8"):
        record = json.loads(line)
        if record["t"] == "def":
            definitions.setdefault(record["id"], record)
        else:
            calls.append(record)
    return definitions, calls


def new_function(repo, d):
    return {"repo": repo, "file": d["file"], "function": d["qual"], "line": d["line"], "first": d["first"], "end": d["end"],
            "callees": {}, "soft": {}, "external": set(), "unknown": set()}


def callee(definition, caller):
    entry = {k: definition[k] for k in ("file", "name", "qual", "kind", "line", "first", "end")}
    outer = definition.get("outer")
    entry["local"] = outer is not None and outer != definition["id"]
    entry["via"] = "interface" if definition.get("declared") else "static"
    entry["sites"] = []
    return entry


def place(function, call, definitions, strict, tally):
    """Files one call under hard, soft, external or unknown."""
    target = definitions.get(call["to"]) if call.get("to") else None
    if target is None:
        why = call.get("why") or "unknown"
        if call.get("to"):
            why = "unknown"
        tally[why] += 1
        outside = why == "external" or (strict and why == "variable")
        function["external" if outside else "unknown"].add(call["name"])
        return
    soft = call.get("why") or ("declared only" if target.get("declared") and not strict else None)
    tally["soft: " + soft if soft else "hard"] += 1
    if soft:
        function["soft"][call["to"]] = {"file": target["file"], "name": target["name"], "line": target["line"], "kind": soft}
        if call["name"] != target["name"]:
            function["unknown"].add(call["name"])
        return
    entry = function["callees"].setdefault(call["to"], callee(target, call["caller"]))
    if call["line"] not in entry["sites"]:
        entry["sites"].append(call["line"])


def finish(function, sampled):
    hard = sorted(function["callees"].values(), key=lambda e: (e["file"], e["line"], e["name"]))
    for entry in hard:
        entry["sites"].sort()
    soft = [s for key, s in function["soft"].items() if key not in function["callees"]]
    function.update(callees=hard, soft=sorted(soft, key=lambda s: (s["file"], s["line"], s["name"])),
                    external=sorted(function["external"]), unknown=sorted(function["unknown"]), sample=sampled)
    if not function["soft"]:
        del function["soft"]
    return function


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw")
    parser.add_argument("out")
    parser.add_argument("--repo", required=True)
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--sample", type=int, default=300, help="how many functions carry the mark `sample`")
    options = parser.parse_args()

    definitions, calls = read_raw(options.raw)
    functions = {i: new_function(options.repo, d) for i, d in definitions.items()
                 if d["kind"] in ("function", "method") and d.get("outer") == i and not d.get("declared")}
    tally = collections.Counter()
    for call in calls:
        function = functions.get(call.get("caller"))
        if function is None:
            tally["outside of functions"] += 1
            continue
        place(function, call, definitions, options.strict, tally)

    chosen = set(random.Random(1).sample(sorted(functions), min(options.sample, len(functions))))
    lines = [finish(f, i in chosen) for i, f in functions.items()]
    lines.sort(key=lambda f: (f["file"], f["first"], f["function"]))
    with open(options.out, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(f, ensure_ascii=False) + "\n" for f in lines)

    edges = sum(len(f["callees"]) for f in lines)
    judged = sum(n for k, n in tally.items() if k != "outside of functions")
    print(f"{options.repo}: {len(lines)} functions, {edges} edges; calls: "
          + ", ".join(f"{k} {n}" for k, n in tally.most_common())
          + f"; unresolved {tally['unknown'] / max(judged, 1):.1%}", file=sys.stderr)


if __name__ == "__main__":
    main()
