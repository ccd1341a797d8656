#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The reference documentation of a small tree of every language, held against its index (check_docs.py), and the lines that a
reader looks for. Usage: docs_test.py KOMPRESS"""
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
KOMPRESS = str(Path(sys.argv.pop(1)).resolve())

SAMPLE = {
    "README.md": "# Sample\n\nIt shows things.\n",
    "src/util.h": "#pragma once\n/** Twice as much. */\nint twice(int n);\nstruct pair { int a, b; };\nextern int counter;\n",
    "src/util.c": '#include "util.h"\nint counter;\nint twice(int n) { return 2 * n; }\nstatic int hidden(void) { return twice(1); }\nint third(struct pair *p) { return hidden() + p->a; }\n',
    "src/main.c": '#include "util.h"\nint main(void) { return twice(2); }\n',
    "app/__init__.py": "",
    "app/shape.py": '"""Shapes."""\n\n\nclass Shape:\n    """Has an area."""\n\n    def area(self):\n        return 0\n\n\nclass Square(Shape):\n    def area(self):\n        return side()\n\n\ndef side() -> int:\n    return 1\n',
    "tests/test_shape.py": "from app.shape import Square, side\n\n\ndef test_side():\n    assert side() == 1\n",
}


class Docs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.TemporaryDirectory()
        cls.root = Path(cls.work.name) / "sample"
        for name, text in SAMPLE.items():
            (cls.root / name).parent.mkdir(parents=True, exist_ok=True)
            (cls.root / name).write_text(text)
        cls.out = cls.root / "out"
        subprocess.run([KOMPRESS, "doc", "-q", "--out", "out"], cwd=cls.root, check=True)

    @classmethod
    def tearDownClass(cls):
        cls.work.cleanup()

    def page(self, name):
        return (self.out / name).read_text()

    def check(self, root):
        done = subprocess.run([sys.executable, str(HERE / "check_docs.py"), KOMPRESS, str(root)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_every_claim_of_the_sample_holds(self):
        self.check(self.root)

    def test_every_claim_about_every_language_holds(self):
        with tempfile.TemporaryDirectory() as work:
            shutil.copytree(HERE.parent / "golden", Path(work) / "golden")
            self.check(Path(work) / "golden")

    def test_hostile_names_are_shown_and_do_nothing(self):
        names = ["end", "subgraph", '"]; click n0 "javascript:1"', "%%{init: {'theme':'dark'}}%%", "<script>alert(1)<", "`x`", "#quot;&amp;", "a|b", "\u00fc\u4e2d", "--- title", "]", "x\x7fy"]
        with tempfile.TemporaryDirectory() as work:
            root = Path(work) / 'hostile "repo" <b>'
            for i, name in enumerate(names):
                (root / name).mkdir(parents=True)
                (root / name / "unit.h").write_text(f"int f{i}(void);\nstruct s{i} {{ int a; }};\n")
                following = names[(i + 1) % len(names)].replace("\\", "")
                (root / name / "unit.c").write_text(f'#include "unit.h"\n#include "../{following}/unit.h"\nint f{i}(void) {{ return f{(i + 1) % len(names)}(); }}\n')
            (root / "package.json").write_text('{"scripts": {"a|b": "x `y` <b>", "\\"": "--- %%"}}')
            (root / "README.md").write_text("# Title: \"x\"\n\nAbout: *this* <b>thing</b> \\ \"quoted\": yes.\n")
            self.assertGreater(self.check(root)["diagrams"], len(names))

    def test_pages_of_the_whole(self):
        self.assertIn("No module depends on another.", self.page("architecture.md"))
        self.assertIn("- [`main`](files/src/main.c.md#function-main) in [src/main.c](files/src/main.c.md)", self.page("project.md"))
        self.assertIn("class n0[", self.page("modules/app.md"))
        self.assertIn("## Calls around `", self.page("modules/src.md"))
        self.assertIn("- [`pair::a`](files/src/util.h.md#struct-pair) field, src/util.h", self.page("symbols.md"))
        self.assertTrue(self.page("index.md").startswith('---\ntitle: "sample"\ndescription: "It shows things."\norder: 1\n---\n\n# sample\n'))

    def test_callers_callees_types_and_tests(self):
        header = self.page("files/src/util.h.md")
        self.assertIn("defined in [src/util.c](../../../src/util.c#L3) · [declaration](../../../src/util.h#L3)", header)
        self.assertIn("- **Called by** [`hidden`](../../../src/util.c#L4), [`main`](main.c.md#function-main)\n", header)
        source = self.page("files/src/util.c.md")
        self.assertIn("- [`twice`](util.h.md#function-twice) in src/util.h", source)
        self.assertIn("- **Calls** [`hidden`](../../../src/util.c#L4)\n- **Types** [`pair`](util.h.md#struct-pair)\n", source)
        shape = self.page("files/app/shape.py.md")
        self.assertIn("- **Extended by** [`Square`](#class-square)", shape)
        self.assertIn("- **Tests** [`test_side`](../tests/test_shape.py.md#function-test_side)", shape)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + ["-v"])
