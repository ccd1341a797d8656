// SPDX-License-Identifier: Apache-2.0
// Reads a site with a real HTML parser and says what is wrong with it: what could run or load, and links that lead nowhere.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import vm from "node:vm";
import { parse } from "parse5";

const Policy = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; base-uri 'none'; form-action 'none'";
const DiagramPolicy = Policy + "; img-src data:; frame-src 'self' file:";
const OwnScripts = /^(\.\.\/)*assets\/(theme|site|diagrams)\.js$/;
const Elements = new Set(
  ("html head meta title script link body a header button svg path circle div input kbd ul p nav main article footer ol li h1 h2 h3 h4 h5 h6 " +
    "details summary span pre code table thead tbody tr th td em strong del blockquote hr br figure").split(" "),
);
const Attributes = new Set(
  ("lang data-up charset http-equiv content name src defer rel href class id type aria-expanded aria-controls aria-label aria-hidden aria-pressed aria-current aria-autocomplete " +
    "viewbox d cx cy r role placeholder autocomplete autocapitalize spellcheck hidden tabindex start open scope").split(" "),
);

export const filesOf = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();

function* elements(node) {
  if (node.tagName) yield node;
  for (const child of node.childNodes ?? []) yield* elements(child);
}
const attribute = (node, name) => node.attrs.find((one) => one.name === name)?.value;

/// What a script that asks for it gets of the search index.
export const searchIndex = (directory) => {
  let index = null;
  vm.runInNewContext(readFileSync(join(directory, "search-index.js"), "utf8"), { kompressSearchIndex: (data) => (index = data) });
  return index;
};

/// Problems, one line each. `outside`: relative links may lead out of the site to files that exist.
export function checkSite(directory, { outside = true } = {}) {
  const problems = [];
  const pages = new Map();
  for (const file of filesOf(directory)) {
    if (!file.endsWith(".html") || file.startsWith("assets/")) continue;
    const text = readFileSync(join(directory, file), "utf8");
    const nodes = [...elements(parse(text))];
    pages.set(file, { nodes, ids: new Set(nodes.map((node) => attribute(node, "id")).filter(Boolean)) });
  }
  for (const [file, { nodes, ids }] of pages) {
    const bad = (what) => problems.push(`${file}: ${what}`);
    const own = nodes.filter((node) => attribute(node, "id"));
    if (own.length !== ids.size) bad("an id stands twice");
    const policy = nodes.filter((node) => attribute(node, "http-equiv")).map((node) => [attribute(node, "http-equiv"), attribute(node, "content")]);
    const hasDiagram = nodes.some((node) => attribute(node, "class") === "diagram");
    if (JSON.stringify(policy) !== JSON.stringify([["Content-Security-Policy", hasDiagram ? DiagramPolicy : Policy]])) bad("its policy is " + JSON.stringify(policy));
    const firstLoad = nodes.findIndex((node) => node.tagName === "script" || node.tagName === "link");
    if (nodes.findIndex((node) => attribute(node, "http-equiv")) > firstLoad) bad("something is loaded before the policy holds");
    for (const node of nodes) {
      if (!Elements.has(node.tagName)) bad(`has <${node.tagName}>`);
      for (const { name, value } of node.attrs) if (!Attributes.has(name.toLowerCase())) bad(`<${node.tagName}> has ${name}="${value.slice(0, 60)}"`);
      if (node.tagName === "script" && (!OwnScripts.test(attribute(node, "src") ?? "") || node.childNodes.length > 0)) bad("a script that is not ours");
      if (node.tagName !== "script" && attribute(node, "src") !== undefined) bad(`<${node.tagName}> loads`);
      if (node.tagName === "link" && !(attribute(node, "rel") === "stylesheet" && /^(\.\.\/)*assets\/site\.css$/.test(attribute(node, "href")))) bad("a <link> that is not ours");
      if (node.tagName === "a") checkLink(file, node, bad);
    }
  }
  function checkLink(file, node, bad) {
    const href = attribute(node, "href");
    if (href === undefined) return bad("<a> without address");
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase();
    if (scheme) {
      if (!["http", "https", "mailto"].includes(scheme)) bad(`a link of scheme ${scheme}`);
      if (!(attribute(node, "rel") ?? "").includes("noopener")) bad(`a link out without rel: ${href}`);
      return;
    }
    if (/^[/\\]|[\\\s]/.test(href)) return bad(`address ${href}`);
    const [path, fragment] = [href.split(/[?#]/)[0], href.includes("#") ? decodeURIComponent(href.slice(href.indexOf("#") + 1)) : ""];
    const target = path === "" ? file : normalize(join(dirname(file), decodeURIComponent(path)));
    if (pages.has(target)) {
      if (fragment && !pages.get(target).ids.has(fragment)) bad(`no anchor ${href}`);
    } else if (outside && !existsSync(join(directory, target))) bad(`no file ${href}`);
  }
  const index = searchIndex(directory);
  for (let row = 0; row < index.rows.length; row += 4) {
    const target = pages.get(decodeURIComponent(index.pages[2 * index.rows[row + 2]]));
    if (!target) problems.push(`search: no page for ${index.rows[row + 1]}`);
    else if (index.rows[row + 3] && !target.ids.has(index.rows[row + 3])) problems.push(`search: no anchor ${index.rows[row + 3]} for ${index.rows[row + 1]}`);
  }
  return { problems, pages: pages.size, rows: index.rows.length / 4, index };
}
