// SPDX-License-Identifier: Apache-2.0
// Random strings that visit what tokenisers get wrong: runs of white space, digits, contractions, marks, scripts, emoji,
// names of special tokens, bytes that are not UTF-8.

/// Numbers in [0, 1) that depend on the seed alone (mulberry32).
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const spaces = [" ", " ", " ", "\t", "\n", "\r", "\r\n", "\u00a0", "\u3000", "\u2028", "\u0085", "\v", "\f", "\u200b", "\ufeff"];
const contractions = ["'s", "'S", "'t", "'T", "'re", "'RE", "'rE", "'ve", "'m", "'ll", "'Ll", "'d", "'D", "'\u017f", "'x", "'", "''", "\u2019s", "'r", "'l", "'v"];
const words = ["the", "Hello", "WORLD", "camelCase", "snake_case", "HTTPServer", "i", "A", "aB", "Ab", "ab12", "xX", "éa", "Éa", "ǅ", "ß",
  "straße", "naïve", "DON", "can", "return", "struct", "0x1F", "漢字", "かな", "カナ", "한국어", "привет", "ПРИВЕТ", "Ελλάδα", "עברית", "العربية",
  "हिन्दी", "ไทย", "ʰ", "ªº", "𝐀𝐛", "𞤀𞤢", "Ა", "ა", "\u0301", "e\u0301", "E\u0301", "\u0903", "\u20dd"];
const symbols = ["/", "//", "/*", "*/", "->", "::", "(", ")", "{", "}", ";", ",", ".", "...", "=", "==", "!", "?", "#", "\"", "\\", "_", "__", "$", "@", "€",
  "😀", "👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "—", "…", "\u0000", "\u001b", "\u007f", "<|endoftext|>", "<|fim_prefix|>", "<|endofprompt|>", "\ufffd"];
const digits = ["0", "1", "12", "123", "1234", "12345", "٣", "½", "Ⅷ", "①", "५", "𝟘"];
const broken = [[0x80], [0xff], [0xc3], [0xe2, 0x82], [0xe2, 0x28], [0xf0, 0x9f, 0x98], [0xf0, 0x9f], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88], [0xe0, 0x80], [0xf0, 0x80]];

export function random_text(random) {
  const below = (n) => Math.floor(random() * n);
  const one_of = (list) => list[below(list.length)];
  const parts = [];
  const put = (text) => parts.push(Buffer.from(text, "utf8"));
  const any_code_point = () => {
    const c = below([0x80, 0x800, 0x3000, 0x10000, 0x20000, 0x110000][below(6)]);
    return c >= 0xd800 && c <= 0xdfff ? "\ufffd" : String.fromCodePoint(c);
  };
  const makers = [
    () => put(one_of(spaces)), () => put(one_of(spaces).repeat(1 + below(20))), () => put(one_of(contractions)), () => put(one_of(words)),
    () => put(one_of(words)), () => put(" " + one_of(words)), () => put(one_of(symbols)), () => put(one_of(symbols).repeat(1 + below(9))),
    () => put(one_of(digits).repeat(1 + below(7))), () => put(any_code_point()), () => put(any_code_point() + any_code_point()),
    () => put(String.fromCharCode(32 + below(95))), () => put(Array.from({ length: below(30) }, () => String.fromCharCode(97 + below(26))).join("")),
    () => put(Array.from({ length: below(12) }, () => one_of("aAbBéÉ漢ʰ\u0301'\n /1".split(""))).join("")),
    () => put(one_of(words).repeat(1 + below(40))),
  ];
  const is_broken = below(5) === 0;
  for (let n = below(one_of([2, 5, 12, 40])) + 1; n > 0; n--) {
    if (is_broken && below(4) === 0) parts.push(Buffer.from(one_of(broken)));
    else one_of(makers)();
  }
  return Buffer.concat(parts);
}
