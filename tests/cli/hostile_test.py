#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A zoo of hostile input: every case is a small repository with one trap in it.

usage: hostile_test.py KOMPRESS [--all] [--slow FACTOR] [CASE…]

Of each case: no command dies of a signal or takes longer than it may, `files` and `status` account for every file that
the disk shows, the class is the one expected, and the next run is as if nothing had been. FACTOR is for sanitizers:
it stretches the limits of time and cuts long contents; --all adds the cases that take long to set up. CASE picks cases by a part of their names."""
import argparse, json, os, re, resource, socket, sqlite3, stat, struct, subprocess, sys, tempfile, threading, time, traceback

LIMIT_SECONDS = 3.0  # one file, on a machine that has nothing else to do
SPARE = 3            # tests run on machines that have
SANITIZED_BYTES = 100_000  # sanitizers look for mistakes, not for time: less of the same is enough
NOBODY = 65534
IS_ROOT = os.geteuid() == 0
CASES = {}
ANY = frozenset("indexed text binary too_large minified unreadable unsupported special symlink unstable excluded".split())
PARSED = frozenset(("indexed", "text"))


class Failed(Exception):
    pass


def require(holds, *what):
    if not holds:
        raise Failed(" ".join(str(part) for part in what))


def case(name, **options):
    def add(function):
        require(name not in CASES, "two cases are called", name)
        CASES[name] = (function, options)
        return function
    return add


def file_name(text):
    """The bytes behind a path in JSON: \\xNN is a byte that is no UTF-8, \\\\x a backslash and an x."""
    return re.sub(rb"\\(\\x|x([0-9a-f]{2}))", lambda m: bytes([int(m[2], 16)]) if m[2] else b"\\x", text.encode())


def cpu_seconds():
    """What the children used so far: on a busy machine it says more than the clock."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Repository:
    """A directory with an empty git repository, and the program run in it."""

    def __init__(self, directory):
        self.root = os.fsencode(os.path.join(directory, "repo"))
        os.mkdir(self.root)
        os.mkdir(self / ".git")
        self.write(".git/HEAD", b"ref: refs/heads/main\n")
        os.mkdir(self / ".git/objects")
        os.mkdir(self / ".git/refs")
        self.user = None
        self.limit = LIMIT_SECONDS

    def __truediv__(self, name):
        return os.path.join(self.root, os.fsencode(name))

    def write(self, name, content=b"int x;\n"):
        path = self / name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        old = time.time() - 3600
        os.utime(path, (old, old))
        return path

    def give_to_nobody(self):
        """Root reads everything; nobody does not."""
        if not IS_ROOT:
            return
        for directory, names, files in os.walk(self.root):
            for name in [directory] + [os.path.join(directory, n) for n in files]:
                os.lchown(name, NOBODY, NOBODY)
        os.chmod(os.path.dirname(self.root), 0o755)
        self.user = NOBODY

    def start(self, *args):
        ids = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        return subprocess.Popen([KOMPRESS, *args], cwd=self.root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env={**os.environ, "HOME": "/nonexistent"}, **ids)

    def run(self, *args, allowed=(0,)):
        used = cpu_seconds()
        process = self.start(*args)
        limit = 120 * SLOW  # only what hangs: time is measured in what was used
        try:
            out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Failed(args, "was still running after", round(limit), "seconds")
        self.seconds = cpu_seconds() - used
        require(process.returncode in allowed, args, "ended with", process.returncode, "\n", (err or out).decode(errors="replace")[-3000:])
        return out

    def json(self, *args, allowed=(0,)):
        return json.loads(self.run(*args, "--json", allowed=allowed))

    def classes(self):
        listed = self.json("files", "--limit", "0", allowed=(0, 1))["files"]
        return {file_name(f["path"]): f["class"] for f in listed}


def on_disk(root):
    """Every file that a walk can see, except git's and ours, without following links."""
    found, stack = set(), [b""]
    while stack:
        below = stack.pop()
        try:
            entries = list(os.scandir(os.path.join(root, below)))
        except OSError:
            continue
        for entry in entries:
            path = os.path.join(below, entry.name)
            if entry.name == b".git" or path == b".kompress":
                continue
            (stack.append if entry.is_dir(follow_symlinks=False) else found.add)(path)
    return found


def check_index(repo, expected, baseline):
    """Index, compare what became of each file, index again."""
    repo.run("index", "--quiet")
    spent = repo.seconds - baseline
    require(spent <= repo.limit * SPARE * SLOW, "indexing took", round(spent, 2), "seconds")
    classes = repo.classes()
    for path, wanted in expected.items():
        path = os.fsencode(path)
        if wanted is None:
            require(path not in classes, path, "is listed as", classes.get(path))
        else:
            require(classes.get(path) in ({wanted} if isinstance(wanted, str) else wanted), path, "is", classes.get(path), "and not", wanted)
    status = repo.json("status")
    counts = status["index"]["files"]
    require(counts["seen"] == counts["indexed"] + sum(counts["skipped"].values()), "files do not add up:", counts)
    require(counts["seen"] == len(classes), counts["seen"], "files seen,", len(classes), "listed")
    return classes, status


def check_all_accounted(repo, classes, ignored=False):
    if ignored:
        return
    there = on_disk(repo.root)
    require(there - set(classes) <= repo.hidden, "not accounted for:", sorted(there - set(classes) - repo.hidden)[:5])
    require(set(classes) <= there, "listed but not there:", sorted(set(classes) - there)[:5])


def check_next_run(repo, status):
    again = repo.json("index")
    require(again["digest"] == status["index"]["digest"], "the digest changed though nothing did")
    require(again["files"]["parsed"] == 0, "the next run parses again:", again["files"])


def check_tree(function, options, repo, baseline):
    expected = function(repo) or {}
    classes, status = check_index(repo, expected, baseline)
    check_all_accounted(repo, classes, options.get("ignored", False))
    check_next_run(repo, status)


# --- bytes of one file ------------------------------------------------------------------------------------------------

