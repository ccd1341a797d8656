#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares our ignore rules with git's.

  check_ignore.py PROBE [--count N] [--seed S]       random trees: N (rules, path) pairs
  check_ignore.py PROBE --repository DIR             a real tree: `git check-ignore` on every path,
                                                     and our walk against `git ls-files -co`

PROBE is the ignore_probe binary. git decides; each path must get the same verdict from the same
line of the same file. Prints one summary line; the exit status is 1 when anything differs.
"""
import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile

NAMES = [b"a", b"b", b"c", b"ab", b"ba", b"abc", b"A", b"B.o", b"a.o", b"b.c", b"ab.o", b"foo", b"foo.o", b"Foo",
         b"foobar", b"bar", b"foo.bar.c", b"a b", b"a ", b" a", b"a  ", b"#a", b"!a", b"[a]", b"[", b"]", b"a]", b"-",
         b"a-b", b"^", b"*", b"**", b"?", b"a?", b"a\\b", b"\\", b"\xc3\xa9", b"\xe9", b"\xff", b"x\ty", b"n\nl",
         b".a", b".hidden", b"a.", b"..a", b"1", b"12", b"0x", b"_", b"a\r", b":", b"\x01", b"\x7f", b"~", b"a~", b"z"]
CLASSES = [b"alnum", b"alpha", b"blank", b"cntrl", b"digit", b"graph", b"lower", b"print", b"punct", b"space",
           b"upper", b"xdigit", b"foo", b"ALPHA", b""]
SOUP = b"aabbAoc.*?[]!^-\\/ #:\t1"


def random_class(r):
    parts = [b"["]
    if r.random() < 0.3:
        parts.append(r.choice([b"!", b"^"]))
    if r.random() < 0.1:
        parts.append(b"]")
    for _ in range(r.randint(0, 3)):
        kind = r.random()
        if kind < 0.35:
            parts.append(bytes([r.choice(b"abcABz019._-]*?/\\ ^!")]))
        elif kind < 0.6:
            parts.append(bytes([r.choice(b"aA0!")]) + b"-" + bytes([r.choice(b"czZ9~\\")]))
        elif kind < 0.9:
            parts.append(b"[:" + r.choice(CLASSES) + r.choice([b":]", b":]", b":]", b"]", b":"]))
        else:
            parts.append(b"\\" + bytes([r.choice(b"]\\a-")]))
    if r.random() < 0.93:
        parts.append(b"]")
    return b"".join(parts)


def mutate_component(r, name):
    out = []
    for i in range(len(name)):
        c = name[i:i + 1]
        kind = r.random()
        if kind < 0.66:
            out.append(b"\\" + c if c in b"*?[\\#! " and r.random() < 0.6 else c)
        elif kind < 0.74:
            out.append(b"?")
        elif kind < 0.82:
            out.append(b"*")
        elif kind < 0.85:
            out.append(b"**")
        elif kind < 0.90:
            out.append(b"\\" + c)
        elif kind < 0.97:
            out.append(random_class(r))
    if r.random() < 0.12:
        out.insert(r.randint(0, len(out)), r.choice([b"*", b"**", b"?", b"***"]))
    return b"".join(out)


def random_pattern(r, paths):
    kind = r.random()
    if kind < 0.12:
        body = bytes(r.choice(SOUP) for _ in range(r.randint(0, 8)))
    else:
        parts = r.choice(paths).split(b"/")
        start = r.randint(0, len(parts) - 1)
        parts = parts[start:r.randint(start + 1, len(parts))]
        if kind < 0.3:
            parts = [r.choice([p, p, b"*", b"**", b"*" + p[-2:], p[:1] + b"*"]) for p in parts]
        elif kind < 0.8:
            parts = [mutate_component(r, p) for p in parts]
        if r.random() < 0.2:
            parts.insert(r.randint(0, len(parts)), b"**")
        body = b"/".join(parts)
    if r.random() < 0.2:
        body = b"/" + body
    if r.random() < 0.2:
        body += b"/"
    if r.random() < 0.25:
        body = b"!" + body
    tail = r.random()
    if tail < 0.08:
        body += b" " * r.randint(1, 3)
    elif tail < 0.11:
        body += r.choice([b"\\ ", b"\\ ", b"\\", b"\t", b" \\ ", b" \\", b"\\  "])
    return body.replace(b"\n", b"")


def random_rules(r, paths):
    lines = []
    for _ in range(r.randint(1, 7)):
        lines.append(random_pattern(r, paths))
        if r.random() < 0.1:
            lines.append(r.choice([b"", b"# comment", b"  ", b"#", b"!", b"/", b"\\#a", b"\\!a", b"!!a", b"//", b"\0a", b"a\0b"]))
    end = b"\r\n" if r.random() < 0.1 else b"\n"
    text = end.join(lines) + (end if r.random() < 0.8 else b"")
    return b"\xef\xbb\xbf" + text if r.random() < 0.05 else text


def make_repository(root, config=b""):
    for part in (b"objects", b"refs", b"info"):
        os.makedirs(os.path.join(root, b".git", part))
    write(os.path.join(root, b".git", b"HEAD"), b"ref: refs/heads/main\n")
    write(os.path.join(root, b".git", b"config"), b"[core]\n\trepositoryformatversion = 0\n" + config)


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)


def make_tree(r, root):
    """Returns (paths, directories); everything is really there, because directory-only rules look."""
    directories, paths = [b""], []
    for _ in range(r.randint(12, 45)):
        parent = r.choice(directories)
        path = parent + b"/" + r.choice(NAMES) if parent else r.choice(NAMES)
        full = os.path.join(root, path)
        if path in paths or os.path.lexists(full) or path.count(b"/") > 5:
            continue
        kind = r.random()
        if kind < 0.45:
            os.mkdir(full)
            directories.append(path)
        elif kind < 0.95:
            write(full, b"")
        else:
            os.symlink(r.choice([b".", b"nowhere"]), full)
        paths.append(path)
    if not paths:
        write(os.path.join(root, b"a"), b"")
        paths.append(b"a")
    return paths, directories


def random_case(r, work, number):
    """Builds a repository; returns (root, paths to ask about)."""
    root = os.path.join(work, b"t%d" % number)
    config = b""
    if r.random() < 0.2:
        config += b"\tignorecase = true\n"
    if r.random() < 0.2:
        config += b"\texcludesFile = \"" + root + b"/.git/mine\" ; ours\n"
    make_repository(root, config)
    paths, directories = make_tree(r, root)
    for directory in directories:
        if directory == b"" or r.random() < 0.3:
            below = [p[len(directory) + 1 if directory else 0:] for p in paths
                     if not directory or p.startswith(directory + b"/")]
            write(os.path.join(root, directory, b".gitignore"), random_rules(r, below or paths))
    if r.random() < 0.2:
        write(os.path.join(root, b".git", b"info", b"exclude"), random_rules(r, paths))
    write(os.path.join(root, b".git", b"mine"), random_rules(r, paths))
    links = {p for p in paths if os.path.islink(os.path.join(root, p))}
    asked = list(paths)
    for _ in range(len(paths) * 2):  # paths that are not there get a verdict, too
        path = b"/".join([r.choice(paths)] * (r.random() < 0.8) + [r.choice(NAMES) for _ in range(r.randint(1, 2))])
        parts = path.split(b"/")
        if not any(b"/".join(parts[:i]) in links for i in range(1, len(parts))):
            asked.append(path)
    return root, asked


def environment(work):
    # The probe reads the same variables as git does.
    env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    env.update(HOME=os.fsdecode(work), XDG_CONFIG_HOME=os.fsdecode(work) + "/xdg", GIT_CONFIG_NOSYSTEM="1", LC_ALL="C")
    return env


def run(command, paths, env, cwd):
    done = subprocess.run(command, input=b"".join(p + b"\0" for p in paths), env=env, cwd=cwd, capture_output=True)
    if done.returncode not in (0, 1) or (done.stderr and b"unable to access" not in done.stderr):
        sys.exit("%s: %s" % (command, done.stderr.decode(errors="replace")))
    return done.stdout.split(b"\0")[:-1]


def git_answers(root, paths, env, git_directory=None):
    git = ["git"] + (["--git-dir", git_directory, "--work-tree", root] if git_directory else [])
    paths = [b"./" + p if p.startswith(b":") else p for p in paths]  # a colon would be pathspec magic
    fields = run(git + ["check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"], paths, env, root)
    answers = []
    for i in range(0, len(fields), 4):
        source, line, pattern = fields[i:i + 3]
        answers.append((source, int(line or 0), bool(source) and not pattern.startswith(b"!")))
    return answers


def our_answers(probe, root, paths, env):
    fields = run([probe, root], paths, env, root)
    return [(fields[i], int(fields[i + 1]), fields[i + 2] == b"1") for i in range(0, len(fields), 3)]


def compare(root, paths, theirs, ours):
    if len(theirs) != len(paths) or len(ours) != len(paths):
        sys.exit("%r: asked %d, git answered %d, we %d" % (root, len(paths), len(theirs), len(ours)))
    different = 0
    for path, git, us in zip(paths, theirs, ours):
        if git != us:
            different += 1
            if different <= 3:
                print("DIFFERENT %r in %r: git %r, ours %r" % (path, root, git, us))
    return different


def check_random(probe, count, seed):
    work = os.fsencode(tempfile.mkdtemp(prefix="check_ignore."))
    env, r = environment(work), random.Random(seed)
    os.makedirs(os.path.join(work, b"xdg", b"git"))
    write(os.path.join(work, b"xdg", b"git", b"ignore"), random_rules(r, NAMES[:-5]))
    pairs = different = ignored = number = 0
    while pairs < count:
        number += 1
        root, paths = random_case(r, work, number)
        theirs = git_answers(root, paths, env)
        wrong = compare(root, paths, theirs, our_answers(probe, root, paths, env))
        pairs += len(paths)
        ignored += sum(a[2] for a in theirs)
        different += wrong
        if not wrong:
            shutil.rmtree(root)
    if not different:
        shutil.rmtree(work)
    print("%d pairs in %d trees, %d ignored, %d different (seed %d)" % (pairs, number, ignored, different, seed))
    return different


def real_paths(root):
    """Every path, except inside of `.git` and of nested repositories, where git will not look."""
    paths = []
    for directory, directories, files in os.walk(root):
        nested = [d for d in directories if os.path.lexists(os.path.join(directory, d, b".git"))]
        directories[:] = [d for d in directories if d != b".git" and d not in nested]
        relative = os.path.relpath(directory, root)
        for name in directories + files:
            if name != b".git":
                paths.append(name if relative == b"." else relative + b"/" + name)
    return paths


def is_file_or_link(path):
    """False for what is tracked but not there, and for submodules."""
    return os.path.islink(path) or (os.path.lexists(path) and not os.path.isdir(path))


ARTEFACTS = [b"a.o", b"a.ko", b"a.mod.c", b"a.so.1", b"a.a", b"a.class", b"a.pyc", b"a.log", b"a.orig", b"a~", b".a.cmd", b".env", b".DS_Store",
             b"vmlinux", b"Module.symvers", b"tags", b"core", b"build", b"target", b"dist", b"node_modules", b"__pycache__", b"out", b"bin", b"obj"]


def invented_paths(root, paths):
    """Paths that are not there, but that the rules of the repository might be about."""
    names = set(ARTEFACTS)
    invented = set()
    for path in paths:
        if path.endswith(b".gitignore") and not os.path.islink(os.path.join(root, path)):
            with open(os.path.join(root, path), "rb") as f:
                lines = f.read().split(b"\n")
            for line in lines:
                line = line.strip(b" \r!/").replace(b"**", b"p/q").replace(b"*", b"x").replace(b"?", b"y")
                if line and not line.startswith(b"#") and b"\0" not in line and b"//" not in line:
                    invented.add(os.path.join(os.path.dirname(path), line))
                    names.add(line.split(b"/")[-1])
    names = sorted(names)[:400]
    for i, path in enumerate(paths):
        if not os.path.islink(os.path.join(root, path)):
            directory = path if os.path.isdir(os.path.join(root, path)) else os.path.dirname(path)
            invented.add(os.path.join(directory, names[i % len(names)]))
            invented.add(os.path.join(directory, names[i * 7 % len(names)], b"x"))
            invented.add(os.path.join(directory, ARTEFACTS[i % len(ARTEFACTS)]))
            invented.add(os.path.join(directory, ARTEFACTS[i * 3 % len(ARTEFACTS)], ARTEFACTS[i * 5 % len(ARTEFACTS)]))
    links = {p for p in paths if os.path.islink(os.path.join(root, p))}

    def passes_a_link_or_a_repository(path):
        parts = path.split(b"/")
        above = [b"/".join(parts[:i]) for i in range(1, len(parts))]
        return any(d in links or os.path.lexists(os.path.join(root, d, b".git")) for d in above)
    return sorted(p for p in invented if not passes_a_link_or_a_repository(p))


def check_repository(probe, root):
    root = os.path.abspath(os.fsencode(root))
    work = os.fsencode(tempfile.mkdtemp(prefix="check_ignore."))
    env = environment(work)
    is_repository = os.path.lexists(os.path.join(root, b".git"))
    stand_in = os.path.join(work, b"bare")
    if not is_repository:
        make_repository(stand_in)
    paths = real_paths(root)
    paths += invented_paths(root, paths)
    theirs = git_answers(root, paths, env, None if is_repository else stand_in + b"/.git")
    different = compare(root, paths, theirs, our_answers(probe, root, paths, env))
    walked = 0
    if is_repository:
        listed = run(["git", "ls-files", "-z", "-co", "--exclude-standard"], [], env, root)
        expected = {p for p in listed if is_file_or_link(os.path.join(root, p))}
        found = run([probe, root, "--walk"], [], env, root)
        walked = len(found)
        wrong = expected.symmetric_difference(found)
        if found != sorted(found):
            print("DIFFERENT order of the walk in %r" % root)
            different += 1
        for path in sorted(wrong)[:5]:
            print("DIFFERENT %r in %r: %s" % (path, root, "only git" if path in expected else "only ours"))
        different += len(wrong)
    shutil.rmtree(work)
    print("%s: %d paths asked, %d ignored, %d walked, %d different"
          % (os.fsdecode(root), len(paths), sum(a[2] for a in theirs), walked, different))
    return different


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("probe")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repository")
    options = parser.parse_args()
    probe = os.path.abspath(options.probe)
    if options.repository:
        return 1 if check_repository(probe, options.repository) else 0
    return 1 if check_random(probe, options.count, options.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
