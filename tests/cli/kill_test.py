#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills at random moments, readers beside writers, writers beside writers.

usage: kill_test.py KOMPRESS [KILLS]

A killed run leaves a committed state: SQLite's own check passes, look-ups answer, the next run ends where a clean one does
and nothing is left lying about. A reader never sees half of an update."""
import fcntl, json, os, pathlib, random, re, shutil, signal, sqlite3, subprocess, sys, tempfile, threading, time

KOMPRESS = os.path.abspath(sys.argv[1])
# Limits of wall time that only end what hangs: a sanitized program on a busy machine takes its time (tests/CMakeLists.txt).
SLOW = int(os.environ.get("KOMPRESS_TEST_SLOW", "1"))
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 15


def run(*args, root, status=0):
    done = subprocess.run([KOMPRESS, *args], cwd=root, capture_output=True, text=True, timeout=300 * SLOW)
    assert status is None or done.returncode == status, f"kompress {' '.join(args)} gave {done.returncode}: {done.stdout[-500:]}{done.stderr}"
    return done


class Repository:
    """Files whose names and contents carry a number that every edit raises in all of them."""

    def __init__(self, files):
        self.work = pathlib.Path(tempfile.mkdtemp()).resolve()
        self.root, self.files = self.work / "repo", files
        (self.root / "src").mkdir(parents=True)
        subprocess.run(["git", "init", "-q", self.root], check=True)
        self.edit(0)

    def edit(self, number):
        for path in (self.root / "src").glob("m*_*.c"):
            path.unlink()
        for i in range(self.files):
            body = "".join(f"/** Adds {j}. */\nint helper_{i}_{j}(int a) {{ return a + {j}; }}\n" for j in range(12))
            (self.root / f"src/m{i}_{number % 3 if i % 5 == 0 else 0}.c").write_text(f"/** Turn {number}. */\nint twin_{number}_{i}(void) {{ return {number}; }}\n" + body)

    def check_whole(self):
        """One state, all of it."""
        database = sqlite3.connect(f"file:{self.root}/.kompress/index.sqlite?mode=ro", uri=True)
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        orphans = database.execute("SELECT count(*) FROM file WHERE content <> 0 AND content NOT IN (SELECT id FROM content)").fetchone()
        assert orphans == (0,), "files without their content"
        database.close()
        names = json.loads(run("symbols", "twin_*", "--limit", "0", "--json", root=self.root).stdout)["symbols"]
        turns = {s["name"].split("_")[1] for s in names}
        assert len(turns) == 1 and len(names) == self.files, f"a mixture of states: {turns}, {len(names)} of {self.files}"

    def check_tidy(self):
        run("index", root=self.root)
        verdict = json.loads(run("index", "--verify", "--json", root=self.root).stdout)
        assert verdict["equal"] and verdict["sound"], verdict
        names = {re.sub(r"index-\d+", "index-N", n) for n in os.listdir(self.root / ".kompress")}
        assert names <= {".gitignore", "CACHEDIR.TAG", "writer.lock", "index.sqlite", "index-N.sqlite", "index-N.sqlite-wal", "index-N.sqlite-shm", "docs"}, names
        numbers = {n.split(".")[0] for n in os.listdir(self.root / ".kompress") if n.startswith("index-")}
        assert len(numbers) == 1, numbers

    def remove(self):
        shutil.rmtree(self.work)


def kill_after(seconds, *args, root):
    """Returns whether the process was still running."""
    process = subprocess.Popen([KOMPRESS, *args], cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def duration(*args, root):
    start = time.monotonic()
    run(*args, root=root)
    return time.monotonic() - start


def kill_index(count):
    rng, repository = random.Random(3), Repository(150)
    whole = duration("index", "--full", root=repository.root)
    hit = 0
    for i in range(count):
        if rng.random() < 0.7:
            repository.edit(i + 1)
        mode = rng.choice([["index", "--full"], ["index"], ["index"], ["index", "--verify"]])
        hit += kill_after(rng.random() * whole * 1.2, *mode, "--quiet", root=repository.root)
        repository.check_whole()
    repository.check_tidy()
    repository.remove()
    print(f"{count} kills over index, {hit} of them in time: every state whole, nothing left over", flush=True)


def pages_below(directory):
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def kill_doc(count):
    rng, repository = random.Random(4), Repository(60)
    out, clean = repository.root / "out", repository.work / "clean"
    whole = duration("doc", "--out", "out", root=repository.root)
    hit = 0
    for i in range(count):
        if rng.random() < 0.7:
            repository.edit(i + 1)
        if rng.random() < 0.1:
            shutil.rmtree(out, ignore_errors=True)
        hit += kill_after(rng.random() * whole * 1.2, "doc", "--out", "out", root=repository.root)
        if rng.random() < 0.2 or i == count - 1:
            run("doc", "--out", "out", root=repository.root)
            run("doc", "--out", "out", "--check", root=repository.root)
            shutil.rmtree(clean, ignore_errors=True)
            run("doc", "--out", str(clean), root=repository.root)
            names, wanted = set(pages_below(out)), set(pages_below(clean))
            assert names == wanted, f"pages of killed runs: {sorted(names - wanted)[:5]}, missing: {sorted(wanted - names)[:5]}"
    repository.check_tidy()
    repository.remove()
    print(f"{count} kills over doc, {hit} of them in time: the same pages as from nothing, no temporary files", flush=True)


def readers_beside_writers(rounds):
    repository = Repository(40)
    run("index", root=repository.root)
    stop, answers, troubles = threading.Event(), [0], []

    def read():
        while not stop.is_set():
            try:
                repository.check_whole()
                run("files", "--json", root=repository.root)
                run("outline", "src/m1_0.c", root=repository.root)
                run("status", root=repository.root)
                answers[0] += 1
            except Exception as error:  # a thread that fails must fail the test
                troubles.append(repr(error))
                return

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(rounds):
        repository.edit(number + 1)
        run("index", *(["--full"] if number % 2 else []), "--quiet", root=repository.root)
    stop.set()
    for thread in threads:
        thread.join()
    assert not troubles, troubles[0]
    repository.check_tidy()
    repository.remove()
    print(f"{rounds} updates and rebuilds beside 3 readers: {answers[0]} rounds of answers, each of one state", flush=True)


def writers_beside_writers(rounds):
    repository = Repository(40)
    for number in range(rounds):
        repository.edit(number + 1)
        modes = [["index", "--full"], ["index"], ["index"], ["doc"], ["index", "--verify"]]
        processes = [subprocess.Popen([KOMPRESS, *mode, "--quiet"], cwd=repository.root, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) for mode in modes]
        for mode, process in zip(modes, processes):
            message = process.communicate(timeout=120 * SLOW)[1]
            assert process.returncode in (0, 6) or (mode[-1] == "--verify" and process.returncode == 1), (mode, process.returncode, message)
            assert process.returncode == 0 or number == 0 or "wait for it" in message or mode[-1] == "--verify", message
        repository.check_whole()
    repository.check_tidy()
    repository.remove()
    print(f"{rounds} rounds of 5 writers at once: each finished or said why not", flush=True)


def waiting_for_the_lock():
    repository = Repository(5)
    run("index", root=repository.root)
    with open(repository.root / ".kompress/writer.lock", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        repository.edit(1)
        waiting = [subprocess.Popen([KOMPRESS, *mode, "--quiet"], cwd=repository.root, stderr=subprocess.PIPE, text=True) for mode in (["index"], ["index", "--full"])]
        repository.check_whole()  # readers do not wait
        for process in waiting:
            message = process.communicate(timeout=60 * SLOW)[1]
            assert process.returncode == 6 and "is indexing here; wait for it" in message, (process.returncode, message)
        patient = subprocess.Popen([KOMPRESS, "index", "--quiet"], cwd=repository.root)
        time.sleep(0.3)
        assert patient.poll() is None, "a second writer did not wait"
    assert patient.wait(timeout=60 * SLOW) == 0
    repository.check_tidy()
    repository.remove()
    print("a second writer waits, and says who it waited for in vain", flush=True)


kill_index(KILLS)
kill_doc(KILLS)
readers_beside_writers(max(6, KILLS // 10))
writers_beside_writers(max(3, KILLS // 50))
waiting_for_the_lock()