EXTENSION = {"c": "c", "cpp": "cpp", "python": "py", "javascript": "js", "typescript": "ts", "tsx": "tsx", "go": "go", "rust": "rs", "java": "java", "ocaml": "ml"}
BRACES = [l for l in EXTENSION if l not in ("python", "ocaml")]
SCRIPTS = ("javascript", "typescript", "tsx")


def content(name, path, make, wanted, **options):
    @case("content/" + name, **options)
    def add(repo):
        data = make() if callable(make) else make
        is_cut = SLOW > 1 and len(data) > SANITIZED_BYTES
        repo.write(path, data[:SANITIZED_BYTES] if is_cut else data)
        return {path: ANY if is_cut else wanted}


C = "int f(void) { return 1; }\n"
content("nul", "a.c", b"int x;\0\n", "binary")
content("nul_late", "a.c", b"/* " + b"x\n" * 5000 + b"\0 */ int x;\n", PARSED | {"binary"})
content("only_nul", "a.c", b"\0" * 100_000, "binary")
content("invalid_utf8", "a.c", b"int a; /* \xff\xfe\xc3\x28 \xed\xa0\x80 \xf5\x80 */\n", "indexed")
content("cut_utf8", "a.py", "x = 'é".encode()[:-1], "indexed")
content("utf8_bom", "a.c", b"\xef\xbb\xbf" + C.encode(), "indexed")
content("two_boms", "a.c", b"\xef\xbb\xbf\xef\xbb\xbf" + C.encode(), "indexed")
content("utf16_le_bom", "a.c", b"\xff\xfe" + C.encode("utf-16-le"), "indexed")
content("utf16_be_bom", "a.c", b"\xfe\xff" + C.encode("utf-16-be"), "indexed")
content("utf16_le", "a.c", C.encode("utf-16-le"), "binary")
content("utf16_be", "a.c", C.encode("utf-16-be"), "binary")
content("utf16_odd", "a.c", b"\xff\xfe" + C.encode("utf-16-le") + b"x", ANY)
content("utf16_lone_surrogates", "a.c", b"\xff\xfe" + b"\x00\xd8" * 100, ANY)
content("utf32_bom", "a.c", b"\xff\xfe\0\0" + C.encode("utf-32-le"), "binary")
content("utf32_be_bom", "a.c", b"\0\0\xfe\xff" + C.encode("utf-32-be"), "binary")
content("latin1", "a.c", "int a; /* Größe */\n".encode("latin-1"), "indexed")
content("bom_only", "a.c", b"\xef\xbb\xbf", "indexed")
content("bom16_only", "a.c", b"\xff\xfe", PARSED | {"binary"})
content("empty", "a.c", b"", "indexed")
content("one_byte", "a.go", b"{", "indexed")
content("control_bytes", "a.c", bytes(range(1, 32)) * 300, "indexed")
content("high_bytes", "a.rs", bytes(range(128, 256)) * 1000, ANY)
content("random_text", "a.ts", bytes((i * i * 7919 >> 5) % 255 + 1 for i in range(300_000)), ANY)
content("newlines", "a.c", b"\n" * 10_000_000, PARSED)
content("crlf", "a.c", b"int a;\r\n" * 10_000, "indexed")
content("cr_only", "a.c", b"int a;\r" * 10_000, ANY)
content("spaces", "a.py", b" " * 10_000_000, ANY)
content("tabs", "a.py", b"\t" * 1_000_000 + b"x\n", ANY)
content("one_line_script", "a.js", lambda: b"function f(a){return a+1};" * 2_000_000, "minified")
content("one_line_data", "a.js", lambda: b"var a=[" + b"1,22,333," * 300_000 + b"];\n", ANY)
content("one_line_code", "a.c", lambda: b"int a=1;" * 500_000, ANY)
content("long_identifier", "a.c", b"int " + b"a" * 1_000_000 + b";\n", PARSED)
content("long_number", "a.py", b"x = " + b"9" * 1_000_000 + b"\n", PARSED)
content("long_line_comment", "a.c", b"// " + b"word " * 300_000 + b"\nint x;\n", PARSED)
content("backslashes", "a.c", b"#define A " + b"\\\n" * 300_000 + b"int x;\n", PARSED)
content("directives", "a.c", b"#if A\n" * 50_000, PARSED)
content("directives_closed", "a.c", b"#if A\nint x;\n" * 20_000 + b"#endif\n" * 20_000, PARSED)
content("macros", "a.h", b"".join(b"#define M%d M%d(x)\n" % (i, i + 1) for i in range(100_000)), PARSED)
content("quotes", "a.js", b"'\"`" * 200_000, ANY)
content("question_marks", "a.c", b"x = " + b"a ? " * 50_000 + b"1;", PARSED)
content("attributes", "a.rs", b"#[a]\n" * 100_000 + b"fn f() {}\n", PARSED)
content("decorators", "a.py", b"@a\n" * 100_000 + b"def f(): pass\n", PARSED)
content("annotations", "A.java", b"@A " * 100_000 + b"class A {}\n", PARSED)
content("labels", "a.c", b"int f() {" + b"a:" * 100_000 + b"; }", PARSED)
content("pointers", "a.c", b"int " + b"*" * 100_000 + b"p;", PARSED)
content("templates", "a.cpp", b"template<class T> " * 30_000 + b"struct S;", PARSED)
content("scopes", "a.cpp", b"A::" * 100_000 + b"B x;", PARSED)
content("references", "a.rs", b"fn f() { " + b"&" * 100_000 + b"x }", PARSED)
content("generics", "a.ts", b"type T = " + b"A<" * 50_000 + b"B" + b">" * 50_000 + b";", PARSED)
content("arrows", "a.js", b"x = " + b"a => " * 50_000 + b"1", PARSED)
content("lambdas", "a.py", b"x = " + b"lambda: " * 50_000 + b"1\n", PARSED)
content("nots", "a.py", b"x = " + b"not " * 50_000 + b"1\n", PARSED)
content("elements", "a.tsx", b"x = " + b"<a>" * 30_000 + b"</a>" * 30_000, PARSED)
content("elements_open", "a.tsx", b"x = " + b"<a " * 30_000, PARSED)
content("closers", "a.c", b")]}\n" * 100_000, PARSED)
content("operators", "a.go", b"+-*/%&|^<>=!" * 20_000, PARSED)
content("members", "a.js", b"a" + b".b" * 100_000 + b"();", PARSED)
content("calls", "a.js", b"a" + b"()\n" * 100_000 + b";", PARSED)
content("indexes", "a.py", b"a" + b"[0]" * 100_000 + b"\n", PARSED)
content("indented", "a.py", b"".join(b" " * i + b"if x:\n" for i in range(1500)), PARSED)
content("ifs", "a.c", b"void f() { " + b"if (x)\n" * 100_000 + b"; }", PARSED)
content("loops", "a.java", b"class A { void f() { " + b"for (;;)\n" * 50_000 + b"; } }", PARSED)
content("imports", "a.py", b"".join(b"import m%d\n" % i for i in range(100_000)), PARSED)
content("enumerators", "a.c", b"enum e {" + b",".join(b"E%d" % i for i in range(100_000)) + b"};", PARSED)
content("structs_in_structs", "a.c", b"struct s {\n" * 2_900 + b"int x;" + b"};\n" * 2_900, PARSED)
content("functions", "a.go", b"package p\n" + b"".join(b"func F%d() {}\n" % i for i in range(100_000)), PARSED)
content("one_name", "a.js", b"function f() { f(); }\n" * 50_000, PARSED)
content("shebang_endless", "script", b"#!/usr/bin/env " + b"-" * 1_000_000, ANY)
content("shebang_loop", "script", b"#!/usr/bin/env - - - - = = =\n", ANY)
content("too_large", "a.c", lambda: b"int x;\n" * 10_000_000, "too_large")

