// SPDX-License-Identifier: Apache-2.0
// The frame of a page: colours, menu, table of contents, and the search box, whose index is loaded when it is wanted.
(() => {
  "use strict";
  const root = document.documentElement;
  const byId = (id) => document.getElementById("k:" + id); // no heading's anchor holds a colon
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);

  // Colours
  const themeButton = byId("theme");
  const showTheme = () => themeButton.setAttribute("aria-pressed", String(isDark()));
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("kompress-theme", root.dataset.theme);
    } catch {
      // Not remembered, but switched.
    }
    showTheme();
  });
  systemDark.addEventListener("change", showTheme);
  showTheme();

  // The tree as a drawer on narrow screens
  const menuButton = byId("menu");
  const sidebar = byId("sidebar");
  const setMenu = (open) => {
    root.classList.toggle("menu-open", open);
    menuButton.setAttribute("aria-expanded", String(open));
    if (open) (sidebar.querySelector("[aria-current]") || sidebar.querySelector("a"))?.focus();
  };
  menuButton.addEventListener("click", () => setMenu(!root.classList.contains("menu-open")));
  document.addEventListener("click", (event) => {
    if (root.classList.contains("menu-open") && !sidebar.contains(event.target) && !menuButton.contains(event.target)) setMenu(false);
  });

  // Where one is: in the tree, and on the page
  const current = sidebar.querySelector("[aria-current]");
  if (current && current.offsetTop > sidebar.clientHeight - 80) sidebar.scrollTop = current.offsetTop - sidebar.clientHeight / 2;
  const entries = new Map();
  for (const link of document.querySelectorAll(".toc a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) entries.set(heading, link);
  }
  if (entries.size > 0) {
    const headings = [...entries.keys()];
    let marked = null;
    const mark = () => {
      let low = 0, high = headings.length; // the last heading above the upper quarter of the window
      while (low < high) {
        const middle = (low + high) >> 1;
        if (headings[middle].getBoundingClientRect().top < innerHeight / 4) low = middle + 1;
        else high = middle;
      }
      const link = low > 0 ? entries.get(headings[low - 1]) : null;
      if (link === marked) return;
      marked?.removeAttribute("aria-current");
      marked = link;
      if (!link) return;
      link.setAttribute("aria-current", "location");
      const box = link.closest(".toc");
      if (link.offsetTop < box.scrollTop || link.offsetTop > box.scrollTop + box.clientHeight - 40) box.scrollTop = link.offsetTop - box.clientHeight / 2;
    };
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    }, { passive: true });
    mark();
  }

  // Search: three scripts, loaded once, when the box is reached for
  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = root.dataset.up + name;
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(name)));
      document.head.append(script);
    });
  const box = byId("search");
  const status = byId("status");
  let search = null;
  const wantSearch = () => {
    search ??= load("assets/minisearch.js")
      .then(() => load("assets/search.js"))
      .then(() => load("search-index.js"))
      .catch((error) => {
        status.textContent = "The search cannot be used: " + error.message + " is missing.";
      });
  };
  box.addEventListener("focus", wantSearch);
  box.addEventListener("pointerenter", wantSearch);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      box.focus();
      box.select();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !isTyping) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "Escape" && root.classList.contains("menu-open")) {
      setMenu(false);
      menuButton.focus();
    }
  });
})();
