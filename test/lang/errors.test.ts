// SPDX-License-Identifier: MIT
// Several mistakes at once, TypeScript's own among them: all are said, in order, each once and with its line.

import { expect, test } from 'vitest';
import { header, headerLines, parseFiles, parseModel, print } from './model.ts';

const found = (model: string): readonly string[] => parseModel(model).diagnostics.map(print);

test('a type error of TypeScript has a place and its message', () => {
  const { diagnostics } = parseModel('export function f(p: page): void {\n  p.locked = 3;\n}');
  expect(diagnostics).toEqual([
    {
      place: { file: 'm.ts', line: 2 + headerLines, column: 3, length: 8 },
      kind: 'type',
      what: "Type 'number' is not assignable to type 'boolean'.",
      why: '',
      instead: '',
      source: '  p.locked = 3;',
    },
  ]);
});

test('what is null must be looked at first', () => {
  expect(found('export function f(p: page): bool { return p.next.locked; }')).toEqual([
    "m.ts:3:43+6 'p.next' is possibly 'null'.",
  ]);
});

test('a misspelled name is reported once, as TypeScript says it', () => {
  expect(found('export function f(p: page): u8 { return falt(p); }')).toEqual([
    "m.ts:3:41+4 Cannot find name 'falt'. Did you mean 'fault'?",
  ]);
});

test('an error of syntax is all that is said about its file', () => {
  expect(found('export function f(: void {}')).toEqual([
    'm.ts:3:19+1 Parameter declaration expected.',
    "m.ts:3:21+4 Identifier expected. 'void' is a reserved word that cannot be used here.",
    "m.ts:3:28+1 ')' expected.",
  ]);
});

test('everything at once, by line', () => {
  const model = `export function f(p: page, n: number): void {
  var a = p.locked == true;
  try {
    p.index = 'x';
  } catch {
    console.log(n ? 1 : 2);
  }
  for (const x of [1, 2]) p.index = x++;
}
export async function g(): void { let m = new Map<u8, u8>(); }`;
  expect(found(model)).toEqual([
    'm.ts:3:31+6 number',
    'm.ts:4:3+24 var',
    'm.ts:4:11+16 == or !=',
    'm.ts:5:3+5 exceptions',
    "m.ts:6:5+7 Type 'string' is not assignable to type 'number'.",
    'm.ts:6:15+3 a string',
    'm.ts:8:5+7 a global of JavaScript: console',
    'm.ts:10:3+38 for-in and for-of',
    'm.ts:10:19+6 an array literal',
    'm.ts:10:37+3 ++ or -- inside an expression',
    'm.ts:12:8+5 async and await',
    'm.ts:12:47+3 a global of JavaScript: Map',
  ]);
});

test('a refusal carries its source line and stays within it', () => {
  const { diagnostics } = parseModel('export function f(): void {\n  try {\n  } finally {\n  }\n}');
  expect(diagnostics.map(({ place, source }) => [source, place.column, place.length])).toEqual([['  try {', 3, 5]]);
});

test('files are told apart', () => {
  const { diagnostics } = parseFiles({
    'b/two.ts': `${header.replace('./', '../')}export var b = 1;`,
    'a/one.ts': "import { b } from '../b/two.ts';\nexport var a = b;",
    'common.ts':
      'export class cell {} export class page {} export type ops = page; export type pte = page; export enum zone { A } export function fault(): void {}',
  });
  expect(diagnostics.map(print)).toEqual([
    'a/one.ts:2:8+9 a variable at module level',
    'b/two.ts:3:8+9 a variable at module level',
  ]);
});

test('recursion tells its path', () => {
  expect(found('function a(): void { b(); } function b(): void { c(); } function c(): void { a(); }')).toEqual([
    'm.ts:3:78+3 recursion: a → b → c → a',
  ]);
  expect(found('function a(n: u8): u8 { return n > 0 ? a(n - 1) : 0; }')).toEqual(['m.ts:3:40+8 recursion: a → a']);
});

test('a helper that only properties call may look at ghosts; one that threads call may not', () => {
  const helper = 'function seen(p: page): bool { return p.seen === 1; }\n';
  const scenario = (
    thread: string,
  ): string => `export default scenario({ title: 't', world: () => ({ page0: new page() }),
    threads: { CPU0(w) { ${thread} } }, sometimes: { seen: (w) => seen(w.page0) }, claims: [] });`;
  expect(found(helper + scenario('w.page0.seen = 1;'))).toEqual([]);
  expect(found(helper + scenario('w.page0.locked = seen(w.page0);'))).toEqual([
    'm.ts:3:39+6 a ghost that model code depends on: seen',
  ]);
  // Nobody calls it: it may be the helper of a property elsewhere.
  expect(found(helper)).toEqual([]);
});