for language, ext in EXTENSION.items():
    for sign, word in zip("([{<", ("round", "square", "curly", "angle")):
        content(f"open_{word}_{language}", "a." + ext, f"x = f{sign}\n" .encode() + f"a {sign} b\n".encode() * 2 + (sign.encode() * 40 + b"\n") * 5_000, ANY)

NESTED = {"c": ("int x = ", "(", "1", ")", ";"), "cpp": ("int x = ", "(", "1", ")", ";"), "python": ("x = ", "(", "1", ")", "\n"),
          "javascript": ("x = ", "[", "1", "]", ";"), "typescript": ("x = ", "(", "1", ")", ";"), "tsx": ("x = ", "{a:", "1", "}", ";"),
          "go": ("package p\nvar x = ", "(", "1", ")", "\n"), "rust": ("fn f() ", "{", "", "}", "\n"), "java": ("class A ", "{ class A ", "{}", "}", ""),
          "ocaml": ("let x = ", "(", "1", ")", "\n")}
STRING = {"c": 'char *s = "', "cpp": 's = "', "python": 's = "', "javascript": 's = "', "typescript": "s = '", "tsx": 's = "',
          "go": 'package p\nvar s = "', "rust": 'const S: &str = "', "java": 'class A { String s = "',
          "ocaml": 'let s = "'}
RAW = {"c": "char *s = L'", "cpp": 's = R"x(', "python": 's = r"""', "javascript": "s = `${`", "typescript": "s = `", "tsx": "s = <a>{`",
       "go": "package p\nvar s = `", "rust": 'const S: &str = r###"', "java": 'class A { String s = """\n', "ocaml": "let s = {id|"}
SWITCH = {"c": ("int f(int x) { switch (x) {", "case {}: return {};\n", "} }"), "go": ("package p\nfunc f(x int) { switch x {\n", "case {}: return\n", "} }\n"),
          "java": ("class A { void f(int x) { switch (x) {", "case {}: return;\n", "} } }"), "javascript": ("function f(x) { switch (x) {", "case {}: return;\n", "} }"),
          "python": ("match x:\n", "    case {}: pass\n", ""), "rust": ("fn f(x: u32) { match x {", "{} => {{}}\n", "} }"),
          "ocaml": ("let f x = match x with\n", "| {} -> ()\n", "")}
for same, like in (("cpp", "c"), ("typescript", "javascript"), ("tsx", "javascript")):
    SWITCH[same] = SWITCH[like]
ELSE = {l: ("void f(int x) { ", "if (x) { } else \n", "{ } }") for l in ("c", "cpp")} | {l: ("function f(x) { ", "if (x) { } else \n", "{ } }") for l in SCRIPTS} | {
    "java": ("class A { void f(int x) { ", "if (x) { } else \n", "{ } } }"), "go": ("package p\nfunc f(x bool) { ", "if x { } else \n", "{ } }\n"),
    "rust": ("fn f(x: bool) { ", "if x { } else \n", "{ } }"), "python": ("if x: pass\n", "elif x: pass\n", "else: pass\n"),
    "ocaml": ("let f x = ", "if x then () else \n", "()\n")}
PARAMETERS = {l: ("void f(", "int a{}", ") {}\n") for l in ("c", "cpp")} | {l: ("function f(", "a{}", ") {}\n") for l in SCRIPTS} | {
    "java": ("class A { void f(", "int a{}", ") {} }"), "go": ("package p\nfunc f(", "a{} int", ") {}\n"), "rust": ("fn f(", "a{}: u8", ") {}"),
    "python": ("def f(", "a{}", "): pass\n"),
    "ocaml": ("let f (", "a{}", ") = ()\n")}
SUM = {"c": "int x = ", "cpp": "int x = ", "go": "package p\nvar x = ", "rust": "const X: u8 = ", "java": "class A { int x = ", "ocaml": "let x = "}

