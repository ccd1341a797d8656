// SPDX-License-Identifier: Apache-2.0
// In the sandboxed frame: takes the texts of diagrams, gives back pictures, each for light and for dark.
/* global mermaid */
(() => {
  "use strict";
  const font = 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
  const colours = {
    light: { background: "#ffffff", primaryColor: "#eef4f3", primaryBorderColor: "#5b8f88", primaryTextColor: "#1d2327", lineColor: "#6b7780", textColor: "#1d2327", secondaryColor: "#f3f1ea", tertiaryColor: "#f6f7f8", edgeLabelBackground: "#ffffff" },
    dark: { darkMode: true, background: "#14181b", primaryColor: "#1d2a2a", primaryBorderColor: "#5fa79d", primaryTextColor: "#e3e7ea", lineColor: "#8b98a1", textColor: "#e3e7ea", secondaryColor: "#26241d", tertiaryColor: "#1b2024", edgeLabelBackground: "#14181b" },
  };
  // What a text says about mermaid's own settings is not ours to follow.
  const withoutSettings = (source) => source.replace(/^\s*---\n[^]*?\n---\n/, "").replace(/%%\{[^]*?\}%%/g, "");
  const draw = async (sources, theme) => {
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      theme: "base",
      themeVariables: { ...colours[theme], fontFamily: font, fontSize: "14px" },
      fontFamily: font,
      htmlLabels: false,
      flowchart: { htmlLabels: false, useMaxWidth: false, curve: "basis" },
      class: { htmlLabels: false, useMaxWidth: false },
      sequence: { useMaxWidth: false },
      deterministicIds: true,
    });
    for (const [number, source] of sources.entries()) {
      try {
        const { svg } = await mermaid.render(theme + number, withoutSettings(source));
        const size = /viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
        parent.postMessage({ number, theme, svg, width: size[1], height: size[2] }, "*");
      } catch {
        // Its text stays on the page as it is.
      }
      document.body.replaceChildren();
    }
  };
  addEventListener("message", async (event) => {
    if (event.source !== parent || !Array.isArray(event.data)) return;
    const sources = event.data.map(String);
    await draw(sources, "light");
    await draw(sources, "dark");
    parent.postMessage("done", "*");
  });
  addEventListener("load", () => parent.postMessage("ready", "*"));
})();
