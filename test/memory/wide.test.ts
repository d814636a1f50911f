// SPDX-License-Identifier: MIT
// What is wider than a word: read and written word by word where it is asked what a compiler makes of the code, and nowhere else. The
// same program with two fields, written out by hand, ends in the same states.

import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { finalStates } from '../../src/explore/final-states.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { replay } from '../../src/explore/replay.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import type { MemoryModel } from '../../src/lang/tree.ts';
import { picturesOf } from '../columns/pictures.ts';
import { refute } from '../columns/reader.ts';
import { runOf } from '../columns/run.ts';
import { check, failureOf } from '../explore/check.ts';
import { onlyScenario } from '../lang/model.ts';
import { searching } from './compare-compiled.ts';

interface Threads {
  readonly first: string;
  readonly second: string;
}

const words =
  `array, assert, atomically, type bool, type int, maybe, READ_ONCE, scenario, smp_load_acquire, smp_rmb, smp_store_release, smp_wmb, type u16, type u8, waitUntil,
  type wide, WRITE_ONCE`.replaceAll(/\s+/g, ' ');

/** @param field of class cell, and all that functions are called */
function model(field: string, { first, second }: Threads): string {
  return `import { ${words} } from 'faultline';
type nibble = int<0, 15>;
type half = int<0, 3>;
type pair = { readonly a: bool; readonly b: bool };
class cell { ${field} other: u8 = 0; }
class seen { a: u8 = 0; b: u8 = 0; }
export default scenario({
  title: 'wide',
  world() { return { x: new cell(), seen: new seen() }; },
  threads: { CPU0(w) { const x = w.x; ${first} }, CPU1(w) { const x = w.x; ${second} } },
  always: { 'nothing is torn': (w) => w.seen.a === 0 || w.seen.a === 3 || w.seen.a === 4 },
  sometimes: { begun: () => true },
  outcomes: { a: (w) => w.seen.a, b: (w) => w.seen.b, other: (w) => w.x.other },
});`;
}

function compiledAs(source: string, compiler: boolean, memory: MemoryModel = 'sc'): Program {
  const { tree, scenario } = onlyScenario(source);
  return compile(tree, { scenario, layers: [], judgeWarnings: false, compiler, memory });
}

function ends(source: string, compiler: boolean, memory: MemoryModel): readonly string[] {
  const { states, verdict } = toEnd(finalStates(compiledAs(source, compiler, memory), searching));
  expect(verdict.kind).toBe('holds');
  return states.map((values) => values.join(' ')).sort();
}

const whole = 'n: wide<nibble> = 3;';
const byHand = 'low: half = 3; high: half = 0;';
const [store, take] = ['x.n = 4;', 'const n = x.n; w.seen.a = n;'];
const storeByHand = 'x.low = 0; x.high = 1;';
const takeByHand = 'const low = x.low; const high = x.high; const n = low + high * 4; w.seen.a = n;';
const eitherWay = (one: string, other: string): string => `if (maybe()) { ${one} ${other} } else { ${other} ${one} }`;

const pairs: readonly (readonly [string, Threads, Threads])[] = [
  ['a store and a load', { first: store, second: take }, { first: storeByHand, second: takeByHand }],
  [
    'a flag behind it',
    { first: `${store} x.other = 1;`, second: `w.seen.b = x.other; ${take}` },
    { first: `${storeByHand} x.other = 1;`, second: `w.seen.b = x.other; ${takeByHand}` },
  ],
  [
    'a flag behind barriers',
    {
      first: `${store} smp_wmb(); WRITE_ONCE(x.other, 1);`,
      second: `w.seen.b = READ_ONCE(x.other); smp_rmb(); ${take}`,
    },
    {
      first: `${storeByHand} smp_wmb(); WRITE_ONCE(x.other, 1);`,
      second: `w.seen.b = READ_ONCE(x.other); smp_rmb(); ${takeByHand}`,
    },
  ],
  [
    'marked accesses, in either order',
    { first: 'WRITE_ONCE(x.n, 4);', second: 'const n = READ_ONCE(x.n); w.seen.a = n;' },
    {
      first: eitherWay('WRITE_ONCE(x.low, 0);', 'WRITE_ONCE(x.high, 1);'),
      second: `let low: half = 0; let high: half = 0; ${eitherWay('low = READ_ONCE(x.low);', 'high = READ_ONCE(x.high);')} w.seen.a = low + high * 4;`,
    },
  ],
];

