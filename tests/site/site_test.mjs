// SPDX-License-Identifier: Apache-2.0
// Sites that the real binary and the real builder make, read by a real HTML parser.
//
// usage: node site_test.mjs KOMPRESS SITE_PROBE
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkSite, filesOf } from "./check_site.mjs";
import { contexts, diagrams as hostileDiagrams, payloads as hostilePayloads } from "./vectors.mjs";

const payloads = hostilePayloads();
const diagrams = hostileDiagrams();
const [kompress, probe] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "kompress-site-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const write = (root, files) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};
const doc = (root, ...options) => {
  const done = spawnSync(kompress, ["doc", root, "--format", "html", ...options], { encoding: "utf8" });
  assert.equal(done.stderr.replace(/^.*\r?$/gm, (line) => (/error|not written/i.test(line) ? line : "")).trim(), "", done.stderr);
  return done;
};
const bytesOf = (directory) => Object.fromEntries(filesOf(directory).map((file) => [file, readFileSync(join(directory, file), "base64")]));

const small = write(join(work, "small"), {
  "README.md": "# Small\n\nA small repository.\n",
  "src/core/engine.hpp": "#pragma once\n/// Runs things.\nclass Engine {\n  public:\n    /// Starts it.\n    bool start_engine(int speed);\n    int limit = 3;\n};\n",
  "src/core/engine.cpp": '#include "core/engine.hpp"\nbool Engine::start_engine(int speed) {\n    int doubled = speed * 2;\n    return doubled < limit;\n}\n',
  "src/app/main.cpp": '#include "../core/engine.hpp"\n\n/// The start.\nint main() {\n    Engine engine;\n    return engine.start_engine(2);\n}\n',
  "tools/run.py": '"""Runs it."""\ndef run_all(names):\n    """Runs all."""\n    for name in names:\n        print(name)\n',
});

