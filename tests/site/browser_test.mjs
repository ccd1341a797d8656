// SPDX-License-Identifier: Apache-2.0
// A site as its readers meet it: in Chromium, from disk. Skipped (exit 77) where there is no Chromium, unless
// KOMPRESS_BROWSER=required says that there has to be one.
//
// usage: node browser_test.mjs KOMPRESS SITE_PROBE
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contexts, diagrams as hostileDiagrams, payloads as hostilePayloads } from "./vectors.mjs";

const [kompress, probe] = process.argv.slice(2);
const executablePath = [process.env.KOMPRESS_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
if (!executablePath) {
  console.log("skipped: there is no Chromium here; ./dev test --browser installs it and runs this test");
  process.exit(process.env.KOMPRESS_BROWSER === "required" ? 1 : 77);
}
const { chromium } = await import("playwright-core");

const work = mkdtempSync(join(tmpdir(), "kompress-browser-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

// 5,000 symbols in 50 files of 5 modules; each file includes the next, so that modules have diagrams.
const Modules = 5, FilesEach = 10, Functions = 100;
const repository = join(work, "many");
for (let module = 0; module < Modules; ++module) {
  mkdirSync(join(repository, `module${module}`), { recursive: true });
  for (let file = 0; file < FilesEach; ++file) {
    const next = file + 1 < FilesEach ? `file${module}_${file + 1}.hpp` : `../module${(module + 1) % Modules}/file${(module + 1) % Modules}_0.hpp`;
    let text = `/// What file ${file} of module ${module} does.\n#include "${next}"\n\n`;
    for (let n = 0; n < Functions; ++n)
      text += `/// Computes number ${n} from what it is given.\ninline int computeSomething${module}_${file}_${n}(int value, const char* name) {\n    if (value > ${n}) return value;\n    return value + ${n};\n}\n\n`;
    writeFileSync(join(repository, `module${module}`, `file${module}_${file}.hpp`), text);
  }
}
const site = join(work, "site");
execFileSync(kompress, ["doc", repository, "--format", "html", "--out", site, "--quiet"]);
const address = (path) => "file://" + join(site, path);

// Whoever gets through asks this server, which answers all and counts.
const asked = [];
const evil = createServer((request, response) => {
  asked.push(request.url);
  response.writeHead(200, { "content-type": "text/javascript" }).end("alert(1)");
});
await new Promise((resolve) => evil.listen(0, "127.0.0.1", resolve));
const evilHost = `127.0.0.1:${evil.address().port}`;
const payloads = hostilePayloads(evilHost);
const diagrams = hostileDiagrams(evilHost);
const hostile = join(work, "hostile");
const pages = { "index.md": "# Start\n", NAME: `"><img src=x onerror=alert(1)></title><script>alert(1)</script>` };
for (const [name, context] of Object.entries(contexts)) pages[name + ".md"] = payloads.map(context).join("\n");
payloads.forEach((payload, number) => (pages[`own-${number}.md`] = payload + "\n"));
pages["diagrams.md"] = diagrams.map((text) => "```mermaid\n" + text + "\n```\n").join("\n");
mkdirSync(hostile);
for (const [name, text] of Object.entries(pages)) writeFileSync(join(hostile, name), text);
execFileSync(probe, [hostile, join(work, "hostile-site")]);

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const troubles = [];
const open = async (options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && troubles.push(`${page.url()}: console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on("dialog", (dialog) => (troubles.push(`${page.url()}: a dialog says ${dialog.message()}`), dialog.dismiss()));
  // One that a policy stops is announced, too, before it fails.
  const stopped = new Set();
  page.on("requestfailed", (request) => /csp/i.test(request.failure()?.errorText ?? "") && stopped.add(request));
  page.on("requestfinished", (request) => stopped.has(request) && troubles.push(`${page.url()}: got ${request.url()}`));
  page.on("request", (request) => /^(file|data|about):/.test(request.url()) || request.url().startsWith(options.server ?? "file:") || troubles.push(`${page.url()}: asks for ${request.url()}`));
  return page;
};
const search = async (page, text) => {
  await page.keyboard.press("/");
  await page.keyboard.type(text);
  await page.waitForSelector("#k\\:results [role=option]");
};
const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const drawn = (page, count) => page.waitForFunction((wanted) => [...document.querySelectorAll("figure.diagram img.light")].filter((image) => image.naturalWidth > 0).length >= wanted, count);

const tests = {
  async "the first view of 5,000 symbols takes at most a second"() {
    for (const path of ["index.html", "symbols.html", "files/module0/file0_0.hpp.html"]) {
      const times = [];
      for (let run = 0; run < 5; ++run) {
        const page = await open();
        await page.goto(address(path));
        times.push(await page.evaluate(() => Math.max(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0, performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd)));
        await page.context().close();
      }
      const median = times.sort((a, b) => a - b)[2];
      console.log(`  ${path}: painted and ready after ${median.toFixed(0)} ms (median of 5)`);
      assert.ok(median <= 1000, `${path}: ${median} ms`);
    }
  },
  async "search finds a symbol by part of its name, and Enter and back work"() {
    const page = await open();
    await page.goto(address("index.html"));
    const start = Date.now();
    await search(page, "ething3_7_42");
    const option = page.locator("#k\\:results [role=option]").first();
    assert.match(await option.textContent(), /computeSomething3_7_42/);
    console.log(`  first result ${Date.now() - start} ms after the first key, index of 5,000 symbols loaded on the way`);
    await page.keyboard.press("Enter");
    await page.waitForURL(/module3\/file3_7\.hpp\.html#function-computesomething3_7_42$/i);
    assert.ok(await page.locator("h3", { hasText: "computeSomething3_7_42" }).first().isVisible());
    await page.goBack();
    assert.equal(page.url(), address("index.html"));
    await search(page, "compute 42 something"); // several words, any order
    await page.waitForFunction(() => [...document.querySelectorAll("#k\\:results .name")].some((name) => /computeSomething\d_\d_42$/.test(name.textContent)));
    await page.fill("#k\\:search", "file2_3");
    await page.waitForFunction(() => document.querySelector("#k\\:results .name")?.textContent.includes("file2_3.hpp"));
    await page.fill("#k\\:search", "computeSomethign");
    await page.waitForFunction(() => document.querySelector("#k\\:results .name")?.textContent.startsWith("computeSomething"));
    await page.fill("#k\\:search", "zzqqxx");
    await page.waitForFunction(() => document.querySelector("#k\\:results").textContent.includes("Nothing"));
  },
  async "links lead from page to page, and back"() {
    const page = await open();
    await page.goto(address("index.html"));
    await page.click(".sidebar >> text=module1");
    await page.click("article >> text=file1_0.hpp");
    assert.match(page.url(), /files\/module1\/file1_0\.hpp\.html$/);
    await page.click(".toc >> text=computeSomething1_0_9");
    assert.match(page.url(), /#function-computesomething1_0_9/i);
    await page.click(".trail >> text=module1");
    assert.match(page.url(), /modules\/module1\.html$/);
    await page.goBack();
    await page.goBack();
    await page.goBack();
    assert.match(page.url(), /modules\/module1\.html$/);
  },
  async "an excerpt opens and shows the lines of the file"() {
    const page = await open();
    await page.goto(address("files/module0/file0_0.hpp.html"));
    await page.locator(".excerpt summary").first().click();
    assert.match(await page.locator(".excerpt .lines").first().innerText(), /inline int computeSomething0_0_0/);
  },
  async "colours follow the system, switch, and are remembered"() {
    const page = await open({ colorScheme: "dark" });
    await page.goto(address("index.html"));
    const dark = await background(page);
    await page.click("#k\\:theme");
    const light = await background(page);
    assert.notEqual(dark, light);
    assert.equal(light, "rgb(255, 255, 255)");
    await page.goto(address("symbols.html"));
    assert.equal(await background(page), light);
    assert.equal(await page.getAttribute("#k\\:theme", "aria-pressed"), "false");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".sidebar").isVisible(), false);
  },
  async "everything works from the keyboard"() {
    const page = await open();
    await page.goto(address("files/module0/file0_0.hpp.html"));
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    assert.equal(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0), true);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "k:main");
    await search(page, "computeSomething2");
    const active = () => page.getAttribute("#k\\:search", "aria-activedescendant");
    assert.equal(await active(), "k:result-0");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await active(), "k:result-2");
    await page.keyboard.press("ArrowUp");
    assert.equal(await active(), "k:result-1");
    assert.equal(await page.getAttribute("#k\\:search", "aria-expanded"), "true");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#k\\:results").isVisible(), false);
    const outline = await page.evaluate(() => {
      const link = document.querySelector(".sidebar a");
      link.focus({ focusVisible: true });
      return getComputedStyle(link).outlineStyle;
    });
    assert.equal(outline, "solid");
    const unnamed = await page.evaluate(() => [...document.querySelectorAll("a, button, input, summary")].filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim())).length);
    assert.equal(unnamed, 0);
    for (const landmark of ["header", "main", "nav[aria-label=Pages]", "nav[aria-label=Breadcrumbs]", "[role=search]", "footer"]) assert.equal(await page.locator(landmark).count(), 1, landmark);
  },
  async "a screen of 390 pixels is wide enough"() {
    const page = await open({ viewport: { width: 390, height: 844 } });
    for (const path of ["index.html", "symbols.html", "modules/module0.html", "files/module0/file0_0.hpp.html"]) {
      await page.goto(address(path));
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, path);
    }
    assert.equal(await page.locator(".sidebar").isVisible(), false);
    await page.click("#k\\:menu");
    await page.waitForFunction(() => getComputedStyle(document.querySelector(".sidebar")).visibility === "visible");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => getComputedStyle(document.querySelector(".sidebar")).visibility === "hidden");
    await search(page, "ething3_7_4");
    const box = await page.locator("#k\\:results").boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 390);
  },
  async "diagrams are drawn from disk and from a server"() {
    const page = await open();
    await page.goto(address("modules/module0.html"));
    await drawn(page, 1);
    await page.waitForFunction(() => !document.querySelector("iframe")); // its work done, it leaves
    const types = { html: "text/html", js: "text/javascript", css: "text/css" };
    const server = createServer((request, response) => {
      const path = join(site, decodeURIComponent(new URL(request.url, "http://x").pathname));
      if (request.url === "/favicon.ico") return response.writeHead(204).end();
      if (!existsSync(path)) return response.writeHead(404).end();
      response.writeHead(200, { "content-type": types[path.split(".").pop()] }).end(readFileSync(path));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${server.address().port}`;
    const served = await open({ server: origin });
    await served.goto(origin + "/modules/module0.html");
    await drawn(served, 1);
    await search(served, "ething3_7_42");
    await served.context().close();
    server.close();
  },
  async "hostile pages run nothing and ask for nothing"() {
    assert.deepEqual(troubles, []);
    const page = await open();
    const violations = [];
    await page.exposeFunction("violation", (what) => violations.push(what));
    await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => window.violation(`${window === top ? "page" : "frame"}: ${event.effectiveDirective} ${event.blockedURI}`)));
    let count = 0;
    for (const file of readdirSync(join(work, "hostile-site")).filter((name) => name.endsWith(".html"))) {
      await page.goto("file://" + join(work, "hostile-site", file));
      if (file === "diagrams.html") await page.waitForFunction(() => !document.querySelector("iframe"), null, { timeout: 60000 });
      ++count;
    }
    await page.goto("file://" + join(work, "hostile-site", "diagrams.html"));
    await drawn(page, 3);
    await search(page, "onerror");
    const images = await page.evaluate(() => [...document.images].map((image) => image.src.slice(0, 19)));
    assert.ok(images.every((source) => source === "data:image/svg+xml;"), images.join());
    // What mermaid wants in its frame and does not get is announced; nothing else may be, and nothing may leave.
    const stopped = new RegExp(`diagrams\\.html: (asks for http://${evilHost}/|console warning: @import rules are not allowed|console error: .*(Content Security Policy|ERR_BLOCKED))`);
    assert.deepEqual(troubles.filter((trouble) => !stopped.test(trouble)), []);
    assert.deepEqual(asked, []);
    assert.deepEqual(violations.filter((violation) => violation.startsWith("page")), []);
    console.log(`  ${count} pages of ${payloads.length} payloads in ${Object.keys(contexts).length} places, ${images.length} pictures of hostile diagrams: no dialog, no request got out; ${violations.length} attempts stopped in mermaid's frame`);
    troubles.length = 0;
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    assert.deepEqual(troubles, []);
    console.log("ok: " + name);
  } catch (error) {
    ++failed;
    console.log(`FAILED: ${name}\n${error.stack}`);
    troubles.length = 0;
  }
  for (const context of browser.contexts()) await context.close();
}
await browser.close();
evil.close();
process.exit(failed ? 1 : 0);