for language, ext in EXTENSION.items():
    before, opening, inner, closing, after = NESTED[language]
    content("nested_" + language, "a." + ext, before + (opening + "\n") * 100_000 + inner + (closing + "\n") * 100_000 + after, "text")
    content("nested_2900_" + language, "a." + ext, before + (opening + "\n") * 2_900 + inner + (closing + "\n") * 2_900 + after, PARSED)
    content("string_" + language, "a." + ext, STRING[language] + "word " * 200_000, ANY)
    content("string_of_lines_" + language, "a." + ext, STRING[language] + "word\n" * 200_000, ANY)
    content("raw_string_" + language, "a." + ext, RAW[language] + "a ${b}\n" * 100_000, ANY)
    content("comment_" + language, "a." + ext, {"python": '"""', "ocaml": "(* "}.get(language, "/* ") + "words of a comment * /\n" * 50_000, ANY)
    content("nested_comments_" + language, "a." + ext, ("(* * \n" if language == "ocaml" else "/* * \n") * 50_000, ANY)
    before, one, after = SWITCH[language]
    content("switch_" + language, "a." + ext, lambda b=before, o=one, a=after: b + "".join(o.format(i, i) for i in range(100_000)) + a, PARSED)
    before, one, after = ELSE[language]
    content("else_if_" + language, "a." + ext, before + one * 100_000 + after, PARSED)
    before, one, after = PARAMETERS[language]
    content("parameters_" + language, "a." + ext, lambda b=before, o=one, a=after: b + ",".join(o.format(i) for i in range(1_000_000)) + a, PARSED | {"minified"},
            slow=language not in ("c", "python"))
    content("sum_" + language, "a." + ext, SUM.get(language, "x = ") + ("^" if language == "ocaml" else "+").join(['"a"'] * 100_000) + ";\n", PARSED)
    content("identifier_" + language, "a." + ext, SUM.get(language, "x = ") + "a" * 1_000_000 + "\n", PARSED)

# What OCaml nests without brackets, and what its scanner follows: comments, quoted strings, characters.
for name, text in (("comments", "(*" * 1_000_000), ("comments_closed", "(* " * 2_900 + "*) " * 2_900 + "let x = 1\n"), ("comments_on_lines", "(*\n" * 400_000),
                   ("comments_behind_slashes", "let ( // ) = 1 // " + "(*" * 500_000), ("comments_behind_tag", "`" + "(*" * 500_000),
                   ("comments_behind_string", 'let s = "\n' + "(*" * 500_000), ("comments_with_closers", '(* ")))" ' * 200_000),
                   ("comment_of_quotes", "(* " + "'" * 1_000_000), ("comment_of_strings", '(* "' * 200_000), ("comment_of_braces", "(* " + "{a|" * 300_000),
                   ("quoted_id", "let s = {" + "a" * 1_000_000 + "|"), ("quoted_bars", "let s = {abc|" + "|ab" * 300_000), ("braces", "{a" * 300_000),
                   ("structs", "module M = struct\n" * 50_000), ("structs_closed", "module M = struct\n" * 2_900 + "end\n" * 2_900),
                   ("begins", "let x = " + "begin " * 50_000), ("lets", "let f () =\n" + "let x = 1 in\n" * 50_000 + "x\n"), ("lets_in_lets", "let x = " * 50_000),
                   ("functions", "let f = " + "fun x -> " * 50_000 + "x\n"), ("matches", "let f x = " + "match x with A -> " * 20_000),
                   ("sequence", "let () =\n" + "f ();\n" * 100_000), ("items", "let x = 1\n" * 100_000), ("ands", "let rec f x = x\n" + "and g x = x\n" * 100_000),
                   ("applications", "let x = " + "f " * 200_000), ("arrows", "val f : " + "int -> " * 50_000 + "int\n"), ("hashes", "#" * 300_000),
                   ("hash_lines", "#\n" * 100_000), ("paths", "let x = " + "A." * 200_000 + "x\n"), ("signatures", "module M : sig\n" * 50_000),
                   ("modules", "module M : sig val x : int end = struct let x = 1 end\n" * 30_000), ("constructors", "type t = " + "| A of int (** a *)\n" * 50_000),
                   ("docs", "val x : int\n(** x *)\n" * 50_000), ("docs_without_items", "(** x *)\n" * 200_000), ("apostrophes", "let x' = 'a " * 100_000),
                   ("vals", "val x : int\n" * 100_000), ("objects", "let o = " + "object method m = " * 20_000), ("opens", "open A\n" * 100_000)):
    content("ocaml_" + name, "a.ml", text, ANY)


# --- kinds of files ---------------------------------------------------------------------------------------------------

@case("kind/fifo")
def _(repo):
    os.mkfifo(repo / "a.c")
    return {"a.c": "special"}


@case("kind/socket")
def _(repo):
    here = os.getcwd()
    os.chdir(repo.root)
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind("a.c")
    finally:
        os.chdir(here)
        listener.close()
    return {"a.c": "special"}


@case("kind/device", root=True)
def _(repo):
    for name, kind, device in (("zero.c", stat.S_IFCHR, os.makedev(1, 5)), ("disk.c", stat.S_IFBLK, os.makedev(7, 0))):
        try:
            os.mknod(repo / name, kind | 0o644, device)
        except PermissionError:
            repo.write(name)
    return {}


LINKS = {"loop": "link.c", "self": ".", "up": "..", "out": "/etc/passwd", "dangling": "nowhere", "directory": "dir", "proc": "/proc/self/root", "long": "a/" * 2000}
for name, target in LINKS.items():
    @case("kind/symlink_" + name)
    def _(repo, target=target):
        repo.write("dir/x.c")
        os.symlink(target, repo / "link.c")
        return {"link.c": "symlink", "dir/x.c": "indexed"}


@case("kind/symlink_maze")
def _(repo):
    for i in range(12):
        repo.write(f"d{i}/x{i}.c")
        for j in range(12):
            os.symlink(f"../d{j}", repo / f"d{i}/to{j}")
    return {f"d{i}/to{i}": "symlink" for i in range(12)}


@case("kind/hardlinks")
def _(repo):
    repo.write("a.c")
    for i in range(200):
        os.link(repo / "a.c", repo / f"b{i}.c")
    return {"a.c": "indexed", "b199.c": "indexed"}


@case("kind/unreadable")
def _(repo):
    repo.write("secret.c")
    repo.write("closed/x.c")
    repo.write("listed/x.c")
    repo.write("open.c")
    repo.give_to_nobody()
    os.chmod(repo / "secret.c", 0)
    os.chmod(repo / "closed", 0)
    os.chmod(repo / "listed", 0o444)
    repo.hidden = {b"closed/x.c", b"listed/x.c"}
    return {"secret.c": "unreadable", "open.c": "indexed"}


