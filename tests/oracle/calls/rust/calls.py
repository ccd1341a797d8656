#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the calls of Rust crates as rustc resolves them (records: ../assemble.py).  Stdlib and rustc only.

  calls.py TREE PLAN.json > RAW.jsonl

PLAN is a list of crates in order of dependency, built with rustc alone (no cargo, no build script):
  {"name", "root": path of lib.rs below TREE, "edition", "type": "lib", "features": [], "cfg": [], "flags": [rustc's],
   "env": {}, "uses": [crates of the plan, or "name here=name in the plan"], "report": true}
`root` may leave TREE (absolute) for a dependency; only crates with "report" are printed.

rustc's `-Zunpretty=thir-tree` shows each body after type check: every call with the definition it names and the place in
the text, macros expanded.  What it names for a trait method is the trait's declaration with the types it is called on;
the impl is chosen here: see `Resolver.of_trait`.
"""
import collections
import json
import os
import re
import subprocess
import sys
import tempfile

from rust_items import closing, read_header, scan, split_top, type_key

SPAN = re.compile(r"^(.*?):(\d+):(\d+): (\d+):(\d+) \(#(\d+)\)$")
DEF_ID = re.compile(r"DefId\(\d+:\d+ ~ ([^()]*?)\)")
FOREIGN = ("std::", "core::", "alloc::")
PRIMITIVES = set("bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64".split())

Call = collections.namedtuple("Call", "body path arguments span other")


def compile_crate(crate, tree, out):
    """Writes the crate's metadata for those that use it; returns the arguments, to run again for the dump."""
    arguments = ["rustc", "--crate-name", crate["name"], "--crate-type", crate.get("type", "lib"), "--edition", crate["edition"],
                 "-C", "metadata=" + crate["name"], "--cap-lints", "allow", "-L", out]
    for feature in crate.get("features", ()):
        arguments += ["--cfg", f'feature="{feature}"']
    for flag in crate.get("cfg", ()):
        arguments += ["--cfg", flag]
    for name in crate.get("uses", ()):
        here, _, there = name.partition("=")
        arguments += ["--extern", f"{here}={out}/lib{there or here}.rmeta"]
    arguments += crate.get("flags", [])
    environment = dict(os.environ, RUSTC_BOOTSTRAP="1", CARGO_PKG_VERSION="0.0.0", CARGO_PKG_VERSION_MAJOR="0",
                       CARGO_PKG_VERSION_MINOR="0", CARGO_PKG_VERSION_PATCH="0", CARGO_PKG_NAME=crate["name"],
                       CARGO_CRATE_NAME=crate["name"], CARGO_MANIFEST_DIR=tree, **crate.get("env", {}))
    if crate.get("type", "lib") == "lib":
        subprocess.run(arguments + ["--emit=metadata", "--out-dir", out, crate["root"]], cwd=tree, env=environment, check=True)
    return arguments, environment


def read_dump(lines):
    """Yields ("body", path, span) and ("call", Call) from a thir-tree dump."""
    body, want_span, in_body = None, False, False
    pending = None
    for line in lines:
        if line.startswith("DefId("):
            body, in_body = DEF_ID.match(line).group(1), False
        elif line.startswith("body:"):
            in_body = want_span = True
        elif want_span and line.startswith("        span: "):
            want_span = False
            yield "body", body, line.strip()[6:]
        elif in_body:
            word = line.strip()
            if word == "Call {":
                pending = {}
            elif pending is not None:
                key, _, value = word.partition(": ")
                if key == "ty":
                    pending["ty"] = value
                elif key == "from_hir_call":
                    pending["hir"] = value == "true"
                elif key == "fn_span":
                    if pending.get("hir"):
                        ty = pending["ty"]
                        match = re.match(r"FnDef\(DefId\(\d+:\d+ ~ ([^()]*?)\), \[", ty)
                        arguments = split_top(ty[match.end():closing(ty, match.end() - 1) - 1]) if match else []
                        yield "call", Call(body, match and match.group(1), arguments, value, None if match else ty)
                    pending = None


class Resolver:
    def __init__(self, tree):
        self.tree = tree
        self.sources = {}
        self.definitions = {}     # DefId path -> record
        self.impls = collections.defaultdict(list)   # (trait, type key, method) -> [(module, argument keys, DefId path)]
        self.impl_heads = collections.defaultdict(set)  # (trait, type key) -> {module}
        self.type_count = collections.Counter()
        self.traits = collections.defaultdict(list)  # name -> [(Source, Item)]
        self.crates = set()
        self.made_by_macro = set()

    def source(self, path):
        if path not in self.sources:
            try:
                text = open(os.path.join(self.tree, path), encoding="utf-8").read()
            except OSError:
                text = ""
            self.sources[path] = scan(path, text)
        return self.sources[path]

    def read_folder(self, folder):
        for directory, _, names in os.walk(os.path.join(self.tree, folder)):
            for name in sorted(names):
                if name.endswith(".rs"):
                    source = self.source(os.path.relpath(os.path.join(directory, name), self.tree))
                    self.type_count.update(source.types)
                    for item in source.traits:
                        self.traits[item.name].append((source, item))
                    for item in source.impls:
                        trait, key, _ = read_header(item.header)
                        if trait:
                            self.impl_heads[trait, key].add(source.path)

    def add_body(self, path, span):
        match = SPAN.match(span)
        if not match or path in self.definitions or os.path.isabs(match.group(1)):
            return
        source = self.source(match.group(1))
        if int(match.group(2)) > len(source.lines):
            return
        at = source.offset(int(match.group(2)), int(match.group(3)))
        item = next((f for f in source.functions if f.body == at), None)
        if item is not None:
            self.define(path, source, item)
            if match.group(6) != "0":  # the text of a macro: no reader of the text sees a function there
                self.definitions[path]["outer"] = None
                self.made_by_macro.add(path)

    def define(self, path, source, item):
        holder = source.around(source.impls, item.at)
        trait = source.around(source.traits, item.at)
        qual, method = item.name, False
        if trait and (holder is None or trait.body > holder.body):
            qual, method = f"{trait.name}::{item.name}", True
        elif holder and not self.function_between(source, holder, item):
            trait_name, key, arguments = read_header(holder.header)
            qual, method = f"{re.sub('&|mut ', '', key)}::{item.name}", True
            if trait_name:
                self.impls[trait_name, key, item.name].append((module_of(path), arguments, path))
        self.definitions[path] = {"t": "def", "id": path, "file": source.path, "name": item.name, "qual": qual,
                                  "kind": "method" if method else "function", "line": source.line(item.at),
                                  "first": source.line(item.start), "end": source.line(item.end - 1), "outer": path,
                                  "declared": item.body < 0}

    def function_between(self, source, holder, item):
        return any(holder.body < f.body < item.at < f.end for f in source.functions if f.body >= 0)

    def outermost(self, path):
        """The outermost function on the way to a body (closures and nested functions count for it)."""
        parts = path.split("::")
        for n in range(1, len(parts) + 1):
            prefix = "::".join(parts[:n])
            if prefix in self.definitions:
                return prefix
        return None

    def of_trait(self, path, arguments):
        """(to, why) of a call that names a trait's method: on which type it is called decides.

        A generic parameter, dyn or opaque type leaves the trait's own method.  A concrete type takes the impl whose
        header names trait and type; types of one name are told apart by module and trait arguments.  A tie is unknown.
        """
        trait_path, method = path.rsplit("::", 1)
        trait = trait_path.rsplit("::", 1)[1]
        own = trait_path.split("[")[0] in self.crates
        receiver = arguments[0] if arguments else ""
        bare = re.sub(r"^(&('\{\w+\} )?(mut )?)+", "", receiver)
        if re.match(r"[\w']+/#\d+|dyn\b|Alias\(|impl |<|FnPtr", bare):
            found = self.declared_method(path, trait, method) if own else None
            return (found, None) if found else (None, "unknown" if own else "external")
        key = type_key(receiver)
        if not own and trait in self.traits:
            return None, "unknown"
        hits = self.impls.get((trait, key, method), [])
        heads = self.impl_heads.get((trait, key), set())
        if bare.startswith(FOREIGN) or bare.split("<")[0] in PRIMITIVES:
            if not own:
                return None, "unknown" if hits else "external"
        elif self.type_count[key.lstrip("&").replace("mut ", "")] > 1:
            where = bare.split("<")[0].rpartition("::")[0]
            hits = [h for h in hits if h[0] == where]
            if not hits and heads:
                return None, "unknown"
        if len(hits) > 1:
            wanted = [type_key(a) for a in arguments[1:] if not a.startswith("'")]
            hits = [h for h in hits if h[1] == wanted[:len(h[1])]]
        if len(hits) == 1:
            return hits[0][2], None
        if hits:
            return None, "unknown"
        if not own:
            return None, "external"
        if not heads:  # derived, by a macro, or for every type
            for general in ("&" * key.count("&") + "*", "*"):
                hits = self.impls.get((trait, general, method), [])
                if len(hits) == 1:
                    return hits[0][2], None
            if not any(k[0] == trait and k[1].endswith("*") for k in self.impl_heads):
                return None, "unknown"
        found = self.definitions.get(path)
        return (path, None) if found and not found["declared"] else (None, "unknown")

    def declared_method(self, path, trait, method):
        if path in self.definitions:
            return path
        places = [(s, f) for s, t in self.traits.get(trait, ()) for f in s.functions
                  if f.name == method and t.body < f.at < t.end]
        if len(places) > 1:
            module = path.split("::")[-3] if path.count("::") > 2 else ""
            places = [p for p in places if module and re.search(rf"\b{module}(\.rs|/mod\.rs)$", p[0].path)]
        if len(places) != 1:
            return None
        self.define(path, *places[0])
        return path

    def resolve(self, call):
        """(name, to, why), or None for what is no call in the text's sense."""
        match = SPAN.match(call.span)
        in_text = bool(match) and match.group(6) == "0" and not os.path.isabs(match.group(1))
        name = self.name_at(match) if in_text else None
        if call.path is None or re.search(r"::ops::function::Fn(Mut|Once)?::call", call.path):
            return (name, None, "variable") if name else None
        last = call.path.rsplit("::", 1)[1]
        parent = call.path.split("::")[-2] if "::" in call.path else ""
        if re.match(r"[A-Z]", parent) and not call.path in self.definitions or self.in_trait(call.path):
            to, why = self.of_trait(call.path, call.arguments)
        elif call.path in self.definitions:
            to, why = call.path, None
        else:
            to, why = None, "unknown" if call.path.split("[")[0] in self.crates else "external"
        if not in_text:
            return (last, to, "not in the text") if to else None
        if to in self.made_by_macro:
            why = "made by a macro"
        elif to and name and name != last:  # a local that holds the function, or an import under another name
            why = "another name"
        return name or last, to, why

    def in_trait(self, path):
        return path in self.definitions and re.match(r"[A-Z]", path.split("::")[-2]) is not None

    def name_at(self, match):
        source = self.source(match.group(1))
        start = source.offset(int(match.group(2)), int(match.group(3)))
        end = source.offset(int(match.group(4)), int(match.group(5)))
        text = re.sub(r"::\s*<[^()]*?>\s*(?=\()", "", source.clean[start:end])
        names = re.match(r"[(*&\s]*(?:<[^()]*>\s*::\s*)?(?:[\w#]+(?:<[^()]*?>)?\s*(?:::|\.)\s*(?:<[^()]*?>\s*::\s*)?)*(?:r#)?(\w+)\s*\)?\s*\(", text)
        return names.group(1) if names else None


def module_of(path):
    """`crate[hash]::a::b::{impl#0}::m` -> `a::b`, as types are printed."""
    return "::".join(p for p in path.split("::")[1:-1] if not p.startswith("{"))


def main():
    tree, plan = os.path.realpath(sys.argv[1]), json.load(open(sys.argv[2], encoding="utf-8"))
    resolver, calls = Resolver(tree), []
    with tempfile.TemporaryDirectory() as out:
        for crate in plan:
            arguments, environment = compile_crate(crate, tree, out)
            if not crate.get("report"):
                continue
            resolver.crates.add(crate["name"])
            resolver.read_folder(os.path.dirname(crate["root"]))
            dump = subprocess.Popen(arguments + ["-Zunpretty=thir-tree", crate["root"]], cwd=tree, env=environment,
                                    stdout=subprocess.PIPE, text=True, errors="replace")
            for what, *rest in read_dump(dump.stdout):
                if what == "body":
                    resolver.add_body(*rest)
                else:
                    calls.append(rest[0])
            if dump.wait() != 0:
                sys.exit(f"{crate['name']}: rustc ended with status {dump.returncode}; is a dependency missing in the plan?")
    results = [(call, resolver.resolve(call)) for call in calls]
    for path, record in resolver.definitions.items():
        if path not in resolver.made_by_macro:
            record["outer"] = resolver.outermost(path)
        print(json.dumps(record))
    for call, result in results:
        if result is None:
            continue
        name, to, why = result
        caller = resolver.outermost(call.body)
        place = SPAN.match(call.span)
        line = int(place.group(2)) if why != "not in the text" else (resolver.definitions[caller]["line"] if caller else 0)
        file = resolver.definitions[caller]["file"] if caller else place.group(1)
        print(json.dumps({"t": "call", "file": file, "line": line, "name": name, "caller": caller, "to": to, "why": why}))


if __name__ == "__main__":
    main()
