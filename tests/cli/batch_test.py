#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Batches, with the real binary against a provider on a real socket, in the two dialects that have them.

usage: batch_test.py KOMPRESS KOMPRESS_FAKE_LLM [KILLS]

What is handed in is handed in once, whatever is killed; what has arrived is never asked for again; the ledger and the
provider agree about the money."""
import collections, json, os, pathlib, random, shutil, sqlite3, subprocess, sys, tempfile, threading, time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from fake_provider import Server, environment

KOMPRESS, FAKE = (os.path.abspath(p) for p in sys.argv[1:3])
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 4
work = pathlib.Path(tempfile.mkdtemp()).resolve()
DIALECTS = ("openai", "anthropic")
PRICES = {"input": 2, "output": 8}


def provider(script=None):
    return Server(FAKE, work, {"prices": PRICES, **(script or {})})


def settings(server, dialect, **more):
    prices = work / "prices.toml"
    prices.write_text('[[model]]\nname = "fake-small"\nprovider = "openai"\nprice = { input = "2", output = "8" }\n')
    return environment(KOMPRESS_PROVIDER=dialect, KOMPRESS_BASE_URL=server.url, KOMPRESS_MODEL="fake-small", KOMPRESS_PRICES=prices, OPENAI_API_KEY="k-1", ANTHROPIC_API_KEY="k-1", **more)


def kompress(*args, root, env, status=0):
    done = subprocess.run([KOMPRESS, *map(str, args)], cwd=root, env=env, capture_output=True, text=True, timeout=300)
    assert status is None or done.returncode == status, f"kompress {' '.join(map(str, args))} gave {done.returncode}, not {status}: {done.stdout[-1500:]}{done.stderr}"
    return done


def warm(*args, root, env, status=0):
    return json.loads(kompress("cache", "warm", *args, "--json", root=root, env=env, status=status).stdout)


def repository(count, text="question", name="prompts.jsonl", **fields):
    root = pathlib.Path(tempfile.mkdtemp(dir=work)).resolve()
    (root / ".git").mkdir()
    write_prompts(root, count, text, name, **fields)
    return root


def write_prompts(root, count, text="question", name="prompts.jsonl", **fields):
    lines = [json.dumps({"system": "Be brief.", "blocks": [{"text": f"{text} {i}."}], "max_output_tokens": 60, "label": f"page {i}", **fields}) for i in range(count)]
    (root / name).write_text("\n".join(lines) + "\n")


def is_creation(request):
    return request["method"] == "POST" and request["target"].endswith("/batches")


def handed_in(server):
    """How often each custom_id reached the provider in a batch that it made."""
    ids, files = collections.Counter(), []
    for request in server.sent():
        if request["method"] == "POST" and request["target"].endswith("/v1/files"):
            files.append([json.loads(line)["custom_id"] for line in request["body"].splitlines() if line.startswith('{"custom_id"')])
        elif is_creation(request):
            body = json.loads(request["body"])
            # A batch is made right after its file is uploaded, by the one process that may.
            ids.update([r["custom_id"] for r in body["requests"]] if "requests" in body else files[-1])
    return ids


def ledger(root):
    database = sqlite3.connect(root / ".kompress/responses.sqlite")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    row = database.execute("SELECT count(*), sum(state = 0), sum(iif(state <> 0, cost, 0)), sum(iif(state = 0, cost, 0)) FROM request").fetchone()
    database.close()
    return dict(zip(("requests", "open", "cost", "reserved"), (value or 0 for value in row)))


def there_and_back(dialect):
    with provider() as server:
        root, env = repository(25), settings(server, dialect)
        report = warm("prompts.jsonl", "--batch", root=root, env=env)
        assert report["prompts"] == {"total": 25, "stored": 0, "handed_in": 25, "answered": 0, "waiting": 25, "failed": 0}, report
        assert report["batches"][0]["state"] == "submitted" and report["batches"][0]["id"]
        assert ledger(root)["open"] == 25
        reserved = ledger(root)["reserved"]
        assert reserved == round(report["reserved_usd"] * 1e12), report

        again = warm("prompts.jsonl", "--batch", root=root, env=env)
        assert again["prompts"]["handed_in"] == 0 and again["prompts"]["waiting"] == 25, again
        assert sum(map(is_creation, server.sent())) == 1

        early = warm("--collect", root=root, env=env, status=4)  # the provider says it is not done
        assert early["batches"][0]["state"] == "running" and early["prompts"]["waiting"] == 25
        done = warm("--collect", root=root, env=env)
        assert done["prompts"]["answered"] == 25 and done["prompts"]["waiting"] == 0, done
        assert done["batches"][0]["state"] == "collected"
        assert ledger(root) == {"requests": 25, "open": 0, "cost": server.spent(), "reserved": 0}, (ledger(root), server.spent())
        assert 0 < server.spent() <= reserved

        sent = len(server.sent())
        assert warm("prompts.jsonl", root=root, env=env)["llm"]["cache_hits"] == 25
        assert warm("prompts.jsonl", "--batch", root=root, env=env)["prompts"]["stored"] == 25
        assert "no batches are under way" in kompress("cache", "warm", "--collect", root=root, env=env).stdout
        assert len(server.sent()) == sent, "something was asked for again"
    print(f"{dialect}: handed in once, collected once, paid half")


def some_fail(dialect):
    with provider({"batch": {"polls": 0, "error_match": "number 3", "expire_match": "number 7"}, "replies": [{"match": "number 5", "text": "cut", "stop": "length"}]}) as server:
        root, env = repository(10, "number"), settings(server, dialect)
        warm("prompts.jsonl", "--batch", root=root, env=env)
        report = warm("--collect", root=root, env=env, status=3)
        assert report["prompts"]["answered"] == 7, report
        assert {f["label"]: f["kind"] for f in report["failures"]} == {"page 3": "transient", "page 7": "transient", "page 5": "truncated"}, report["failures"]
        assert ledger(root)["cost"] == server.spent() and ledger(root)["open"] == 0
        again = warm("prompts.jsonl", "--batch", root=root, env=env)  # what failed may be asked for again
        assert again["prompts"]["handed_in"] == 3 and again["prompts"]["stored"] == 7, again
    print(f"{dialect}: what failed is told and can be handed in again")


def refused(dialect):
    for error, status, kind in (("auth", 7, "auth"), ("billing", 7, "billing"), ("bad_request", 3, "request")):
        with provider({"faults": [{"path": "/batches", "error": error}]}) as server:
            root, env = repository(5), settings(server, dialect)
            report = warm("prompts.jsonl", "--batch", root=root, env=env, status=status)
            assert [f["kind"] for f in report["failures"]] == [kind] * 5, report
            assert report["prompts"]["waiting"] == 0 and ledger(root)["reserved"] == 0 and ledger(root)["open"] == 0
    with provider({"dialect": "ollama"}) as server:
        root = repository(1)
        done = kompress("cache", "warm", "prompts.jsonl", "--batch", root=root, env=environment(KOMPRESS_PROVIDER="ollama", KOMPRESS_BASE_URL=server.url, KOMPRESS_MODEL="m"), status=5)
        assert "takes no batches" in done.stderr and not server.sent(), done.stderr
    done = kompress("cache", "warm", "prompts.jsonl", "--batch", "--collect", root=root, env=env, status=2)
    done = kompress("cache", "warm", "--batch", root=root, env=env, status=2)
    assert "name a file" in done.stderr
    print(f"{dialect}: refusals reserve nothing")


def created_unheard(dialect):
    """The provider makes the batch, and the connection dies before it says so."""
    with provider({"faults": [{"path": "/batches", "first": 1, "disconnect_before_headers": True}]}) as server:
        root, env = repository(6), settings(server, dialect)
        report = warm("prompts.jsonl", "--batch", root=root, env=env)
        assert report["prompts"]["handed_in"] == 6, report
        assert set(handed_in(server).values()) == {1}, handed_in(server)
        warm("--collect", root=root, env=env, status=4)
        assert warm("--collect", root=root, env=env)["prompts"]["answered"] == 6
    print(f"{dialect}: a batch that nobody heard of is found, not made again")


def unreachable(dialect):
    with provider() as server:
        root, env = repository(4), settings(server, dialect)
        warm("prompts.jsonl", "--batch", root=root, env=env)
        port = server.port
    done = kompress("cache", "warm", "--collect", root=root, env=env, status=8)
    assert "does not accept connections" in done.stderr, done.stderr
    done = kompress("cache", "warm", "--collect", "--json", root=root, env={**env, "KOMPRESS_BASE_URL": "http://127.0.0.1:9"}, status=4)
    assert json.loads(done.stdout)["batches"][0]["state"] == "elsewhere", done.stdout
    assert ledger(root)["open"] == 4
    print(f"{dialect}: a provider that is away loses nothing")


def caps(dialect):
    with provider() as server:
        root, env = repository(20), settings(server, dialect)
        cap = "0.003"  # 20 of them may cost more
        report = warm("prompts.jsonl", "--batch", "--max-cost", cap, root=root, env=env, status=4)
        assert 0 < report["prompts"]["handed_in"] < 20, report
        assert report["reserved_usd"] <= float(cap) and {f["kind"] for f in report["failures"]} == {"budget"}
        assert report["prompts"]["handed_in"] + len(report["failures"]) == 20
        collect_all(root, env)
        assert 0 < server.spent() <= float(cap) * 1e12, server.spent()
        handed = report["prompts"]["handed_in"]
        more = warm("prompts.jsonl", "--batch", "--max-requests", 3, root=root, env=env, status=4)
        assert more["prompts"]["handed_in"] == 3, more
        rest = warm("prompts.jsonl", "--batch", root=root, env=env)
        assert rest["prompts"]["waiting"] == 20 - handed and rest["prompts"]["stored"] == handed and set(handed_in(server).values()) == {1}, rest
    print(f"{dialect}: caps bound what is handed in, and the same command goes on")


def two_at_once(dialect):
    with provider({"before_headers_ms": 30}) as server:
        root, env = repository(40), settings(server, dialect)
        for mode in (["prompts.jsonl", "--batch"], ["--collect"], ["--collect"]):
            running = [subprocess.Popen([KOMPRESS, "cache", "warm", *mode, "--json"], cwd=root, env=env, stdout=subprocess.PIPE, text=True) for _ in range(4)]
            for process in running:
                process.communicate(timeout=120)
                assert process.returncode in (0, 4), process.returncode
        assert len(handed_in(server)) == 40 and set(handed_in(server).values()) == {1}
        assert ledger(root) == {"requests": 40, "open": 0, "cost": server.spent(), "reserved": 0}
        assert warm("prompts.jsonl", root=root, env=env)["llm"]["cache_hits"] == 40
    print(f"{dialect}: four processes at once hand in one batch and collect it once")


def secrets(dialect):
    canary = "AKIA" + "Q3XZ7LM2NPW4RTYU"
    with provider({"batch": {"polls": 0}}) as server:
        root, env = repository(3, f'key = "{canary}" in'), settings(server, dialect)
        report = warm("prompts.jsonl", "--batch", root=root, env=env)
        assert report["llm"]["redactions"] == 3, report
        warm("--collect", root=root, env=env)
        everything = server.record.read_bytes() + b"".join(p.read_bytes() for p in (root / ".kompress").rglob("*") if p.is_file())
        assert canary.encode() not in everything
        write_prompts(root, 2, f'other key = "{canary}" in')
        sent = len(server.sent())
        report = warm("prompts.jsonl", "--batch", "--redact", "strict", root=root, env=env, status=3)
        assert {f["kind"] for f in report["failures"]} == {"secret"} and len(server.sent()) == sent
    print(f"{dialect}: secrets stay here")


def collect_all(root, env):
    for _ in range(8):
        if warm("--collect", root=root, env=env, status=None)["prompts"]["waiting"] == 0:
            return
    raise AssertionError("the batches do not end")


def kills(dialect):
    rng, cut, uncertain = random.Random(7), 0, 0
    with provider({"before_headers_ms": 8}) as server:
        env = settings(server, dialect)
        root = repository(30, "to take the time")
        started = time.monotonic()
        warm("prompts.jsonl", "--batch", root=root, env=env)
        whole = time.monotonic() - started  # on a busy machine a program may take this long to begin
        for number in range(KILLS):
            count = rng.randrange(5, 60)
            root = repository(count, f"{dialect} round {number} question")
            cap = rng.choice(["0.002", "0.004", "10"])
            billed = server.spent()
            collected = 0
            for mode in (["prompts.jsonl", "--batch", "--max-cost", cap], ["prompts.jsonl", "--batch", "--max-cost", cap], ["--collect"], ["--collect"], ["--collect"]):
                process = subprocess.Popen([KOMPRESS, "cache", "warm", *mode], cwd=root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(rng.random() * whole * 1.2)
                cut += process.poll() is None
                process.kill()
                process.wait()
                time.sleep(0.02)  # what was on its way arrives
                if (root / ".kompress/responses.sqlite").exists():
                    database = sqlite3.connect(root / ".kompress/responses.sqlite")
                    if database.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'batch'").fetchone()[0]:
                        uncertain += database.execute("SELECT count(*) FROM batch WHERE state = 0").fetchone()[0]
                        stored = database.execute("SELECT count(*) FROM response").fetchone()[0]
                        assert stored >= collected, "an answer was lost"
                        collected = stored
                    database.close()
            collect_all(root, env)
            assert server.spent() - billed <= 2 * float(cap) * 1e12, "two runs, each with its cap"
            warm("prompts.jsonl", "--batch", root=root, env=env)
            collect_all(root, env)
            mine = ledger(root)
            assert mine["open"] == 0 and mine["reserved"] == 0, mine
            sent = len(server.sent())
            assert warm("prompts.jsonl", root=root, env=env)["llm"]["cache_hits"] == count
            assert len(server.sent()) == sent, "something was asked for again"
        twice = {i: n for i, n in handed_in(server).items() if n > 1}
        assert not twice, f"{len(twice)} prompts were handed in twice"
    print(f"{dialect}: {KILLS} rounds, {cut} processes killed in time, {uncertain} intents without an id: nothing handed in twice, nothing lost")


try:
    for dialect in DIALECTS:
        for part in (there_and_back, some_fail, refused, created_unheard, unreachable, caps, two_at_once, secrets, kills):
            part(dialect)
finally:
    shutil.rmtree(work, ignore_errors=True)
