# SPDX-License-Identifier: Apache-2.0
"""kompress-fake-llm as a context, for the scripts that ask models with the real binary."""
import json, os, pathlib, subprocess, tempfile, time, urllib.request


class Server:
    """A provider with a script; everything that it was sent is in `sent()`."""

    def __init__(self, program, work, script=None, *options):
        self.directory = pathlib.Path(tempfile.mkdtemp(dir=work))
        self.record = self.directory / "sent.jsonl"
        (self.directory / "script.json").write_text(json.dumps(script or {}))
        self.process = subprocess.Popen([program, "--port-file", self.directory / "port", "--script", self.directory / "script.json", "--record-requests", self.record, *options],
                                        stdout=subprocess.DEVNULL)
        while not (self.directory / "port").exists() or not (self.directory / "port").read_text().strip():
            assert self.process.poll() is None, "the server did not start"
            time.sleep(0.01)
        self.port = int((self.directory / "port").read_text())
        self.url = f"http://127.0.0.1:{self.port}"

    def sent(self, ends_with=""):
        """Requests, but for our own look at the bill."""
        lines = self.record.read_text().splitlines() if self.record.exists() else []
        return [r for r in map(json.loads, lines) if r["target"] != "/fake/spent" and r["target"].endswith(ends_with)]

    def spent(self):
        """What all answers cost, in pico-dollars, as the provider counts."""
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(self.url + "/fake/spent") as reply:
            return json.load(reply)["pico_usd"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def environment(**variables):
    """The process's own without what would change how models are asked, and without the user's configuration."""
    kept = {k: v for k, v in os.environ.items() if not any(k.startswith(p) for p in ("KOMPRESS_", "OPENAI_", "ANTHROPIC_", "OLLAMA_", "HTTP", "http", "NO_PROXY", "no_proxy"))}
    return {**kept, "XDG_CONFIG_HOME": "/nonexistent", **{k: str(v) for k, v in variables.items()}}
