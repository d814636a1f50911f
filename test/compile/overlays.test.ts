// SPDX-License-Identifier: MIT
// Variants: files that stand over files. Whoever names a declaration, the base included, gets the topmost one of that
// path and name.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { valueText } from '../../src/report/values.ts';
import { complaints, type Files, parseVariant, scenarioIn } from './model.ts';
import { Steps } from './steps.ts';

const from = (names: string): string => `import { ${names} } from 'faultline';\n`;
const again = "export * from 'faultline/base/mm/page.ts';\n";

/** The base: step() calls add(), both in one file; table and constant beside them. */
const base: Files = {
  'base/mm/page.ts': `${from('type u8')}export class page { n: u8 = 0 }
export type ops = { readonly run: (p: page) => void };
export const STEP = 1;
export function add(p: page): void { p.n += STEP; }
export function step(p: page): void { add(p); add(p); }
function run_base(p: page): void { p.n += 100; }
export const table: ops = { run: run_base };
`,
  'case/m.ts': `${from('scenario')}import { page, step, table } from 'faultline/base/mm/page.ts';
import { server } from './server.ts';
export default scenario({
  title: 't',
  world() { return { a: new page() }; },
  threads: { A(w) { step(w.a); table.run(w.a); server(w.a); } },
  sometimes: { one: (w) => w.a.n > 0 },
  claims: [],
});
`,
  'case/server.ts':
    "import type { page } from 'faultline/base/mm/page.ts';\nexport function server(_p: page): void {}\n",
};

/** What is in the page when the thread has run alone. */
function result(files: Files, layers: readonly string[]): string {
  const program = build(files, layers);
  const steps = new Steps(program);
  let state = steps.initial();
  for (;;) {
    const [next] = steps.of(0, state);
    if (next === undefined) break;
    state = next.state;
  }
  const [page] = program.view(state, 0).objects;
  return page?.fields.map(({ name, value }) => `${name} ${valueText(value)}`).join(', ') ?? '';
}

function build(files: Files, layers: readonly string[]): Program {
  const tree = parseVariant({ ...base, ...files }, layers);
  return compile(tree, { scenario: scenarioIn(tree, 'case/m.ts'), layers, judgeWarnings: false });
}

const patch = (name: string, text: string): Files => ({ [`case/patches/${name}/mm/page.ts`]: text });
const page = "import { type page } from 'faultline/base/mm/page.ts';\n";

const A = patch('A', `${page}${again}export function add(p: page): void { p.n += 10; }\n`);
const B = patch('B', `${page}${again}export function step(p: page): void { p.n += 3; }\n`);
const both = { ...A, ...B };

describe('one overlay', () => {
  test('none: add() twice, then the table', () => {
    expect(result({}, ['base'])).toBe('n 102');
  });
  test('a function: callers in the base get it', () => {
    expect(result(A, ['case/patches/A', 'base'])).toBe('n 120');
  });
  test('it is there only when its layer is', () => {
    expect(result(A, ['base'])).toBe('n 102');
  });
  test('a constant', () => {
    expect(result(patch('A', `${again}export const STEP = 4;\n`), ['case/patches/A', 'base'])).toBe('n 108');
  });
  test('a table of functions', () => {
    const text = `import { type ops, type page } from 'faultline/base/mm/page.ts';\n${again}
function mine(p: page): void { p.n += 50; }
export const table: ops = { run: mine };\n`;
    expect(result(patch('A', text), ['case/patches/A', 'base'])).toBe('n 52');
  });
  test('a class, with one more field that its own functions use', () => {
    const text = `${from('type u8')}${again}export class page { n: u8 = 5; seen: u8 = 0 }
export function add(p: page): void { p.n += 1; p.seen += 1; }\n`;
    expect(result(patch('A', text), ['case/patches/A', 'base'])).toBe('n 107, seen 2');
  });
  test('a file beside the scenario', () => {
    const files = { 'case/patches/A/server.ts': `${page}export function server(p: page): void { p.n += 7; }\n` };
    expect(result(files, ['case/patches/A', 'case', 'base'])).toBe('n 109');
  });
  test('a private function of the base can be replaced, too', () => {
    const text = `${page}${again}export function run_base(p: page): void { p.n += 1; }\n`;
    expect(result(patch('A', text), ['case/patches/A', 'base'])).toBe('n 3');
  });
});

describe('two overlays', () => {
  test('that touch different functions both take effect: step() of B does not call add() of A', () => {
    expect(result(both, ['case/patches/A', 'case/patches/B', 'base'])).toBe('n 103');
  });
  test('of the same function: the topmost wins', () => {
    const C = patch('C', `${page}${again}export function add(p: page): void { p.n += 30; }\n`);
    expect(result({ ...A, ...C }, ['case/patches/A', 'case/patches/C', 'base'])).toBe('n 120');
    expect(result({ ...A, ...C }, ['case/patches/C', 'case/patches/A', 'base'])).toBe('n 160');
  });
  test("one patch's function calls what the other replaces", () => {
    const C = patch(
      'C',
      `import { add, type page } from 'faultline/base/mm/page.ts';\n${again}export function step(p: page): void { add(p); }\n`,
    );
    expect(result({ ...A, ...C }, ['case/patches/C', 'case/patches/A', 'base'])).toBe('n 110');
    expect(result(C, ['case/patches/C', 'base'])).toBe('n 101');
  });
  test('a kernel is a stack of directories: a newer version over the base, a patch over both', () => {
    const newer = { 'newer/mm/page.ts': `${page}${again}export function add(p: page): void { p.n += 20; }\n` };
    expect(result({ ...newer }, ['newer', 'base'])).toBe('n 140');
    expect(result({ ...newer, ...A }, ['case/patches/A', 'newer', 'base'])).toBe('n 120');
  });
});

describe('what overlays must not do', () => {
  test('a function that calls what it replaces calls itself', () => {
    const text = `import { add as old, type page } from 'faultline/base/mm/page.ts';\n${again}
export function add(p: page): void { old(p); }\n`;
    const files = patch('A', text);
    expect(complaints(() => build(files, ['case/patches/A', 'base']))).toEqual(['4: add calls itself']);
    expect(complaints(() => build(files, ['base']))).toEqual([]);
  });
  test('recursion through two files is found', () => {
    const text = `import { step, type page } from 'faultline/base/mm/page.ts';\n${again}
export function add(p: page): void { step(p); }\n`;
    expect(complaints(() => build(patch('A', text), ['case/patches/A', 'base']))).not.toEqual([]);
  });
  test('a field is a constant only where no overlay in use writes it', () => {
    const text = `${page}${again}export function step(p: page): void {}\n`;
    const quiet = { 'case/server.ts': `${page}export function server(p: page): void { const n = p.n; }\n` };
    const tables = `import { type ops, type page } from 'faultline/base/mm/page.ts';\n${again}
export function step(p: page): void {}
function mine(p: page): void {}
export const table: ops = { run: mine };\n`;
    // run_base of the base still writes n; without it, nobody does, and reading n in server() costs nothing.
    expect(new Steps(build({ ...quiet, ...patch('A', text) }, ['case/patches/A', 'base'])).reach()).toBe(4);
    expect(new Steps(build({ ...quiet, ...patch('A', tables) }, ['case/patches/A', 'base'])).reach()).toBe(1);
  });
});
