# SPDX-License-Identifier: Apache-2.0
"""Where the functions, impls, traits and types of a Rust file stand: a token scan, no parser.  Stdlib only.

Places are character offsets.  Comments, strings and character literals are blanked first, then braces are paired, so an
item is its keyword, what follows up to the first brace or semicolon outside of parentheses, and the pair of that brace.
"""
import bisect
import re
from dataclasses import dataclass, field

BLANK = re.compile(
    r"""//[^\n]*|/\*|b?r(?P<hashes>\#*)"|[bc]?"(?:[^"\\]|\\.)*"|b?'(?:[^'\\\n]|\\(?:u\{[^}]*\}|x..|.))'""", re.S)


def blank(text):
    """`text` with comments and literals replaced by spaces, line breaks kept."""
    out, at = [], 0
    while match := BLANK.search(text, at):
        end = match.end()
        if match.group() == "/*":
            depth = 1
            while depth and (step := re.compile(r"/\*|\*/").search(text, end)):
                depth += 1 if step.group() == "/*" else -1
                end = step.end()
        elif match.group("hashes") is not None and match.group().endswith('"') and "r" in match.group()[:2]:
            if match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] == "_"):
                end = match.start() + 1
            else:
                close = text.find('"' + match.group("hashes"), end)
                end = len(text) if close < 0 else close + 1 + len(match.group("hashes"))
        out.append(text[at:match.start()])
        out.append(re.sub(r"[^\n]", " ", text[match.start():end]))
        at = end
    return "".join(out) + text[at:]


@dataclass
class Item:
    name: str
    at: int          # of the name
    start: int       # of the first word or attribute
    body: int        # of the opening brace, or -1
    end: int         # past the closing brace or semicolon
    header: str      # the text between keyword and body


@dataclass
class Source:
    path: str
    text: str
    clean: str
    lines: list
    functions: list = field(default_factory=list)
    impls: list = field(default_factory=list)
    traits: list = field(default_factory=list)
    types: set = field(default_factory=set)

    def line(self, at):
        return bisect.bisect_right(self.lines, at)

    def offset(self, line, column):
        return self.lines[line - 1] + column - 1

    def around(self, items, at):
        """The innermost of `items` whose body holds `at`."""
        best = None
        for item in items:
            if item.body >= 0 and item.body < at < item.end and (best is None or item.body > best.body):
                best = item
        return best


def pair_braces(clean):
    pairs, stack = {}, []
    for match in re.finditer(r"[{}]", clean):
        if match.group() == "{":
            stack.append(match.start())
        elif stack:
            pairs[stack.pop()] = match.start()
    return pairs


def item_from(clean, pairs, keyword, name, name_at, after):
    depth = 0
    for match in re.compile(r"[()\[\]{};]").finditer(clean, after):
        token = match.group()
        if token in "([":
            depth += 1
        elif token in ")]":
            depth -= 1
        elif depth == 0:
            if token == "{" and match.start() not in pairs:
                return None
            body = match.start() if token == "{" else -1
            end = (pairs[body] if body >= 0 else match.start()) + 1
            return Item(name, name_at, first_word(clean, keyword), body, end, clean[after:match.start()])
    return None


def first_word(clean, keyword):
    """Walks back over visibility, qualifiers and attributes."""
    before = clean[:keyword]
    words = re.search(r"(?:(?:\bpub(?:\s*\([^)]*\))?|\bconst|\basync|\bunsafe|\bdefault|\bextern)\s+)*$", before)
    start = words.start()
    while attribute := re.search(r"\#\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]\s*$", clean[max(0, start - 2000):start]):
        start = max(0, start - 2000) + attribute.start()
    return start


def scan(path, text):
    clean = blank(text)
    lines = [0] + [m.end() for m in re.finditer("\n", text)]
    source = Source(path, text, clean, lines)
    pairs = pair_braces(clean)
    for m in re.finditer(r"\bfn\s+(?:r#)?([A-Za-z_]\w*)", clean):
        if item := item_from(clean, pairs, m.start(), m.group(1), m.start(1), m.end()):
            source.functions.append(item)
    for m in re.finditer(r"(?:^|(?<=[};\]{]))\s*(?:unsafe\s+|default\s+)*\b(impl)\b", clean):
        if item := item_from(clean, pairs, m.start(1), "impl", m.start(1), m.end(1)):
            source.impls.append(item)
    for m in re.finditer(r"\b(trait)\s+([A-Za-z_]\w*)", clean):
        if item := item_from(clean, pairs, m.start(1), m.group(2), m.start(2), m.end(2)):
            source.traits.append(item)
    source.types = [m.group(1) for m in re.finditer(r"\b(?:struct|enum|union)\s+([A-Za-z_]\w*)", clean)]
    return source


def closing(text, start):
    """Index past the `>` that closes the `<` at `start`."""
    depth = 0
    for i in range(start, len(text)):
        if text[i] in "<([":
            depth += 1
        elif text[i] in ">)]" and text[i - 1] not in "-=":
            depth -= 1
            if depth == 0:
                return i + 1
    return len(text)


def split_top(text, separator=","):
    parts, depth, last = [], 0, 0
    for i, c in enumerate(text):
        if c in "<([{":
            depth += 1
        elif c in ")]}" or (c == ">" and text[i - 1] not in "-="):
            depth -= 1
        elif c == separator and depth == 0:
            parts.append(text[last:i])
            last = i + 1
    return [p.strip() for p in parts + [text[last:]] if p.strip()]


def type_key(text, generics=()):
    """A type reduced to its head: `&` marks, then the last word of its path, `*` for a generic parameter."""
    text, marks = text.strip(), ""
    while text.startswith("&"):
        text = re.sub(r"^&\s*(?:'(?:\{\w+\}|\w+)\s*)?", "", text)
        marks += "&"
        if text.startswith("mut "):
            marks += "mut "
            text = text[4:].lstrip()
    if text.startswith("["):
        return marks + "[]"
    if text.startswith("("):
        return marks + "()"
    if text.startswith(("dyn ", "dyn[")):
        return marks + "dyn"
    if text.startswith("*"):
        return marks + "ptr"
    path = re.match(r"[\w:]*\w", text)
    if not path:
        return marks + "?"
    if path.group() in generics:
        return marks + "*"
    return marks + path.group().split("::")[-1]


def read_header(header):
    """(trait name or None, type key, keys of the trait's arguments) of an impl header."""
    header, generics = header.strip(), []
    if header.startswith("<"):
        end = closing(header, 0)
        for part in split_top(header[1:end - 1]):
            if not part.startswith("'"):
                generics.append(re.sub(r"^const\s+", "", part).split(":")[0].split("=")[0].strip())
        header = header[end:].strip()
    header = re.split(r"\bwhere\b", header)[0].strip()
    halves = re.split(r"\bfor\b(?!\s*<)", header, maxsplit=1)
    if len(halves) == 1:
        return None, type_key(header, generics), []
    trait = halves[0].strip().lstrip("!").strip()
    opening = trait.find("<")
    arguments = split_top(trait[opening + 1:closing(trait, opening) - 1]) if opening >= 0 else []
    name = (trait if opening < 0 else trait[:opening]).split("::")[-1].strip()
    return name, type_key(halves[1], generics), [type_key(a, generics) for a in arguments if not a.startswith("'") and "=" not in a]
