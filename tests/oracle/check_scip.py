#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds `kompress export scip` against the schema and its grammar of symbols. Run by hand:

usage: check_scip.py INDEX.scip scip.proto   (needs protoc and python3-protobuf)"""
import importlib, os, re, subprocess, sys, tempfile

NAME = r"(?:[A-Za-z0-9_+$-]+|`(?:[^`]|``)+`)"
DESCRIPTOR = rf"(?:{NAME}(?:/|#|\.|:|!|\([A-Za-z0-9_+$-]*\)\.)|\[{NAME}\]|\({NAME}\))"
PART = r"(?:[^ ]|  )+"
SYMBOL = re.compile(rf"{PART} {PART} {PART} {PART} {DESCRIPTOR}+\Z", re.S)


def main(index_path, proto):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(["protoc", f"--proto_path={os.path.dirname(os.path.abspath(proto))}", f"--python_out={out}", os.path.basename(proto)], check=True)
        sys.path.insert(0, out)
        scip = importlib.import_module(os.path.basename(proto).replace(".proto", "_pb2"))
        index = scip.Index()
        with open(index_path, "rb") as file:
            index.ParseFromString(file.read())
    troubles, occurrences, symbols, paths = [], 0, 0, set()
    if index.UnknownFields() if hasattr(index, "UnknownFields") else False:
        troubles.append("fields that the schema does not know")
    if not index.metadata.project_root.startswith("file:///"):
        troubles.append(f"project_root {index.metadata.project_root!r}")
    known_languages = set(scip.Language.keys())
    for document in index.documents:
        path = document.relative_path
        if path in paths or path.startswith("/") or ".." in path.split("/"):
            troubles.append(f"path {path!r}")
        paths.add(path)
        if document.language not in known_languages:
            troubles.append(f"language {document.language!r} of {path}")
        described = [s.symbol for s in document.symbols]
        if len(described) != len(set(described)):
            troubles.append(f"a symbol is described twice in {path}")
        for o in document.occurrences:
            if len(o.range) not in (3, 4) or min(o.range) < 0 or (len(o.range) == 3 and o.range[1] > o.range[2]):
                troubles.append(f"range {list(o.range)} in {path}")
            if not SYMBOL.match(o.symbol):
                troubles.append(f"symbol {o.symbol!r} in {path}")
        defined = {o.symbol for o in document.occurrences if o.symbol_roles & 1}
        for s in document.symbols:
            if s.symbol not in defined:
                troubles.append(f"{s.symbol!r} is described but not defined in {path}")
            if s.kind == 0 or not s.display_name:
                troubles.append(f"{s.symbol!r} has no kind or no name")
        occurrences += len(document.occurrences)
        symbols += len(document.symbols)
    for trouble in troubles[:20]:
        print(trouble)
    print(f"{len(index.documents)} documents, {occurrences} occurrences, {symbols} symbols, {len(troubles)} troubles")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
