#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Incremental equals clean: random edit scripts.

usage: incremental_test.py KOMPRESS [SCRIPTS [TREE…]]

Each script edits a copy of a tree in the ways that class Edits lists, sometimes while the indexer runs, then indexes
and compares digest, sums and lists with those of a clean build; --jobs 1 and --jobs 8 must agree."""
import collections, json, os, random, shutil, subprocess, sys, tempfile, time

KOMPRESS = os.path.abspath(sys.argv[1])
# Limits of wall time that only end what hangs: a sanitized program on a busy machine takes its time (tests/CMakeLists.txt).
SLOW = int(os.environ.get("KOMPRESS_TEST_SLOW", "1"))
SCRIPTS = int(sys.argv[2]) if len(sys.argv) > 2 else 25
TREES = sys.argv[3:]


def index(root, *args):
    done = subprocess.run([KOMPRESS, "index", "--json", *args, root], capture_output=True, timeout=300 * SLOW)
    if done.returncode:
        sys.exit(f"index failed with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return json.loads(done.stdout)


def sample_tree(root, rng):
    for d in ("a", "a/b", "c"):
        os.makedirs(os.path.join(root, d), exist_ok=True)
    for i in range(12):
        for name, text in ((f"a/m{i}.py", f"def f{i}(x):\n    return g{i}(x)\n"), (f"a/b/s{i}.c", f"int s{i}(int a) {{ return t{i}(a); }}\n"),
                           (f"c/k{i}.go", f"package c\n\nfunc K{i}() int {{ return {i} }}\n"), (f"c/r{i}.rs", f"pub fn r{i}() -> u32 {{ {i} }}\n"),
                           (f"c/J{i}.java", f"class J{i} {{ int f() {{ return {i}; }} }}\n"), (f"c/t{i}.ts", f"export const t{i} = () => {i};\n")):
            with open(os.path.join(root, name), "w") as file:
                file.write(text)


def source_files(root):
    found = []
    for directory, names, files in os.walk(root):
        names[:] = [n for n in names if n not in (".git", ".kompress")]
        found += [os.path.join(directory, f) for f in files if not os.path.islink(os.path.join(directory, f))]
    return sorted(found)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


class Edits:
    """One method an edit: `pick` is a file of the tree. What cannot be done to it is left undone."""

    def __init__(self, root, rng):
        self.root, self.rng, self.step = root, rng, 0
        self.names = sorted(n for n in vars(Edits) if not n.startswith("_"))
        self.done = collections.Counter()

    def _random(self):
        self.step += 1
        name = self.rng.choice(self.names)
        try:
            getattr(self, name)(self.rng.choice(source_files(self.root)))
            self.done[name] += 1
        except OSError:
            pass

    def _named(self, pick, name):
        return os.path.join(os.path.dirname(pick), name)

    def append(self, pick):
        more = [b"\n/* more */\n", b"\nint added_%d;\n" % self.step, b"\n# note\n", b"\xff\xfe", b""]
        write(pick, read(pick) + self.rng.choice(more))

    def cut(self, pick):
        data = read(pick)
        write(pick, data[:self.rng.randrange(len(data) + 1)])

    def add(self, pick):
        write(self._named(pick, f"n{self.step}.c"), b"int n%d(void) { return %d; }\n" % (self.step, self.step))

    def add_script(self, pick):
        write(self._named(pick, f"tool{self.step}"), self.rng.choice([b"#!/usr/bin/env python3\ndef tool(): pass\n", b"plain words\n"]))

    def delete(self, pick):
        os.remove(pick)

    def rename(self, pick):
        os.rename(pick, self._named(pick, f"r{self.step}_{os.path.basename(pick)}"))

    def rename_directory(self, pick):
        if os.path.dirname(pick) != self.root:
            os.rename(os.path.dirname(pick), os.path.dirname(pick) + f"_{self.step}")

    def move(self, pick):
        os.makedirs(os.path.join(self.root, "moved"), exist_ok=True)
        os.rename(pick, os.path.join(self.root, "moved", os.path.basename(pick)))

    def swap(self, pick):
        other = self.rng.choice(source_files(self.root))
        os.rename(pick, pick + ".swap")
        os.rename(other, pick)
        os.rename(pick + ".swap", other)

    def copy(self, pick):
        shutil.copy(pick, pick + ".copy" + os.path.splitext(pick)[1])

    def other_language(self, pick):
        os.rename(pick, os.path.splitext(pick)[0] + self.rng.choice([".c", ".py", ".go", ".h", ".txt", ""]))

    def chmod(self, pick):
        os.chmod(pick, self.rng.choice([0o644, 0o755, 0o600]))

    def ignore(self, pick):
        rules = [b"*.rs\n", b"c/\n!c/k1.go\n", b"/a/b\n", b"", b"*\n!*.py\n!*/\n", b"/%s\n" % os.fsencode(os.path.basename(pick))]
        write(self.rng.choice([os.path.join(self.root, ".gitignore"), self._named(pick, ".gitignore")]), self.rng.choice(rules))

    def exclude(self, pick):
        write(os.path.join(self.root, ".git/info/exclude"), self.rng.choice([b"*.java\n", b"moved/\n", b""]))

    def case(self, pick):
        os.rename(pick, self._named(pick, os.path.basename(pick).swapcase()))

    def file_to_directory(self, pick):
        os.remove(pick)
        os.makedirs(pick)
        write(os.path.join(pick, "inner.py"), b"def inner(): pass\n")

    def directory_to_file(self, pick):
        directory = os.path.dirname(pick)
        if directory != self.root and len(os.listdir(directory)) < 8:
            shutil.rmtree(directory)
            write(directory, b"int was_a_directory;\n")

    def link(self, pick):
        os.remove(pick)
        os.symlink(self.rng.choice(["/etc/hostname", ".", "nowhere"]), pick)

    def link_to_file(self, pick):
        write(self._named(pick, f"l{self.step}.c"), b"int target;\n")
        os.symlink(f"l{self.step}.c", self._named(pick, "link.c"))
        os.remove(self._named(pick, "link.c"))
        write(self._named(pick, "link.c"), b"int was_a_link;\n")

    def encoding(self, pick):
        text = read(pick).decode("latin-1")
        write(pick, self.rng.choice([text.encode("utf-16"), text.encode("utf-8-sig"), text.encode("utf-16-be"), ("\xe9" + text).encode("latin-1")]))

    def line_ends(self, pick):
        write(pick, read(pick).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def binary(self, pick):
        write(pick, b"\0\1\2")

    def empty(self, pick):
        write(pick, b"")

    def touch(self, pick):
        os.utime(pick, (self.step, self.step))

    def rewrite(self, pick):
        write(pick, read(pick))

    def same_stamp(self, pick):
        """Other bytes, same size, same modification time: what a stamp without ctime cannot see."""
        data, status = read(pick), os.stat(pick)
        digits = bytes.maketrans(b"0123456789", b"1234567890")
        write(pick, data.translate(digits))
        os.utime(pick, ns=(status.st_atime_ns, status.st_mtime_ns))

    def _during(self, jobs):
        """Edits while the indexer runs; what it saw does not matter, what the next run says does."""
        process = subprocess.Popen([KOMPRESS, "index", "--quiet", "--jobs", jobs, self.root], stderr=subprocess.DEVNULL)
        while process.poll() is None and self.rng.random() < 0.9:
            try:
                self.same_stamp(self.rng.choice(source_files(self.root)))
            except OSError:
                pass
            self._random()
            time.sleep(0.005)
        process.wait()


def clean_build(root, jobs):
    state = tempfile.mkdtemp()
    try:
        return index(root, "--full", "--jobs", jobs, "--state-dir", state), listing(root, "--state-dir", state)
    finally:
        shutil.rmtree(state)


def listing(root, *args):
    """All that can be looked up: every file, and every definition of a small tree."""
    answers = []
    for command in ("files", "symbols") if not TREES else ("files",):
        done = subprocess.run([KOMPRESS, command, "--json", "--limit", "0", "-C", root, *args], capture_output=True, timeout=300 * SLOW)
        answers.append(done.stdout)
    return answers


def what_it_says(report):
    return {"digest": report["digest"], "languages": report["languages"], "symbols": report["symbols"], "references": report["references"],
            "files": {k: report["files"][k] for k in ("seen", "indexed", "skipped")}}


def compare(root, script, jobs, clean_jobs):
    ours = index(root, "--jobs", jobs)
    clean, found = clean_build(root, clean_jobs)
    if what_it_says(ours) != what_it_says(clean):
        sys.exit(f"script {script} in {root}: incremental {what_it_says(ours)} is not clean {what_it_says(clean)}")
    for here, there in zip(listing(root), found):
        if here != there:
            both = [{json.dumps(row) for row in next(v for v in json.loads(t).values() if isinstance(v, list))} for t in (here, there)]
            sys.exit(f"script {script} in {root}: lists differ: only incremental {sorted(both[0] - both[1])[:3]}, only clean {sorted(both[1] - both[0])[:3]}")


def restore(root, base):
    """Everything as it was at first, with new stamps: as after a copy."""
    for name in set(os.listdir(root)) - {".git", ".kompress"}:
        path = os.path.join(root, name)
        shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
    shutil.copytree(base, root, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".kompress", ".git"))


def random_scripts(base, count, seed):
    rng = random.Random(seed)
    work = tempfile.mkdtemp()
    root = os.path.join(work, "repo")
    if base:
        shutil.copytree(base, root, symlinks=True, ignore=shutil.ignore_patterns(".kompress", ".git"))
    else:
        os.makedirs(root)
        sample_tree(root, rng)
    subprocess.run(["git", "init", "-q", root], check=True)
    edits = Edits(root, rng)
    index(root)
    for script in range(count):
        if base and script % 20 == 19:
            restore(root, base)
        if rng.random() < 0.2:
            edits._during(rng.choice("18"))
        for _ in range(rng.randint(1, 6)):
            if len(source_files(root)) < 12:
                sample_tree(root, rng)
            edits._random()
        compare(root, script, rng.choice("18"), rng.choice("18"))
    one, eight = clean_build(root, "1"), clean_build(root, "8")
    assert what_it_says(one[0]) == what_it_says(eight[0]) and one[1] == eight[1], "--jobs 1 and --jobs 8 differ"
    shutil.rmtree(work)
    print(f"{base or 'sample'}: {count} scripts, {sum(edits.done.values())} edits of {len(edits.done)} kinds, "
          f"{one[0]['files']['indexed']} files at the end, incremental equals clean, --jobs 1 equals --jobs 8")
    return count


total = sum(random_scripts(tree, SCRIPTS, seed) for seed, tree in enumerate(TREES or [None]))
print(f"{total} random edit scripts: incremental equals clean")
