// SPDX-License-Identifier: Apache-2.0
// Reads a directory of Markdown as a forge does and tells what is in it, a JSON object a page: anchors of headings, links with
// the section they stand in, raw HTML, front matter, and for each diagram whether mermaid's own parser takes it.
// Usage: node read_pages.mjs DIRECTORY
import fs from "node:fs";
import path from "node:path";
import GithubSlugger from "github-slugger";
import { JSDOM } from "jsdom";
import { load } from "js-yaml";
import MarkdownIt from "markdown-it";

const dom = new JSDOM("<!doctype html><body></body>");
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true });

const markdown = new MarkdownIt({ html: true, linkify: false });

function plain(inline) {
  let text = "";
  for (const token of inline.children ?? []) {
    if (token.type === "text" || token.type === "code_inline") text += token.content;
    else if (token.type === "softbreak" || token.type === "hardbreak") text += "\n";
  }
  return text;
}

function linksOf(inline) {
  const links = [];
  let open = null;
  for (const token of inline.children ?? []) {
    if (token.type === "link_open") open = { to: token.attrGet("href"), text: "" };
    else if (token.type === "link_close") { links.push(open); open = null; }
    else if (token.type === "image") links.push({ to: token.attrGet("src"), text: "", image: true });
    else if (open && (token.type === "text" || token.type === "code_inline")) open.text += token.content;
  }
  return links;
}

async function read(file) {
  let text = fs.readFileSync(file, "utf8");
  let front = null, wrong = null;
  const matter = /^---\n([\s\S]*?\n)---\n/.exec(text);
  if (matter) {
    try { front = load(matter[1]); } catch (error) { wrong = String(error.message); }
    text = text.slice(matter[0].length);
  }
  const page = { front, wrong, anchors: [], titles: [], blocks: [], diagrams: [], html: 0, images: 0 };
  const slugger = new GithubSlugger();
  let section = -1, holder = "p";
  const tokens = markdown.parse(text, {});
  for (let i = 0; i < tokens.length; ++i) {
    const token = tokens[i];
    if (token.type === "heading_open") {
      const title = plain(tokens[i + 1]);
      page.anchors.push(slugger.slug(title));
      page.titles.push([Number(token.tag[1]), title]);
      section = page.titles.length - 1;
      holder = "h";
    } else if (token.type === "heading_close") holder = "p";
    else if (token.type === "bullet_list_open" || token.type === "ordered_list_open") holder = "li";
    else if (token.type === "bullet_list_close" || token.type === "ordered_list_close") holder = "p";
    else if (token.type === "table_open") holder = "td";
    else if (token.type === "table_close") holder = "p";
    else if (token.type === "html_block") ++page.html;
    else if (token.type === "fence" && token.info.trim() === "mermaid") {
      try { await mermaid.parse(token.content); page.diagrams.push(null); }
      catch (error) { page.diagrams.push(String(error.message ?? error).slice(0, 400) + "\n" + token.content.slice(0, 600)); }
    } else if (token.type === "inline") {
      page.html += (token.children ?? []).filter((t) => t.type === "html_inline").length;
      const links = linksOf(token);
      page.images += links.filter((l) => l.image).length;
      if (links.length) page.blocks.push({ section, holder, text: plain(token).slice(0, 200), links: links.map((l) => [l.to, l.text]) });
    }
  }
  return page;
}

const root = process.argv[2];
for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !(entry.name.endsWith(".md") || entry.name === "llms.txt")) continue;
  const file = path.join(entry.parentPath ?? entry.path, entry.name);
  const line = JSON.stringify({ page: path.relative(root, file), ...(await read(file)) }) + "\n";
  fs.writeSync(1, line);
}

// The nav of mkdocs.yml, if there is one, as paths of pages.
const mkdocs = path.join(root, "mkdocs/mkdocs.yml");
if (fs.existsSync(mkdocs)) {
  const config = load(fs.readFileSync(mkdocs, "utf8"));
  const leaves = (node) => (typeof node === "string" ? [node] : Object.values(node).flatMap((value) => leaves(value)));
  fs.writeSync(1, JSON.stringify({ page: "mkdocs/mkdocs.yml", nav: leaves(config.nav), docs: path.relative(root, path.resolve(path.dirname(mkdocs), config.docs_dir)) }) + "\n");
}
