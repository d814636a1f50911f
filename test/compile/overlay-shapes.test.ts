// SPDX-License-Identifier: MIT
// Overlays that do not fit the code below them, each beside one that does. Without the refusal every one of these would
// run: what is missing reads as zero, and a verdict about it is worth nothing.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import { type OverlayRefusalKey, overlayRefusals } from '../../src/lang/subset-overlays.ts';
import { complaints, type Files, parseVariant, scenarioIn } from './model.ts';
import { Steps } from './steps.ts';

const words =
  "import { array, atomically, type bool, type ghost, type int, type u16, type u8, waitUntil } from 'faultline';\n";

/** Line 1 imports, line 2 on declares. Everything in it is used by the scenario. */
const base: Files = {
  'base/mm/page.ts': `${words}export class page {
  n: u8 = 0;
  size: int<0, 3> = 0;
  next: page | null = null;
  entry: pte = { present: false, dirty: false };
  state: zone = zone.NORMAL;
  ops: ops | null = null;
  cells: array<u8, typeof CELLS> = array(CELLS, 0);
  seen: ghost<u8> = 0;
  spare: u8 = 0;
}
export class frame { constructor(readonly of: page, public n: u8 = 0) {} }
export type ops = { readonly run: (p: page) => u8 };
export type pte = { readonly present: bool; readonly dirty: bool };
export type index = int<0, 3>;
export enum zone { DMA = 0, NORMAL = 4 }
export const CELLS = 4;
export const STEP = 1;
export const QUICK = true;
export function add(p: page, by: u8): u8 { p.n += by; return p.n; }
export function at(p: page, i: index): u8 { return p.cells[i % CELLS]; }
export function run(p: page): u8 { return p.n; }
export const table: ops = { run };
export function step(p: page): void {
  const f = new frame(p);
  const g = new frame(p, 2);
  p.n = add(p, STEP) + f.n + g.n;
  p.size = at(p, 2) > 0 ? 1 : 0;
  if (p.next !== null && QUICK) p.next.n = 0;
  if (p.state === zone.NORMAL) p.entry = { ...p.entry, dirty: true };
  if (p.ops !== null) p.n = p.ops.run(p);
  p.seen = 1;
}
`,
  'case/m.ts': `import { scenario } from 'faultline';
import { page, step, table } from 'faultline/base/mm/page.ts';
export default scenario({
  title: 't',
  world() { const a = new page(); a.ops = table; a.next = a; return { a }; },
  threads: { A(w) { step(w.a); } },
  sometimes: { one: (w) => w.a.size > 0 },
  claims: [],
});
`,
};

/** The declarations of the base that an overlay's text does not declare itself. */
function importsFor(text: string): string {
  const all = ['page', 'frame', 'type ops', 'type pte', 'type index', 'zone', 'CELLS', 'add', 'run', 'table'];
  const kept = all.filter(
    (one) => !new RegExp(`(class|type|enum|const|function) ${one.split(' ').at(-1)}\\b`).test(text),
  );
  return `import { ${kept.join(', ')} } from 'faultline/base/mm/page.ts'; export * from 'faultline/base/mm/page.ts';`;
}

/** Lines 1 and 2 import; the text begins on line 3. */
function build(text: string, files: Files = {}): Program {
  const overlay = { 'case/patches/A/mm/page.ts': `${words}${importsFor(text)}\n${text}\n` };
  const layers = ['case/patches/A', 'case', 'base'];
  const tree = parseVariant({ ...base, ...overlay, ...files }, layers);
  return compile(tree, { scenario: scenarioIn(tree, 'case/m.ts'), layers, judgeWarnings: false });
}

const fields = `size: int<0, 3> = 0; next: page | null = null; entry: pte = { present: false, dirty: false };
  state: zone = zone.NORMAL; ops: ops | null = null; cells: array<u8, 4> = array(4, 0); seen: ghost<u8> = 0`;
const page = (n: string): string => `export class page { ${n} ${fields} }`;