@case("kind/sparse")
def _(repo):
    with open(repo / "a.c", "wb") as file:
        file.truncate(60 << 20)
    return {"a.c": "binary"}


@case("kind/sparse_huge")
def _(repo):
    with open(repo / "a.c", "wb") as file:
        file.truncate(1 << 40)
    return {"a.c": "too_large"}


@case("kind/times")
def _(repo):
    for i, seconds in enumerate((0, -1, -2**31, 2**31, 2**33, 2**40, 2**62)):
        path = repo.write(f"t{i}.c", b"int t%d;\n" % i)
        try:
            os.utime(path, (seconds, seconds))
        except (OverflowError, OSError):
            pass
    return {"t1.c": "indexed"}


@case("kind/modes")
def _(repo):
    for mode in (0o400, 0o777, 0o4755, 0o1644):
        os.chmod(repo.write(f"m{mode:o}.c"), mode)
    return {}


# --- names ------------------------------------------------------------------------------------------------------------

NAMES = {"newline": b"a\nb.c", "tab": b"a\tb.c", "quote": b"a\"b'.c", "backslash": b"a\\b\\x41.c", "bytes": b"\xff\xfe\x80.c", "emoji": "🦊.c".encode(),
         "right_to_left": "a\u202egpj.c".encode(), "dash": b"-rf.c", "option": b"--help", "space": b" .c", "dots": b"...c", "dot": b".c", "long": b"n" * 253 + b".c",
         "escape": b"\x1b[2J\x1b]0;x\x07.c", "glob": b"*?[a].c", "percent": b"%s%n%00.c", "colon": b"a:1:2.c", "bang": b"!a.c", "hash": b"#a.c",
         "bell": b"\x07.c", "delete": b"\x7f.c", "git_like": b".git.c", "combining": "e\u0301.c".encode(), "zero_width": "a\u200b.c".encode()}
for name, raw in NAMES.items():
    @case("name/" + name)
    def _(repo, raw=raw):
        repo.write(raw, b"int named(void) { return 0; }\n")
        repo.write(b"dir-" + raw[:200] + b"/" + raw, b"int named(void) { return 1; }\n")
        expected = {raw: "indexed" if raw.endswith(b".c") and raw != b".c" else ANY}
        repo.run("index", "--quiet")
        repo.run("doc", "--out", ".kompress/out", "--quiet")
        found = repo.json("symbols", "named", allowed=(0, 1))["symbols"]
        listing = repo.run("files", "--limit", "0") + repo.run("symbols", "named", allowed=(0, 1))
        require(not re.search(rb"[\0-\x09\x0b-\x1f\x7f]|\xe2\x80[\xaa-\xae]", listing), "a listing holds control characters:", listing)
        if expected[raw] == "indexed":
            require(raw in {file_name(s["file"]) for s in found}, "the symbol is not found in", raw)
        return expected


@case("name/all_bytes")
def _(repo):
    for byte in range(1, 256):
        if byte != ord("/"):
            repo.write(b"x" + bytes([byte]) + b".c", b"int b%d;\n" % byte)
    return {}


@case("name/case_twins")
def _(repo):
    repo.write("a.c"), repo.write("A.c"), repo.write("A.C"), repo.write("a.C")
    return {}


@case("name/git_file_in_directory")
def _(repo):
    repo.write("dir/.git", b"gitdir: /nowhere/at/all\n")
    repo.write("dir/x.c")
    repo.write("odd/.git", b"\0\xff" * 1000)
    repo.write("odd/x.c")
    return {"dir/x.c": "indexed", "odd/x.c": "indexed"}


