// SPDX-License-Identifier: Apache-2.0
// Compares src/tokens with npm's tiktoken, id by id, over files and random strings. Run by hand.
//
//   node tests/oracle/compare_tiktoken.mjs build/dev/bin/tokens_probe [--random N] [--seed S] [--megabytes M] [PATH…]
//
// PATHs are files or directories; of directories, files up to 4 MB in an order shuffled by the seed until M megabytes
// (default 120) are read. Each text is compared in both encodings. Bytes that are not UTF-8 reach tiktoken as U+FFFD.
// Exits 1 at any difference, and prints the first ten.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { get_encoding } from "tiktoken";
import { random_text, generator } from "./random_text.mjs";

const options = { random: 0, seed: 1, megabytes: 120 };
const paths = [];
const [probe, ...rest] = process.argv.slice(2);
while (rest.length) {
  const word = rest.shift();
  if (word.startsWith("--")) options[word.slice(2)] = Number(rest.shift());
  else paths.push(word);
}

class Probe {
  constructor(encoding) {
    this.process = spawn(probe, [encoding], { stdio: ["pipe", "pipe", "inherit"] });
    this.buffer = Buffer.alloc(0);
    this.process.stdout.on("data", (data) => {
      this.buffer = Buffer.concat([this.buffer, data]);
      this.wake?.();
    });
    this.process.on("exit", (code) => { this.ended = `${probe} ended with ${code}`; this.wake?.(); });
  }
  async read(size) {
    while (this.buffer.length < size) {
      if (this.ended) throw new Error(this.ended);
      await new Promise((resolve) => { this.wake = resolve; });
    }
    const part = this.buffer.subarray(0, size);
    this.buffer = this.buffer.subarray(size);
    return part;
  }
  async encode(bytes) {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(bytes.length);
    this.process.stdin.write(head);
    this.process.stdin.write(bytes);
    const count = (await this.read(4)).readUInt32LE();
    const ids = await this.read(4 * count);
    return new Uint32Array(ids.buffer.slice(ids.byteOffset, ids.byteOffset + ids.length));
  }
}

function* files_below(start) {
  const found = [], todo = [start];
  while (todo.length) {
    const at = todo.pop();
    const stat = fs.lstatSync(at);
    if (stat.isFile() && stat.size <= 4e6) found.push(at);
    else if (stat.isDirectory() && path.basename(at) !== ".git") for (const name of fs.readdirSync(at)) todo.push(path.join(at, name));
  }
  found.sort();
  const random = generator(options.seed);
  for (let i = found.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [found[i], found[j]] = [found[j], found[i]];
  }
  yield* found;
}

const encodings = ["o200k_base", "cl100k_base"].map((name) => ({ name, theirs: get_encoding(name), ours: new Probe(name) }));
let differences = 0;
async function compare(what, bytes) {
  const text = bytes.toString("utf8");
  for (const { name, theirs, ours } of encodings) {
    const expected = theirs.encode_ordinary(text), got = await ours.encode(bytes);
    if (expected.length === got.length && expected.every((id, i) => id === got[i])) continue;
    if (++differences > 10) continue;
    let at = 0;
    while (at < expected.length && expected[at] === got[at]) at++;
    const around = (ids) => Buffer.from(theirs.decode(ids.slice(Math.max(0, at - 4), at + 6))).toString();
    console.log(`${what}: ${name} differs at token ${at}: ${expected.slice(at, at + 6)} / ${got.slice(at, at + 6)} near ` +
      `${JSON.stringify(around(expected))} / ${JSON.stringify(around(got))}${bytes.length < 200 ? " in " + JSON.stringify(text) : ""}`);
  }
}

for (const start of paths) {
  let bytes = 0, count = 0;
  for (const file of files_below(start)) {
    if (bytes > options.megabytes * 1e6) break;
    const data = fs.readFileSync(file);
    await compare(file, data);
    bytes += data.length;
    count++;
  }
  console.log(`${start}: ${count} files, ${(bytes / 1e6).toFixed(1)} MB, ${differences} differences so far`);
}
const random = generator(options.seed);
for (let i = 0; i < options.random; i++) await compare(`random string ${i}`, random_text(random));
if (options.random) console.log(`${options.random} random strings, ${differences} differences so far`);
for (const { ours } of encodings) ours.process.stdin.end();
process.exit(differences ? 1 : 0);
