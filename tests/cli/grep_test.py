#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives `kompress grep` on a small tree.

usage: grep_test.py KOMPRESS"""
import json, os, pathlib, re, signal, subprocess, sys, tempfile, time, unittest

KOMPRESS = os.path.abspath(sys.argv.pop(1))
# Limits of wall time that only end what hangs: a sanitized program on a busy machine takes its time (tests/CMakeLists.txt).
SLOW = int(os.environ.get("KOMPRESS_TEST_SLOW", "1"))


class Grep(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.dir.name) / "repo"
        self.root.mkdir()
        subprocess.run(["git", "init", "-q", "."], cwd=self.root, check=True)
        self.write("src/main.c", "int main(void)\n{\n\treturn twice(2);\n}\n")
        self.write("src/util.c", "int twice(int n) { return 2 * n; }\nstatic int twice_more;\n\n\n/* end */\nTWICE\n")
        self.write("lib/shape.py", "class Shape:\n    def twice(self):\n        return 0\n")
        self.write("tool", "#!/usr/bin/env python3\ntwice = 2\n")
        self.write("api.h", "namespace api { int twice(int); }\n")
        self.write("README.md", "Twice as nice, twice as much.\n")
        self.write(".hidden", "twice\n")
        self.write(".gitignore", "build/\n")
        self.write("build/junk.c", "int twice;\n")

    def tearDown(self):
        self.dir.cleanup()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def run_it(self, *args, cwd=None):
        return subprocess.run([KOMPRESS, "grep", *args], cwd=cwd or self.root, capture_output=True, timeout=120 * SLOW)

    def lines(self, *args, status=0, cwd=None):
        done = self.run_it(*args, cwd=cwd)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout.decode("utf-8", "surrogateescape").splitlines()

    def json(self, *args, status=0):
        document = json.loads("\n".join(self.lines(*args, "--json", status=status)))
        self.assertEqual(document["schema"], "kompress.grep/1")
        return document

    def test_lines_by_path(self):
        self.assertEqual(self.lines("twice"), [
            ".hidden:1:twice", "README.md:1:Twice as nice, twice as much.", "api.h:1:namespace api { int twice(int); }",
            "lib/shape.py:2:    def twice(self):", "src/main.c:3:\treturn twice(2);", "src/util.c:1:int twice(int n) { return 2 * n; }",
            "src/util.c:2:static int twice_more;", "tool:2:twice = 2"])
        self.assertEqual(self.lines("nothing like it", status=1), [])
        self.assertFalse((self.root / ".kompress").exists())

    def test_ways_to_match(self):
        self.assertEqual(self.lines("-w", "twice", "--glob", "*.c"), ["src/main.c:3:\treturn twice(2);", "src/util.c:1:int twice(int n) { return 2 * n; }"])
        self.assertEqual(self.lines("-i", "^twice"), [".hidden:1:twice", "README.md:1:Twice as nice, twice as much.", "src/util.c:6:TWICE", "tool:2:twice = 2"])
        self.assertEqual(self.lines("-F", "twice(2)"), ["src/main.c:3:\treturn twice(2);"])
        self.assertEqual(self.lines(r"^\w+ \w+\(void\)$"), ["src/main.c:1:int main(void)"])

    def test_which_files(self):
        names = lambda *args: self.lines("-l", "twice", *args)
        self.assertEqual(names("--lang", "python"), ["lib/shape.py", "tool"])
        self.assertEqual(names("--lang", "cpp"), ["api.h"])
        self.assertEqual(names("--glob", "src/**", "--glob", "!util.c"), ["src/main.c"])
        self.assertEqual(names("--glob", "!src", "--glob", "!*.md"), [".hidden", "api.h", "lib/shape.py", "tool"])
        self.assertEqual(names("src"), ["src/main.c", "src/util.c"])
        self.assertEqual(self.lines("-l", "twice", ".", cwd=self.root / "lib"), ["lib/shape.py"])
        self.assertEqual(self.lines("-c", "twice", "src"), ["src/main.c:1", "src/util.c:2"])

    def test_context_and_limits(self):
        self.assertEqual(self.lines("twice|end", "--context", "1", "src/util.c"), [
            "src/util.c:1:int twice(int n) { return 2 * n; }", "src/util.c:2:static int twice_more;", "src/util.c-3-",
            "src/util.c-4-", "src/util.c:5:/* end */", "src/util.c-6-TWICE"])
        self.assertEqual(self.lines("main|TWICE", "-A", "1", "src"), [
            "src/main.c:1:int main(void)", "src/main.c-2-{", "--", "src/util.c:6:TWICE"])
        self.assertEqual(self.lines("-m", "1", "twice", "src"), ["src/main.c:3:\treturn twice(2);", "src/util.c:1:int twice(int n) { return 2 * n; }"])

    def test_pages_make_the_whole(self):
        everything = self.json("twice")["matches"]
        pages, cursor = [], []
        while True:
            page = self.json("twice", "--limit", "3", *cursor)
            pages += page["matches"]
            self.assertEqual(page["limited"], "next_cursor" in page)
            if "next_cursor" not in page:
                break
            cursor = ["--cursor", page["next_cursor"]]
        self.assertEqual(pages, everything)
        self.assertEqual(len(self.lines("-l", "twice", "--limit", "2")), 2)

    def test_json(self):
        answer = self.json("t?wice", "README.md")
        self.assertEqual(answer["matches"], [{"file": "README.md", "line": 1, "column": 1, "spans": [[1, 5], [15, 20]], "text": "Twice as nice, twice as much."}])
        self.assertEqual((answer["matching_lines"], answer["files_matched"]), (1, 1))
        self.assertEqual(self.json("nothing like it", status=1)["matches"], [])
        stream = [json.loads(line) for line in self.lines("twice", "--jsonl", "src")]
        self.assertEqual([(m["file"], m["line"]) for m in stream], [("src/main.c", 3), ("src/util.c", 1), ("src/util.c", 2)])

    def test_encodings_and_binary_files(self):
        self.write("wide.txt", "first\nneedle here\n".encode("utf-16"))
        self.write("mark.txt", b"\xef\xbb\xbfneedle\n")
        self.write("latin.txt", b"caf\xe9 needle\n")
        self.write("blob.bin", b"needle\0\0\n")
        self.write("late.txt", b"x\n" * 8000 + b"needle\0\n")
        done = self.run_it("needle$|needle h|needle\\x00")
        self.assertEqual(done.stdout, b"late.txt:8001:needle\0\nlatin.txt:1:caf\xe9 needle\nmark.txt:1:needle\nwide.txt:2:needle here\n")
        self.assertEqual(done.stderr, b"kompress: blob.bin: binary file matches\n")
        self.assertEqual(self.lines("-a", "needle", "blob.bin"), ["blob.bin:1:needle\0\0"])
        self.assertEqual([m["text"] for m in self.json("needle", "latin.txt")["matches"]], ["caf\\xe9 needle"])

    def test_hostile_files(self):
        os.mkfifo(self.root / "pipe")
        os.symlink("/etc/passwd", self.root / "link")
        self.write("long.txt", b"a" * (5 << 20) + b"needle")
        self.write("many.txt", b"needle\n" * 700_000)
        with open(os.fsencode(self.root) + b"/new\nline\xff", "wb") as file:
            file.write(b"needle\n")
        self.assertEqual(self.lines("-c", "needle"), ["long.txt:1", "many.txt:700000", "new\\x0aline\\xff:1"])
        found = self.lines("needle", "many.txt")
        self.assertEqual((len(found), found[-1]), (700_000, "many.txt:700000:needle"))
        self.assertEqual(self.lines("(a*)*b$", "long.txt", status=1), [])
        self.assertEqual(self.lines("-l", "root:", status=1), [])

    def test_errors_say_where(self):
        for pattern, place in (("ab(c", "column 3"), ("a)", "column 2"), ("x[", "column 2"), ("a\\nb", "column 2"), ("(?=a)", "column 1")):
            done = self.run_it(pattern)
            self.assertEqual((done.returncode, done.stdout), (2, b""), pattern)
            self.assertIn(place, done.stderr.decode())
        for args in (["x", "--lang", "klingon"], ["x", "--timeout", "soon"], ["x", "/", "-C", str(self.root)], ["-c", "-l", "x"], []):
            self.assertEqual(self.run_it(*args).returncode, 2, args)

    def test_stops_when_told(self):
        self.write("many.txt", b"needle\n" * 2_000_000)
        done = self.run_it("needle", "--timeout", "1ms")
        self.assertIn(done.returncode, (0, 4))
        self.assertEqual(self.run_it("needle", "--first-match-timeout", "20s").returncode, 0)
        head = subprocess.Popen([KOMPRESS, "grep", "needle"], cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(head.stdout.readline(), b"many.txt:1:needle\n")
        head.stdout.close()
        self.assertEqual(head.wait(timeout=30 * SLOW), -signal.SIGPIPE)
        self.assertEqual(head.stderr.read(), b"")
        head.stderr.close()

    def test_interrupt(self):
        self.write("many.txt", b"needle\n" * 3_000_000)
        process = subprocess.Popen([KOMPRESS, "grep", "needle"], cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        process.stdout.close()
        self.assertIn(process.wait(timeout=30 * SLOW), (0, 130))

    def test_answer_that_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([KOMPRESS, "grep", "twice"], cwd=self.root, stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 4)
        self.assertIn(b"standard output", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=0)
