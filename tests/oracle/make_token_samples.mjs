// SPDX-License-Identifier: Apache-2.0
// Prints texts with the ids that npm's tiktoken gives them, for the unit tests.
//
//   node tests/oracle/make_token_samples.mjs > tests/unit/tokens/samples.txt
//
// A line: the bytes in hexadecimal, the ids in o200k_base, the ids in cl100k_base, separated by '|'.
import { get_encoding } from "tiktoken";
import { generator, random_text } from "./random_text.mjs";

const texts = ["", " ", "  ", "\n", "\n\n", " \n ", "\r\n\r\n  x", "a", "it's", "IT'S", "it'\u017f x", "don't'll", "'sabc", "1234567", "a1b22c333d4444",
  "int main(void)\n{\n\treturn 0;\n}\n", "https://example.org/a/b?c=d#e", "////\n/\n//", "!!\n/x", "漢字ABCdef", "漢ABC", "ABC漢", "ABC漢D",
  "\u0301ABC", "\u0301abc", "\u0301\u0301AB", "-\u0301AB", "ABCʰ's", "<|endoftext|>", "\ufeffx", "x\u00a0y", "   \u3000", "a".repeat(300), " ".repeat(300), "-".repeat(200),
  "ab".repeat(150), "\u0001".repeat(90), "é".repeat(100), "\n".repeat(130), "supercalifragilisticexpialidocious".repeat(4)].map((t) => Buffer.from(t));
const random = generator(7);
while (texts.length < 400) {
  const text = random_text(random);
  if (text.length <= 160) texts.push(text);
}
const encodings = ["o200k_base", "cl100k_base"].map(get_encoding);
for (const text of texts)
  console.log([text.toString("hex"), ...encodings.map((e) => Array.from(e.encode_ordinary(text.toString("utf8"))).join(" "))].join("|"));
