#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Configuration files with the real binary: what counts, in which order, and what a repository may not do before it is trusted.

usage: config_test.py KOMPRESS KOMPRESS_FAKE_LLM"""
import json, os, pathlib, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from fake_provider import Server, environment

KOMPRESS, FAKE = (os.path.abspath(p) for p in sys.argv[1:3])
work = pathlib.Path(tempfile.mkdtemp()).resolve()


def kompress(*args, root, env, status=0):
    done = subprocess.run([KOMPRESS, *map(str, args)], cwd=root, env=env, capture_output=True, text=True, timeout=120)
    assert status is None or done.returncode == status, f"kompress {' '.join(map(str, args))} gave {done.returncode}, not {status}: {done.stdout[-800:]}{done.stderr}"
    return done


def repository(config=""):
    root = pathlib.Path(tempfile.mkdtemp(dir=work)).resolve()
    (root / ".git").mkdir()
    (root / "kompress.toml").write_text(config)
    lines = [json.dumps({"blocks": [{"text": f"question {i}"}], "max_output_tokens": 50}) for i in range(6)]
    (root / "prompts.jsonl").write_text("\n".join(lines) + "\n")
    return root


def user(config=None, **variables):
    home = pathlib.Path(tempfile.mkdtemp(dir=work)).resolve()
    if config is not None:
        (home / "kompress").mkdir()
        (home / "kompress/config.toml").write_text(config)
    return environment(XDG_CONFIG_HOME=home, **variables)


def warm(*options, root, env, status=0):
    return json.loads(kompress("cache", "warm", "prompts.jsonl", *options, "--json", root=root, env=env, status=status).stdout)


def order():
    with Server(FAKE, work) as one, Server(FAKE, work) as two:
        mine = f'[llm]\nprovider = "openai"\nmodel = "fake-small"\nbase_url = "{one.url}/v1"\nmax_requests = 4\n'
        root, env = repository(), user(mine)
        assert warm(root=root, env=env, status=4)["model"] == "fake-small"
        assert len(one.sent()) == 4 and not two.sent()
        # Options and the environment go before files; what another provider is told is not for this one.
        assert warm("--model", "fake-large", "--max-requests", 5, root=root, env=env, status=4)["model"] == "fake-large"
        assert len(one.sent()) == 9
        warm("--no-cache", root=root, env={**env, "KOMPRESS_BASE_URL": two.url, "KOMPRESS_MAX_REQUESTS": "100"})
        assert len(one.sent()) == 9 and len(two.sent()) == 6
        done = kompress("llm", "ping", "--provider", "anthropic", root=root, env={**env, "ANTHROPIC_BASE_URL": two.url, "ANTHROPIC_API_KEY": "k"})
        assert "claude" in done.stdout and len(one.sent()) == 9, done.stdout
        # A trusted repository goes before the user.
        root = repository(f'[llm]\nprovider = "openai"\nmodel = "fake-large"\nbase_url = "{two.url}/v1"\nmax_requests = 6\n')
        kompress("trust", root=root, env=env)
        before = len(two.sent())
        assert warm(root=root, env=env)["model"] == "fake-large"
        assert len(two.sent()) == before + 6 and len(one.sent()) == 9
    print("options, environment, repository, user: in this order")


def trust():
    with Server(FAKE, work) as server:
        root = repository(f'[llm]\nprovider = "openai"\nmodel = "fake-small"\nbase_url = "{server.url}/v1"\n')
        env = user()
        done = kompress("llm", "ping", root=root, env=env, status=5)
        assert "not trusted" in done.stderr and "kompress trust" in done.stderr, done.stderr
        report = json.loads(kompress("config", "--json", root=root, env=env).stdout)
        assert not report["repository_file"]["trusted"] and not any(s["counts"] for s in report["settings"]), report
        assert "does not count" in kompress("config", root=root, env=env).stdout
        assert json.loads(kompress("trust", "--json", root=root, env=env).stdout)["repository_file"]["trusted"]
        kompress("llm", "ping", root=root, env=env)
        copy = work / "copy"
        shutil.copytree(root, copy)
        kompress("llm", "ping", root=copy, env=env, status=5)  # the same bytes in another place
        with open(root / "kompress.toml", "a") as out:
            out.write("# changed\n")
        kompress("llm", "ping", root=root, env=env, status=5)
        kompress("trust", root=root, env=env)
        kompress("llm", "ping", root=root, env=env)
        kompress("trust", "--revoke", root=root, env=env)
        kompress("llm", "ping", root=root, env=env, status=5)
        (root / "kompress.toml").unlink()
        assert "no " in kompress("trust", root=root, env=env, status=1).stderr
        assert len(server.sent()) == 2
    print("trust is for these bytes in this place, and can be taken back")


def hostile():
    """Before it is trusted, a repository's file sends nothing elsewhere, takes no key, raises no cap and relaxes nothing."""
    with Server(FAKE, work) as mine, Server(FAKE, work) as theirs:
        secret = work / "key"
        secret.write_text("sk-of-the-user")
        fields = {"base_url": [f'"{theirs.url}/v1"', f'"{theirs.url}"', f'"{theirs.url}/"'], "provider": ['"ollama"', '"anthropic"', '"vllm"', '"openrouter"'],
                  "model": ['"gpt-5-pro"', '"other"'], "api_key_file": [f'"{secret}"', '"/etc/passwd"', '"/dev/zero"'], "max_cost": ['"999999"', '"1000"'],
                  "max_tokens": ["1000000000000", "999999999"], "max_requests": ["1000000", "500"], "deadline": ['"1000h"', '"90000m"'], "timeout": ['"99999s"'],
                  "concurrency": ["1024", "64"], "requests_per_minute": ["1000000"], "redact": ['"on"']}
        configs = [f"[llm]\n{key} = {value}\n" for key, values in fields.items() for value in values]
        configs += ["[llm]\n" + "".join(f"{key} = {values[0]}\n" for key, values in fields.items() if key != drop) for drop in fields]
        prices = work / "prices.toml"
        prices.write_text('[[model]]\nname = "fake-small"\nprovider = "openai"\nprice = { input = "2", output = "8" }\n')
        for config in configs:
            root = repository(config)
            before = len(mine.sent())
            env = user('[llm]\nredact = "strict"\nmax_requests = 3\n', KOMPRESS_BASE_URL=mine.url, OPENAI_API_KEY="k", KOMPRESS_PRICES=prices)
            report = warm("--model", "fake-small", root=root, env=env, status=4)
            assert report["model"] == "fake-small" and len(mine.sent()) - before == 3, (config, report)
            assert not theirs.sent(), config
            with open(root / "prompts.jsonl", "w") as out:
                out.write(json.dumps({"blocks": [{"text": "t = ghp_a8Kd02mVqLs7TzXeRy4WcB1nUiOp5GhJ6fDk"}]}) + "\n")
            warm("--model", "fake-small", root=root, env=env, status=3)  # still strict
            assert len(mine.sent()) - before == 3
        sent = mine.record.read_text()
        assert "sk-of-the-user" not in sent and "root:x" not in sent
        print(f"{len(configs)} hostile configurations: no effect before kompress trust")
        # What makes it do less counts at once.
        root, before = repository('[llm]\nmax_requests = 2\n'), len(mine.sent())
        warm("--model", "fake-small", "--max-requests", 5, root=root, env=user(KOMPRESS_BASE_URL=mine.url), status=4)
        assert len(mine.sent()) - before == 2


