// SPDX-License-Identifier: MIT
// Models that nest too deep, or whose calls multiply: refused before the work, with their place, and what is just small
// enough is compiled.

import { describe, expect, test } from 'vitest';
import { compileText, complaints, scenarioText } from './model.ts';

const repeat = (n: number, part: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => part(i)).join('');

function build(code: string, declared = '') {
  const parts = { world: '() => ({ o: new c() })', threads: `{ A(w) { ${code} w.o.x = 1; } }` };
  return compileText(`class c { x: u8 = 0; y: i32 = 0 }\n${declared}\n${scenarioText(parts)}`);
}

const deep = 'code that nests more than 200 deep';
/** What is around every statement of the thread: the scenario, the function and its block. */
const chains: readonly (readonly [what: string, code: (n: number) => string])[] = [
  ['&&', (n) => `if (${repeat(n, () => 'w.o.x === 0 && ')}true) w.o.y = 1;`],
  ['else if', (n) => `${repeat(n, (i) => `if (w.o.y === ${i}) w.o.y = 0; else `)} w.o.y = 1;`],
  ['+', (n) => `w.o.y = ${repeat(n, () => 'w.o.x + ')}1;`],
  ['parentheses', (n) => `w.o.y = ${'('.repeat(n)}1${')'.repeat(n)};`],
  ['!', (n) => `if (${'!'.repeat(n)}true) w.o.y = 1;`],
  ['blocks', (n) => `${'{'.repeat(n)}w.o.y = 1;${'}'.repeat(n)}`],
];

describe.each(chains)('a chain of %s', (_what, code) => {
  test('of 150 is compiled', () => expect(complaints(() => build(code(150)))).toEqual([]));
  // 20,000 are more than TypeScript itself can read, where it goes down; 400 are not.
  test.each([400, 20_000])('of %i is refused where it stands', (n) => {
    expect(complaints(() => build(code(n)))).toEqual([`9: ${deep}`]);
  });
});

test('a body with thousands of branches on one variable is refused', () => {
  const code = `let n: u8 = 0; ${repeat(8000, (i) => `if (n === ${i % 200}) n = ${(i + 1) % 200};`)}`;
  expect(complaints(() => build(code))).toEqual(['9: a body too long to be checked']);
});

describe('calls', () => {
  const doubled = (n: number): string =>
    `function f0(o: c): void { o.x = 1; }\n${repeat(n, (i) => `function f${i + 1}(o: c): void { f${i}(o); f${i}(o); } `)}`;
  test('2^9 of them are inlined', () => {
    // A write each, the last write, and the end.
    expect(build('f9(w.o);', doubled(9)).points(0)).toBe(2 ** 9 + 2);
  });
  test('of 2^40 only as many as are allowed', () => {
    expect(complaints(() => build('f40(w.o);', doubled(40)))).toEqual([
      expect.stringContaining('the code of one thread passes 200000 instructions'),
    ]);
  });
});

test('a value that doubles with every name is computed once for each', () => {
  const code = `const a0 = w.o.x; ${repeat(40, (i) => `const a${i + 1} = a${i} ^ a${i};`)} w.o.y = a40;`;
  expect(complaints(() => build(code))).toEqual([]);
});

describe('memory that nothing could hold is refused before it is made', () => {
  const arrays = 'class wide { xs: array<u8, 100000> = array(100000, 0) }';
  const places = 'memory of more than 1,000,000 places';
  test.each([
    ['no object of 100,000 elements', 'pool(wide, 0);', []],
    ['11 objects', 'for (let i: u8 = 0; i < 11; i++) { const x = new wide(); }', [`8: ${places}, with this wide`]],
    ['a pool', 'pool(wide, 11);', [`8: ${places}, with 11 wide`]],
    ['a huge pool', 'pool(wide, 100000000);', [`8: ${places}, with 100,000,000 wide`]],
    [
      '64 worlds of 100,000 elements',
      'const x = new wide(); for (let i: u8 = 0; i < 6; i++) x.xs[i] = choose(2);',
      ['8: world() has more than 49 initial states, of 100002 places each'],
    ],
    [
      '64 worlds of 90,000 rounds',
      'const x = choose(64); for (let i: i32 = 0; i < 90000; i++) { }',
      ['8: world() has more than 55 initial states, of 90000 rounds each'],
    ],
  ])('%s', (_, code, expected) => {
    const world = `() => { const o = new c(); ${code} return { o }; }`;
    const text = `class c { x: u8 = 0; y: i32 = 0 }\n${arrays}\n`;
    expect(complaints(() => compileText(text + scenarioText({ world, threads: '{ A(w) { w.o.x = 1; } }' })))).toEqual(
      expected,
    );
  });
});