const pairs: readonly (readonly [key: OverlayRefusalKey, refused: string, detail: string, accepted: string])[] = [
  ['overlay-kind', 'export class add { n: u8 = 0 }', 'add is a class, and base/mm/page.ts:28 uses a function', ''],
  ['overlay-kind', 'export const STEP: ops = { run };', 'STEP is a table of type ops', 'export const STEP = 2;'],
  [
    'overlay-kind',
    'export type others = { readonly run: (p: page) => u8 }; export const table: others = { run };',
    'table is a table of type others, and case/m.ts:5 uses a table of type ops',
    'export const table: ops = { run };',
  ],
  [
    'overlay-function',
    'export function add(p: page): u8 { return p.n; }',
    'add(p: page): u8, and base/mm/page.ts:28 calls add(p: page, by: u8): u8',
    'export function add(q: page, _n: u8): u8 { return q.n; }',
  ],
  ['overlay-function', 'export function add(p: page, by: u8): void { p.n = by; }', 'add(p: page, by: u8): void', ''],
  [
    'overlay-function',
    'export function add(p: page, by: bool): u8 { return by ? 1 : 0; }',
    'add(p: page, by: bool): u8',
    'export function add(p: page, by: u16): u16 { return by; }',
  ],
  ['overlay-function', 'export function add(p: page | null, by: u8): u8 { return by; }', 'add(p: page | null', ''],
  ['overlay-function', 'export function add(p: page, by: u8, more: bool): u8 { return by; }', 'add(p: page, by', ''],
  ['overlay-function', 'export function run(p: page, n: u8): u8 { return n; }', 'run(p: page, n: u8): u8', ''],
  [
    'overlay-constant',
    'export const STEP = 300;',
    'STEP, and in base/mm/page.ts:28 it is u8',
    'export const STEP = 255;',
  ],
  [
    'overlay-constant',
    'export const QUICK = 1;',
    'QUICK, and in base/mm/page.ts:30 it is bool',
    'export const QUICK = false;',
  ],
  ['overlay-size', 'export const CELLS = 2;', 'CELLS, which is 4 in base/mm/page.ts', 'export const CELLS = 4;'],
];

describe.each(pairs)('%s', (key, refused, detail, accepted) => {
  test(`refused: ${refused}`, () => {
    const [first = '', ...others] = complaints(() => build(refused));
    expect(others).toEqual([]);
    const wanted = `${overlayRefusals[key].what}: ${detail}`;
    expect(first.replace(/^\d+: /, '').slice(0, wanted.length)).toBe(wanted);
  });
  test(`accepted: ${accepted}`, () => {
    expect(complaints(() => build(accepted))).toEqual([]);
  });
});

test('no refusal is left without a pair', () => {
  // Those about whole patches: test/cli/variants.test.ts and diffs.test.ts.
  const elsewhere = ['idle-helper', 'idle-patch', 'hidden-patch', 'removed-used'];
  const exercised = new Set<string>([...pairs.map(([key]) => key), 'same-name', ...elsewhere]);
  expect(Object.keys(overlayRefusals).filter((key) => !exercised.has(key))).toEqual([]);
});

test('everything that does not fit is said at once, each with its line', () => {
  const text = `export function add(p: page): u8 { return p.size; }\nexport const STEP = 300;`;
  expect(complaints(() => build(text)).map((line) => line.slice(0, 5))).toEqual(['3: an', '4: an']);
});

test('the caret stands under the name, and the line is that of the overlay', () => {
  try {
    build('export function add(p: page): u8 { return p.n; }');
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const [{ place, source } = { place: null, source: '' }] = error.diagnostics;
    expect(place).toEqual({ file: 'case/patches/A/mm/page.ts', line: 3, column: 17, length: 3 });
    expect(source).toBe('export function add(p: page): u8 { return p.n; }');
  }
  expect.assertions(2);
});

describe('what the running code does not use is free', () => {
  test('a function may change if its callers are replaced, too', () => {
    const changed = 'export function add(p: page): u8 { return p.n; }';
    const caller = 'export function step(p: page): void { p.n = add(p); }';
    expect(complaints(() => build(changed))).toHaveLength(1);
    expect(complaints(() => build(`${changed} ${caller}`))).toEqual([]);
  });
  test('a field may go if nobody uses it: spare is gone in every overlay of the class above', () => {
    expect(base['base/mm/page.ts']).toContain('spare: u8');
    expect(complaints(() => build(page('n: u8 = 0;')))).toEqual([]);
  });
  test('a name that nothing stands under is a new helper', () => {
    expect(complaints(() => build('export class helper { n: bool = false } export const MORE = 9;'))).toEqual([]);
  });
});

