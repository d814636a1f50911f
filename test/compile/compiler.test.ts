// SPDX-License-Identifier: MIT
// What a compiler may make of plain reads: read once more where a value is used, use what was read before, take a read out of a loop; and what
// keeps it from that.

import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { onlyScenario } from '../lang/model.ts';

/** The verdict without and with what a compiler may do. */
function both(body: string, other: string, judge: string): string {
  const source = `
    import { atomically, READ_ONCE, type bool, scenario, smp_load_acquire, smp_mb, type u8, waitUntil, WRITE_ONCE } from 'faultline';
    class item { n: u8 = 7; next: item | null = null; }
    class queue { head: item | null = null; done: bool = false; n: u8 = 0; a: u8 = 0; b: u8 = 0; }
    function work(q: queue): void { ${body} }
    export default scenario({
      title: 'compiled',
      world() { const i = new item(); const q = new queue(); q.head = i; return { i, q }; },
      threads: { CPU0(w) { work(w.q); }, CPU1(w) { ${other} } },
      atEnd: { equal: (w) => w.q.a === w.q.b },
      sometimes: { begun: () => true },
    });`;
  const { tree, scenario } = onlyScenario(source);
  return [false, true]
    .map((compiler) => {
      const program = compile(tree, { scenario, layers: [], judgeWarnings: false, compiler });
      return toEnd(explore(program, { ...DEFAULTS, now: () => 0, judge })).kind;
    })
    .join(' ');
}

const clears = 'w.q.head = null;';
const sets = 'w.q.done = true;';

test.each([
  [
    'tested, and read again where it is used',
    'const h = q.head; if (h !== null) h.n = 1;',
    clears,
    'ASSERTS',
    'holds fails',
  ],
  ['read by READ_ONCE', 'const h = READ_ONCE(q.head); if (h !== null) h.n = 1;', clears, 'ASSERTS', 'holds holds'],
  [
    'a barrier in front of the test',
    'const h = q.head; smp_mb(); if (h !== null) h.n = 1;',
    clears,
    'ASSERTS',
    'holds holds',
  ],
  [
    'a barrier behind the test',
    'const h = q.head; if (h !== null) { smp_mb(); h.n = 1; }',
    clears,
    'ASSERTS',
    'holds holds',
  ],
  [
    'a locked instruction behind the test',
    'const h = q.head; if (h !== null) { atomically(() => { q.n = 1; }); h.n = 1; }',
    clears,
    'ASSERTS',
    'holds holds',
  ],
  [
    'an acquire behind the test',
    'const h = q.head; if (h !== null) { const d = smp_load_acquire(q.done); h.n = 1; }',
    `${clears} ${sets}`,
    'ASSERTS',
    'holds holds',
  ],
  // Its own write is what the thread alone would see.
  [
    'written by the thread itself',
    'const h = q.head; q.head = null; if (h !== null) h.n = 1;',
    'w.q.n = 1;',
    'ASSERTS',
    'holds holds',
  ],
  ['used twice', 'const n = q.n; q.a = n; q.b = n;', 'w.q.n = 1;', 'equal', 'holds fails'],
  ['computed with twice', 'let n: u8 = q.n; n += 1; q.a = n; q.b = n;', 'w.q.n = 1;', 'equal', 'holds fails'],
  ['read twice', 'q.a = q.n; q.b = q.n;', 'w.q.n = 1;', 'equal', 'fails fails'],
  ['a loop that reads a flag', 'while (!q.done) {} ', sets, 'NO-LIVELOCK', 'holds fails'],
  ['a loop with READ_ONCE', 'while (!READ_ONCE(q.done)) {} ', sets, 'NO-LIVELOCK', 'holds holds'],
  ['a loop with a barrier', 'while (!q.done) { smp_mb(); } ', sets, 'NO-LIVELOCK', 'holds holds'],
  [
    'a loop with a locked instruction',
    'while (!q.done) { atomically(() => { q.n = 1; }); } ',
    sets,
    'NO-LIVELOCK',
    'holds holds',
  ],
  ['nobody else writes', 'const h = q.head; if (h !== null) h.n = 1;', 'w.q.n = 1;', 'ASSERTS', 'holds holds'],
])('%s', (_, body, other, judge, expected) => {
  expect(both(body, other, judge)).toBe(expected);
});

// Which of them wait is a choice before each step: 256 ways lead to the last one, through the same few places.
test('eight writes in a row are compiled in no more steps than there are places', () => {
  const fields = [...'abcdefgh'];
  const { tree, scenario } = onlyScenario(`
    import { type bool, scenario } from 'faultline';
    class item { ${fields.map((name) => `${name}: bool = false;`).join(' ')} }
    export default scenario({
      title: 'compiled',
      world() { return { q: new item() }; },
      threads: {
        CPU0(w) { ${fields.map((name) => `w.q.${name} = true;`).join(' ')} },
        CPU1(w) { ${fields.map((name) => `const ${name} = w.q.${name};`).join(' ')} },
      },
      sometimes: { begun: () => true },
    });`);
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, compiler: true });
  expect(program.points(0)).toBeGreaterThan(8);
  expect(program.points(0)).toBeLessThan(2 ** 8);
});
