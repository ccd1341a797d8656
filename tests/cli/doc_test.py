#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives `kompress doc` with a made-up provider on the loopback.

usage: doc_test.py KOMPRESS KOMPRESS_FAKE_LLM   (KOMPRESS_TEST_KILLS: how many kills, 12 if not set)"""
import json, os, pathlib, random, shutil, signal, subprocess, sys, tempfile, time, unittest, urllib.request

FAKE = os.path.abspath(sys.argv.pop(2))
KOMPRESS = os.path.abspath(sys.argv.pop(1))
KILLS = int(os.environ.get("KOMPRESS_TEST_KILLS", "12"))
PRICES = {"input": 0.25, "cache_read": 0.025, "output": 2.0, "batch": 0.5}


def write_sample(root, modules=5, files=4, functions=6):
    """A Python package whose modules import each other downwards; half of the functions have no comment."""
    (root / "README.md").write_text("# Sample\n\nA made-up package that counts things in layers, each on top of the one below.\n")
    for m in range(modules):
        directory = root / "pkg" / f"layer{m}"
        directory.mkdir(parents=True)
        (directory / "__init__.py").write_text("")
        for f in range(files):
            lines = [f'"""Part {f} of layer {m}."""', ""]
            if m > 0: lines += [f"from pkg.layer{m - 1}.part{f} import work_{m - 1}_{f}_0", ""]
            for n in range(functions):
                lines += ["", f"def work_{m}_{f}_{n}(first, second={n + 3}):"]
                if n % 2: lines.append(f'    """Adds up what layer {m} has."""')
                lines += [f"    total = first * {m + 1} + second", f"    for step in range({f + 2}):", "        total += step"]
                if n > 0: lines.append(f"    total += work_{m}_{f}_{n - 1}(first)")
                elif m > 0: lines.append(f"    total += work_{m - 1}_{f}_0(first)")
                lines += ["    return total", ""]
            (directory / f"part{f}.py").write_text("\n".join(lines))
    calls = "".join(f"    total += work_{modules - 1}_{f}_0(total)\n" for f in range(files))
    imports = "".join(f"from pkg.layer{modules - 1}.part{f} import work_{modules - 1}_{f}_0\n" for f in range(files))
    (root / "pkg" / "run.py").write_text(f"{imports}\n\ndef run_all(total):\n{calls}    return total\n")
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)


def tree(directory):
    """Every file with its bytes."""
    return {str(p.relative_to(directory)): p.read_bytes() for p in sorted(pathlib.Path(directory).rglob("*")) if p.is_file()}


def texts(directory):
    """What is kept of each slot."""
    lines = [json.loads(line) for line in (pathlib.Path(directory) / "kompress-prose.jsonl").read_text().splitlines()]
    return {line["slot"]: line["text"] for line in lines if "slot" in line}


class Server:
    def __init__(self, directory, kind="truthful", **script):
        self.dir = pathlib.Path(directory)
        self.dir.mkdir()
        self.lies_file = self.dir / "lies.jsonl"
        script = {"author": {"kind": kind, "lies_file": str(self.lies_file)}, "models": [{"id": "gpt-5-mini", "context": 400000}], "prices": PRICES, **script}
        (self.dir / "script.json").write_text(json.dumps(script))
        self.process = subprocess.Popen([FAKE, "--script", self.dir / "script.json", "--port-file", self.dir / "port", "--record-requests", self.dir / "sent.jsonl"], stdout=subprocess.DEVNULL)
        for _ in range(200):
            if (self.dir / "port").exists(): break
            time.sleep(0.05)
        self.url = "http://127.0.0.1:" + (self.dir / "port").read_text().strip()

    def environment(self):
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI", "ANTHROPIC", "OLLAMA", "KOMPRESS", "http"))}
        return {**clean, "OPENAI_BASE_URL": self.url + "/v1", "OPENAI_API_KEY": "sk-fake", "HOME": "/nonexistent"}

    def sent(self):
        path = self.dir / "sent.jsonl"
        requests = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return [r for r in requests if "fake/spent" not in json.dumps(r.get("path", ""))]

    def spent(self):
        return json.load(urllib.request.urlopen(self.url + "/fake/spent"))

    def lies(self):
        return [json.loads(line) for line in self.lies_file.read_text().splitlines()] if self.lies_file.exists() else []

    def close(self):
        self.process.terminate()
        self.process.wait()


class Doc(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.tmp = pathlib.Path(self.dir.name)
        self.root = self.tmp / "repo"
        self.root.mkdir()
        self.servers = []

    def tearDown(self):
        for server in self.servers: server.close()
        self.dir.cleanup()

    def server(self, *args, **kwargs):
        self.servers.append(Server(self.tmp / f"server{len(self.servers)}", *args, **kwargs))
        return self.servers[-1]

    def run_(self, *args, server=None, status=0, state="state", root=None):
        env = server.environment() if server else {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
        done = subprocess.run([KOMPRESS, "doc", *args, "--state-dir", self.tmp / state], cwd=root or self.root, capture_output=True, timeout=200, text=True, env=env)
        self.assertIn(done.returncode, status if isinstance(status, tuple) else (status,), (done.stdout + done.stderr)[-1500:])
        return done

    def json(self, *args, **kwargs):
        return json.loads(self.run_(*args, "--json", **kwargs).stdout)

    def out(self, state="state"):
        return self.tmp / state / "docs"

    def test_every_slot_is_filled_and_the_accounts_agree(self):
        write_sample(self.root)
        server = self.server()
        plan = self.json("--dry-run", "--provider", "openai", server=server)
        self.assertEqual(server.sent(), [], "a dry run asks nobody")
        self.assertFalse(self.out().exists(), "a dry run writes nothing")
        report = self.json("--provider", "openai", server=server)
        prose, llm = report["prose"], report["llm"]
        self.assertEqual(prose["written"], prose["slots"])
        self.assertGreater(prose["slots"], 60)
        self.assertEqual(prose["failed"], 0)
        self.assertEqual(report["claims"]["unresolved"], 0)
        self.assertGreater(report["claims"]["checked"], prose["slots"])
        self.assertEqual(llm["requests"], len(server.sent()))
        bill = server.spent()
        self.assertAlmostEqual(llm["cost_usd"], bill["pico_usd"] / 1e12, places=9)
        self.assertEqual(plan["plan"]["requests"], llm["requests"])
        # Everything current: nothing is asked, nothing is written.
        again = self.json("--provider", "openai", server=server)
        self.assertEqual(again["llm"]["requests"], 0)
        self.assertEqual(again["llm"]["cache_hits"], 0)
        self.assertEqual(again["pages"]["written"], 0)
        self.assertEqual(again["prose"]["current"], prose["slots"])
        index = (self.out() / "index.md").read_text()
        self.assertIn("made it up", (self.out() / "architecture.md").read_text())
        self.assertIn("flows.md", index)

    def test_a_key_alone_asks_nobody(self):
        write_sample(self.root, modules=1)
        server = self.server()
        self.assertEqual(self.json(server=server)["llm"]["provider"], "none")
        self.assertEqual(server.sent(), [])

    def test_lies_are_caught(self):
        write_sample(self.root)
        server = self.server("lying")
        report = self.json("--provider", "openai", server=server, status=(0, 3))
        lies = server.lies()
        self.assertGreater(len(lies), 100)
        self.assertGreater(report["claims"]["unresolved"], 80)
        text = "\n".join(data.decode() for data in tree(self.out()).values())
        self.assertEqual([lie for lie in lies if lie["lie"] in text], [])
        before = texts(self.out())
        self.json("--provider", "openai", server=server, status=(0, 3))
        after = texts(self.out())
        self.assertEqual({slot: after.get(slot) for slot in before}, before)
        for mark in ("<script", "<img", "javascript:", "evil.example", "onerror"):
            self.assertFalse(mark in text, mark)

    def test_only_what_changed_is_asked_again(self):
        write_sample(self.root)
        server = self.server()
        first = self.json("--provider", "openai", server=server)
        part = self.root / "pkg/layer2/part1.py"
        # Layout and comments mean nothing.
        source = part.read_text()
        part.write_text(source.replace("    total = first", "    # why not\n\n    total  =  first"))
        again = self.json("--provider", "openai", server=server)
        self.assertEqual(again["llm"]["requests"] + again["llm"]["cache_hits"], 0)
        self.assertEqual(again["prose"]["written"], 0)
        # One body.
        before = len(server.sent())
        part.write_text(part.read_text().replace("range(3)", "range(9)", 1))
        again = self.json("--provider", "openai", server=server)
        self.assertGreaterEqual(again["prose"]["written"], 1)
        self.assertLessEqual(again["llm"]["input_tokens"], first["llm"]["input_tokens"] * 0.25)
        self.assertEqual(again["llm"]["requests"], len(server.sent()) - before)
        summaries = [r for r in server.sent()[before:] if "work_2_1_0" in json.dumps(r)]
        self.assertTrue(summaries)

    def test_check(self):
        write_sample(self.root)
        server = self.server()
        out = self.root / "docs"
        self.json("--provider", "openai", "--out", str(out), server=server)
        self.run_("--check", "--out", str(out), state="elsewhere")
        part = self.root / "pkg/layer3/part2.py"
        source = part.read_text()
        part.write_text(source.replace("    total = first", "    # a remark that takes a line\n    total = first", 1))
        self.run_("--check", "--out", str(out), state="elsewhere")
        part.write_text(source.replace("def work_3_2_0(first, second=3):", "def work_3_2_0(first, second=3, third=None):"))
        done = self.run_("--check", "--out", str(out), state="elsewhere", status=1)
        self.assertIn("symbol:pkg/layer3/part2.py#function-work_3_2_0: what it describes has changed", done.stdout)
        self.assertIn("module:pkg/layer3", done.stdout)
        checked = self.json("--check", "--out", str(out), state="elsewhere", status=1)
        self.assertIn({"slot": "module:pkg/layer3", "reason": "what it describes has changed"}, checked["prose"]["stale"])

    def test_kept_regions_and_foreign_files(self):
        write_sample(self.root, modules=2)
        self.run_()
        page = self.out() / "modules/pkg/layer1.md"
        region = "<!-- kompress:keep -->\nAsk Ann before you change this.\n<!-- /kompress:keep -->\n"
        page.write_text(page.read_text() + "\n" + region)
        (self.out() / "mine.md").write_text("mine")
        server = self.server()
        self.json("--provider", "openai", server=server)
        self.assertIn(region, page.read_text())
        self.assertIn("made it up", page.read_text())
        self.assertEqual((self.out() / "mine.md").read_text(), "mine")

    def test_a_site_shows_what_the_pages_were_given(self):
        write_sample(self.root, modules=2)
        server = self.server()
        self.json("--provider", "openai", server=server)
        sent = len(server.sent())
        self.json("--format", "html", server=server)
        self.assertEqual(len(server.sent()), sent)
        self.assertIn("made it up", (self.tmp / "state/site/modules/pkg/layer1.html").read_text())

    def test_record_and_replay(self):
        write_sample(self.root, modules=2)
        server = self.server("lying")
        tape = self.tmp / "tape.jsonl"
        self.json("--provider", "openai", "--record", str(tape), server=server, status=(0, 3))
        sent = len(server.sent())
        offline = server.environment()
        server.close()
        done = subprocess.run([KOMPRESS, "doc", "--provider", "openai", "--replay", tape, "--state-dir", self.tmp / "second"], cwd=self.root, capture_output=True, text=True, timeout=200, env=offline)
        self.assertIn(done.returncode, (0, 3), (done.stdout + done.stderr)[-1500:])
        self.assertEqual(tree(self.out()), tree(self.out("second")))
        self.assertGreater(sent, 0)

    def test_caps_hold_and_the_rest_comes_later(self):
        write_sample(self.root)
        server = self.server()
        first = self.json("--provider", "openai", "--max-requests", "8", server=server, status=4)
        self.assertEqual(len(server.sent()), 8)
        self.assertGreater(first["prose"]["failed"], 0)
        self.assertGreater(first["prose"]["written"], 0)
        second = self.json("--provider", "openai", server=server)
        self.assertEqual(second["prose"]["failed"], 0)
        bodies = [json.dumps(r["body"] if "body" in r else r, sort_keys=True) for r in server.sent()]
        self.assertEqual(len(bodies), len(set(bodies)), "nothing is asked twice")

    def test_kills(self):
        write_sample(self.root, modules=4, files=3)
        plain = self.server()
        self.json("--provider", "openai", server=plain, state="whole")
        wanted, alone = tree(self.out("whole")), len(plain.sent())
        chance = random.Random(20261122)
        server = self.server(before_first_event_ms=60)
        command = [KOMPRESS, "doc", "--provider", "openai", "--concurrency", "2", "--state-dir", self.tmp / "killed"]
        killed = runs = 0
        before, since = 0, 0  # requests and kills at the start of a tree
        while killed < KILLS:
            process = subprocess.Popen(command, cwd=self.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=server.environment())
            try:
                process.wait(timeout=chance.uniform(0.02, 0.9))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                killed += 1
                process.wait()
                continue
            self.assertEqual(process.returncode, 0)
            self.assertTrue(tree(self.out("killed")) == wanted, "the tree of an interrupted run is another")
            # An answer that was stored is not asked for again. A kill loses at most what two requests at a time had in flight,
            # and what had just arrived and was on its way to the disk.
            self.assertLessEqual(len(server.sent()) - before, alone + 4 * (killed - since))
            runs, before, since = runs + 1, len(server.sent()), killed
            shutil.rmtree(self.tmp / "killed")
        print(f"{killed} kills over {runs} trees: {len(server.sent())} requests, {alone} a tree without a kill", file=sys.stderr)

    def test_batches(self):
        write_sample(self.root)
        server = self.server(batch={"polls": 0})
        args = ("--provider", "openai", "--batch")
        first = self.json(*args, server=server)
        self.assertEqual(first["prose"]["written"], 0)
        self.assertEqual(first["prose"]["pending"], first["prose"]["slots"])
        again = self.json(*args, server=server)
        self.assertEqual(again["prose"]["pending"], first["prose"]["slots"])
        rounds = 0
        while True:
            rounds += 1
            report = self.json(*args, "--collect", server=server)
            if report["prose"]["pending"] == 0: break
            self.assertLess(rounds, 4)
        self.assertEqual(report["prose"]["current"] + report["prose"]["written"], report["prose"]["slots"])
        bodies = [str(r["body"]) for r in server.sent() if r["target"].endswith("/v1/files")]
        self.assertEqual(len(bodies), len(set(bodies)))
        # The introduction came last, knowing the guides.
        self.assertEqual(rounds, 2)
        self.assertIn("made it up", (self.out() / "index.md").read_text())
        costs = json.loads(subprocess.run([KOMPRESS, "costs", "--json", "--state-dir", self.tmp / "state"], cwd=self.root, capture_output=True, text=True).stdout)
        self.assertAlmostEqual(costs["total"]["cost_usd"], server.spent()["pico_usd"] / 1e12, places=9)

    def test_interrupt_ends_within_two_seconds(self):
        write_sample(self.root)
        server = self.server(before_first_event_ms=400)
        process = subprocess.Popen([KOMPRESS, "doc", "--provider", "openai", "--concurrency", "2", "--state-dir", self.tmp / "state"], cwd=self.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env=server.environment())
        while not server.sent(): time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        start = time.monotonic()
        _, errors = process.communicate(timeout=30)
        self.assertLess(time.monotonic() - start, 2.0 + 3.0, "with room for a busy machine")
        self.assertEqual(process.returncode, 130, errors)
        self.assertIn("goes on from here", errors)


if __name__ == "__main__":
    unittest.main()