const written = 'it was written for another';
/** A shape that an overlay declares anew is the shape for all: of what does not fit it, the first thing that is told. */
const shapes: readonly (readonly [shape: string, said: readonly string[]])[] = [
  [page('n: u8 = 7; more: bool = true;'), []],
  [page(''), ["base/mm/page.ts:28: Property 'n' does not exist on type 'page'."]],
  [page('n: u16 = 0;'), []],
  [page('n: bool = false;'), ["base/mm/page.ts:28: Type 'number' is not assignable to type 'boolean'."]],
  ['export class frame { constructor(readonly of: page, public n: u8 = 1, public more: u8 = 0) {} }', []],
  [
    'export class frame { constructor(readonly of: page, public n: u8) {} }',
    ['base/mm/page.ts:26: Expected 2 arguments, but got 1.'],
  ],
  ['export enum zone { DMA, HIGH, NORMAL = 4 }', []],
  ['export enum zone { DMA = 4, NORMAL = 0 }', []],
  ['export enum zone { DMA }', ["base/mm/page.ts:31: Property 'NORMAL' does not exist on type 'typeof zone'."]],
  [
    'export type pte = { readonly dirty: bool };',
    [
      "base/mm/page.ts:6: Object literal may only specify known properties, and 'present' does not exist in type 'pte'.",
    ],
  ],
  ['export type index = int<0, 7>;', []],
  [
    'export type ops = { readonly run: (p: page) => u8; readonly stop: (p: page) => u8 };',
    ["base/mm/page.ts:24: Property 'stop' is missing in type '{ run: (p: page) => u8; }' but required in type 'ops'."],
  ],
];

test.each(shapes)('%s', (shape, said) => {
  expect(told(() => build(shape)).slice(0, said.length === 0 ? undefined : 1)).toEqual(said);
});

/** `file:line: what`, of those that say for whom the code was written. */
function told(make: () => unknown): readonly string[] {
  try {
    make();
    return [];
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.diagnostics.map(({ place, what, why }) => {
      expect(why).toContain(written);
      return `${place.file}:${place.line}: ${what}`;
    });
  }
}

test('a number that a caller was not written for breaks the run, it does not pass', () => {
  const faultsOf = (by: number): readonly string[] => {
    const program = build(`export function add(p: page, _by: u8): u16 { return p.n + ${by}; }`);
    const steps = new Steps(program);
    const found = new Set<string>();
    let states = [steps.initial()];
    while (states.length > 0) {
      const next = states.flatMap((state) => steps.of(0, state));
      for (const { fault } of next) if (fault !== null) found.add(fault.message);
      states = next.filter(({ fault }) => fault === null).map(({ state }) => state);
    }
    return [...found];
  };
  expect(faultsOf(256)).toEqual(['the result of add does not fit u8 (0 … 255)']);
  expect(faultsOf(3)).toEqual([]);
});

test('a property that calls what an overlay replaces still changes nothing', () => {
  const asks = (base['case/m.ts'] ?? '')
    .replace('page, step, table', 'page, run, step, table')
    .replace('sometimes:', 'always: { small: (w) => run(w.a) < 9 }, sometimes:');
  const text = (what: string): string => `export function run(p: page): u8 { ${what} return p.n; }`;
  expect(complaints(() => build(text('p.n = 1;'), { 'case/m.ts': asks }))).toEqual([
    '3: a property that changes something or waits: small calls run',
  ]);
  expect(complaints(() => build(text(''), { 'case/m.ts': asks }))).toEqual([]);
});

test('two classes of one name are refused, since TypeScript lets one pass for the other', () => {
  const file = (name: string): string => `import { type u8 } from 'faultline';
export class ${name} { n: u8 = 0 }
export function other(p: ${name}): void { p.n = 1; }
`;
  const uses = (base['case/m.ts'] ?? '')
    .replace('export default', "import { other } from './other.ts';\nexport default")
    .replace('step(w.a);', 'step(w.a); other(w.b);')
    .replace('return { a };', 'return { a, b };');
  const model = (name: string, make: string): Files => ({
    'case/other.ts': file(name),
    'case/m.ts': uses
      .replace('const a', `const b = ${make}; const a`)
      .replace('{ other }', `{ other, ${name} as another }`),
  });
  expect(complaints(() => build('', model('folio', 'new another()')))).toEqual([]);
  expect(complaints(() => build('', model('page', 'new another()')))[0]).toMatch(/^\d+: two classes .*: page of /);
});

test('a path outside the package is named as it is, whatever letters it has', () => {
  const mine = '/home/me/c#/case';
  const files: Files = {
    'base/mm/page.ts': base['base/mm/page.ts'] ?? '',
    [`${mine}/m.ts`]: base['case/m.ts'] ?? '',
    [`${mine}/patches/A/mm/page.ts`]: `${words}${importsFor('function add')}\nexport function add(p: page): u8 { return p.n; }`,
  };
  const layers = [`${mine}/patches/A`, mine, 'base'];
  const tree = parseVariant(files, layers);
  const make = (): unknown =>
    compile(tree, { scenario: scenarioIn(tree, `${mine}/m.ts`), layers, judgeWarnings: false });
  expect(complaints(make)).toHaveLength(1);
  try {
    make();
  } catch (error) {
    expect(error instanceof ModelError ? error.diagnostics[0]?.place.file : error).toBe(`${mine}/patches/A/mm/page.ts`);
  }
});
