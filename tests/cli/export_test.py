#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives `kompress export` on a small tree.

usage: export_test.py KOMPRESS"""
import json, os, pathlib, subprocess, sys, tempfile, unittest

KOMPRESS = os.path.abspath(sys.argv.pop(1))
# Limits of wall time that only end what hangs: a sanitized program on a busy machine takes its time (tests/CMakeLists.txt).
SLOW = int(os.environ.get("KOMPRESS_TEST_SLOW", "1"))


def fields(data):
    """The fields of a protobuf message as (number, value)."""
    at, found = 0, []

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    while at < len(data):
        key = varint()
        value = varint()
        if key & 7 == 2:
            value, at = data[at:at + value], at + value
        else:
            assert key & 7 == 0, key
        found.append((key >> 3, value))
    return found


def all_of(message, number):
    return [value for field, value in fields(message) if field == number]


class Export(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.dir.name) / "repo"
        self.root.mkdir()
        self.write("kompress.toml", "")
        self.write("src/util.c", "/** Twice\tas much. */\nint twice(int n) { return 2 * n; }\nstatic int hidden(void) { return 1; }\n#define TWICE 2\n")
        self.write("lib/shape.py", 'class Shape:\n    """A shape."""\n    def area(self, scale=1):\n        """How large."""\n        return 0\n')
        self.write("lib/over.cpp", "int f(int a) { return a; }\nint f(char c) { return c; }\n")
        self.write("README.md", "# Sample <b>\n\n[![badge](x)](y)\n\nA sample of three languages. It does nothing.\n")
        self.write("docs/use.md", "# Use\n")
        subprocess.run([KOMPRESS, "index", "--quiet"], cwd=self.root, check=True)

    def tearDown(self):
        self.dir.cleanup()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def export(self, *args, status=0):
        done = subprocess.run([KOMPRESS, "export", *args], cwd=self.root, capture_output=True, timeout=120 * SLOW)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout

    def test_symbols_are_all_definitions(self):
        listed = [json.loads(line) for line in self.export("symbols").splitlines()]
        asked = json.loads(subprocess.run([KOMPRESS, "symbols", "--limit", "0", "--json"], cwd=self.root, capture_output=True).stdout)["symbols"]
        self.assertEqual([s["name"] for s in listed if s["language"] == "markdown"], ["Sample", "Use"])
        self.assertEqual([s for s in listed if s["language"] != "markdown"], asked)
        self.assertIn("Shape.area", [s["qualified_name"] for s in listed])

    def test_ctags(self):
        lines = self.export("ctags").decode().splitlines()
        tags = [line for line in lines if not line.startswith("!_TAG_")]
        self.assertEqual(lines, sorted(lines, key=str.encode))
        self.assertIn("!_TAG_FILE_SORTED\t1\t", "\n".join(lines))
        area = next(line for line in tags if line.startswith("area\t")).split("\t")
        self.assertEqual(area[1:4], ["lib/shape.py", '3;"', "kind:method"])
        self.assertIn("class:Shape", area)
        self.assertIn("file:", next(line for line in tags if line.startswith("hidden\t")).split("\t"))
        self.assertEqual([line.split("\t")[2] for line in tags if line.startswith("f\t")], ['1;"', '2;"'])

    def test_scip(self):
        index = self.export("scip")
        (metadata,) = all_of(index, 1)
        self.assertEqual(fields(index)[0][0], 1)
        self.assertTrue(all_of(metadata, 3)[0].startswith(b"file:///"))
        documents = {all_of(d, 1)[0].decode(): d for d in all_of(index, 2)}
        self.assertEqual(sorted(documents), ["lib/over.cpp", "lib/shape.py", "src/util.c"])
        shape = documents["lib/shape.py"]
        self.assertEqual(all_of(shape, 4), [b"Python"])
        occurrences = {all_of(o, 2)[0].decode(): o for o in all_of(shape, 2)}
        area = occurrences["kompress . repo . lib/`shape.py`/Shape#area()."]
        self.assertEqual((all_of(area, 1), all_of(area, 3)), ([bytes([2, 8, 12])], [1]))
        symbols = {all_of(s, 1)[0].decode(): s for s in all_of(shape, 3)}
        self.assertEqual(set(symbols), set(occurrences))
        information = symbols["kompress . repo . lib/`shape.py`/Shape#area()."]
        self.assertEqual((all_of(information, 3), all_of(information, 5), all_of(information, 6)), ([b"How large."], [26], [b"area"]))
        over = [all_of(o, 2)[0].decode().rsplit("/", 1)[1] for o in all_of(documents["lib/over.cpp"], 2)]
        self.assertEqual(over, ["f().", "f(+1)."])

    def test_llms_text(self):
        text = self.export("llms-txt").decode()
        self.assertTrue(text.startswith("# Sample "))
        self.assertNotIn("<b>", text)
        self.assertIn("\n> A sample of three languages.", text)
        self.assertIn("- [docs/use.md](docs/use.md)\n", text)
        self.assertIn("- [lib](lib): 2 files of C++, Python;", text)

    def test_out_is_whole_or_not_there(self):
        for form in ("symbols", "ctags", "scip", "llms-txt"):
            self.export(form, "--out", "made")
            self.assertEqual((self.root / "made").read_bytes(), self.export(form), form)
        report = json.loads(self.export("ctags", "--out", "made", "--json"))
        self.assertEqual((report["schema"], report["files"]), ("kompress.export/1", 6))  # headings are tags, too
        self.export("ctags", "--out", "no/such/place", status=1)
        self.assertEqual([n for n in os.listdir(self.root) if n.endswith(".tmp")], [])

    def test_errors(self):
        self.export("tags", status=2)
        with open("/dev/full", "wb") as full:
            done = subprocess.run([KOMPRESS, "export", "scip"], cwd=self.root, stdout=full, stderr=subprocess.PIPE)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b"standard output", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=0)
