// SPDX-License-Identifier: MIT
// A section that writes says how it is ordered, where that matters: nothing is taken for a full barrier because nobody said otherwise.

import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import type { MemoryModel } from '../../src/lang/tree.ts';
import { onlyScenario } from '../lang/model.ts';

function refusals(body: string, memory: MemoryModel): readonly string[] {
  const source = `import { atomically, type bool, type ghost, type instant, scenario, type u8, waitUntil } from 'faultline';
class cell { n: u8 = 0; seen: ghost<u8> = 0; known: instant<u8> = 0; readonly off: bool = false; }
function inc(c: cell): void { atomically(() => { c.n++; }); }
function taken(c: cell): void { atomically('acquire', c, () => { c.n++; }); }
export default scenario({
  title: 'a section', world() { return { c: new cell() }; },
  threads: { CPU0(w) { ${body} } },
  sometimes: { begun: () => true },
});`;
  const { tree, scenario } = onlyScenario(source);
  try {
    compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
    return [];
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.diagnostics.map(({ place, what }) => `${place.line}:${place.column} ${what}`);
  }
}

const what = 'a section that writes and names no order, where memory is weak';

test('is refused where memory is weak, once, at its place', () => {
  expect(refusals('inc(w.c); inc(w.c);', 'weak')).toEqual([`3:31 ${what}`]);
  expect(refusals('atomically(() => inc(w.c));', 'weak')).toEqual([`7:24 ${what}`]);
});

test('is what it is where all locked instructions are alike', () => {
  expect(refusals('inc(w.c);', 'sc')).toEqual([]);
  expect(refusals('inc(w.c);', 'tso')).toEqual([]);
});

test.each([
  ['an order', `atomically(() => { w.c.n++; }, 'full');`],
  ['what is within has one', 'atomically(() => { waitUntil(() => w.c.n === 0); taken(w.c); });'],
  ['it only reads', 'atomically(() => { waitUntil(() => w.c.n === 0); });'],
  ['it writes what is no memory of the machine', 'atomically(() => { w.c.seen = 1; w.c.known = 1; }); w.c.n = 1;'],
  ['it is not reached', 'if (w.c.off) inc(w.c); w.c.n = 1;'],
])('is accepted: %s', (_why, body) => {
  expect(refusals(body, 'weak')).toEqual([]);
});

test('what stands around a section of its own order is asked for one of its own', () => {
  expect(refusals('atomically(() => { taken(w.c); w.c.n = 0; });', 'weak')).toEqual([`7:24 ${what}`]);
});
