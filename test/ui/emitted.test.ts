// SPDX-License-Identifier: MIT
// The page runs what the emitter writes, of models that come from anywhere: so none of a model's words may get into it.

import { join } from 'node:path';
import { expect, it } from 'vitest';

// As it is built: the words of a model are part of it.
const { compile, parse } = (await import(
  join(import.meta.dirname, '../../dist/checker.js')
)) as typeof import('../../src/index.ts');

const words = ['alert', 'evil', 'fetch', 'constructor', 'hostile'];

const model = `import { note, scenario, type u8 } from 'faultline';
class evil { alert: u8 = 0; constructor_: u8 = 1; }
function fetch(evil: evil, hostile: u8): void {
  note('\`);alert(1)//', hostile);
  evil.alert = hostile;
}
export default scenario({
  title: '*/alert(document.cookie)/*',
  world: () => ({ evil: new evil() }),
  threads: { 'CPU0 ");alert(1);("'(w) { fetch(w.evil, 3); } },
  sometimes: { fetch: (w) => w.evil.alert > 0 },
  always: { '\${alert(1)}': (w) => w.evil.alert < 4 },
  claims: [{ id: 'hostile', by: 'alert', thread: 'open', property: '\${alert(1)}', expect: 'holds' }],
});
`;

it('no name and no text of a model gets into the code that is run', () => {
  const { model: read, diagnostics } = parse({ files: { 'hostile.ts': model } });
  expect(diagnostics).toEqual([]);
  const written: string[] = [];
  const original = globalThis.Function;
  const spy = new Proxy(original, {
    construct(target, args: string[]) {
      written.push(args.join('\n'));
      return Reflect.construct(target, args);
    },
  });
  globalThis.Function = spy;
  try {
    const program = compile(read);
    program.narrate(0, program.initial, 0, 0);
  } finally {
    globalThis.Function = original;
  }
  // The steps, and their telling twin.
  expect(written.length).toBe(2);
  for (const word of words) expect(written.join('\n')).not.toContain(word);
  expect(written.join('\n')).toMatch(/function step0/);
});
