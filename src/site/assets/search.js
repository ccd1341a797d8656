// SPDX-License-Identifier: Apache-2.0
// Finds symbols, files and headings while one types. Two ways, merged: a scan for names that hold the typed text
// anywhere, which is there at once, and an index of the words that names are made of (MiniSearch), which knows several
// words in any order and small typing errors.
/* global MiniSearch */
var kompressSearchIndex = (data) => {
  "use strict";
  const MaxResults = 40;
  const root = document.documentElement;
  const byId = (id) => document.getElementById("k:" + id);
  const box = byId("search");
  const list = byId("results");
  const status = byId("status");

  // rows: [kind, name, page, anchor, …]; a name's tail is what stands behind its last :: . / or #
  const count = data.rows.length / 4;
  const kindOf = (row) => data.kinds[data.rows[4 * row]];
  const nameOf = (row) => data.rows[4 * row + 1];
  const pageOf = (row) => data.rows[4 * row + 2];
  const anchorOf = (row) => data.rows[4 * row + 3];
  const lower = new Array(count);
  const tails = new Uint32Array(count);
  for (let row = 0; row < count; ++row) {
    const name = (lower[row] = nameOf(row).toLowerCase());
    const isFile = kindOf(row) === "file" || kindOf(row) === "module";
    tails[row] = isFile ? name.lastIndexOf("/") + 1 : Math.max(name.lastIndexOf("::") + 2, name.lastIndexOf(".") + 1, 0);
    if (tails[row] === 1 && !name.startsWith(".")) tails[row] = 0; // lastIndexOf of nothing, plus two
  }

  // "renderHtml_page" is made of render, html and page; an index knows it as a whole, too.
  const wordsOf = (text, withWholes) => {
    const found = [];
    for (const part of text.split(/[^\p{L}\p{N}_]+/u)) {
      if (!part) continue;
      const pieces = part.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}]+|\p{N}+|\p{Lo}+/gu) || [];
      for (const piece of pieces) found.push(piece.toLowerCase());
      if (withWholes && pieces.length > 1) found.push(part.toLowerCase());
    }
    return found;
  };
  const index = new MiniSearch({ fields: ["name"], tokenize: (text) => wordsOf(text, true), processTerm: (term) => term });
  let isIndexed = false;
  const documents = Array.from({ length: count }, (_, row) => ({ id: row, name: nameOf(row) }));
  index.addAllAsync(documents, { chunkSize: 1000 }).then(() => {
    isIndexed = true;
    update();
  });

  // What one looks for is most often a type or function, then its file.
  const weight = { class: 6, struct: 6, interface: 6, trait: 6, enum: 5, function: 6, method: 4, constructor: 2, file: 3, module: 4, page: 3, section: 1, member: 1 };
  const scoreOf = (row, query) => {
    const name = lower[row];
    const at = name.indexOf(query, tails[row]);
    if (at < 0) return name.includes(query) ? 20 : 0;
    if (at > tails[row]) {
      const isWordStart = /[^a-z0-9]/.test(name[at - 1]) || nameOf(row)[at] !== name[at];
      return isWordStart ? 50 : 35;
    }
    return name.length === at + query.length ? 100 : 70;
  };
  const find = (text) => {
    const query = text.trim().toLowerCase();
    const scores = new Map();
    for (let row = 0; row < count; ++row) {
      const score = scoreOf(row, query);
      if (score > 0) scores.set(row, score);
    }
    if (isIndexed && (scores.size < MaxResults || query.includes(" "))) {
      const options = { combineWith: "AND", prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false) };
      for (const result of index.search(text, { ...options, tokenize: (typed) => wordsOf(typed, false) }).slice(0, 4 * MaxResults))
        if (!scores.has(result.id)) scores.set(result.id, 10 + Math.min(result.score, 9));
    }
    const rank = ([row, score]) => score + (weight[kindOf(row)] ?? 2) - Math.min(nameOf(row).length, 80) / 16;
    return [...scores].map((entry) => [entry[0], rank(entry)]).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  };

  let shown = []; // rows
  let chosen = -1;
  const addressOf = (row) => root.dataset.up + data.pages[2 * pageOf(row)] + (anchorOf(row) ? "#" + encodeURIComponent(anchorOf(row)) : "");
  const element = (tag, name, text) => {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  };
  const nameElement = (row, query) => {
    const name = nameOf(row);
    const made = element("span", "name", "");
    let at = lower[row].indexOf(query, tails[row]);
    if (at < 0) at = lower[row].indexOf(query);
    if (at < 0 || lower[row].length !== name.length) made.textContent = name;
    else made.append(name.slice(0, at), element("mark", "", name.slice(at, at + query.length)), name.slice(at + query.length));
    return made;
  };
  const choose = (number) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const option = list.children[chosen];
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  };
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  };
  function update() {
    const text = box.value.trim();
    if (!text) {
      list.replaceChildren();
      status.textContent = "";
      return show(false);
    }
    const found = find(text);
    shown = found.slice(0, MaxResults).map((entry) => entry[0]);
    list.replaceChildren(
      ...shown.map((row, number) => {
        const option = document.createElement("li");
        option.id = "k:result-" + number;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const link = document.createElement("a");
        link.href = addressOf(row);
        link.tabIndex = -1;
        const title = data.pages[2 * pageOf(row) + 1];
        link.append(element("span", "kind", kindOf(row)), nameElement(row, text.toLowerCase()), element("span", "where", title === nameOf(row) ? "" : title));
        option.append(link);
        return option;
      }),
    );
    chosen = -1;
    status.textContent = found.length === 0 ? "Nothing found" : found.length === 1 ? "1 result" : found.length + " results";
    show(true);
    if (shown.length > 0) choose(0);
    else list.append(element("li", "none", "Nothing is named like that."));
  }

  box.addEventListener("input", update);
  box.addEventListener("focus", () => box.value && update());
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (list.hidden) box.blur();
      show(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return update();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (shown.length > 0) choose((chosen + step + shown.length) % shown.length);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      const address = addressOf(shown[chosen]);
      show(false);
      box.blur();
      location.href = address;
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) show(false);
    else if (event.target.closest("#" + CSS.escape("k:results"))) show(false);
  });
  if (box.value) update();
};
