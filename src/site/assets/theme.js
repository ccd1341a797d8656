// SPDX-License-Identifier: Apache-2.0
// Runs before the page is painted: the colours chosen last time, or those of the system.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("kompress-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // A browser that keeps nothing for pages from disk: the system's colours it is.
  }
})();
