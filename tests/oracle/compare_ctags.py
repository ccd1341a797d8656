#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares our definitions with those of universal-ctags, kind by kind.

Ours come as lines "name TAB path TAB line TAB kind", from a file (--tags) or from a command that prints
them (--command). A definition of ctags counts as found when ours has the same name, file and line,
whatever its kind. Not in the recall are `near`, found within five lines, and `named`: a function of ours on
that line with another name, as `write` where ctags says SYSCALL_DEFINE3.

  compare_ctags.py --command 'build/dev/bin/facts_probe tags c DIR .c .h' --language c --show 5 DIR .c .h

Exit status 1 when the recall of a required kind is below --require (default 0.99).
"""
import argparse
import collections
import re
import shlex
import subprocess
import sys

# Per language: its name in ctags, the ctags kinds whose recall is required, and those only reported.
LANGUAGES = {
    "c": ("C", "function struct union enum enumerator macro typedef", "member variable"),
    "cpp": ("C++", "function class struct union enum enumerator macro typedef namespace", "member variable alias"),
    "python": ("Python", "class function member", "variable"),
    "javascript": ("JavaScript", "function class method generator getter setter", "field property constant variable"),
    "typescript": ("TypeScript", "function class method interface enum enumerator alias namespace generator",
                   "property constant variable"),
    "tsx": ("TypeScript", "function class method interface enum enumerator alias namespace generator",
            "property constant variable"),
    "go": ("Go", "func struct interface type methodSpec", "const var member alias"),
    "rust": ("Rust", "function method struct enum interface typedef macro module", "field enumerator constant variable"),
    "csharp": ("C#", "class interface struct enum enumerator method property namespace", "field event"),
    "ruby": ("Ruby", "class module method singletonMethod", "constant accessor alias"),
    "php": ("PHP", "class interface trait function", "constant variable define namespace"),
    "ocaml": ("OCaml", "val RecordField Exception class", "module type function var Constructor method"),
    "java": ("Java", "class interface enum method annotation enumConstant", "field"),
}
NEAR_LINES = 5
FUNCTIONS = ("function", "method", "constructor")


def plain(name):
    """ctags writes `operator ==` and `~ A` where we may not: whitespace does not count."""
    return "".join(name.split())


def read_ours(lines):
    ours = collections.defaultdict(list)
    for line in lines:
        fields = line.rstrip("\n").split("\t")
        if len(fields) < 4:
            continue
        name, path, number, kind = fields[:4]
        ours[(path, plain(name))].append((int(number), kind))
    return ours


def read_ctags(language, kinds, directory, extensions):
    patterns = "".join("." + extension.lstrip(".") for extension in extensions)
    # An own map replaces ctags' one, so that exactly the files that we read are read.
    command = ["ctags", "--options=NONE", "-R", "--languages=" + language, f"--langmap={language}:{patterns}",
               f"--kinds-{language}=" + "".join("{" + kind + "}" for kind in kinds), "--sort=no", "-x",
               "--_xformat=%N\t%F\t%n\t%K", "-f", "-", directory]
    output = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    for line in output.splitlines():
        fields = line.split("\t")
        if len(fields) == 4 and not fields[0].startswith("__anon"):
            name = re.sub(r"\\x([0-9a-f]{2})", lambda m: chr(int(m[1], 16)), fields[0])  # "!" at the start of a name
            yield name, fields[1], int(fields[2]), fields[3]


class Tally:
    def __init__(self):
        self.total = self.found = self.near = self.named = 0
        self.missing = []


def compare(ours, tags):
    """Tally per ctags kind, kind pairs of the found, and the places ctags knows."""
    tallies = collections.defaultdict(Tally)
    pairs = collections.Counter()
    known = set()
    functions = {(path, line) for (path, _), places in ours.items() for line, kind in places if kind in FUNCTIONS}
    for name, path, line, kind in tags:
        tally = tallies[kind]
        tally.total += 1
        known.add((path, plain(name), line))
        candidates = ours.get((path, plain(name)), ())
        exact = [ours_kind for ours_line, ours_kind in candidates if ours_line == line]
        if exact:
            tally.found += 1
            pairs[(kind, exact[0])] += 1
            continue
        tally.named += kind == "function" and (path, line) in functions
        tally.near += any(abs(ours_line - line) <= NEAR_LINES for ours_line, _ in candidates)
        tally.missing.append((path, line, name))
    return tallies, pairs, known


def report(tallies, pairs, required, show):
    print(f"{'ctags kind':<14}{'total':>9}{'found':>9}{'near':>7}{'named':>7}{'recall':>9}   as our kind")
    for kind, tally in sorted(tallies.items(), key=lambda item: -item[1].total):
        kinds = ", ".join(f"{ours} {n}" for (theirs, ours), n in pairs.most_common() if theirs == kind)
        mark = "" if kind in required else " (not required)"
        print(f"{kind:<14}{tally.total:>9}{tally.found:>9}{tally.near:>7}{tally.named:>7}{tally.found / tally.total:>9.4f}   {kinds}{mark}")
    if show:
        for kind, tally in tallies.items():
            step = max(1, len(tally.missing) // show)
            for path, line, name in tally.missing[::step][:show]:
                print(f"missing {kind}: {path}:{line}: {name}")


def report_extra(ours, known, show):
    extra = collections.defaultdict(list)
    count = collections.Counter()
    for (path, name), places in ours.items():
        for line, kind in places:
            count[kind] += 1
            if (path, name, line) not in known:
                extra[kind].append((path, line, name))
    print("\nours, not in ctags:", ", ".join(f"{kind} {len(extra[kind])} of {count[kind]}" for kind in sorted(count)))
    for kind, places in sorted(extra.items()) if show else ():
        step = max(1, len(places) // show)
        for path, line, name in places[::step][:show]:
            print(f"extra {kind}: {path}:{line}: {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--tags", help="file with our definitions")
    source.add_argument("--command", help="command that prints them")
    parser.add_argument("--language", required=True, choices=sorted(LANGUAGES))
    parser.add_argument("--require", type=float, default=0.99)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="examples per kind, spread over the tree")
    parser.add_argument("directory", help="as given to our side: paths are compared as text")
    parser.add_argument("extensions", nargs="+")
    arguments = parser.parse_args()

    name, required, reported = LANGUAGES[arguments.language]
    if arguments.tags:
        with open(arguments.tags, encoding="utf-8", errors="replace") as lines:
            ours = read_ours(lines)
    else:
        output = subprocess.run(shlex.split(arguments.command), stdout=subprocess.PIPE, check=True).stdout
        ours = read_ours(output.decode("utf-8", "replace").splitlines())
    tags = read_ctags(name, required.split() + reported.split(), arguments.directory, arguments.extensions)
    tallies, pairs, known = compare(ours, tags)
    report(tallies, pairs, required.split(), arguments.show)
    report_extra(ours, known, arguments.show)
    low = [kind for kind in required.split() if tallies[kind].total and
           tallies[kind].found / tallies[kind].total < arguments.require]
    if low:
        print("\nbelow", arguments.require, "recall:", ", ".join(low))
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
