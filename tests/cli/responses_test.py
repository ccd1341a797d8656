#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives models, costs and cache of the real binary.

usage: responses_test.py KOMPRESS FILL_RESPONSES"""
import datetime, json, os, pathlib, sqlite3, stat, subprocess, sys, tempfile, unittest

FILL = os.path.abspath(sys.argv.pop(2))
KOMPRESS = os.path.abspath(sys.argv.pop(1))


class Responses(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.dir.name) / "repo"
        self.root.mkdir()
        subprocess.run(["git", "init", "-q", "."], cwd=self.root, check=True)
        self.state = self.root / ".kompress"

    def tearDown(self):
        self.dir.cleanup()

    def fill(self, runs=2, requests=5):
        subprocess.run([FILL, str(self.state), str(runs), str(requests)], check=True, timeout=60)

    def run_(self, *args, status=0):
        done = subprocess.run([KOMPRESS, *args], cwd=self.root, capture_output=True, timeout=60, text=True, env={**os.environ, "HOME": "/nonexistent"})
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def json(self, *args, status=0):
        document = json.loads(self.run_(*args, "--json", status=status).stdout)
        self.assertEqual(list(document)[0], "schema")
        return document

    def test_nothing_spent_is_no_error(self):
        self.assertEqual(self.run_("costs").stdout, "nothing was spent here yet\n")
        self.assertIn("no answers are stored here yet", self.run_("cache", "ls").stdout)
        self.assertEqual(self.json("costs")["rows"], [])
        self.assertEqual(self.json("costs")["total"]["cost_usd"], 0)
        self.assertEqual(self.json("cache", "stats")["answers"], 0)
        self.run_("cache", "gc")
        self.run_("cache", "purge", "--all")
        self.assertFalse(self.state.exists(), "looking must not create anything")

    def test_costs_by_everything(self):
        self.fill()
        runs = self.json("costs")
        self.assertEqual(len(runs["rows"]), 2)
        self.assertAlmostEqual(runs["total"]["cost_usd"], 2 * 0.11)  # 1 + 2 + 3 + 5 cents; the fourth failed
        self.assertEqual(runs["total"]["requests"], 10)
        self.assertEqual(runs["total"]["failed"], 2)
        self.assertEqual(runs["total"]["cached_input_tokens"], 8 * 1500)
        self.assertAlmostEqual(runs["total"]["saved_usd"], 0.10)
        self.assertEqual(runs["rows"][0]["run"], 2)
        self.assertEqual(runs["rows"][0]["state"], "done")
        models = {row["model"]: row for row in self.json("costs", "--by", "model")["rows"]}
        self.assertAlmostEqual(models["gpt-5"]["cost_usd"], 0.18)
        self.assertAlmostEqual(models["gpt-5-mini"]["cost_usd"], 0.04)
        pages = self.json("costs", "--by", "page", "--limit", "2")
        self.assertEqual([row["page"] for row in pages["rows"]], ["src/page4.md", "src/page2.md"])
        rest = self.json("costs", "--by", "page", "--limit", "0", "--cursor", pages["next_cursor"])
        self.assertEqual([row["page"] for row in rest["rows"]], ["src/page1.md", "src/page0.md", "src/page3.md"])
        today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
        days = self.json("costs", "--by", "day", "--since", "2d")["rows"]
        self.assertIn(today, [row["day"] for row in days])
        self.assertIn("total", self.run_("costs", "--by", "model").stdout)

    def test_since(self):
        self.fill(1, 2)
        self.assertEqual(len(self.json("costs", "--since", "1h")["rows"]), 1)
        self.assertEqual(self.json("costs", "--since", "2199-01-01")["rows"], [])
        self.assertIn("nothing was spent since 2199-01-01", self.run_("costs", "--since", "2199-01-01").stdout)
        for wrong in ("yesterday", "2026-13-01", "2026-02-30", "d", "-1d", "99999999999d"):
            self.assertIn("is no day", self.run_("costs", "--since=" + wrong, status=2).stderr)
        self.assertIn("cursor", self.run_("costs", "--cursor", "x", status=2).stderr)

    def test_cache_lists_measures_and_deletes(self):
        self.fill()
        listed = self.json("cache", "ls")["answers"]
        self.assertEqual(len(listed), 8)
        self.assertEqual(listed[0]["page"], "src/page4.md")
        self.assertEqual(len(listed[0]["key"]), 64)
        page = self.json("cache", "ls", "--limit", "5")
        rest = self.json("cache", "ls", "--limit", "5", "--cursor", page["next_cursor"])
        self.assertEqual([a["key"] for a in page["answers"] + rest["answers"]], [a["key"] for a in listed])
        self.assertNotIn("next_cursor", rest)
        self.assertEqual(len(self.json("cache", "ls", "--model", "*mini")["answers"]), 2)
        self.run_("cache", "ls", "--page", "nothing*", status=1)
        self.assertEqual(self.json("cache", "stats")["answers"], 8)
        self.assertIn("paid for", self.run_("cache", "purge", status=2).stderr)
        self.assertEqual(self.json("cache", "purge", "--page", "src/page1*", "--dry-run")["answers"], 2)
        self.assertEqual(self.json("cache", "purge", "--match", "src/page1*")["answers"], 2)
        self.assertEqual(self.json("cache", "stats")["answers"], 6)
        self.assertEqual(self.json("cache", "gc", "--max-age", "1d")["answers"], 0)
        self.assertGreater(self.json("cache", "gc", "--max-size", "1K")["answers"], 0)
        self.assertEqual(self.json("cache", "purge", "--all")["dry_run"], False)
        self.assertEqual(self.json("cache", "stats")["answers"], 0)
        self.assertEqual(self.json("costs")["total"]["requests"], 10)  # what was paid stays known

    def test_cache_wants_a_known_action(self):
        self.run_("cache", status=2)
        self.run_("cache", "polish", status=2)
        self.assertIn("--max-age", self.run_("cache", "gc", "--help").stdout)
        self.assertIn("is no time", self.run_("cache", "gc", "--max-age", "soon", status=2).stderr)

    def test_answers_survive_a_rebuild_of_the_index(self):
        self.fill()
        (self.root / "a.c").write_text("int a(void) { return 1; }\n")
        self.run_("index", "--full")
        self.run_("index", "--full")
        self.assertEqual(self.json("cache", "stats")["answers"], 8)

    def test_a_newer_store_is_refused_and_kept(self):
        self.fill()
        database = self.state / "responses.sqlite"
        with sqlite3.connect(database) as connection:
            connection.execute("PRAGMA user_version=7")
        connection.close()
        self.assertIn("newer kompress", self.run_("costs", status=6).stderr)
        with sqlite3.connect(database) as connection:
            self.assertEqual(connection.execute("SELECT count(*) FROM response").fetchone(), (8,))
        connection.close()

    def test_damage_is_an_error_with_advice(self):
        self.fill()
        database = self.state / "responses.sqlite"
        database.write_bytes(b"x" * 9000)
        for args in (["costs"], ["cache", "ls"], ["cache", "purge", "--all"]):
            self.assertIn("move it away", self.run_(*args, status=6).stderr)
        self.assertEqual(database.read_bytes(), b"x" * 9000)

    def test_private(self):
        self.fill()
        self.assertEqual(stat.S_IMODE(self.state.stat().st_mode), 0o700)
        self.assertEqual(stat.S_IMODE((self.state / "responses.sqlite").stat().st_mode), 0o600)

    @unittest.skipIf(os.geteuid() == 0, "root writes anywhere")
    def test_read_only_directory(self):
        self.fill()
        self.state.chmod(0o500)
        try:
            self.assertEqual(self.json("costs")["total"]["requests"], 10)
            self.assertEqual(self.json("cache", "stats")["answers"], 8)
        finally:
            self.state.chmod(0o700)

    def test_models(self):
        everything = self.json("models")
        self.assertGreaterEqual(len(everything["models"]), 60)
        mini = self.json("models", "gpt-5-mini-2025-08-07")["models"]
        self.assertEqual([m["name"] for m in mini], ["gpt-5-mini"])
        self.assertEqual(mini[0]["usd_per_million"]["input"], 0.25)
        self.assertEqual(mini[0]["tokens"], "exact")
        self.assertTrue(all(m["provider"] == "anthropic" for m in self.json("models", "--provider", "anthropic")["models"]))
        self.assertIn("claude-opus-5", self.run_("models", "opus").stdout)
        self.assertIn("cached prefix", self.run_("models", "claude-opus-4-7").stdout)
        self.assertIn("did you mean", self.run_("models", "gtp-5-mimi", status=1).stderr)
        self.assertIn("did you mean openai?", self.run_("models", "--provider", "opneai", status=1).stderr)

    def test_models_from_a_file(self):
        prices = self.root / "mine.toml"
        prices.write_text('[provider.acme]\n[[model]]\nname = "acme-1"\nprovider = "acme"\nprice = { input = "0.0375", output = "1" }\n')
        row = self.json("models", "acme-1", "--prices", "mine.toml")["models"][0]
        self.assertEqual(row["usd_per_million"]["input"], 0.0375)
        self.assertIn("0.0375", self.run_("models", "acme", "--prices", "mine.toml").stdout)
        prices.write_text("[[model]]\nnmae = 1\n")
        self.assertIn("line 2: there is no key 'nmae' here; did you mean name?", self.run_("models", "--prices", "mine.toml", status=5).stderr)
        self.run_("models", "--prices", "absent.toml", status=1)


if __name__ == "__main__":
    unittest.main()
