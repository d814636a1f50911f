// SPDX-License-Identifier: MIT
// Values survive being packed: every type at both ends of its range, arrays in one word and over several, indices that
// are only known at run time, neighbours that must not change.

import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import { valueText } from '../../src/report/values.ts';
import { compileEach, scenarioText } from './model.ts';
import { Steps } from './steps.ts';

/** `{ field: value }` of the first object where thread 0, running alone, has come to its end. */
function atEnd(program: Program): Readonly<Record<string, string>> {
  const steps = new Steps(program);
  let state = steps.initial();
  for (;;) {
    const [next] = steps.of(0, state);
    if (next === undefined) break;
    if (next.fault !== null) throw new Error(next.fault.message);
    state = next.state;
  }
  const fields = program.view(state, 0).objects[0]?.fields ?? [];
  return Object.fromEntries(fields.map(({ name, value }) => [name, valueText(value)]));
}

const types: readonly (readonly [type: string, min: number, max: number])[] = [
  ['u8', 0, 255],
  ['i8', -128, 127],
  ['u16', 0, 65_535],
  ['i16', -32_768, 32_767],
  ['i32', -2_147_483_648, 2_147_483_647],
  ['int<0, 1>', 0, 1],
  ['int<5, 5>', 5, 5],
  ['int<-3, -1>', -3, -1],
  ['int<-1, 2147483646>', -1, 2_147_483_646],
  ['int<0, 2147483647>', 0, 2_147_483_647],
  ['int<-2147483648, 0>', -2_147_483_648, 0],
  ['int<100, 131>', 100, 131],
];

describe('one value of each type', () => {
  // A field, a local that lives through a step, a record's part and a stack structure's field, with flags between them.
  const texts = types.map(([type, min, max]) => {
    const declarations = `type pair = { readonly on: bool; readonly v: ${type} };
class o {
  before: bool = true; v: ${type} = ${min}; between: bool = true; u: ${type} = ${max};
  pair: pair = { on: true, v: ${min} }; after: bool = true; done: bool = false;
}
class frame { x: ${type} = ${min} }
`;
    const code = `const fr = new frame(); fr.x = ${max}; let low: ${type} = w.a.v; let high: ${type} = w.a.u; const pair = w.a.pair;
      w.a.done = false; w.a.before = true; w.a.after = true; w.a.between = true;
      w.a.v = high; w.a.u = low; w.a.pair = { ...pair, v: fr.x }; w.a.done = true;`;
    return declarations + scenarioText({ world: '() => ({ a: new o() })', threads: `{ A(w) { ${code} } }` });
  });
  const programs = compileEach(texts);
  test.each(types.map((row, i) => [...row, i] as const))('%s', (_, min, max, i) => {
    const program = programs[i];
    expect(program && atEnd(program)).toEqual({
      before: 'true',
      v: String(max),
      between: 'true',
      u: String(min),
      pair: `{on: true, v: ${max}}`,
      after: 'true',
      done: 'true',
    });
  });
});

const arrays: readonly (readonly [element: string, length: number, value: string, expected: (i: number) => number])[] =
  [
    ['int<0, 1>', 32, 'i & 1', (i) => i & 1],
    ['int<0, 1>', 33, 'i & 1', (i) => i & 1],
    ['int<0, 3>', 16, 'i & 3', (i) => i & 3],
    ['int<0, 3>', 40, 'i & 3', (i) => i & 3],
    ['int<-5, 6>', 8, 'i - 5', (i) => i - 5],
    ['int<-5, 6>', 11, 'i - 5', (i) => i - 5],
    ['u8', 4, '255 - i', (i) => 255 - i],
    ['u8', 5, '255 - i', (i) => 255 - i],
    ['i16', 7, 'i * 9000 - 30000', (i) => i * 9000 - 30_000],
    ['i32', 3, '-2147483647 + i * 1073741823', (i) => -2_147_483_647 + i * 1_073_741_823],
    ['int<0, 100000>', 3, 'i * 50000', (i) => i * 50_000],
  ];

describe('arrays, written and read through an index of run time', () => {
  const texts = arrays.map(([element, length, value]) => {
    const start = element.startsWith('int<-5') ? '-5' : '0';
    const declarations = `class o {
  before: u8 = 170; xs: array<${element}, ${length}> = array(${length}, ${start}); after: u8 = 85;
  ys: array<${element}, ${length}> = array(${length}, ${start});
}
`;
    const code = `w.a.before = 170; w.a.after = 85;
      for (let i: int<0, ${length}> = 0; i < ${length}; i++) w.a.xs[i] = ${value};
      for (let i: int<0, ${length}> = 0; i < ${length}; i++) w.a.ys[${length - 1} - i] = w.a.xs[i];`;
    return declarations + scenarioText({ world: '() => ({ a: new o() })', threads: `{ A(w) { ${code} } }` });
  });
  const programs = compileEach(texts);
  test.each(arrays.map((row, i) => [row[0], row[1], i, row] as const))('%s × %i', (_element, length, i, row) => {
    const items = Array.from({ length }, (_, n) => row[3](n));
    const program = programs[i];
    expect(program && atEnd(program)).toEqual({
      before: '170',
      xs: `[${items.join(', ')}]`,
      after: '85',
      ys: `[${[...items].reverse().join(', ')}]`,
    });
  });
});

describe('how much a state takes', () => {
  const rows: readonly (readonly [words: number, fields: string, code: string, reason: string])[] = [
    [
      1,
      'a: bool = false; b: u8 = 0; c: u16 = 0',
      'o.a = true; o.b = 1; o.c = 1;',
      '25 bits, and 2 for 3 points and an end',
    ],
    [2, 'a: bool = false; b: u8 = 0; c: u16 = 0; d: u8 = 0', 'o.a = true; o.b = 1; o.c = 1; o.d = 1;', '33 bits'],
    [2, 'a: i32 = 0', 'o.a = 1;', 'a word of its own, and one for the thread'],
    [1, 'a: int<7, 7> = 7; b: int<6, 7> = 7', 'o.a = 7; o.b = 6;', 'one value takes no bits, two take one'],
    [1, 'a: i32 = 0; b: u8 = 0', 'o.b = o.a;', 'a constant takes none'],
    [
      2,
      'a: array<u8, 5> = array(5, 0)',
      'o.a[4] = 1;',
      'four elements in one word; the fifth and the thread share one',
    ],
    [1, 'a: array<int<0, 3>, 15> = array(15, 0)', 'o.a[0] = 1; o.a[1] = 1;', '30 bits, and 2 for the thread'],
    [2, 'a: array<int<0, 3>, 15> = array(15, 0)', 'o.a[0] = 1; o.a[1] = 1; o.a[2] = 1; o.a[3] = 1;', '30 bits, and 3'],
    [1, 'a: u8 = 0', 'let x: i16 = 1; x++; o.a = x;', 'a local that lives through no step takes none'],
    [3, 'a: i32 = 0', 'const x = o.a; o.a = 1; o.a = x;', 'one that does takes its 32 bits'],
  ];
  const programs = compileEach(
    rows.map(([, fields, code]) => {
      const threads = `{ A(o) { ${code} } }`;
      return `class o { ${fields} }\n${scenarioText({ world: '() => new o()', threads })}`;
    }),
  );
  test.each(rows.map((row, i) => [...row, i] as const))('%i words: %s  %s', (words, _fields, _code, _reason, i) => {
    expect(programs[i]?.words).toBe(words);
  });
});
