// SPDX-License-Identifier: MIT
// Calls through tables of functions: which function runs is known only when the field has been read.

import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import { valueText } from '../../src/report/values.ts';
import { compileEach, scenarioText } from './model.ts';
import { faultsOf, Steps } from './steps.ts';

const declarations = `type ops = { readonly get: (o: vma, v: u8) => u8; readonly mkwrite: ((o: vma) => void) | null };
type other_ops = { readonly close: (o: vma) => void };
class vma { n: u8 = 0; seen: u8 = 0; ops: ops | null = plain; others: other_ops | null = null; constructor(readonly fixed: ops) {} }
function get_plain(o: vma, v: u8): u8 { return v + 1; }
function get_shared(o: vma, v: u8): u8 { const n = o.n; return n + v; }
function mkwrite_shared(o: vma): void { o.seen = 1; }
function mkwrite_late(o: vma): void { o.seen = 2; }
function close_other(o: vma): void { o.seen = 9; }
const plain: ops = { get: get_plain, mkwrite: null };
const shared: ops = { get: get_shared, mkwrite: mkwrite_shared };
const late: ops = { get: get_plain, mkwrite: mkwrite_late };
const others: other_ops = { close: close_other };
`;

interface Row {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  /** Values of `n seen` where nothing can run any more. */
  readonly ends: readonly string[];
  readonly faults?: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'the field is read once, then the arguments, then the function of the table runs',
    a: 'w.v.n = w.v.ops!.get(w.v, 4);',
    b: 'w.v.ops = shared;',
    ends: ['4 0', '5 0'],
  },
  {
    name: 'another thread changes the field between the test of a member and its call',
    a: 'if (w.v.ops!.mkwrite !== null) w.v.ops!.mkwrite(w.v);',
    b: 'w.v.ops = shared; w.v.ops = plain;',
    // Tested and called with shared; tested plain. Tested shared and called plain is a violation.
    ends: ['0 0', '0 1'],
    faults: ['null: no table with mkwrite here'],
  },
  {
    name: 'the table in a local cannot change any more',
    a: 'const ops = w.v.ops; if (ops !== null && ops.mkwrite !== null) ops.mkwrite(w.v);',
    b: 'w.v.ops = shared; w.v.ops = null;',
    ends: ['0 0', '0 1'],
  },
  {
    name: 'three tables, chosen at run time',
    a: 'const c = choose(3); w.v.ops = c === 0 ? plain : c === 1 ? shared : late; w.v.n = w.v.ops.get(w.v, 7);',
    b: 'w.v.ops = late;',
    // plain and late: 8. shared: n + 7 = 7, unless late is written in between.
    ends: ['7 0', '8 0'],
  },
  {
    name: 'the constant table of an object costs no touch and is called directly',
    a: 'w.v.n = w.v.fixed.get(w.v, 1);',
    b: 'w.v.seen = 3; w.v.n = 0;',
    ends: ['0 3', '1 3'],
  },
  {
    name: 'tables of another type are not among the candidates',
    a: 'w.v.others = others; w.v.others.close(w.v);',
    b: 'w.v.n = 1;',
    ends: ['1 9'],
  },
  {
    name: 'tables are compared by identity',
    a: 'w.v.n = w.v.ops === plain ? 1 : w.v.ops === null ? 2 : 3;',
    b: 'w.v.ops = null;',
    // Two reads: plain; then null twice; plain is no answer of the second.
    ends: ['1 0', '2 0'],
  },
];

const programs = compileEach(
  rows.map(({ a, b }) => {
    const threads = `{ A(w) { ${a} }, B(w) { ${b} }, C(w) { if (false) w.v.others = null; } }`;
    return declarations + scenarioText({ world: '() => ({ v: new vma(shared) })', threads });
  }),
);

function ends(program: Program): readonly string[] {
  const seen = new Set<string>();
  new Steps(program).reach((state, steps) => {
    if (steps.length > 0) return;
    const fields = program.view(state, 0).objects[0]?.fields ?? [];
    const value = (name: string): string =>
      fields
        .filter((field) => field.name === name)
        .map((field) => valueText(field.value))
        .join();
    seen.add(`${value('n')} ${value('seen')}`);
  });
  return [...seen].sort();
}

describe('calls through tables', () => {
  test.each(rows.map((row, i) => [row.name, row, i] as const))('%s', (_, row, i) => {
    const program = programs[i];
    if (program === undefined) throw new Error('no program');
    expect(ends(program)).toEqual(row.ends);
    expect(faultsOf(program).map(({ kind, message }) => `${kind}: ${message}`)).toEqual(row.faults ?? []);
  });
});

describe('the functions of a table can run where something calls through its type', () => {
  // Written by nobody, `seen` is a constant, and reading it is no step.
  test.each([
    [1, 'w.v.others = others; const x = w.v.seen;', '', 'a table that is only named runs nothing'],
    [2, 'w.v.others = others; const x = w.v.seen;', 'w.v.others!.close(w.v);', 'close writes seen'],
    [
      2,
      'w.v.ops = late; const x = w.v.seen;',
      'w.v.n = w.v.ops!.get(w.v, 1);',
      'a call of get counts as one of mkwrite, too',
    ],
    [1, 'w.v.ops = late; const x = w.v.seen;', '', 'without it, nothing of late runs'],
    [3, 'w.v.ops = late; w.v.ops!.mkwrite!(w.v);', '', 'ops is written and read, seen is written'],
    [
      1,
      'w.v.others = others; const x = w.v.seen;',
      'w.w.n = 0;',
      'what world() calls through a table is no code of a thread',
    ],
  ])('%i: %s  %s%s', (count, code, b, _reason) => {
    const world =
      '() => { const v = new vma(plain); const o: other_ops = others; o.close(v); return { v, w: new vma(plain) }; }';
    const threads = `{ A(w) { ${code} }, B(w) { if (w.w.n === 1) { ${b} } } }`;
    const [program] = compileEach([declarations + scenarioText({ world, threads })]);
    if (program === undefined) throw new Error('no program');
    const steps = new Steps(program);
    let state = steps.initial();
    let taken = 0;
    for (; program.standing(0, state, 0) !== 'finished'; taken++) {
      const [next] = steps.of(0, state);
      if (next === undefined || next.fault !== null) throw new Error('broken or blocked');
      state = next.state;
    }
    expect(taken).toBe(count);
  });
});
