#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the reference documentation of a repository against its index and its files.

Checked: every public definition is on exactly one page; every link and anchor leads somewhere; every `path#Lx-Ly` names
lines that are there and hold the name of what is linked; every diagram is taken by mermaid's own parser; no raw HTML, no
image; nav and front matter are YAML. The pages are read by a CommonMark parser with a forge's rule for anchors
(read_pages.mjs).

Usage: check_docs.py KOMPRESS REPOSITORY [--state-dir DIR] [--out DIR] [--json]
Without --out the documentation is written to a temporary directory first. Exit status 1 when something is wrong.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
STRUCTURE = {"markdown", "json", "yaml", "toml", "dockerfile", "make", "cmake"}


def measured(command, cwd):
    """Wall seconds and peak resident bytes of a command."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {err.decode(errors='replace')[:500]}")
    return time.monotonic() - start, usage.ru_maxrss * 1024, out


def public_definitions(kompress, repository, state):
    """What is exported, with all that encloses it."""
    text = subprocess.run([kompress, "export", "symbols", *state], cwd=repository, check=True, capture_output=True).stdout
    by_file = collections.defaultdict(list)
    for line in text.decode(errors="surrogateescape").split("\n"):
        if not line:
            continue
        symbol = json.loads(line)
        if symbol["language"] not in STRUCTURE:
            by_file[symbol["file"]].append(symbol)
    for path, symbols in by_file.items():
        stack, hidden = [], {}
        for symbol in symbols:  # in source order, what encloses first
            def encloses(outer):
                return (outer["start_line"] <= symbol["start_line"] and symbol["end_line"] <= outer["end_line"]
                        and symbol["qualified_name"].startswith(outer["qualified_name"]) and len(symbol["qualified_name"]) > len(outer["qualified_name"]))
            while stack and not encloses(stack[-1]):
                stack.pop()
            symbol["public"] = symbol["exported"] and all(outer["public"] for outer in stack)
            # Where the preprocessor cuts a function in two, what follows keeps its name and leaves its lines.
            outer = symbol["qualified_name"].rpartition("::")[0]
            if not stack and symbol["language"] in ("c", "cpp") and hidden.get(outer):
                symbol["public"] = False
            hidden[symbol["qualified_name"]] = not symbol["public"]
            stack.append(symbol)
    return by_file


def read_pages(out):
    process = subprocess.Popen(["node", str(HERE / "read_pages.mjs"), str(out)], stdout=subprocess.PIPE)
    pages = {}
    for line in process.stdout:
        page = json.loads(line)
        pages[page["page"]] = page
    if process.wait() != 0:
        sys.exit("read_pages.mjs failed")
    return pages


class Check:
    def __init__(self, repository, out, pages):
        self.repository, self.out, self.pages = repository, out, pages
        self.errors = collections.defaultdict(list)
        self.lines = {}
        self.links = 0
        self.documented = collections.defaultdict(list)  # (path, first line) → [(page, words that name it)]

    def lines_of(self, path):
        if path not in self.lines:
            data = path.read_bytes()
            for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
                if data.startswith(mark):
                    data = data[2:].decode(encoding, errors="replace").encode()
            self.lines[path] = data.replace(b"\r\n", b"\n").split(b"\n")
        return self.lines[path]

    def nav(self, nav):
        if nav["docs"] != "":
            self.errors["nav"].append(f"mkdocs.yml looks for pages in {nav['docs']}")
        for page in nav["nav"]:
            if page not in self.pages:
                self.errors["nav"].append(f"mkdocs.yml: {page} is no page")
        for page in self.pages:
            if page.startswith("modules/") and page not in nav["nav"]:
                self.errors["nav"].append(f"mkdocs.yml: {page} is missing")

    def page(self, name, page):
        front = page["front"]
        if name.endswith(".md") and not (isinstance(front, dict) and isinstance(front.get("title"), str) and isinstance(front.get("order"), int) and isinstance(front.get("description", ""), str)):
            self.errors["front matter"].append(f"{name}: {page['wrong'] or front}")
        for diagram in page["diagrams"]:
            if diagram is not None:
                self.errors["diagram"].append(f"{name}: {diagram}")
        if page["html"] or page["images"]:
            self.errors["html"].append(f"{name}: {page['html']} raw HTML, {page['images']} images")
        for block in page["blocks"]:
            title = page["titles"][block["section"]][1] if block["section"] >= 0 else ""
            level = page["titles"][block["section"]][0] if block["section"] >= 0 else 0
            for to, text in block["links"]:
                self.links += 1
                self.link(name, block, title, level, to, text)

    def link(self, name, block, title, level, to, text):
        if re.match(r"^[a-z]+:", to):
            self.errors["outside"].append(f"{name}: {to}")
            return
        target, _, anchor = to.partition("#")
        aim = Path(os.path.normpath(self.out / Path(name).parent / os.fsdecode(urllib.parse.unquote_to_bytes(target)))) if target else self.out / name
        anchor = urllib.parse.unquote(anchor)
        if not aim.exists():
            self.errors["link"].append(f"{name}: {to} leads nowhere")
            return
        if self.out in aim.parents:
            there = self.pages.get(str(aim.relative_to(self.out)))
            if anchor and (there is None or anchor not in there["anchors"]):
                self.errors["anchor"].append(f"{name}: {to} is no heading there")
            return
        lines = re.fullmatch(r"L(\d+)(?:-L(\d+))?", anchor)
        if anchor and not lines:
            self.errors["link"].append(f"{name}: {to} names no lines")
        if not lines:
            return
        first, last = int(lines[1]), int(lines[2] or lines[1])
        if not 1 <= first <= last <= len(self.lines_of(aim)):
            self.errors["lines"].append(f"{name}: {to}, but there are {len(self.lines_of(aim))} lines")
            return
        held = b"\n".join(self.lines_of(aim)[first - 1:last]).decode(errors="replace")
        path = os.fsencode(aim.relative_to(self.repository)).decode(errors="surrogateescape")
        if block["holder"] == "td" and level in (3, 4) or block["holder"] == "td" and title == "Definitions":
            self.documented[path, first].append((name, text))
            return  # what it names is known from the index
        names = text
        if block["holder"] == "p" and level in (3, 4) and re.match(r"source|defined in|declaration", block["text"]):
            names = title.split(" ", 1)[1]
            if text != "declaration" or block["text"].startswith("declaration"):
                self.documented[path, first].append((name, names))
        elif block["holder"] == "p" and title == "Definitions" and re.match(r"In |Empty macros: ", block["text"]):
            self.documented[path, first].append((name, text))
        elif text == "source":
            return
        last_name = re.split(r"::|\.|\\|#|/", names)[-1] or names
        if not self.holds(held, last_name) and names not in held and not self.is_given_name(names):
            self.errors["name"].append(f"{name}: {names} is not in {to}")

    @staticmethod
    def holds(text, name):
        """Spaces inside a name, as in `operator + (`, do not count."""
        return name in text or re.sub(r"\s", "", name) in re.sub(r"\s", "", text)

    @staticmethod
    def is_given_name(name):
        """Names that the language gives and the text does not spell: constructors carry that of their class."""
        parts = re.split(r"::|\.", name)
        return parts[-1] in ("default", "constructor", "init", "") or parts[-2:-1] == parts[-1:]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kompress", type=lambda p: str(Path(p).resolve()))
    parser.add_argument("repository", type=Path)
    parser.add_argument("--state-dir")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    repository = arguments.repository.resolve()
    with tempfile.TemporaryDirectory() as temporary:
        state = ["--state-dir", arguments.state_dir or temporary + "/state"]
        out = (arguments.out or Path(temporary) / "out").resolve()
        index_s, _, _ = measured([arguments.kompress, "index", "--full", "-q", *state, "."], repository)
        doc_s, doc_rss, report = measured([arguments.kompress, "doc", "--json", "--out", str(out), *state, "."], repository)
        report = json.loads(report)
        by_file = public_definitions(arguments.kompress, repository, state)
        pages = read_pages(out)
        nav = pages.pop("mkdocs/mkdocs.yml", {"nav": [], "docs": ""})
        check = Check(repository, out, pages)
        check.nav(nav)
        for name, page in sorted(pages.items()):
            check.page(name, page)
        public = 0
        for path, symbols in by_file.items():
            for symbol in symbols:
                if not symbol["public"]:
                    continue
                public += 1
                name = re.sub(r"[\x00-\x1f\x7f]", "_", symbol["name"])
                on = {page for page, names in check.documented.get((path, symbol["start_line"]), []) if name in names}
                if len(on) != 1:
                    check.errors["coverage"].append(f"{path}:{symbol['start_line']} {symbol['kind']} {symbol['qualified_name']} is on {sorted(on) or 'no page'}")
                lines = check.lines_of(repository / os.fsdecode(path.encode(errors="surrogateescape")))
                held = b"\n".join(lines[symbol["start_line"] - 1:symbol["end_line"]]).decode(errors="surrogateescape")
                if not check.holds(held, symbol["name"]) and not check.is_given_name(symbol["qualified_name"]):
                    check.errors["name"].append(f"{path}:{symbol['start_line']}-{symbol['end_line']} does not hold {symbol['name']}")
        figures = {"repository": repository.name, "files": len(by_file), "public": public, "pages": len(pages), "links": check.links,
                   "diagrams": sum(len(p["diagrams"]) for p in pages.values()), "largest_page": max((p.stat().st_size for p in out.rglob("*.md")), default=0),
                   "index_s": round(index_s, 2), "doc_s": round(doc_s, 2), "doc_to_index": round(doc_s / index_s, 2), "doc_rss_mb": round(doc_rss / 1e6),
                   "public_reported": report["symbols"]["public"], "errors": {kind: len(list_) for kind, list_ in check.errors.items()}}
        print(json.dumps(figures))
        for kind, found in check.errors.items():
            for error in found[:12]:
                print(f"  {kind}: {error}", file=sys.stderr)
        return 1 if check.errors else 0


if __name__ == "__main__":
    sys.exit(main())
