// SPDX-License-Identifier: MIT
// The types of locals and expressions: which range a value can have, since that is what a state makes room for.

import { describe, expect, test } from 'vitest';
import { functionOf, localType, parseModel, show } from './model.ts';

describe('const locals take the type of their value', () => {
  test.each([
    ['1', 'number 1..1'],
    ['-3', 'number -3..-3'],
    ['0x10', 'number 16..16'],
    ['true', 'bool'],
    ['a', 'u8 0..255'],
    ['p.index', 'u8 0..255'],
    ['p.zone', 'zone 0..4'],
    ['zone.NORMAL', 'zone 0..4'],
    ['p', 'page'],
    ['p.next', 'page?'],
    ['p.ops', 'ops?'],
    ['p.slots[1]', 'u8 0..255'],
    ['p.slots.length', 'number 4..4'],
    ['p.cell', 'cell'],
    ['p.entry', 'record { present: bool, page: page? }'],
    ['{ ...p.entry, present: true }', 'record { present: bool, page: page? }'],
    ['fault(p)', 'u8 0..255'],
    ['alloc(page)', 'page'],
    ['choose(3)', 'number 0..2'],
    ['maybe()', 'bool'],
    ['self()', 'u8 0..255'],
    ['same(p.entry, p.entry)', 'bool'],
    ['n as u8', 'u8 0..255'],
    ['(n as u8) + 1', 'number 1..256'],
    ['(a as i32) + 1', 'number 1..256'], // a cast that cannot fail changes nothing
    ['p.next ?? p', 'page'],
    ['a > 1 ? p : null', 'page?'],
    ['a > 1 ? 1 : 7', 'number 1..7'],
    ['a > 1 ? a : b', 'u8 0..255'],
    ['atomically(() => p.index)', 'u8 0..255'],
    ['atomically(() => { if (p.locked) return 1; return 5; })', 'number 1..5'],
    ['atomically(() => { if (p.locked) return null; return p; })', 'page?'],
    ['p.ops!.fault(p)', 'u8 0..255'],
    ['p.ops !== null && p.ops.mkwrite !== null', 'bool'],
  ])('%s: %s', (value, type) => {
    expect(localType(`const x = ${value};`)).toBe(type);
  });
});

describe('arithmetic is an interval, clamped to 32 bits', () => {
  test.each([
    ['a + 1', '1..256'],
    ['a - b', '-255..255'],
    ['-a', '-255..0'],
    ['~a', '-256..-1'],
    ['a * b', '0..65025'],
    ['a * -1', '-255..0'],
    ['n * n', '-2147483648..2147483647'],
    ['n + 1', '-2147483647..2147483647'],
    ['a / 2', '0..127'],
    ['a / b', '-255..255'], // b may be as small as 0: nothing is known but the size
    ['n / 10', '-214748364..214748364'],
    ['a % 8', '0..7'],
    ['n % 8', '-7..7'],
    ['a & 12', '0..12'],
    ['n & 3', '0..3'],
    ['a | 256', '0..511'],
    ['a ^ b', '0..255'],
    ['n | a', '-2147483648..2147483647'],
    ['1 << 4', '16..16'],
    ['a << 2', '0..1020'],
    ['a << b', '-2147483648..2147483647'], // by up to 255 bits
    ['a >> 4', '0..15'],
    ['n >> 16', '-32768..32767'],
    ['n >>> 1', '-2147483648..2147483647'],
  ])('%s: %s', (value, range) => {
    const type = localType(`const x = ${value};`);
    expect(type.slice(type.indexOf(' ') + 1)).toBe(range);
  });
});

describe('let locals', () => {
  test.each([
    ['let x = 0', 'i32 -2147483648..2147483647'],
    ['let x = a + 1', 'i32 -2147483648..2147483647'],
    ['let x: u8 = 0', 'u8 0..255'],
    ['let x: u8', 'u8 0..255'],
    ['let x: int<-1, 6> = -1', 'int<-1, 6> -1..6'],
    ['let x = p.index', 'u8 0..255'],
    ['let x = zone.DMA', 'zone 0..4'],
    ['let x = false', 'bool'],
    ['let x: page | null = null', 'page?'],
    ['let x: null | page = p', 'page?'],
  ])('%s: %s', (declaration, type) => {
    expect(localType(`${declaration};`)).toBe(type);
  });
});

test('an alias gives an integer its name, and types are found through imports', () => {
  const { parameters } = functionOf(
    `type pgoff_t = u8; const N = 3; type slots = arr<pgoff_t, typeof N>;
     class c { xs: slots = array(N, 0) }
     export function f(o: pgoff_t, z: zone, x: c, m: int<0, typeof N>): void {}`,
  );
  expect(parameters.map(({ type }) => show(type))).toEqual(['pgoff_t 0..255', 'zone 0..4', 'c', 'int<0, 3> 0..3']);
});

test('a type and a table may share a name, a local may hide either', () => {
  const body = functionOf(
    `type g = { readonly run: () => void }; function run(): void {} const g: g = { run };
     export function f(o: g): void { g.run(); { const g = o; g.run(); } }`,
  ).body;
  expect(body).toMatchObject([
    { value: { kind: 'callTable', table: { kind: 'table', id: 'm.ts#g' } } },
    { body: [{ local: { name: 'g' } }, { value: { kind: 'callTable', table: { kind: 'local' } } }] },
  ]);
});

test('an enum carries its labels', () => {
  const [parameter] = functionOf('export function f(z: zone): void {}').parameters;
  expect(parameter?.type).toMatchObject({
    labels: [
      { name: 'DMA', value: 0 },
      { name: 'NORMAL', value: 4 },
    ],
  });
});

test('a constant without an annotation has room for what an overlay may make of it', () => {
  const { tree } = parseModel('export const N = 2 * 2; const M: u8 = N + 1; const B = true; const W = -300;');
  const types = ['N', 'M', 'B', 'W'].map((name) => {
    const found = tree.declarations.get(`m.ts#${name}`);
    return found?.kind === 'constant' ? show(found.type) : null;
  });
  expect(types).toEqual(['u8 0..255', 'u8 0..255', 'bool', 'i16 -32768..32767']);
});
