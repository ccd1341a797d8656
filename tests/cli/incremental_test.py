#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Incremental equals clean: random edit scripts, kills at random moments, renames without parsing.

usage: incremental_test.py KOMPRESS [SCRIPTS [TREE…]]

Each script edits a copy of a tree (edit, add, delete, rename, chmod, ignore rules, case, file to directory, symbolic
links), indexes, and compares the digest with that of a clean build; --jobs 1 and --jobs 8 must agree."""
import json, os, random, shutil, signal, subprocess, sys, tempfile, time

KOMPRESS = os.path.abspath(sys.argv[1])
SCRIPTS = int(sys.argv[2]) if len(sys.argv) > 2 else 25
TREES = sys.argv[3:]


def index(root, *args):
    done = subprocess.run([KOMPRESS, "index", "--json", *args, root], capture_output=True, timeout=300)
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


def edit(root, rng, step):
    files = source_files(root)
    pick = rng.choice(files)
    kind = rng.choice("edit edit append add delete rename move chmod ignore case todir symlink touch copy binary".split())
    try:
        if kind in ("edit", "append"):
            with open(pick, "ab") as file:
                file.write(rng.choice([b"\n/* more */\n", b"\nint added_%d;\n" % step, b"\n# note\n", b"\xff\xfe", b""]))
        elif kind == "add":
            with open(os.path.join(root, rng.choice(["", "a", "new"]) if os.path.isdir(os.path.join(root, "a")) else root, f"n{step}.c") if False else os.path.join(root, f"n{step}.c"), "w") as file:
                file.write(f"int n{step}(void) {{ return {step}; }}\n")
        elif kind == "delete":
            os.remove(pick)
        elif kind in ("rename", "move"):
            os.makedirs(os.path.join(root, "moved"), exist_ok=True)
            os.rename(pick, os.path.join(root, "moved" if kind == "move" else os.path.dirname(os.path.relpath(pick, root)), f"r{step}_{os.path.basename(pick)}"))
        elif kind == "chmod":
            os.chmod(pick, rng.choice([0o644, 0o755, 0o600]))
        elif kind == "ignore":
            with open(os.path.join(root, ".gitignore"), "w") as file:
                file.write(rng.choice(["*.rs\n", "c/\n!c/k1.go\n", "/a/b\n", "", "*\n!*.py\n!*/\n"]))
        elif kind == "case":
            os.rename(pick, os.path.join(os.path.dirname(pick), os.path.basename(pick).swapcase()))
        elif kind == "todir":
            os.remove(pick)
            os.makedirs(pick)
            with open(os.path.join(pick, "inner.py"), "w") as file:
                file.write("def inner(): pass\n")
        elif kind == "symlink":
            os.remove(pick)
            os.symlink("/etc/hostname", pick)
        elif kind == "touch":
            os.utime(pick, (step, step))
        elif kind == "copy":
            shutil.copy(pick, pick + ".copy" + os.path.splitext(pick)[1])
        elif kind == "binary":
            with open(pick, "wb") as file:
                file.write(b"\0\1\2")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, FileExistsError):
        pass


def clean_digest(root, jobs):
    state = tempfile.mkdtemp()
    try:
        return index(root, "--full", "--jobs", jobs, "--state-dir", state)["digest"]
    finally:
        shutil.rmtree(state)


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
    try:
        index(root)
        for script in range(count):
            for step in range(rng.randint(1, 6)):
                if len(source_files(root)) < 4:
                    sample_tree(root, rng)
                edit(root, rng, script * 10 + step)
            ours, clean = index(root)["digest"], clean_digest(root, rng.choice(["1", "8"]))
            if ours != clean:
                sys.exit(f"script {script} of {base or 'the sample'}: incremental {ours} is not clean {clean}")
        return count
    finally:
        shutil.rmtree(work)


def renames_parse_nothing():
    work = tempfile.mkdtemp()
    root = os.path.join(work, "repo")
    os.makedirs(root)
    sample_tree(root, random.Random(1))
    index(root)
    os.rename(os.path.join(root, "a"), os.path.join(root, "z"))
    report = index(root)
    assert report["files"]["parsed"] == 0, report["files"]
    with open(os.path.join(root, "c/k1.go"), "a") as file:
        file.write("func More() {}\n")
    assert index(root)["files"]["parsed"] == 1
    shutil.rmtree(work)


def kills(count, seed=3):
    rng = random.Random(seed)
    work = tempfile.mkdtemp()
    root = os.path.join(work, "repo")
    os.makedirs(root)
    sample_tree(root, rng)
    for i in range(300):
        with open(os.path.join(root, f"x{i}.c"), "w") as file:
            file.write("".join(f"int x{i}_{j}(int a) {{ return a * {j}; }}\n" for j in range(30)))
    index(root)
    for i in range(count):
        with open(os.path.join(root, f"x{rng.randrange(300)}.c"), "a") as file:
            file.write(f"int again_{i};\n")
        full = ["--full"] if rng.random() < 0.5 else []
        process = subprocess.Popen([KOMPRESS, "index", "--quiet", *full, root], stderr=subprocess.DEVNULL)
        time.sleep(rng.random() * 0.12)
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = subprocess.run([KOMPRESS, "symbols", "x0_1", "-C", root], capture_output=True)
        assert found.returncode == 0, (i, found.stderr)
    index(root)
    verify = subprocess.run([KOMPRESS, "index", "--verify", root], capture_output=True)
    assert verify.returncode == 0, verify.stdout
    leftovers = [f for f in os.listdir(os.path.join(root, ".kompress")) if f.startswith("index-") and f.endswith(".sqlite")]
    assert len(leftovers) == 1, leftovers
    shutil.rmtree(work)


renames_parse_nothing()
kills(20 if SCRIPTS <= 25 else 500)
total = sum(random_scripts(tree, SCRIPTS, seed) for seed, tree in enumerate(TREES or [None]))
print(f"{total} random edit scripts: incremental equals clean")