@case("name/path_of_4000_bytes")
def _(repo):
    here = os.open(repo.root, os.O_RDONLY)
    for i in range(16):
        os.mkdir(b"d" * 250, dir_fd=here)
        below = os.open(b"d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    with open(os.open(b"deep.c", os.O_CREAT | os.O_WRONLY, dir_fd=here), "wb") as file:
        file.write(b"int deep;\n")
    os.close(here)
    return {b"/".join([b"d" * 250] * 16 + [b"deep.c"]): "indexed"}


def deep_directories(repo, levels):
    here = os.open(repo.root, os.O_RDONLY)
    for i in range(levels):
        os.mkdir(b"d", dir_fd=here)
        below = os.open(b"d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    with open(os.open(b"deep.c", os.O_CREAT | os.O_WRONLY, dir_fd=here), "wb") as file:
        file.write(b"int deep;\n")
    os.close(here)


@case("name/2000_levels", ignored=True)
def _(repo):
    deep_directories(repo, 2000)
    return {b"d/" * 2000 + b"deep.c": "indexed"}


@case("name/20000_levels", ignored=True, slow=True)
def _(repo):
    deep_directories(repo, 20_000)
    return {}


@case("name/10000_files")
def _(repo):
    repo.limit *= 2
    for i in range(10_000):
        repo.write(f"many/f{i}.c", b"int f%d;\n" % (i % 100))
    return {"many/f9999.c": "indexed"}


@case("name/100000_files", slow=True)
def _(repo):
    repo.limit *= 10
    for i in range(100_000):
        repo.write(f"many/f{i}.c", b"int f%d;\n" % (i % 100))
    return {"many/f99999.c": "indexed"}


# --- rules and git ----------------------------------------------------------------------------------------------------

def rules(name, text, path=".gitignore"):
    @case("rules/" + name, ignored=True)
    def _(repo):
        repo.write(path, text() if callable(text) else text)
        for long in ("a" * 200 + ".c", "a" * 100 + "/" + "a" * 200 + ".c", "b/x.c"):
            repo.write(long)
        return {}


rules("large", lambda: b"".join(b"/some/path/name%d.o\n" % i for i in range(450_000)))
rules("large_globs", lambda: b"".join(b"*a%d*b*\n" % i for i in range(100_000)))
rules("one_line", b"a" * 10_000_000)
rules("stars", b"a*a*a*a*a*a*a*a*a*a*a*a*b\n" * 200)
rules("double_stars", b"**/a/**/a/**/a/**/a/**/b\n" * 200)
rules("many_double_stars", b"**/" * 5000 + b"x\n")
rules("questions", b"?" * 100_000 + b"\n")
rules("classes", b"[" + b"a-z" * 50_000 + b"]*b\n[" * 1000)
rules("class_names", b"[[:alpha:][:nonsense:]]\n[[:\n[[.a.]]\n[!\n[]\n[a-\n\\\n")
rules("backslashes", b"\\" * 1_000_001 + b"\n")
rules("binary", bytes(range(256)) * 1000)
rules("negations", b"*\n!*\n" * 50_000)
rules("crlf", b"*.o\r\n\r\n*.c \r\n")
rules("utf16", "*.c\n".encode("utf-16"))
rules("kompressignore_large", lambda: b"x%d\n" * 1_000_000, ".kompressignore")
rules("kompressignore_stars", b"a*a*a*a*a*a*a*b\n" * 500, ".kompressignore")
rules("exclude", b"*a*a*a*a*a*a*b\n" * 500, ".git/info/exclude")
rules("index_garbage", b"DIRC" + os.urandom(100_000), ".git/index")
rules("index_cut", b"DIRC" + struct.pack(">II", 2, 1_000_000) + b"\0" * 500, ".git/index")
rules("index_empty", b"", ".git/index")
rules("index_counts", b"DIRC" + struct.pack(">II", 4, 0xFFFFFFFF) + b"\xff" * 10_000, ".git/index")
rules("config_large", lambda: b"[core]\n" + b"\tname = value of a setting\n" * 400_000, ".git/config")
rules("config_one_line", b"[core" + b" " * 5_000_000, ".git/config")
rules("config_includes_itself", b"[include]\n\tpath = config\n" * 1000, ".git/config")
rules("config_excludes_device", b"[core]\n\texcludesFile = /dev/zero\n\tworktree = /\n", ".git/config")
rules("config_garbage", os.urandom(200_000), ".git/config")


@case("rules/ignore_is_fifo")
def _(repo):
    os.mkfifo(repo / ".gitignore")
    repo.write("a.c")
    return {".gitignore": "special", "a.c": "indexed"}


@case("rules/ignore_is_directory")
def _(repo):
    repo.write(".gitignore/a.c")
    return {".gitignore/a.c": "indexed"}


@case("rules/ignore_is_link")
def _(repo):
    os.symlink("/dev/zero", repo / ".gitignore")
    repo.write("a.c")
    return {"a.c": "indexed"}


@case("rules/git_is_pointer_to_nowhere")
def _(repo):
    subprocess.run(["rm", "-rf", repo / ".git"], check=True)
    repo.write(".git", b"gitdir: /nowhere\n")
    repo.write("a.c")
    return {"a.c": "indexed"}


@case("rules/git_is_pointer_to_itself")
def _(repo):
    subprocess.run(["rm", "-rf", repo / ".git"], check=True)
    repo.write(".git", b"gitdir: .git\n")
    repo.write("a.c")
    return {"a.c": "indexed"}


@case("rules/git_is_fifo")
def _(repo):
    subprocess.run(["rm", "-rf", repo / ".git"], check=True)
    os.mkfifo(repo / ".git")
    repo.write("a.c")
    return {"a.c": "indexed"}


for part in ("HEAD", "config", "index", "info/exclude"):
    @case("rules/fifo_as_" + part.replace("/", "_"))
    def _(repo, part=part):
        os.makedirs(repo / ".git/info", exist_ok=True)
        if os.path.exists(repo / f".git/{part}"):
            os.remove(repo / f".git/{part}")
        os.mkfifo(repo / f".git/{part}")
        repo.write("a.c")
        repo.run("index", "--quiet")
        repo.run("doc", "--quiet")
        return {"a.c": "indexed"}


# --- files that change while they are read -------------------------------------------------------------------------------

def racing(name, prepare, disturb):
    """Disturbs the tree for as long as two runs take; afterwards an ordinary run must find what is there."""
    @case("race/" + name, custom=True)
    def _(repo, baseline):
        prepare(repo)
        stop = threading.Event()

        def work():
            step = 0
            while not stop.is_set():
                try:
                    disturb(repo, step)
                except OSError:
                    pass
                step += 1
        thread = threading.Thread(target=work)
        thread.start()
        try:
            for _ in range(3):
                repo.run("index", "--full", "--quiet")
        finally:
            stop.set()
            thread.join()
        time.sleep(0.05)
        repo.run("index", "--quiet")
        classes, status = check_index(repo, {}, baseline)
        check_all_accounted(repo, classes)
        require(repo.json("index", "--verify")["equal"], "what is stored is not what a clean run finds")


BIG = (b"/* " + b"words of a comment\n" * 200 + b"*/\nint function(int a) { return a + 1; }\n") * 400  # 1.5 MB: mapped


def many(repo):
    for i in range(200):
        repo.write(f"d{i % 7}/f{i}.c", BIG[:20_000])


def write_over(path, data):
    with open(path, "wb") as file:
        file.write(data)


def flip(repo, step):
    path = repo / f"d{step % 7}/f{step % 200}.c"
    if os.path.isdir(path):
        os.remove(os.path.join(path, b"x.c"))
        os.rmdir(path)
        write_over(path, BIG[:20_000])
    else:
        os.remove(path)
        os.mkdir(path)
        write_over(os.path.join(path, b"x.c"), b"int x;\n")


def big_then(action):
    def disturb(repo, step):
        action(repo / "big.c", step)
        time.sleep(0.002)
    return disturb


def truncate(path, step):
    os.truncate(path, len(BIG) // (step % 5 + 1))
    if step % 5 == 4:
        write_over(path, BIG)
        os.utime(path, (1_000_000, 1_000_000))


def append(path, step):
    with open(path, "ab") as file:
        file.write(BIG[:3900])
    if step % 100 == 99:
        os.truncate(path, len(BIG))
    os.utime(path, (1_000_000, 1_000_000))


racing("vanishing", many, lambda r, s: os.remove(r / f"d{s % 7}/f{s % 200}.c"))
racing("rewritten", many, lambda r, s: write_over(r / f"d{s % 7}/f{s % 200}.c", BIG[:s % 20_000]))
racing("directory_for_file", many, flip)
racing("renamed_directory", many, lambda r, s: os.rename(r / f"d{s % 7}", r / f"e{s % 7}") if s % 2 else os.rename(r / f"e{(s - 1) % 7}", r / f"d{(s - 1) % 7}"))
racing("growing", lambda r: r.write("big.c", BIG), big_then(append))
racing("truncated", lambda r: r.write("big.c", BIG), big_then(truncate))
racing("replaced", lambda r: r.write("big.c", BIG), big_then(lambda p, s: (write_over(p + b".new", BIG[:3900] * (s % 400)), os.rename(p + b".new", p))))


# --- the state directory and its database ------------------------------------------------------------------------------

def state(name, spoil, first_index=True, final=0, nobody=False):
    """Spoils what a good run left; no command may die of it, `index` works (or ends with `final`), a full run heals it."""
    @case("state/" + name, custom=True)
    def _(repo, baseline):
        repo.write("main.c", b"int main(void) { return helper(); }\nint helper(void) { return 1; }\n")
        repo.write("lib/a.py", b"def helper(): return 1\n")
        if nobody:
            repo.give_to_nobody()
        if first_index:
            repo.run("index", "--quiet")
        spoil(repo)
        repo.write("main.c", b"int main(void) { return helper() + 1; }\nint helper(void) { return 2; }\n")
        for args in (("status",), ("files",), ("symbols", "helper"), ("symbols", "*"), ("outline", "main.c"), ("show", "main"), ("read", "main.c"),
                     ("index", "--verify"), ("doc", "--check")):
            repo.run(*args, allowed=(0, 1, 3, 5, 6))
        repo.run("index", "--quiet", allowed=(final,))
        repo.run("symbols", "helper", allowed=(0, 1, 6))
        repo.run("index", "--full", "--quiet", allowed=(final,))
        if final == 0:
            require(len(repo.json("symbols", "helper")["symbols"]) == 2, "a full run did not heal it")
            require(repo.json("index", "--verify")["equal"], "a full run did not heal it")


def database(repo):
    return os.path.realpath(repo / ".kompress/index.sqlite")


def change(*statements):
    def spoil(repo):
        with sqlite3.connect(os.fsdecode(database(repo))) as db:
            for sql in statements:
                db.execute(sql)
        db.close()
    return spoil


def patch(edit):
    def spoil(repo):
        path = database(repo)
        data = bytearray(open(path, "rb").read())
        edit(data)
        write_over(path, data)
    return spoil


def flip_bits(every, seed):
    def edit(data):
        for at in range(seed, len(data), every):
            data[at] ^= 1 << (at * 7 % 8)
    return patch(edit)


def replace_database(make):
    def spoil(repo):
        path = database(repo)
        os.remove(path)
        make(path)
    return spoil


def foreign(path):
    db = sqlite3.connect(os.fsdecode(path))
    db.execute("CREATE TABLE notes(text)")
    db.commit(), db.close()


def foreign_log(repo):
    other = os.path.join(os.path.dirname(repo.root), b"other.db")
    db = sqlite3.connect(os.fsdecode(other))
    db.execute("PRAGMA page_size=65536"), db.execute("PRAGMA journal_mode=WAL"), db.execute("CREATE TABLE file(id)"), db.commit()
    db.executemany("INSERT INTO file VALUES(?)", [(i,) for i in range(5000)]), db.commit()
    write_over(database(repo) + b"-wal", open(other + b"-wal", "rb").read())
    db.close()


def relink(target):
    def spoil(repo):
        os.remove(repo / ".kompress/index.sqlite")
        os.symlink(target, repo / ".kompress/index.sqlite")
    return spoil


def put(name, data):
    return lambda repo: write_over(repo / f".kompress/{name}", data)


def in_place(make):
    def spoil(repo):
        path = repo / ".kompress/index.sqlite"
        os.remove(path)
        make(path)
    return spoil


state("is_a_file", lambda r: r.write(".kompress", b"mine\n"), first_index=False, final=1)
state("is_a_fifo", lambda r: os.mkfifo(r / ".kompress"), first_index=False, final=1)
state("links_nowhere", lambda r: os.symlink("nowhere", r / ".kompress"), first_index=False, final=1)
state("links_elsewhere", lambda r: (os.mkdir(r / "../elsewhere"), os.symlink("../elsewhere", r / ".kompress")), first_index=False)
state("links_to_itself", lambda r: os.symlink(".kompress", r / ".kompress"), first_index=False, final=1)
state("is_read_only", lambda r: os.chmod(r / ".kompress", 0o555), nobody=True, final=1)
state("is_closed", lambda r: os.chmod(r / ".kompress", 0), nobody=True, final=1)
state("lock_is_a_directory", lambda r: (os.remove(r / ".kompress/writer.lock"), os.mkdir(r / ".kompress/writer.lock")), final=1)
state("lock_is_a_fifo", lambda r: (os.remove(r / ".kompress/writer.lock"), os.mkfifo(r / ".kompress/writer.lock")))
state("lock_links_away", lambda r: (os.remove(r / ".kompress/writer.lock"), os.symlink("/etc/passwd", r / ".kompress/writer.lock")), final=1)
state("partial_is_garbage", put("partial.sqlite", os.urandom(50_000)))
state("partial_is_a_directory", lambda r: os.mkdir(r / ".kompress/partial.sqlite"))
state("partial_is_a_fifo", lambda r: os.mkfifo(r / ".kompress/partial.sqlite"))
state("leftovers", lambda r: [put(f"index-{n}.sqlite", b"x")(r) for n in (7, 99999999999999999999999, 5)])
state("leftover_is_a_directory", lambda r: os.makedirs(r / ".kompress/index-77.sqlite/full"))
state("index_links_to_itself", relink("index.sqlite"))
state("index_links_away", relink("/etc/passwd"))
state("index_links_nowhere", relink("index-99.sqlite"))
state("index_is_a_fifo", in_place(os.mkfifo))
state("index_is_a_directory", in_place(os.mkdir), final=1)
state("index_is_a_plain_file", in_place(lambda p: write_over(p, b"hello\n" * 1000)))
state("index_target_is_a_fifo", replace_database(os.mkfifo))
state("docs_is_a_file", put("docs", b"mine\n"))
state("database_empty", replace_database(lambda p: write_over(p, b"")))
state("database_foreign", replace_database(foreign))
state("database_random", replace_database(lambda p: write_over(p, os.urandom(300_000))))
state("database_cut", patch(lambda d: d.__delitem__(slice(len(d) // 2, None))))
state("database_cut_in_page", patch(lambda d: d.__delitem__(slice(len(d) - 1000, None))))
state("database_header_only", patch(lambda d: d.__delitem__(slice(100, None))))
state("database_header_page_size", patch(lambda d: d.__setitem__(slice(16, 18), b"\x02\x00")))
state("database_zero_pages", patch(lambda d: d.__setitem__(slice(65536, len(d)), bytes(len(d) - 65536))))
for every, seed in ((1, 100), (97, 200), (997, 300), (9973, 17), (40_000, 70_000), (60_000, 131_072)):
    state(f"database_bits_{every}", flip_bits(every, seed))
state("database_foreign_log", foreign_log)
state("database_log_garbage", lambda r: write_over(database(r) + b"-wal", os.urandom(200_000)))
state("database_journal_garbage", lambda r: write_over(database(r) + b"-journal", os.urandom(200_000)))
state("database_shm_garbage", lambda r: write_over(database(r) + b"-shm", os.urandom(32_768)))
state("database_newer", change("PRAGMA user_version=999"))
state("database_older", change("PRAGMA user_version=0"))
state("database_other_application", change("PRAGMA application_id=7"))
state("database_view", change("ALTER TABLE file RENAME TO f", "CREATE VIEW file AS SELECT * FROM f"))
state("database_endless_view", change("ALTER TABLE facts RENAME TO g", "CREATE VIEW facts AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) "
                                      "SELECT n AS id, 1 AS content, '' AS symbols, '' AS texts, '' AS refs FROM r WHERE n < 0"))
state("database_trigger", change("CREATE TRIGGER t AFTER INSERT ON file BEGIN DELETE FROM content; END",
                                 "CREATE TRIGGER u AFTER UPDATE ON file BEGIN DELETE FROM facts; END"))
state("database_check", change("CREATE TABLE x(a CHECK(a > 0))", "DROP TABLE posting", "CREATE TABLE posting(id INTEGER PRIMARY KEY, block BLOB NOT NULL CHECK(0))"))
state("database_no_facts", change("DELETE FROM facts"))
state("database_no_contents", change("DELETE FROM content"))
state("database_no_files", change("DELETE FROM file"))
state("database_no_meta", change("DELETE FROM meta"))
state("database_no_words", change("DROP TABLE words"))
state("database_no_postings", change("DROP TABLE posting"))
state("database_no_indices", change("DROP INDEX file_path", "DROP INDEX content_hash"))
state("database_wide_numbers", change("UPDATE content SET first_piece=9223372036854775807, pieces=9223372036854775807, bytes=-9223372036854775808"))
state("database_last_ids", change("INSERT INTO posting VALUES(9223372036854775807, x'00')", "UPDATE facts SET id=9223372036854775807 WHERE id=1"))
state("database_wrong_types", change("UPDATE file SET path='text', stamp=1.5, class='x', content='y' WHERE id=1", "UPDATE content SET hash='z', pieces='many'"))
state("database_bomb", change("UPDATE facts SET symbols=x'28b52ffda00000000401000000', texts=symbols, refs=symbols"))
state("database_root_elsewhere", change("UPDATE meta SET value='/etc' WHERE key='root'"))


# --- running them -----------------------------------------------------------------------------------------------------

def run_case(name, baseline):
    function, options = CASES[name]
    with tempfile.TemporaryDirectory(prefix="kompress_zoo.", ignore_cleanup_errors=True) as directory:
        repo = Repository(directory)
        repo.hidden = set()
        try:
            if options.get("custom"):
                function(repo, baseline)
            else:
                check_tree(function, options, repo, baseline)
        finally:
            # Python's own removal recurses and stops at closed directories.
            subprocess.run(["chmod", "-R", "u+rwx", directory], stderr=subprocess.DEVNULL)
            subprocess.run(["rm", "-rf", repo.root], stderr=subprocess.DEVNULL)


def measure_baseline():
    with tempfile.TemporaryDirectory() as directory:
        repo = Repository(directory)
        repo.write("a.c")
        repo.run("index", "--quiet")
        return repo.seconds


def main():
    slowest, failed = [], []
    baseline = measure_baseline()
    start = time.monotonic()
    names = [n for n in CASES if not OPTIONS.cases or any(part in n for part in OPTIONS.cases)]
    for name in names:
        options = CASES[name][1]
        if (options.get("slow") and not OPTIONS.all) or (options.get("root") and not IS_ROOT):
            continue
        began = time.monotonic()
        try:
            run_case(name, baseline)
        except Failed as failure:
            failed.append(name)
            print(f"FAILED {name}: {failure}", flush=True)
        except Exception:
            failed.append(name)
            print(f"FAILED {name}:\n{traceback.format_exc()}", flush=True)
        slowest.append((time.monotonic() - began, name))
    if OPTIONS.verbose:
        for seconds, name in sorted(slowest, reverse=True)[:25]:
            print(f"{seconds:7.2f} s  {name}")
    print(f"{len(slowest)} cases, {len(failed)} failed, {time.monotonic() - start:.0f} s")
    sys.exit(bool(failed))


parser = argparse.ArgumentParser()
parser.add_argument("kompress")
parser.add_argument("--all", action="store_true")
parser.add_argument("--slow", type=float, default=1)
parser.add_argument("--verbose", action="store_true")
parser.add_argument("cases", nargs="*")
OPTIONS = parser.parse_intermixed_args()
KOMPRESS = os.path.abspath(OPTIONS.kompress)
SLOW = OPTIONS.slow
main()
