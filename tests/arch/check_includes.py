#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every #include under src/ and include/ against tests/arch/includes.txt: modules look only down, each outside
library has one door, public headers know only the standard library and each other and compile alone.

usage: check_includes.py [ROOT]"""
import pathlib, re, subprocess, sys

root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
table = {}
doors = {}
for line in (root / "tests/arch/includes.txt").read_text().splitlines():
    line = line.split("#")[0].strip()
    if not line:
        continue
    head, _, rest = line.partition(":")
    kind, name = head.split()
    (table if kind == "module" else doors)[name] = rest.split()

problems = []
modules = {p.name for p in (root / "src").iterdir() if p.is_dir()}
for module in sorted(modules - set(table)):
    problems.append(f"src/{module} is not in tests/arch/includes.txt")
pattern = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
for path in sorted((root / "src").rglob("*.[ch]*")) + sorted((root / "include").rglob("*.hpp")):
    rel = path.relative_to(root)
    module = rel.parts[1] if rel.parts[0] == "src" and len(rel.parts) > 2 else None
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        match = pattern.match(line)
        if not match:
            continue
        target = match.group(2)
        first = target.split("/")[0]
        where = f"{rel}:{number}: {line.strip()}"
        if rel.parts[0] == "include":
            if first != "kompress" and (match.group(1) == '"' or first in doors or "." in first and first.split(".")[0] in doors):
                problems.append(where + ": a public header may include only std and kompress/")
            continue
        if first in modules and module and first != module and first not in table[module]:
            problems.append(where + f": {module} may not use {first}")
        for door, allowed in doors.items():
            if target == door or target.startswith(door + "/") or target.startswith(door + "."):
                if module not in allowed:
                    problems.append(where + f": the door to {door} is {', '.join(allowed)}")
                if path.suffix == ".hpp" and door in ("tbb", "nlohmann") and rel.name != "json_output.hpp":
                    problems.append(where + ": not in a header")
for header in sorted((root / "include/kompress").glob("*.hpp")):
    done = subprocess.run(["g++", "-std=c++20", "-fsyntax-only", "-I", str(root / "include"), "-x", "c++", str(header)], capture_output=True, text=True)
    if done.returncode:
        problems.append(f"{header.relative_to(root)} does not compile alone: {done.stderr.splitlines()[0]}")
print("\n".join(problems) if problems else "includes are as tests/arch/includes.txt says")
sys.exit(bool(problems))
