// SPDX-License-Identifier: MIT
// What stands in a note or in a warn was not done where nobody printed or asked: a write there was dropped without a word.

import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { compileText, complaints, imports, parseVariant, scenarioIn } from './model.ts';

const declared = `class o { n: u8 = 0; m: u8 = 0; xs: array<u8, 2> = array(2, 0); }
class item { v: u8 = 0; }
class frame { i: u8 = 0; }
function look(p: o): u8 { const s: u8 = p.n; return s; }
function bump(p: o): u8 { p.n++; return p.n; }
function through(p: o): u8 { return bump(p); }
type ops = { readonly run: (p: o) => u8 };
const table: ops = { run: bump };
`;

const said = (statement: string, judgeWarnings = false): readonly string[] =>
  complaints(() =>
    compileText(
      `${declared}export default scenario({
  title: 't', world() { pool(item, 1); return { a: new o() }; },
  threads: { A(w) { let k: u8 = 1; ${statement} w.a.m = k; } },
  sometimes: { s: (w) => w.a.n === 0 }, claims: [],
});`,
      { judgeWarnings },
    ),
  );

const refused = '12: a note or a warn that changes something or waits';

test.each([
  ["note('n', bump(w.a));", 'note calls bump'],
  ["note('n', through(w.a));", 'note calls bump'],
  ["note('n', table.run(w.a));", 'note calls bump'],
  ["note('n', atomically(() => { w.a.n = 1; return k; }));", 'note'],
  ["note('n', atomically(() => { k = 3; return k; }));", 'note'],
  ["note('n', choose(2));", 'note'],
  ["note('n', alloc(item).v);", 'note'],
  ["warn(bump(w.a) > 0, 'w');", 'warn calls bump'],
  ["warn(atomically(() => { k = 3; return k > 0; }), 'w');", 'warn'],
])('%s', (statement, who) => {
  // Whether warnings are judged makes no difference to what is refused.
  for (const judged of [false, true]) expect(said(statement, judged)).toContain(`${refused}: ${who}`);
});

test('what only looks is told, and assert is judged always', () => {
  expect(said("note('n', look(w.a), k, atomically(() => { let t: u8 = 0; t = w.a.n; return t; }));")).toEqual([]);
  expect(said("warn(look(w.a) === 0 || k > 0, 'w');")).toEqual([]);
  expect(said("assert(bump(w.a) > 0, 'w');")).toEqual([]);
});

test('a patch that makes what a warn calls write is refused', () => {
  const files = {
    'm/lib.ts': `${imports}export class o { n: u8 = 0; }\nexport function small(p: o): bool { return p.n < 9; }\n`,
    'm/m.ts': `${imports}import { o, small } from './lib.ts';
export default scenario({ title: 't', world: () => ({ a: new o() }),
  threads: { A(w) { warn(small(w.a), 'small'); w.a.n = 1; } }, sometimes: { s: (w) => w.a.n === 0 }, claims: [] });\n`,
    'm/patches/P/lib.ts': `${imports}import { o } from '../../lib.ts';\nexport * from '../../lib.ts';
export function small(p: o): bool { p.n = 2; return true; }\n`,
  };
  const under = (layers: readonly string[]): readonly string[] => {
    const tree = parseVariant(files, layers);
    return complaints(() => compile(tree, { scenario: scenarioIn(tree, 'm/m.ts'), layers, judgeWarnings: false }));
  };
  expect(under(['m'])).toEqual([]);
  expect(under(['m/patches/P', 'm'])).toEqual([
    '4: a note or a warn that changes something or waits: warn calls small',
  ]);
});
