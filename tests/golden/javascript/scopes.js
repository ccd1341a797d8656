// Names that are local, and functions without one.

(function (root, factory) {
  var version = '1';
  function build() { return version + root + outside; }
  factory(build, { done: function () {} });
})(this, function () { return 5; });

function work({ a, b: [first, second = DEFAULT] }, ...rest) {
  const { x, y: { z }, ...others } = a;
  let [p, , q] = rest;
  label: for (let i = 0, n = second.length; i < n; i++) {
    for (const [key, value] of Object.entries(x)) {
      if (key in others) continue label;
      use(key, value, `${z} ${format(p)}`);
    }
  }
  try { risky(q); } catch ({ message }) { log(message); } finally { cleanup(); }
  const local = (item) => item.id + first;
  rest.forEach(function each(item) { local(item); });
  switch (p) { case KIND: return b; default: return typeof p; }
}

function api() {
  helper({ done: (result) => result, also() { return 1; } });
  return { get: (id) => load(id), set: function (id) { store?.put?.(id); } };
}

describe('suite', () => {
  const subject = create();
  it('works', async () => { expect(await subject).toBe(1); });
});

$.ajax({ success: function (data) { show(data); } });
if (ready) { const block = 1; var global = block; }
const config = { nested: { load() {}, save: () => 1 }, [key]: 2, 'quoted-key': function () {} };
export { work, api as service, config as default };
export * from './all.js';
export * as tools from './tools.js';
export { one, two as deux } from './numbers.js';
import data, * as everything from 'pkg';
import './effects.js';
const page = await import('./page.js');
import('./dynamic.js').then(({ start }) => start());
