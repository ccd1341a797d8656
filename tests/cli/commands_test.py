#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives the real binary: every command, its JSON, its exit status, hostile input.

usage: commands_test.py KOMPRESS"""
import json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, time, unittest

KOMPRESS = os.path.abspath(sys.argv.pop(1))
# Limits of wall time that only end what hangs: a sanitized program on a busy machine takes its time (tests/CMakeLists.txt).
SLOW = int(os.environ.get("KOMPRESS_TEST_SLOW", "1"))


def run(*args, cwd, env=None, **kw):
    return subprocess.run([KOMPRESS, *args], cwd=cwd, capture_output=True, timeout=120 * SLOW,
                          env={**os.environ, "HOME": "/nonexistent", **(env or {})}, **kw)


class Commands(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.dir.name) / "repo"
        self.root.mkdir()
        subprocess.run(["git", "init", "-q", "."], cwd=self.root, check=True)
        self.write("src/main.c", '#include "util.h"\n/** Runs it. */\nint main(void)\n{\n\treturn twice(2);\n}\n')
        self.write("src/util.h", "/* Twice as much. */\nint twice(int n);\nstruct pair { int a; int b; };\n")
        self.write("src/util.c", '#include "util.h"\nint twice(int n) { return 2 * n; }\nstatic int hidden(void) { return 1; }\n')
        self.write("lib/shape.py", 'class Shape:\n    """A shape."""\n    def area(self, scale=1):\n        """How large."""\n        return 0\n')
        self.write("README.md", "# Sample\n\nA sample of two languages.\n")
        self.write("package.json", '{"name": "sample", "scripts": {"twice": "x"}}\n')
        self.write("notes.txt", "Nothing to parse.\n")
        self.write(".gitignore", "build/\n*.o\n")
        self.write("build/junk.c", "int junk;\n")
        self.write("blob.c", b"int x;\0\0\0")

    def tearDown(self):
        self.dir.cleanup()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        old = time.time() - 3600
        os.utime(path, (old, old))

    def ok(self, *args, status=0):
        done = run(*args, cwd=self.root)
        self.assertEqual(done.returncode, status, done.stderr.decode(errors="replace"))
        return done

    def json(self, *args, status=0):
        document = json.loads(self.ok(*args, "--json", status=status).stdout)
        self.assertEqual(list(document)[0], "schema")
        return document

    def test_index_reports_what_it_did(self):
        first = self.json("index")
        self.assertEqual(first["mode"], "full")
        self.assertEqual(first["files"]["parsed"], 6)
        self.assertEqual(first["files"]["skipped"]["binary"], 1)
        self.assertEqual(first["languages"]["c"]["files"], 3)
        self.assertGreaterEqual(first["files"]["ignored"], 1)
        again = self.json("index")
        self.assertEqual(again["digest"], first["digest"])
        self.assertEqual(again["files"]["parsed"], 0)
        self.assertTrue((self.root / ".kompress/.gitignore").exists())
        self.assertEqual(subprocess.run(["git", "status", "--porcelain", ".kompress"], cwd=self.root, capture_output=True).stdout, b"")

    def test_verify_proves_equality(self):
        self.ok("index")
        self.write("src/util.c", "int other(void) { return 3; }\n")
        self.ok("index")
        self.assertTrue(self.json("index", "--verify")["equal"])

    def test_symbols_outline_show_read(self):
        self.ok("index")
        found = self.json("symbols", "twice")["symbols"]
        self.assertEqual([(s["file"], s["kind"]) for s in found], [("src/util.c", "function")])
        self.assertEqual([s["qualified_name"] for s in self.json("symbols", "Shape.area")["symbols"]], ["Shape.area"])
        self.assertEqual(len(self.json("symbols", "t*ice")["symbols"]), 1)
        page = self.json("symbols", "--limit", "2")
        rest = self.json("symbols", "--limit", "0", "--cursor", page["next_cursor"])
        everything = self.json("symbols", "--limit", "0")
        self.assertEqual(page["symbols"] + rest["symbols"], everything["symbols"])
        self.ok("symbols", "nothing_like_it", status=1)
        outline = self.json("outline", "lib/shape.py")["symbols"]
        self.assertEqual([(s["name"], s["parent"]) for s in outline], [("Shape", -1), ("area", 0)])
        self.assertIn(b"return 2 * n", self.ok("show", "twice").stdout)
        self.assertIn(b"return twice", self.ok("show", "src/main.c:5").stdout)
        self.assertEqual(self.ok("read", "src/main.c", "--offset", "3", "--limit", "1").stdout, b"int main(void)\n")
        self.ok("read", "../outside", status=2)
        self.ok("show", "nothing_like_it", status=1)

    def test_structure_stays_out_of_answers_about_code(self):
        self.ok("index")
        outline = self.json("outline", "README.md")["symbols"]
        self.assertEqual([(s["name"], s["kind"], s["doc"]) for s in outline], [("Sample", "heading", "A sample of two languages.")])
        self.assertEqual([s["name"] for s in self.json("outline", "package.json")["symbols"]], ["name", "scripts", "twice"])
        self.assertEqual([s["file"] for s in self.json("symbols", "twice")["symbols"]], ["src/util.c"])
        self.assertEqual([s["kind"] for s in self.json("symbols", "scripts")["symbols"]], ["key"])
        self.assertNotIn("key", {s["kind"] for s in self.json("symbols", "--limit", "0")["symbols"]})
        self.assertEqual(len(self.json("symbols", "--kind", "key")["symbols"]), 3)
        self.ok("doc", "--out", "out")
        self.assertFalse((self.root / "out/files/package.json.md").exists())
        self.assertNotIn("scripts", (self.root / "out/symbols.md").read_text())

    def test_files_tell_why(self):
        self.ok("index")
        self.assertIn("build/", self.json("files", "--why", "build/junk.c")["why"])
        classes = {f["path"]: f["class"] for f in self.json("files", "--limit", "0")["files"]}
        self.assertEqual(classes["blob.c"], "binary")
        self.assertEqual(classes["README.md"], "indexed")
        self.assertEqual(classes["notes.txt"], "unsupported")
        self.assertNotIn("build/junk.c", classes)

    def test_status_knows_about_changes(self):
        self.assertFalse(self.json("status", status=6)["has_index"])
        self.ok("index")
        self.assertTrue(self.json("status")["current"])
        self.write("src/new.c", "int fresh;\n")
        status = self.json("status")
        self.assertFalse(status["current"])
        self.assertEqual(status["changed_files"], 1)

    def test_tokens_count_as_wc_does(self):
        self.write("a.txt", "hello world\n")
        self.write("bad.txt", b"a\xff\n")
        self.assertEqual(self.ok("tokens", "a.txt").stdout.split(), [b"3", b"a.txt"])
        self.assertEqual(run("tokens", cwd=self.root, input=b"hello world\n").stdout.split(), [b"3"])
        self.assertEqual(run("tokens", "a.txt", "-", cwd=self.root, input=b"hello").stdout.split(), [b"3", b"a.txt", b"1", b"-", b"4", b"total"])
        self.assertEqual(self.ok("tokens", "--model", "claude-x", "a.txt").stdout.split()[0][:1], b"~")
        self.assertIn(b"U+FFFD", self.ok("tokens", "bad.txt").stderr)
        document = self.json("tokens", "--encoding", "cl100k_base", "a.txt", "src", "missing", status=1)
        self.assertEqual(document["encoding"], "cl100k_base")
        self.assertEqual(document["files"], [{"path": "a.txt", "bytes": 12, "tokens": 3, "exact": True, "replaced": 0}])
        self.assertEqual([e["path"] for e in document["errors"]], ["src", "missing"])
        self.assertIn("is a directory", document["errors"][0]["message"])
        listed = run("tokens", "--files0-from", "-", "--json", cwd=self.root, input=b"a.txt\0bad.txt\0")
        self.assertEqual([f["path"] for f in json.loads(listed.stdout)["files"]], ["a.txt", "bad.txt"])
        estimate = self.json("tokens", "--model", "anthropic/claude-x", "a.txt")
        self.assertFalse(estimate["total"]["exact"])
        self.assertGreater(estimate["factor"], 1)
        self.assertTrue(estimate["basis"])
        for wrong in (["--model", "no-such-model"], ["--encoding", "p50k_base"], ["--model", "gpt-4o", "--encoding", "o200k_base"], ["--files0-from", "-", "a.txt"]):
            self.ok("tokens", *wrong, status=2)

    def test_doc_links_lead_somewhere(self):
        self.ok("doc", "--out", "out")
        pages = list((self.root / "out").rglob("*.md"))
        self.assertGreater(len(pages), 6)
        broken = []
        for page in pages:
            text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
            anchors = set()
            for heading in re.findall(r"^#+ (.*)$", page.read_text(), flags=re.M):
                anchors.add(re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-"))
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                path, _, anchor = target.partition("#")
                aim = (page.parent / path) if path else page
                if not aim.exists():
                    broken.append((page.name, target))
                elif aim.suffix == ".md" and anchor and not anchor.startswith("L"):
                    headings = re.findall(r"^#+ (.*)$", aim.read_text(), flags=re.M)
                    names = {re.sub(r"[^\w\- ]", "", h.replace("`", "").lower()).replace(" ", "-") for h in headings}
                    if anchor not in names:
                        broken.append((page.name, target))
        self.assertEqual(broken, [])
        again = self.json("doc", "--out", "out")
        self.assertEqual(again["pages"]["written"], 0)
        self.ok("doc", "--out", "out", "--check")
        self.write("src/util.c", "/** New. */\nint brand_new(void) { return 1; }\n")
        self.ok("doc", "--out", "out", "--check", status=1)

    def test_doc_leaves_foreign_files_alone(self):
        self.write("out/index.md", "mine\n")
        self.ok("doc", "--out", "out", status=3)
        self.assertEqual((self.root / "out/index.md").read_text(), "mine\n")

    def test_usage_errors(self):
        for args in (["idnex"], ["index", "--no-such"], ["index", "--mem-limit", "lots"], ["symbols", "--kind", "thing"]):
            done = run(*args, cwd=self.root)
            self.assertEqual(done.returncode, 2, args)
            self.assertTrue(done.stderr.startswith(b"kompress: "), done.stderr)
        self.assertIn(b"did you mean index", run("idnex", cwd=self.root).stderr)
        self.assertEqual(run("--version", cwd=self.root).returncode, 0)
        for command in ("index", "status", "files", "symbols", "outline", "show", "read", "doc", "languages"):
            self.assertIn(b"Examples:", self.ok("help", command).stdout)

    def test_odd_names_and_odd_files(self):
        odd = os.fsencode(self.root) + b"/new\nline\xff.c"
        with open(odd, "wb") as file:
            file.write(b"int odd;\n")
        os.mkfifo(self.root / "pipe.c")
        os.symlink("/etc/passwd", self.root / "link.c")
        os.symlink(".", self.root / "loop")
        self.write("deep.c", ("(" * 100 + "\n") * 2000)
        self.write("latin.c", b"/* caf\xe9 */ int latin;\n")
        self.write("wide.py", "def wide(): pass\n".encode("utf-16"))
        self.write("long.js", "var a=1;" * 200_000)
        report = self.json("index")
        skipped = report["files"]["skipped"]
        self.assertEqual((skipped["special"], skipped["symlink"], skipped["text"], skipped["minified"]), (1, 2, 1, 1), skipped)
        self.assertEqual(report["files"]["seen"], report["files"]["indexed"] + sum(skipped.values()))
        self.assertEqual(len(self.json("symbols", "odd")["symbols"]), 1)
        self.assertEqual(len(self.json("symbols", "wide")["symbols"]), 1)
        self.ok("doc")

    def test_foreign_database_is_refused_or_rebuilt(self):
        self.ok("index")
        link = self.root / ".kompress/index.sqlite"
        target = link.resolve()
        target.write_bytes(b"not a database at all" * 500)
        done = run("symbols", "twice", cwd=self.root)
        self.assertEqual(done.returncode, 6)
        self.assertIn(b"kompress index --full", done.stderr)
        self.assertEqual(self.json("index")["mode"], "full")

    def test_answer_that_cannot_be_written(self):
        self.ok("index")
        for command in (["symbols", "--json"], ["files"], ["status"], ["show", "twice"], ["index", "--json"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([KOMPRESS, *command], cwd=self.root, stdout=full, stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, 4, command)
            self.assertIn(b"standard output", done.stderr)

    def test_read_only_state_directory(self):
        """Readers need not create anything; a writer says what it was refused."""
        self.ok("index")
        state = self.root / ".kompress"
        for name in os.listdir(state):
            if name.endswith(("-wal", "-shm")):
                (state / name).unlink()
        os.chmod(self.dir.name, 0o755)
        state.chmod(0o555)
        somebody = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
        try:
            found = run("symbols", "twice", cwd=self.root, **somebody)
            self.assertEqual(found.returncode, 0, found.stderr)
            self.assertEqual(run("status", cwd=self.root, **somebody).returncode, 0)
            refused = run("index", cwd=self.root, **somebody)
            self.assertEqual(refused.returncode, 1)
            self.assertIn(b"choose another --state-dir", refused.stderr)
            self.assertEqual([n for n in os.listdir(state) if n.endswith(("-wal", "-shm"))], [])
        except PermissionError:
            self.skipTest("the program cannot be run by somebody else here")
        finally:
            state.chmod(0o755)

    def test_two_at_once(self):
        processes = [subprocess.Popen([KOMPRESS, "index", "--full", "--quiet"], cwd=self.root, stderr=subprocess.PIPE) for _ in range(4)]
        for process in processes:
            process.communicate(timeout=60 * SLOW)
            self.assertIn(process.returncode, (0, 6))
        self.assertTrue(self.json("index", "--verify")["equal"])

    def test_interrupt_is_a_checkpoint(self):
        for i in range(1500):
            self.write(f"many/f{i}.c", f"int f{i}(int a) {{ return a + {i}; }}\n" * 20)
        process = subprocess.Popen([KOMPRESS, "index", "--jobs", "1"], cwd=self.root, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not (self.root / ".kompress/writer.lock").exists() and time.monotonic() < deadline:
            time.sleep(0.01)  # a sanitized program takes its time to come that far
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, message = process.communicate(timeout=30 * SLOW)
        self.assertIn(process.returncode, (0, 130))
        if process.returncode == 130:
            self.assertIn(b"again", message)
        after = self.json("index")
        self.assertEqual(after["files"]["parsed"] + after["files"]["reused"] + after["files"]["unchanged"], 1506)
        self.assertTrue(self.json("index", "--verify")["equal"])

    def test_search_ranks_definitions_and_files(self):
        self.ok("index")
        found = self.json("search", "twice")
        self.assertEqual(found["schema"], "kompress.search/1")
        self.assertEqual((found["results"][0]["file"], found["results"][0]["name"]), ("src/util.c", "twice"))
        self.assertEqual(self.json("search", "twise")["similar"], [{"word": "twise", "searched": "twice"}])
        first = self.json("search", "twice shape area", "--limit", "1")
        second = self.json("search", "twice shape area", "--limit", "1", "--cursor", first["next_cursor"])
        self.assertNotEqual(first["results"], second["results"])
        self.assertIn(b"src/util.c:2: function twice", self.ok("search", "twice").stdout)
        self.assertEqual(self.json("search", "zzqqxx", status=1)["results"], [])
        self.ok("search", "twice", "--cursor", "soon", status=2)

    def test_context_fits_its_budget_and_says_why(self):
        self.ok("index")
        bundle = self.json("context", "how large is a shape", "--budget", "300")
        self.assertEqual(list(bundle)[:8], ["schema", "query", "budget", "tokens", "encoding", "snippets", "files", "dropped"])
        self.assertLessEqual(bundle["tokens"], 300)
        self.assertEqual(bundle["files"][0], "lib/shape.py")
        self.assertEqual(sorted(bundle["files"]), ["lib/shape.py", "src/main.c", "src/util.c", "src/util.h"])
        self.assertEqual(list(bundle["snippets"][0]), ["file", "line", "end_line", "symbol", "kind", "form", "tokens", "score", "reason"])
        about = self.json("context", "--symbol", "twice", "--budget", "300")
        self.assertEqual((about["snippets"][0]["symbol"], about["snippets"][0]["reason"]), ("twice", "match"))
        self.assertIn(("main", "caller"), [(s["symbol"], s["reason"]) for s in about["snippets"]])
        self.assertIn(b"=== src/util.c\n--- 2-2 twice\nint twice(int n) { return 2 * n; }\n", self.ok("context", "--file", "src/util.c").stdout)
        self.ok("context", "--symbol", "nothing", status=1)
        self.ok("context", "--file", "nothing.c", status=1)
        self.ok("context", "shape", "--budget", "3", status=1)
        self.ok("context", status=2)

    def test_context_of_a_diff(self):
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run([*git, "add", "."], cwd=self.root, check=True)
        subprocess.run([*git, "commit", "-qm", "one"], cwd=self.root, check=True)
        self.write("src/util.c", '#include "util.h"\nint twice(int n) { return n + n + 0; }\nstatic int hidden(void) { return 1; }\n')
        self.ok("index")
        bundle = self.json("context", "--diff", "HEAD", "--budget", "400")
        self.assertEqual((bundle["snippets"][0]["file"], bundle["snippets"][0]["symbol"]), ("src/util.c", "twice"))
        self.ok("context", "--diff", "nowhere", status=2)
        self.ok("context", "--diff=--output=x", status=2)
        self.assertFalse((self.root / "x").exists())


if __name__ == "__main__":
    unittest.main(verbosity=0)