const tests = {
  "a site of a small repository is whole"() {
    const out = join(work, "small-site");
    assert.equal(doc(small, "--out", out).status, 0);
    const { problems, pages, index } = checkSite(out);
    assert.deepEqual(problems, []);
    assert.ok(pages >= 9, `${pages} pages`);
    assert.ok(index.rows.includes("Engine") || index.rows.includes("Engine::start_engine"), "the class is in the search index");
    assert.ok(index.rows.includes("run_all") && index.rows.includes("tools/run.py"));
    const page = readFileSync(join(out, "files/tools/run.py.html"), "utf8");
    assert.match(page, /<details class="excerpt">/);
    assert.match(page, /tools\/run\.py:2–5/);
    assert.match(readFileSync(join(out, "index.html"), "utf8"), /<nav class="sidebar"/);
    assert.ok(!existsSync(join(out, "index.md")) && !existsSync(join(out, "llms.txt")));
  },
  "the reader of sites sees what is planted"() {
    const out = join(work, "planted");
    doc(small, "--out", out);
    const page = join(out, "index.html");
    const text = readFileSync(page, "utf8");
    for (const planted of [`<script>alert(1)</script>`, `<img src=x>`, `<p onclick=x>`, `<p style="color:red">`, `<a href="javascript:x">x</a>`, `<a href="http://a/">x</a>`, `<a href="#nowhere">x</a>`, `<a href="nowhere.html">x</a>`,
      `<iframe src=x></iframe>`, `<link rel=stylesheet href=//a/b.css>`, `<script src=//a/b.js></script>`, `<a href="//a/b">x</a>`, `<p id="modules">`]) {
      writeFileSync(page, text.replace("</article>", planted + "</article>"));
      assert.equal(checkSite(out).problems.length > 0, true, planted);
    }
    writeFileSync(page, text.replace(/<meta http-equiv[^>]*>/, ""));
    assert.equal(checkSite(out).problems.length > 0, true, "no policy");
  },
  "the same repository gives the same bytes, and a second run writes nothing"() {
    const [one, two] = [join(work, "one"), join(work, "two")];
    doc(small, "--out", one);
    doc(small, "--out", two);
    assert.deepEqual(bytesOf(one), bytesOf(two));
    assert.match(doc(small, "--out", one).stdout, / 0 written/);
    assert.equal(spawnSync(kompress, ["doc", small, "--format", "html", "--out", one, "--check"]).status, 0);
    writeFileSync(join(one, "assets/site.css"), "changed");
    assert.equal(spawnSync(kompress, ["doc", small, "--format", "html", "--out", one, "--check"]).status, 1);
  },
  "files of others in the directory stay"() {
    const out = join(work, "foreign");
    write(out, { "notes.html": "mine", "assets/mine.css": "mine" });
    doc(small, "--out", out);
    assert.equal(readFileSync(join(out, "notes.html"), "utf8"), "mine");
    assert.equal(readFileSync(join(out, "assets/mine.css"), "utf8"), "mine");
  },
  "Markdown stays the default"() {
    const out = join(work, "md");
    assert.equal(spawnSync(kompress, ["doc", small, "--out", out]).status, 0);
    assert.ok(existsSync(join(out, "index.md")) && !existsSync(join(out, "index.html")) && !existsSync(join(out, "assets")));
  },
  "hostile pages run nothing and load nothing"() {
    const pages = join(work, "vectors");
    const files = { "index.md": "# Start\n" };
    let count = 0;
    for (const [name, context] of Object.entries(contexts)) {
      // A place that swallows what follows gets a page for each payload.
      if (name === "unclosed" || name === "paragraph") payloads.forEach((payload, number) => (files[`${name}-${number}.md`] = context(payload)));
      else files[name + ".md"] = payloads.map(context).join("\n");
      count += payloads.length;
    }
    files["diagrams.md"] = diagrams.map((text) => "```mermaid\n" + text + "\n```\n").join("\n");
    files["front.md"] = `---\ntitle: "</title><script>alert(1)</script>"\ndescription: '"><img src=x onerror=alert(1)>'\n---\ntext\n`;
    write(pages, { ...files, NAME: `"><img src=x onerror=alert(1)></title><script>alert(1)</script>` });
    const out = join(work, "vectors-site");
    execFileSync(probe, [pages, out]);
    const { problems, pages: made } = checkSite(out, { outside: false });
    assert.deepEqual(problems.filter((problem) => !problem.startsWith("search: no anchor")), []);
    assert.ok(count >= 500, `${count} vectors`);
    console.log(`  ${count} vectors and ${diagrams.length} diagrams on ${made} pages: 0 executable nodes, 0 remote loads`);
  },
  "a hostile repository runs nothing and loads nothing"() {
    const files = {};
    const note = (open, close = "") => payloads.map((payload) => open + payload.replace(/\n|\0|\*\//g, " ") + close).join("\n");
    files["a.py"] = `"""${note("").replaceAll('"', "'").replaceAll("\\", "")}"""\ndef f(x="${payloads[0]}"):\n    """${payloads[5]}"""\n`;
    files["b.cpp"] = `${note("/// ")}\nint victim(const char* text = "<img src=x onerror=alert(1)>");\n${note("/// ")}\nint other() {\n    return 1;\n}\n`;
    files["c.js"] = `${note("// ")}\nexport function c(a = "</script><script>alert(1)</script>") {\n  return a;\n}\n`;
    files["d.go"] = `package d\n\n${note("// ")}\nfunc D() string {\n\treturn "</code></pre><script>alert(1)</script>"\n}\n`;
    files[`"><img src=x onerror=alert(1)>/e'&<b>.py`] = "def e():\n    return 1\n";
    files["[x](javascript:alert(1)).py"] = "def bracket():\n    return 1\n";
    files["README.md"] = note("");
    const out = join(work, "hostile-site");
    assert.equal(doc(write(join(work, `hostile"><script>alert(1)<`), files), "--out", out, "--symbols", "all").status, 0);
    assert.deepEqual(checkSite(out).problems, []);
  },
  "what a site shows stays inside of its repository's files and its own"() {
    const all = filesOf(join(work, "small-site")).filter((file) => file !== ".kompress-manifest");
    for (const file of all) assert.match(file, /\.(html|js|css)$/);
    for (const file of all.filter((name) => name.endsWith(".html")))
      assert.doesNotMatch(readFileSync(join(work, "small-site", file), "utf8"), /(?:src|href)="(?:https?:)?\/\//);
  },
};

for (const [name, test] of Object.entries(tests)) {
  test();
  console.log("ok: " + name);
}