test.each(pairs)('as two fields written out by hand: %s', (of, one, two) => {
  // What is moved past each other is most of the states.
  const memories: readonly MemoryModel[] = of === 'a flag behind it' ? ['sc'] : ['sc', 'tso', 'weak'];
  for (const memory of memories) {
    const torn = ends(model(whole, one), true, memory);
    expect(torn).toEqual(ends(model(byHand, two), true, memory));
    // Half of the one value and half of the other, both ways.
    expect(new Set(torn.map((end) => end.split(' ')[0]))).toEqual(new Set(['3', '4', '0', '7']));
  }
});

test('without a compiler it is one access, and costs nothing', () => {
  for (const memory of ['sc', 'tso', 'weak'] as const) {
    const threads = { first: store, second: take };
    const [wide, narrow] = [whole, 'n: nibble = 3;'].map((field) => {
      const verdict = check(compiledAs(model(field, threads), false, memory), 'nothing is torn');
      return [verdict.kind, verdict.counts.states];
    });
    expect(wide).toEqual(narrow);
    expect(wide?.[0]).toBe('holds');
  }
});

test.each([
  [
    'a record, part by part',
    'n: wide<pair> = { a: true, b: true };',
    'x.n = { a: false, b: false };',
    'const n = x.n; w.seen.a = n.a === n.b ? 0 : 1;',
  ],
  ['an element', 'n: wide<array<nibble, 2>> = array(2, 3);', 'x.n[1] = 4;', 'w.seen.a = x.n[1];'],
  ['read, and written', whole, 'x.n += 1;', take],
])('%s', (_, field, first, second) => {
  const program = compiledAs(model(field, { first, second }), true);
  expect(check(program, 'nothing is torn').kind).toBe('fails');
  const [one, two] = [first, second].map((text) => `atomically(() => { ${text.replace('const n', 'const n')} });`);
  const sections = { first: one ?? '', second: two ?? '' };
  expect(check(compiledAs(model(field, sections), true), 'nothing is torn').kind).toBe('holds');
});

test('a word that is read again is one of the same', () => {
  const second = 'const n = x.n; if (n === 3) w.seen.b = n;';
  // Tested as 3, and then both words, or one of them, are read once more.
  expect(ends(model(whole, { first: store, second }), true, 'sc')).toEqual(['0 0 0', '0 3 0', '0 4 0', '0 7 0']);
});

test('acquire and release are of one word', () => {
  for (const first of ['smp_store_release(x.n, 4);', 'w.seen.a = smp_load_acquire(x.n);']) {
    const refused = (field: string): string | undefined => {
      try {
        compiledAs(model(field, { first, second: '' }), false);
      } catch (error) {
        if (error instanceof ModelError) return error.diagnostics[0]?.what;
        throw error;
      }
      return undefined;
    };
    expect(refused(whole)).toMatch(/^smp_(store_release|load_acquire) of n, which is wide$/);
    expect(refused('n: nibble = 3;')).toBe(undefined);
  }
});

test('columns tell the words, and an independent reader finds them so', () => {
  for (const memory of ['sc', 'tso', 'weak'] as const) {
    const program = compiledAs(model(whole, { first: store, second: take }), true, memory);
    const failure = failureOf(check(program, 'nothing is torn'));
    if (failure.trace === null) throw new Error('no trace');
    const replayed = replay(program, failure.trace);
    const pictures = [...picturesOf(program, replayed, failure, [72, 120])];
    expect(pictures.flatMap(({ refutation }) => refutation ?? [])).toEqual([]);
    const text = pictures[0]?.lines.join('\n') ?? '';
    expect(text).toMatch(/n\.(low 3 → 0|high 0 → 1|low = 0|high = 1)/);
    const spoiled = text.replace(/\{(low|high) \d\}/, '{$1 2}');
    expect(spoiled).not.toBe(text);
    const run = runOf(program, replayed, failure);
    expect(refute(spoiled.split('\n'), run, { full: false })?.kind).toBe('value');
  }
});
