// SPDX-License-Identifier: MIT
// What nobody can touch any more, and what those who can will not read, is dropped from histories (ordering/touches.ts). Whoever keeps all of
// it comes to the same ends, in no fewer states.

import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { compile, keepingDeadLocals } from '../../src/compile/compile.ts';
import { programs } from '../fuzz.ts';
import { parseFiles } from '../lang/model.ts';
import { endsOf } from './ends.ts';
import { Waiting } from './waiting.ts';

const MOST = 2_000;

/** What a second CPU reads of a flag and of what was written in a section in front of it. */
function passed(around: {
  readonly before?: string;
  readonly behind?: string;
  readonly cell?: string;
  /** In place of all that. */
  readonly threads?: string;
}): readonly string[] {
  const { before = '', behind = '', cell = 'w.s.x' } = around;
  const read = `const saw = READ_ONCE(w.s.flag); const got = READ_ONCE(${cell}); w.s.saw = saw; w.s.got = got;`;
  const { threads = `CPU1(w) { ${before} ${read} ${behind} }` } = around;
  const text = `import { array, atomically, type bool, choose, type ghost, READ_ONCE, scenario, type u8, WRITE_ONCE } from 'faultline';
class word { x: u8 = 0; y: u8 = 0; xs: array<u8, 2> = array(2, 0); of: array<word | null, 2> = array(2, null); flag: bool = false; got: ghost<u8> = 0; saw: ghost<bool> = false; }
export default scenario({
  title: 'passed on',
  world() { const s = new word(); const t = new word(); s.of[0] = s; s.of[1] = t; return { s, t }; },
  threads: {
    CPU0(w) { atomically('relaxed', w.s, () => { ${cell} = 1; }); WRITE_ONCE(w.s.flag, true); },
    ${threads},
  },
  sometimes: { begins: (w) => w.s.x === 0 },
  outcomes: { saw: (w) => w.s.saw, got: (w) => w.s.got + 0 },
  claims: [],
});
`;
  const { tree, diagnostics } = parseFiles({ 'm.ts': text });
  expect(diagnostics).toEqual([]);
  const [scenario] = tree.scenarios;
  if (scenario === undefined) throw new Error('no scenario');
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'weak' });
  return [...(endsOf(program, MOST, text)?.ends ?? [])].toSorted();
}

const all = ['0,0', '0,1', '1,0', '1,1'];
const inSection = (word: string, what: string): string => `atomically('relaxed', w.${word}, () => { ${what} });`;

test.each([
  ['in no section', {}],
  ['behind a section', { before: inSection('s', 'w.s.y = 1;') }],
  ['in front of a section', { behind: inSection('s', 'w.s.x = 2;') }],
  ['in front of a section about something else', { behind: inSection('t', 'w.s.x = 2;') }],
])('a value is read that is older than what a section has written: %s', (_, around) => {
  expect(passed(around)).toEqual(all);
});

const again = (read: string): string => `const late = READ_ONCE(w.s.flag); ${read} w.s.saw = late;`;

test.each([
  [
    'in a section about what is found out when it runs',
    {
      behind: again(
        "const o = w.s.of[choose(1) + 1]!; atomically('relaxed', o, () => { const x = w.s.x; w.s.got = x; });",
      ),
    },
  ],
  [
    'of an element that is found out when it runs',
    { cell: 'w.s.xs[1]', behind: again('const i = choose(1) + 1; const x = READ_ONCE(w.s.xs[i]); w.s.got = x;') },
  ],
  [
    'by the second body of a CPU',
    { threads: `CPU1(w) { w.s.y = 1; }, 'CPU1 b'(w) { ${again('const x = READ_ONCE(w.s.x); w.s.got = x;')} }` },
  ],
])('and once more, where nothing else is touched any more: %s', (_, around) => {
  expect(passed(around)).toEqual(all);
});

test('and not by who reads in a section about the same', () => {
  const text = inSection('s', 'w.s.got = w.s.x; w.s.y = 1;');
  expect(passed({ before: 'const first = READ_ONCE(w.s.flag); w.s.saw = first;', behind: text })).toEqual([
    '0,0',
    '0,1',
    '1,1',
  ]);
});

test('random programs come to the same ends whether or not histories keep what nobody reads any more', async () => {
  const count = programs(25);
  let [compared, ends, fewer, states] = [0, 0, 0, 0];
  for (let seed = 1; seed <= count; seed++) {
    await setImmediate(); // the runner hears nothing of a worker that never yields
    const { text } = new Waiting(seed, true);
    const { tree, diagnostics } = parseFiles({ 'm.ts': text });
    const [scenario] = tree.scenarios;
    if (scenario === undefined || diagnostics.length > 0) continue;
    const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'weak' });
    const dropped = endsOf(program, MOST, text);
    const kept = endsOf(keepingDeadLocals(program), MOST, text);
    if (dropped === null || kept === null) continue;
    compared++;
    ends += kept.ends.size;
    states += kept.states;
    fewer += kept.states - dropped.states;
    expect(dropped.ends, text).toEqual(kept.ends);
    expect(dropped.states, text).toBeLessThanOrEqual(kept.states);
  }
  // Of programs with one end, or too large, nothing would be learned.
  expect(compared).toBeGreaterThan(count / 2);
  expect(ends).toBeGreaterThan(2 * compared);
  expect(fewer).toBeGreaterThan(states / 20);
});
