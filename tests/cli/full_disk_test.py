#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Full and broken disks: the Nth write fails, N = 1, 2, 3 … until a run needs no more writes.

usage: full_disk_test.py KOMPRESS FAULT_LIBRARY [--long] [--tmpfs] [TREE…]

The library (tests/support/fault_io.c) lets one call that writes below the repository fail with ENOSPC or EIO, once or from
then on. After each failure the exit status is a documented one, the message tells what to do, the index that was there or
a whole new one can be read, and the next run repairs everything and leaves no litter. --long tries every N in every mode;
without it some N and the modes in turn. --tmpfs fills real file systems of many sizes (as root)."""
import collections, json, os, pathlib, random, shutil, sqlite3, subprocess, sys, tempfile

ARGUMENTS = [a for a in sys.argv[1:] if not a.startswith("--")]
KOMPRESS, LIBRARY = os.path.abspath(ARGUMENTS[0]), os.path.abspath(ARGUMENTS[1])
TREES = ARGUMENTS[2:]
LONG, TMPFS = "--long" in sys.argv, "--tmpfs" in sys.argv
MODES = [("once", "ENOSPC"), ("forever", "ENOSPC"), ("short", "ENOSPC"), ("once", "EIO"), ("forever", "EIO")]
# docs/commands/index.md: a full disk is 4, a broken one 1, pages that could not be written 3. 0: the write was not needed.
STATUSES = {"ENOSPC": (0, 3, 4), "EIO": (0, 1, 3)}
LITTER_FREE = {".gitignore", "CACHEDIR.TAG", "index.sqlite", "writer.lock"}
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith(("FAULT_", "LD_PRELOAD"))}


def run(*args, root, fault=None, status=None):
    done = subprocess.run([KOMPRESS, *args], cwd=root, env={**ENVIRONMENT, **(fault or {})}, capture_output=True, text=True, timeout=300)
    if status is not None and done.returncode != status:
        raise AssertionError(f"kompress {' '.join(args)} gave {done.returncode}: {done.stderr}")
    return done


def sample_repository(root, tree=None):
    if tree:
        shutil.copytree(tree, root, symlinks=True, ignore=shutil.ignore_patterns(".kompress", ".git"))
    rng = random.Random(5)
    (root / "lib").mkdir(parents=True, exist_ok=True)
    for i in range(10):
        text = "".join(f"/** Gives {rng.random()}. */\nint f{i}_{j}_{rng.randrange(10**6)}(int a) {{ return g{j}(a + {j}); }}\n" for j in range(20))
        (root / f"lib/m{i}.c").write_text(text)
    (root / "tool.py").write_text("def tool():\n    '''A tool.'''\n")
    subprocess.run(["git", "init", "-q", root], check=True)


def edit(root):
    (root / "lib/m3.c").unlink()
    (root / "lib/m4.c").write_text("int edited(void) { return 4; }\n")
    (root / "lib/new.c").write_text("/** Fresh. */\nint fresh(void) { return 5; }\n")


class Stage:
    """A repository as it stands before a command, the command, and what must hold after it failed or went on."""

    def __init__(self, work, name, command, prepare=(), edits=False, out=None, tree=None):
        self.name, self.command, self.out = name, command, out
        self.template = work / name.replace(" ", "_")
        self.root = work / "run"
        sample_repository(self.template, tree)
        for step in prepare:
            run(*step, root=self.template, status=0)
        self.had_index = bool(prepare)
        if edits:
            edit(self.template)
        self.reset()
        run(*command, root=self.root, status=0)
        self.pages = self.snapshot_pages()

    def reset(self):
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.template, self.root, symlinks=True)

    def snapshot_pages(self):
        if not self.out:
            return {}
        base = self.root / self.out
        return {str(p.relative_to(base)): p.read_bytes() for p in base.rglob("*") if p.is_file()}

    def check_message(self, done, errno_name, call, mode):
        # SQLite does not say why it could not open or sync a file, and a disk that was full only once does not either.
        is_unclear = mode == "once" and call.startswith(("open64 ", "fdatasync "))
        assert done.returncode in STATUSES[errno_name] or (is_unclear and done.returncode == 1), f"status {done.returncode}: {done.stderr}"
        if done.returncode in (1, 4):
            lines = [l for l in done.stderr.splitlines() if l.startswith("kompress: ")]
            assert len(lines) == 1 and "Traceback" not in done.stderr, f"one message is wanted: {done.stderr!r}"
            assert "; " in lines[0] and str(self.root) in lines[0], f"what to try, or to what, is missing: {lines[0]!r}"

    def check_old_or_new(self):
        state = run("status", "--json", root=self.root)
        has_index = json.loads(state.stdout)["has_index"] if state.stdout else None
        assert state.returncode == (0 if has_index else 6) and (has_index or not self.had_index), f"status: {state.stderr}"
        if has_index:
            database = sqlite3.connect(f"file:{self.root}/.kompress/index.sqlite?mode=ro", uri=True)
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            files = {bytes(row[0]).decode() for row in database.execute("SELECT path FROM file")}
            database.close()
            assert ("lib/m3.c" in files) != ("lib/new.c" in files), "neither the old nor the new state"
            assert run("symbols", "tool", root=self.root).returncode == 0

    def check_repair(self):
        run(*self.command, root=self.root, status=0)
        run("index", root=self.root, status=0)
        verdict = json.loads(run("index", "--verify", "--json", root=self.root, status=0).stdout)
        assert verdict["equal"] and verdict["sound"], verdict
        left = {f for f in os.listdir(self.root / ".kompress") if not f.startswith("index-")} - {"docs"}
        assert left == LITTER_FREE, f"litter: {left}"
        indexes = [f for f in os.listdir(self.root / ".kompress") if f.startswith("index-") and not f.endswith(("-wal", "-shm"))]
        assert len(indexes) == 1, f"litter: {indexes}"
        assert (self.root / ".kompress/.gitignore").read_text() == "*\n"
        pages = self.snapshot_pages()
        assert pages == self.pages, f"pages differ: {sorted(set(pages) ^ set(self.pages))[:5]}"

    def fault(self, number, mode, errno_name):
        """True while there was a call to fail."""
        self.reset()
        fired = self.root.parent / "fired"
        fired.unlink(missing_ok=True)
        fault = {"LD_PRELOAD": LIBRARY, "FAULT_BELOW": str(self.root), "FAULT_AT": str(number), "FAULT_MODE": mode,
                 "FAULT_ERRNO": errno_name, "FAULT_FIRED": str(fired)}
        done = run(*self.command, "--jobs", "1", root=self.root, fault=fault)
        call = fired.read_text().strip() if fired.exists() else ""
        try:
            self.check_message(done, errno_name, call, mode)
            self.check_old_or_new()
            self.check_repair()
        except AssertionError as error:
            failures.append(f"{self.name}: call {number} ({call}) {mode} {errno_name}: {error}")
        if call:
            outcomes[self.name, done.returncode] += 1
        return bool(call)


failures, outcomes = [], collections.Counter()


def stages(work, tree):
    index = ("index", "--mem-limit", "1M")
    doc = ("doc", "--out", "out")
    yield Stage(work, "full build", index, tree=tree)
    yield Stage(work, "rebuild", (*index, "--full"), [index], edits=True, tree=tree)
    yield Stage(work, "update", index, [index], edits=True, tree=tree)
    yield Stage(work, "verify", (*index, "--verify"), [index], tree=tree)
    yield Stage(work, "status", ("status",), [index], edits=True, tree=tree)
    yield Stage(work, "doc", doc, [index], out="out", tree=tree)
    yield Stage(work, "doc after edits", doc, [index, doc], edits=True, out="out", tree=tree)


def sweep(tree):
    work = pathlib.Path(tempfile.mkdtemp()).resolve()
    for stage in stages(work, tree):
        number, tries = 1, 0
        while True:
            tries += 1
            modes = MODES if LONG else [MODES[tries % len(MODES)]]
            if not any([stage.fault(number, *mode) for mode in modes]):
                break
            number += 1 if LONG else 1 + number // 4
        counts = ", ".join(f"{count} × status {status}" for (name, status), count in sorted(outcomes.items()) if name == stage.name)
        print(f"{tree or 'sample'}: {stage.name}: every call up to {number - 1}; {counts}" if LONG else f"{stage.name}: {counts}", flush=True)
    shutil.rmtree(work)


def fill_file_systems():
    """Real file systems with 64 KiB more each time, until everything fits."""
    work = pathlib.Path(tempfile.mkdtemp()).resolve()
    sample_repository(work / "repo")
    sizes = 0
    try:
        for kib in range(64, 20 * 1024, 64 if LONG else 1024):
            mount = work / "mount"
            mount.mkdir(exist_ok=True)
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", mount], check=True)
            try:
                state = str(mount / "state")
                for command in (("index", "--state-dir", state), ("doc", "--state-dir", state, "--out", str(mount / "out"))):
                    done = run(*command, root=work / "repo")
                    if done.returncode not in (0, 3, 4):
                        failures.append(f"tmpfs of {kib} KiB: {command[0]} gave {done.returncode}: {done.stderr}")
                subprocess.run(["mount", "-o", "remount,size=64m", mount], check=True)
                run("doc", "--state-dir", state, "--out", str(mount / "out"), root=work / "repo", status=0)
                run("index", "--verify", "--state-dir", state, root=work / "repo", status=0)
                sizes += 1
            finally:
                subprocess.run(["umount", mount], check=True)
    finally:
        shutil.rmtree(work)
    print(f"{sizes} file systems filled")


for tree in TREES or [None]:
    sweep(tree)
if TMPFS:
    fill_file_systems()
if failures:
    print(f"{len(failures)} failures")
    sys.exit("\n".join(failures[:25]))
