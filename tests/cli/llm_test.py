#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Asking models, with the real binary against a provider on a real socket.

usage: llm_test.py KOMPRESS KOMPRESS_FAKE_LLM [KILLS]

Every failure that a user can meet gives one sentence and its exit status; a killed run pays for nothing twice; caps hold;
secrets and keys stay where they are."""
import hashlib, json, os, pathlib, random, shutil, signal, sqlite3, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from fake_provider import Server as Provider, environment

KOMPRESS, FAKE = (os.path.abspath(p) for p in sys.argv[1:3])
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 8
KEY = "canary-key-" + "7f3a" * 6
work = pathlib.Path(tempfile.mkdtemp()).resolve()
outputs = []


class Server(Provider):
    def __init__(self, script=None, *options):
        super().__init__(FAKE, work, script, *options)


def kompress(*args, root, env, status=None, timeout=120):
    done = subprocess.run([KOMPRESS, *map(str, args)], cwd=root, env=env, capture_output=True, text=True, timeout=timeout)
    outputs.append(done.stdout + done.stderr)
    assert status is None or done.returncode == status, f"kompress {' '.join(map(str, args))} gave {done.returncode}, not {status}: {done.stdout[-800:]}{done.stderr}"
    return done


def repository():
    root = pathlib.Path(tempfile.mkdtemp(dir=work)).resolve()
    (root / ".git").mkdir()
    return root


def prompts(root, count, text="question", name="prompts.jsonl", size=200, **fields):
    lines = [json.dumps({"system": "Be brief.", "blocks": [{"text": "shared " * size, "ends_prefix": True}, {"text": f"{text} {i}."}], "max_output_tokens": 60,
                         "label": f"page {i}", **fields}) for i in range(count)]
    (root / name).write_text("\n".join(lines) + "\n")
    return root / name


# What goes wrong | settings | exit status | words of the sentence
FAILURES = [
    ("no provider", {}, {}, [], 5, ["no provider is set up", "OPENAI_API_KEY"]),
    ("no key", None, {"KOMPRESS_PROVIDER": "anthropic"}, [], 5, ["set ANTHROPIC_API_KEY"]),
    ("wrong key", {"api_keys": ["right"]}, {"OPENAI_API_KEY": KEY}, [], 7, ["refuses the key", "OPENAI_API_KEY"]),
    ("no credit", {"faults": [{"error": "billing"}]}, {"OPENAI_API_KEY": KEY}, [], 7, ["no credit", "add credit"]),
    ("spending limit", {"faults": [{"error": "spend_limit"}]}, {"OPENAI_API_KEY": KEY}, [], 7, ["limit"]),
    ("wrong model", {"strict_models": True}, {"KOMPRESS_MODEL": "no-such-model"}, [], 2, ["no such model", "--model"]),
    ("wrong path", {"dialect": "ollama"}, {}, [], 2, ["base URL"]),
    ("server down", "down", {}, [], 8, ["does not accept connections", "running"]),
    ("unknown host", None, {"KOMPRESS_BASE_URL": "https://no-such-host.invalid", "OPENAI_API_KEY": KEY}, [], 8, ["not known to DNS"]),
    ("web page in the way", {"faults": [{"error": "cloudflare_html"}]}, {}, [], 8, ["proxy", "base URL"]),
    ("overloaded", {"faults": [{"error": "overloaded", "retry_after": "4000"}]}, {}, [], 8, ["overloaded"]),
    ("server error", {"faults": [{"error": "server_error"}]}, {}, [], 8, ["failed to answer"]),
    ("context too long", {"faults": [{"error": "context"}]}, {}, [], 2, ["does not fit", "larger"]),
    ("refusal", {"faults": [{"stop": "refusal"}]}, {}, [], 2, ["refused to answer"]),
    ("content filter", {"faults": [{"stop": "content_filter"}]}, {}, [], 2, ["content filter"]),
    ("stall", {"faults": [{"stall_after_events": 2, "stall": "ping"}]}, {}, ["--timeout", "1s"], 8, ["stopped in the middle"]),
    ("silence", {"faults": [{"silence": True}]}, {}, ["--timeout", "1s"], 8, ["did not begin to answer"]),
    ("half a stream", {"faults": [{"disconnect_after_events": 2}]}, {}, [], 8, ["ended in the middle"]),
    ("no end marker", {"faults": [{"omit_terminal": True}]}, {}, [], 8, ["ended in the middle"]),
    ("redirect", {"faults": [{"redirect": "http://127.0.0.1:1/", "status": 307}]}, {}, [], 2, ["redirects", "base URL"]),
    ("plain http elsewhere", None, {"KOMPRESS_BASE_URL": "http://192.0.2.1/v1", "OPENAI_API_KEY": KEY}, [], 5, ["unencrypted"]),
    ("password in the URL", None, {"KOMPRESS_BASE_URL": "https://me:sesame@192.0.2.1/v1"}, [], 5, ["user or password"]),
    ("unknown provider", None, {"KOMPRESS_PROVIDER": "opnai"}, [], 5, ["no provider 'opnai'", "openai"]),
]


def failures():
    root = repository()
    for name, script, variables, options, status, words in FAILURES:
        server = Server(script if isinstance(script, dict) else None)
        with server:
            if script == "down":
                server.process.terminate()
                server.process.wait()
            needs_url = script is not None and name != "no provider"
            env = environment(**{**({"KOMPRESS_BASE_URL": server.url, "KOMPRESS_MODEL": "fake-small"} if needs_url else {}), **variables})
            done = kompress("llm", "ping", *options, root=root, env=env)
            lines = done.stderr.strip().splitlines()
            assert done.returncode == status, f"{name}: exit {done.returncode}, not {status}: {done.stderr}"
            assert len(lines) == 1 and lines[0].startswith("kompress: "), f"{name}: {done.stderr}"
            for word in words:
                assert word in lines[0], f"{name}: '{word}' is not in: {lines[0]}"
            assert "sesame" not in lines[0] and KEY not in lines[0], name
    print(f"{len(FAILURES)} failures, one sentence each")


def proxy_in_the_way():
    with Server({"proxy": {"enabled": True, "credentials": "user:pass"}}) as proxy:
        root = repository()
        env = environment(KOMPRESS_BASE_URL="https://api.example.com/v1", OPENAI_API_KEY=KEY, KOMPRESS_MODEL="m", HTTPS_PROXY=proxy.url)
        done = kompress("llm", "ping", root=root, env=env, status=8)
        assert "proxy" in done.stderr, done.stderr
    print("a proxy that refuses is named")


def caps():
    random.seed(4)
    for round in range(12):
        root = repository()
        prompts(root, 25, size=random.randrange(1, 60))
        cap = random.randrange(0, 25)
        script = {"seed": round, "faults": [{"probability": 0.1, "error": "server_error"}, {"probability": 0.05, "disconnect_after_events": 1}]}
        with Server(script) as server:
            env = environment(KOMPRESS_BASE_URL=server.url, KOMPRESS_MODEL="fake-small")
            done = kompress("cache", "warm", "prompts.jsonl", "--max-requests", max(cap, 1), "--json", root=root, env=env)
            report = json.loads(done.stdout)
            assert len(server.sent()) <= max(cap, 1), (len(server.sent()), cap)
            assert report["prompts"]["answered"] + report["prompts"]["failed"] == 25
            assert done.returncode == 4, done.stderr
    print("caps hold in 12 runs with failures")


def stored(root):
    path = root / ".kompress/responses.sqlite"
    if not path.exists():
        return 0
    database = sqlite3.connect(path)  # not read-only: a log that a kill left behind has to be read in
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    try:
        return database.execute("SELECT count(*) FROM response").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        database.close()


PRICES = """[[model]]
name = "fake-small"
provider = "openai"
price = { input = "2", output = "8" }
"""


def kills():
    count = 30
    reused = by_money = cut_by_money = 0
    (work / "prices.toml").write_text(PRICES)
    with Server({"before_first_event_ms": 15, "prices": {"input": 2, "output": 8}}) as server:
        env = environment(KOMPRESS_BASE_URL=server.url, KOMPRESS_MODEL="fake-small", KOMPRESS_PRICES=work / "prices.toml")
        for number in range(KILLS):
            root = repository()
            # Text that is no fewer tokens to us than to the server, which takes four bytes for one.
            prompts(root, count, text=f"q{number}x 7f 3a 9c 1e 5b 8d 2f 6a", size=0)
            before, billed = len(server.sent()), server.spent()
            cap = random.choice(["0.0012", "0.004", "0.012", "1"]) if number % 2 else None
            by_money += cap is not None
            limit = ["--max-cost", cap] if cap else ["--max-requests", str(count)]
            process = subprocess.Popen([KOMPRESS, "cache", "warm", "prompts.jsonl", "--concurrency", "4", *limit], cwd=root, env=env,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0.005, 0.2 if cap is None or cap == "1" else 0.6))
            cut_by_money += process.poll() == 4
            process.kill()
            process.wait()
            time.sleep(0.03)  # what was on its way arrives
            middle, bill = len(server.sent()), server.spent() - billed
            assert middle - before <= count
            assert cap is None or bill <= round(float(cap) * 1e12), f"{bill} pico-dollars were spent with a cap of {cap} dollars"
            kept = stored(root)
            reused += kept
            done = kompress("cache", "warm", "prompts.jsonl", "--json", root=root, env=env, status=0)
            report = json.loads(done.stdout)
            assert report["llm"]["cache_hits"] == kept and len(server.sent()) - middle == count - kept, (report["llm"], kept, len(server.sent()) - middle)
            assert report["prompts"]["answered"] == count
            assert abs(report["llm"]["cost_usd"] * 1e12 - (server.spent() - billed - bill)) < 1, "we and the provider do not agree about the bill"
    assert by_money == KILLS // 2
    print(f"{KILLS} kills, {by_money} of them under --max-cost ({cut_by_money} had reached it): {reused} answers had arrived and none was asked for again; no bill was above its cap")


def prefixes():
    """The same sources in two directories, indexed and asked about as differently as one can: what is sent is the same bytes."""
    seen = []
    with Server({"before_first_event_ms": 5}) as server:
        for name, jobs, concurrency, more in (("one", 1, 1, {"TZ": "Asia/Tokyo", "LC_ALL": "C"}),
                                              ("another/with spaces", 8, 16, {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "HOME": "/nowhere", "USER": "somebody"})):
            root = repository() / name
            (root / "src").mkdir(parents=True)
            (root / ".git").mkdir()
            for i in range(30):
                (root / f"src/part{i}.c").write_text("".join(f"/** Counts {j}. */\nint count_{i}_{j}(int a) {{ return a + {j}; }}\n" for j in range(8)))
            env = environment(KOMPRESS_BASE_URL=server.url, KOMPRESS_MODEL="fake-small", OPENAI_API_KEY=KEY, **more)
            kompress("index", "--jobs", jobs, root=root, env=env, status=0)
            shared = json.loads(kompress("context", "how is it counted", "--budget", 2000, "--json", root=root, env=env, status=0).stdout)["text"]
            assert "count_" in shared
            with open(root / "prompts.jsonl", "w") as out:
                for i in range(20):
                    out.write(json.dumps({"system": "Be brief.", "blocks": [{"text": shared, "ends_prefix": True}, {"text": f"question {i}"}], "max_output_tokens": 40}) + "\n")
            before = len(server.sent())
            kompress("cache", "warm", "prompts.jsonl", "--concurrency", concurrency, root=root, env=env, status=0)
            bodies = sorted(r["body"] for r in server.sent()[before:])
            keys = {a["key"] for a in json.loads(kompress("cache", "ls", "--limit", 0, "--json", root=root, env=env, status=0).stdout)["answers"]}
            starts = {hashlib.sha256(body.split("question")[0].encode()).hexdigest() for body in bodies}
            seen.append((bodies, keys))
            assert len(bodies) == 20 and len(starts) == 1, starts
    assert seen[0] == seen[1], "what is sent depends on the directory, the number of jobs or the environment"
    print("another directory, other --jobs and --concurrency, time zone, locale and user: the same 20 requests, byte by byte, with one prefix")


def secrets():
    root = repository()
    canaries = ["AKIA" + "Q3XZ7LM2NPW4RTYU"[:16], "ghp_" + "a8Kd02mVqLs7TzXeRy4WcB1nUiOp5GhJ6fDk"[:36], "xoxb-" + "123456789012-1234567890123-" + "AbCdEfGhIjKlMnOpQrStUvWx"]
    with open(root / "prompts.jsonl", "w") as out:
        for i, canary in enumerate(canaries):
            out.write(json.dumps({"blocks": [{"text": f"key = \"{canary}\"\n"}], "max_output_tokens": 50, "label": f"secret {i}"}) + "\n")
    with Server() as server:
        env = environment(KOMPRESS_BASE_URL=server.url, KOMPRESS_MODEL="fake-small", OPENAI_API_KEY=KEY)
        done = kompress("cache", "warm", "prompts.jsonl", "--json", "--record", "run.jsonl", root=root, env=env, status=0)
        assert json.loads(done.stdout)["llm"]["redactions"] == len(canaries)
        assert len(server.sent()) == len(canaries)
        done = kompress("cache", "warm", "prompts.jsonl", "--redact", "strict", "--no-cache", root=root, env=env, status=3)
        assert len(server.sent()) == len(canaries), "strict sent something"
        everything = server.record.read_bytes()
    for path in root.rglob("*"):
        if path.is_file() and path.name != "prompts.jsonl":
            everything += path.read_bytes()
    for canary in canaries:
        assert canary.encode() not in everything, canary
    print("secrets stay here")


def replay():
    root = repository()
    prompts(root, 5)
    with Server() as server:
        env = environment(KOMPRESS_BASE_URL=server.url, KOMPRESS_MODEL="fake-small", OPENAI_API_KEY=KEY)
        kompress("cache", "warm", "prompts.jsonl", "--record", "run.jsonl", root=root, env=env, status=0)
    shutil.rmtree(root / ".kompress")
    env = environment(KOMPRESS_MODEL="fake-small", KOMPRESS_BASE_URL="http://127.0.0.1:9")
    done = kompress("cache", "warm", "prompts.jsonl", "--replay", "run.jsonl", "--json", root=root, env=env, status=0)
    assert json.loads(done.stdout)["prompts"]["answered"] == 5
    prompts(root, 6, name="more.jsonl")
    done = kompress("cache", "warm", "more.jsonl", "--replay", "run.jsonl", root=root, env=env, status=5)
    assert "record it again" in done.stderr
    print("a recording answers without network and key")


def interrupt():
    root = repository()
    prompts(root, 200, size=2)
    with Server({"before_first_event_ms": 100}) as server:
        env = environment(KOMPRESS_BASE_URL=server.url, KOMPRESS_MODEL="fake-small")
        process = subprocess.Popen([KOMPRESS, "cache", "warm", "prompts.jsonl", "--concurrency", "4"], cwd=root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while len(server.sent()) < 12:
            time.sleep(0.01)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 130, (process.returncode, said)
        sent = len(server.sent())
        assert sent < 200
        kept = stored(root)
        assert kept == sent, f"{sent} were sent and {kept} kept"  # what was in flight could end
        report = json.loads(kompress("cache", "warm", "prompts.jsonl", "--json", root=root, env=env, status=0).stdout)
        assert report["llm"]["cache_hits"] == kept
    print(f"an interrupt keeps what was paid for ({time.monotonic() - started:.1f} s with the rest)")


def prompt_files():
    root = repository()
    with Server() as server:
        env = environment(KOMPRESS_BASE_URL=server.url, KOMPRESS_MODEL="fake-small")
        (root / "bad.jsonl").write_text('{"blocks":[{"text":"a"}]}\n{"blocks":[{"text":"a"}],"max_tokens":5}\n')
        done = kompress("cache", "warm", "bad.jsonl", root=root, env=env, status=2)
        assert "bad.jsonl" in done.stderr and "2" in done.stderr and "max_tokens" in done.stderr, done.stderr
        kompress("cache", "warm", "none.jsonl", root=root, env=env, status=1)
        assert not server.sent()
    print("files of prompts are checked before anything is sent")


def keys_nowhere():
    for text in outputs:
        assert KEY not in text
    for path in work.rglob("*"):
        if path.is_file() and path.name != "sent.jsonl":
            assert KEY.encode() not in path.read_bytes(), path
    print(f"the key is in none of {len(outputs)} outputs and of the files that were left")


try:
    for part in (failures, proxy_in_the_way, caps, kills, prefixes, secrets, replay, interrupt, prompt_files, keys_nowhere):
        part()
finally:
    shutil.rmtree(work, ignore_errors=True)
