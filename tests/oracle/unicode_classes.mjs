// SPDX-License-Identifier: Apache-2.0
// Asks tiktoken's own regex engine for the class of every code point and prints src/tokens/unicode_classes.txt.
//
//   node tests/oracle/unicode_classes.mjs > src/tokens/unicode_classes.txt
//
// The engine is given a vocabulary of single bytes and a pattern that matches one class, so that what it encodes is
// exactly what the class holds.
import { Tiktoken } from "tiktoken";

const bytes = Array.from({ length: 256 }, (_, i) => Buffer.from([i]).toString("base64")).join(" ");
let everything = "";
for (let c = 0; c <= 0x10ffff; c++) if (c < 0xd800 || c > 0xdfff) everything += String.fromCodePoint(c);

const letter = new Array(0x110000).fill("P");
function mark(pattern, name) {
  const encoding = new Tiktoken(`! 0 ${bytes}`, {}, pattern);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(encoding.decode(encoding.encode_ordinary(everything)));
  for (const c of text) {
    if (letter[c.codePointAt(0)] !== "P") throw new Error(`U+${c.codePointAt(0).toString(16)} is in two classes`);
    letter[c.codePointAt(0)] = name;
  }
}
mark("[\\p{Lu}\\p{Lt}]", "U");
mark("\\p{Ll}", "L");
mark("[\\p{Lm}\\p{Lo}]", "B");
mark("\\p{M}", "M");
mark("\\p{N}", "N");
mark("\\s", "S");
for (const [pattern, classes] of [["\\p{L}", "ULB"], ["[^\\s\\p{L}\\p{N}]", "PM"], ["[^\\r\\n\\p{L}\\p{N}]", "PMS"]]) {
  const encoding = new Tiktoken(`! 0 ${bytes}`, {}, pattern);
  const held = new Set(new TextDecoder("utf-8", { ignoreBOM: true }).decode(encoding.decode(encoding.encode_ordinary(everything))));
  for (const c of everything)
    if (held.has(c) !== (classes.includes(letter[c.codePointAt(0)]) && !(pattern.includes("\\r") && "\r\n".includes(c))))
      throw new Error(`${pattern} is not ${classes} at U+${c.codePointAt(0).toString(16)}`);
}

console.log(`# Classes of code points in the patterns of o200k_base and cl100k_base: U upper and title case letters, L lower case
# letters, B other letters (Lm, Lo), M marks, N numbers, S white space; everything else is P. Lines: first last class, in
# hexadecimal. Written by tests/oracle/unicode_classes.mjs from the regex engine in npm's tiktoken; do not edit.`);
let first = 0;
for (let c = 1; c <= 0x110000; c++) {
  if (letter[c] === letter[first]) continue;
  if (letter[first] !== "P") console.log(`${first.toString(16)} ${(c - 1).toString(16)} ${letter[first]}`);
  first = c;
}
