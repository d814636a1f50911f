// SPDX-License-Identifier: MIT
// Columns under tso and weak, read by the reader who knows nothing of the printer: what is printed is true, and false as soon as it says
// another thing of a store buffer, or of an old value.

import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { replay } from '../../src/explore/replay.ts';
import type { MemoryModel } from '../../src/lang/tree.ts';
import { check, failureOf } from '../explore/check.ts';
import { onlyScenario } from '../lang/model.ts';
import { picturesOf } from './pictures.ts';
import { refute } from './reader.ts';
import { runOf } from './run.ts';

function told(memory: MemoryModel, first: string, second: string) {
  const source = `import { atomically, type bool, type ghost, READ_ONCE, scenario, smp_mb, type u8, WRITE_ONCE } from 'faultline';
class cell { n: u8 = 0; }
class seen { first: ghost<bool> = false; second: ghost<bool> = false; }
function read(c: cell): bool { return c.n === 0; }
function store(c: cell, n: u8): void { c.n = n; }
export default scenario({
  title: 'columns',
  world() { return { x: new cell(), y: new cell(), seen: new seen() }; },
  threads: { CPU0(w) { ${first} }, CPU1(w) { ${second} } },
  atEnd: { ok: (w) => !(w.seen.first && w.seen.second) },
  sometimes: { begun: () => true },
});`;
  const { tree, scenario } = onlyScenario(source);
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
  const failure = failureOf(check(program, 'ok'));
  if (failure.trace === null) throw new Error('no trace');
  const replayed = replay(program, failure.trace);
  const pictures = [...picturesOf(program, replayed, failure, [72, 120])];
  const run = runOf(program, replayed, failure);
  /** What the reader says of the first picture, with each of these words changed in turn. */
  const spoiled = (from: string, to: string): string | undefined => {
    const lines = pictures[0]?.lines ?? [];
    const text = lines.join('\n');
    expect(text).toContain(from);
    return refute(text.replace(from, to).split('\n'), run, { full: false })?.kind;
  };
  return {
    text: pictures[0]?.lines.join('\n') ?? '',
    wrong: pictures.flatMap(({ refutation }) => refutation ?? []),
    spoiled,
  };
}

test('stores in a buffer', () => {
  const { wrong, spoiled } = told(
    'tso',
    'w.x.n = 1; const own = w.x.n; const y = w.y.n; w.seen.first = own === 1 && y === 0;',
    'w.y.n = 1; const x = w.x.n; w.seen.second = x === 0;',
  );
  expect(wrong).toEqual([]);
  expect(spoiled('x.n = 1 (in its store buffer)', 'x.n 0 → 1')).toBe('value');
  expect(spoiled('x.n 1 (of its store buffer)', 'x.n 1')).toBe('value');
  expect(spoiled('x.n 0 → 1', 'x.n = 1 (in its store buffer)')).toBe('value');
});

test('a barrier waits until the buffer is empty', () => {
  const { text, wrong, spoiled } = told(
    'tso',
    'w.x.n = 1; smp_mb(); const y = w.y.n; w.seen.first = y === 0;',
    'w.y.n = 1; const x = w.x.n; w.seen.second = x === 0;',
  );
  expect(wrong).toEqual([]);
  expect(text).toContain('waited for an empty store buffer');
  expect(spoiled('waited for an empty store buffer', 'waited for a full store buffer')).toBe('value');
});

test('a store of what memory holds is told, also by a call on one line', () => {
  // 1 and then 0 again: while both are in the buffer, memory has held 0 all the time.
  const { text, wrong } = told(
    'tso',
    'store(w.x, 1); store(w.x, 0); const y = w.y.n; w.seen.first = y === 0;',
    'w.y.n = 1; const x = w.x.n; w.seen.second = x === 0;',
  );
  expect(wrong).toEqual([]);
  expect(text).toMatch(/store\(x, 0\)\s+n = 0 \(in its store buffer\)/);
});

test('old values, also of a call that is told by its answer', () => {
  const { text, wrong, spoiled } = told(
    'weak',
    'WRITE_ONCE(w.x.n, 1); w.seen.first = read(w.y);',
    'WRITE_ONCE(w.y.n, 1); w.seen.second = read(w.x);',
  );
  expect(wrong).toEqual([]);
  expect(text).toMatch(/read\([xy]\)\s+reads n 0 \(an old value\)/);
  expect(spoiled('reads n 0 (an old value)', 'reads n 0')).toBe('value');
});
