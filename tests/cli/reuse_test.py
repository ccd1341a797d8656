#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Nothing is parsed twice: renames, copies, branches that come back, linked work trees; and what is kept is bounded.

usage: reuse_test.py KOMPRESS"""
import json, os, pathlib, random, shutil, sqlite3, subprocess, sys, tempfile, unittest

KOMPRESS = os.path.abspath(sys.argv.pop(1))
# Limits of wall time that only end what hangs: a sanitized program on a busy machine takes its time (tests/CMakeLists.txt).
SLOW = int(os.environ.get("KOMPRESS_TEST_SLOW", "1"))
GIT_ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}


class Reuse(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.dir.name).resolve() / "repo"
        self.root.mkdir()
        self.git("init", "-q", "-b", "main")
        for i in range(40):
            self.write(f"src/{i % 4}/f{i}.c", f"/** Number {i}. */\nint f{i}(int a) {{ return g{i}(a); }}\n")
        for i in range(10):
            self.write(f"lib/m{i}.py", f"class M{i}:\n    def call(self):\n        return f{i}(1)\n")

    def tearDown(self):
        self.dir.cleanup()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def git(self, *args, root=None):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t", *args], cwd=root or self.root, env=GIT_ENVIRONMENT, check=True, capture_output=True)

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "state")

    def index(self, *args, root=None):
        done = subprocess.run([KOMPRESS, "index", "--json", *args], cwd=root or self.root, capture_output=True, timeout=120 * SLOW)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def assert_parses(self, count, root=None):
        report = self.index(root=root)
        self.assertEqual(report["files"]["parsed"], count, report["files"])
        verdict = self.index("--verify", root=root)
        self.assertTrue(verdict["equal"] and verdict["sound"], verdict)
        return report

    def query(self, sql):
        database = sqlite3.connect(f"file:{self.root}/.kompress/index.sqlite?mode=ro", uri=True)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def test_renamed_directory(self):
        self.assert_parses(50)
        (self.root / "src").rename(self.root / "source")
        self.assertGreaterEqual(self.assert_parses(0)["files"]["reused"], 40)

    def test_copied_files(self):
        self.index()
        shutil.copytree(self.root / "src", self.root / "copy")
        self.assertGreaterEqual(self.assert_parses(0)["files"]["reused"], 40)

    def test_copied_repository(self):
        self.index()
        other = self.root.parent / "other"
        shutil.copytree(self.root, other)
        self.assert_parses(0, root=other)

    def test_touched_files(self):
        self.index()
        for path in self.root.rglob("*.c"):
            os.utime(path)
        self.assert_parses(0)

    def test_branch_that_comes_back(self):
        self.commit()
        self.assert_parses(50)
        self.git("checkout", "-q", "-b", "other")
        for i in range(0, 40, 2):
            self.write(f"src/{i % 4}/f{i}.c", f"int changed{i}(void) {{ return {i}; }}\n")
        self.git("rm", "-q", "-r", "lib")
        self.commit()
        self.assert_parses(20)
        for branch in ("main", "other", "main", "other"):
            self.git("checkout", "-q", branch)
            self.assert_parses(0)

    def test_revert(self):
        self.index()
        self.write("src/0/f0.c", "int other;\n")
        self.assert_parses(1)
        self.write("src/0/f0.c", "/** Number 0. */\nint f0(int a) { return g0(a); }\n")
        self.assert_parses(0)

    def test_linked_work_tree(self):
        self.commit()
        self.index()
        before = self.query("SELECT * FROM file")
        tree = self.root.parent / "tree"
        self.git("worktree", "add", "-q", str(tree), "-b", "side")
        (tree / "src/0/f0.c").write_text("int only_here(void) { return 1; }\n")
        report = self.assert_parses(1, root=tree)
        self.assertEqual(report["files"]["reused"], 49)
        self.assertEqual(self.query("SELECT * FROM file"), before)
        self.assertEqual(self.index("--full", root=tree)["files"]["parsed"], 50)

    def test_linked_work_tree_without_a_main_index(self):
        self.commit()
        tree = self.root.parent / "tree"
        self.git("worktree", "add", "-q", str(tree), "-b", "side")
        self.assert_parses(50, root=tree)
        self.assertFalse((self.root / ".kompress").exists())

    def test_what_nobody_has_any_more_is_bounded(self):
        rng = random.Random(3)
        filler = "".join(f"int filler_{i}(int a) {{ return a + {i}; }}\n" for i in range(2000)) + f"// {'.' * 70}\n" * 18_000  # 1.4 MB
        words, sizes, contents = [f"quux{chr(97 + turn)}" for turn in range(24)], [], []
        for turn, word in enumerate(words):
            self.write("src/big.c", f"/** Says {word}. */\nint turn_{turn}(void) {{ return {rng.random()}; }}\n" + filler)
            self.assertEqual(self.index()["files"]["parsed"], 51 if turn == 0 else 1)
            sizes.append(os.path.getsize(self.root / ".kompress/index.sqlite"))
            contents.append(self.query("SELECT count(*) FROM content")[0][0])
        self.assertLess(max(contents), 50 + 10, contents)
        self.assertLess(sizes[-1], sizes[11] * 1.2, sizes)
        self.assertEqual(self.query("SELECT count(*) FROM facts WHERE content NOT IN (SELECT id FROM content)"), [(0,)])
        known = [word for word in words if self.query(f"SELECT rowid FROM words WHERE words MATCH '{word}'")]
        self.assertIn(words[-1], known)
        self.assertNotIn(words[0], known, "the full text still knows what was collected")
        self.assertLess(len(known), 10)
        self.assertEqual(subprocess.run([KOMPRESS, "symbols", "turn_23"], cwd=self.root, capture_output=True).returncode, 0)
        self.assertEqual(subprocess.run([KOMPRESS, "symbols", "turn_0"], cwd=self.root, capture_output=True).returncode, 1)
        self.assert_parses(0)


if __name__ == "__main__":
    unittest.main(verbosity=0)
