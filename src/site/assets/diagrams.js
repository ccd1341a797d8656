// SPDX-License-Identifier: Apache-2.0
// Draws the page's diagrams. Mermaid wants styles of its own in the page, which the page's policy forbids; so it works in
// a sandboxed frame, and what comes back is shown as an image, which can neither run nor load anything.
(() => {
  "use strict";
  const figures = [...document.querySelectorAll("figure.diagram")];
  if (figures.length === 0) return;
  const sources = figures.map((figure) => figure.querySelector("code").textContent);
  const drawer = document.createElement("iframe");
  // From disk every file is an origin of its own already, and one without any origin may load no file.
  drawer.setAttribute("sandbox", location.protocol === "file:" ? "allow-scripts allow-same-origin" : "allow-scripts");
  drawer.className = "drawer";
  drawer.title = "Diagrams are drawn here";
  drawer.setAttribute("aria-hidden", "true");
  drawer.tabIndex = -1;
  drawer.src = document.documentElement.dataset.up + "assets/drawer.html";

  const kindOf = (source) => (/^\s*(\w+)/.exec(source)?.[1] ?? "").replace(/^(flowchart|graph)$/, "flow chart");
  const place = (figure, number, theme, svg, width, height) => {
    const image = new Image(width, height);
    image.className = theme;
    image.alt = "Diagram: " + kindOf(sources[number]) + ". Its text follows.";
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
    figure.querySelector(".picture").append(image);
  };
  const prepare = (figure) => {
    if (figure.querySelector(".picture")) return;
    const picture = document.createElement("div");
    picture.className = "picture";
    picture.tabIndex = 0;
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "Diagram as text";
    details.append(summary, figure.querySelector("pre"));
    figure.append(picture, details);
  };

  addEventListener("message", (event) => {
    if (event.source !== drawer.contentWindow) return;
    const message = event.data;
    if (message === "ready") {
      drawer.contentWindow.postMessage(sources, "*");
    } else if (message === "done") {
      drawer.remove();
    } else if (Number.isInteger(message?.number) && figures[message.number] && typeof message.svg === "string") {
      const theme = message.theme === "dark" ? "dark" : "light";
      prepare(figures[message.number]);
      place(figures[message.number], message.number, theme, message.svg, Math.ceil(Number(message.width)) || 300, Math.ceil(Number(message.height)) || 150);
    }
  });
  document.body.append(drawer);
})();