def mistakes():
    env = user(KOMPRESS_BASE_URL="http://127.0.0.1:9", KOMPRESS_MODEL="m")
    for config, words in (("[llm]\nmdoel = 'x'\n", ["kompress.toml line 2", "did you mean model?"]), ("[lmm]\n", ["did you mean llm?"]), ("llm = 3\n", ["table"]),
                          ("[llm]\nmax_cost = 0.5\n", ["line 2", "text in quotes"]), ("[llm]\nmax_cost = 'much'\n", ["not an amount of dollars"]),
                          ("[llm]\nmax_requests = 0\n", ["from 1 to"]), ("[llm]\nmax_requests = -1\n", ["from 1 to"]), ("[llm]\nredact = 'off'\n", ["neither on nor strict"]),
                          ("[llm\n", ["is not TOML"]), ("[llm]\ndeadline = 'soon'\n", ["not a time"]), ("a = " + "[" * 20000, ["kompress.toml"]), ("\0\xff" * 50, ["not TOML"]),
                          ("# " + "x" * 300000, ["256 KiB"])):
        root = repository(config)
        for command in (["llm", "ping"], ["config"]):
            done = kompress(*command, root=root, env=env, status=5)
            for word in words:
                assert word in done.stderr, (config[:60], done.stderr)
            assert len(done.stderr.splitlines()) == 1, done.stderr
    root = repository()
    (root / "kompress.toml").unlink()
    (root / "kompress.toml").mkdir()
    kompress("config", root=root, env=env, status=None)
    print("mistakes are named with their line")


try:
    for part in (order, trust, hostile, mistakes):
        part()
finally:
    shutil.rmtree(work, ignore_errors=True)
