// SPDX-License-Identifier: MIT
// Why a property is false: the comparisons that decided it, with their values, and which of them mattered.

import { expect, it } from 'vitest';
import type { Explanation, Term } from '../../src/compile/program.ts';
import { cellName } from '../../src/explore/cells.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { valueText } from '../../src/report/values.ts';
import { compileText, scenarioText } from './model.ts';

const model = (
  property: string,
): string => `class page { dirty: bool = false; count: u8 = 3; cells: array<u8, 2> = array(2, 0); next: page | null = null }
function lost(p: page, disk: page): bool {
  const next = p.next;
  if (next === null) return disk.count === p.count;
  if (next.count !== p.count) return false;
  return disk.count === next.count || next.dirty || (disk.next === next && disk.dirty);
}
function same_cells(p: page, disk: page): bool {
  for (let i: u8 = 0; i < 2; i++) if (p.cells[i] !== disk.cells[i]) return false;
  return true;
}
${scenarioText({
  world:
    '() => { const p = new page(); const disk = new page(); const other = new page(); p.next = other; disk.count = 2; disk.cells[1] = 9; return { p, disk, other }; }',
  threads:
    '{ A(w) { w.p.dirty = false; w.disk.dirty = false; w.p.count = 3; w.disk.count = 2; w.disk.next = null; w.other.dirty = false; w.other.count = 3; w.p.next = w.other; w.p.cells[0] = 0; w.disk.cells[1] = 9; } }',
  always: `{ P: ${property} }`,
})}`;

function explained(property: string): Explanation {
  const program = compileText(model(property));
  const [only] = program.properties.filter(({ kind }) => kind === 'always');
  if (only === undefined) throw new Error('no property');
  return toEnd(only.explain(program.initial, 0));
}

function nameOf(term: Term): string {
  switch (term.kind) {
    case 'number':
      return '';
    case 'cell':
      return cellName(term.location);
    case 'not':
      return `!${nameOf(term.operand)}`;
    case 'binary': {
      const side = (one: Term): string => (one.kind === 'number' ? String(one.value) : nameOf(one));
      return `(${side(term.left)} ${term.operator} ${side(term.right)})`;
    }
  }
}

const facts = (property: string): readonly string[] =>
  explained(property).facts.map(({ left, relation, right, decisive }) => {
    const side = ({ term, value }: typeof left): string => `${nameOf(term)} ${valueText(value)}`.trim();
    const text = relation === null || right === null ? side(left) : `${side(left)} ${relation} ${side(right)}`;
    return `${text}${decisive ? '' : ' (passed)'}`;
  });

it('follows a function through its returns; what could not have made it true is not decisive', () => {
  expect(facts('(w) => lost(w.p, w.disk)')).toEqual([
    'p.next other ≠ null',
    'other.count 3 = p.count 3 (passed)',
    'disk.count 2 ≠ other.count 3',
    'other.dirty false',
    'disk.next null ≠ p.next other',
  ]);
  expect(explained('(w) => lost(w.p, w.disk)').function).toBe('lost');
});

it('of a conjunction tells what is false, of a disjunction everything', () => {
  expect(facts('(w) => w.p.count === 3 && w.disk.count > 2')).toEqual(['p.count 3 = 3 (passed)', 'disk.count 2 ≤ 2']);
  expect(facts('(w) => w.p.dirty || !(w.disk.count < w.p.count)')).toEqual([
    'p.dirty false',
    'disk.count 2 < p.count 3',
  ]);
  expect(explained('(w) => w.p.dirty').function).toBe(null);
});

it('tells the round of a loop that broke it, not the counter', () => {
  expect(facts('(w) => same_cells(w.p, w.disk)')).toEqual([
    'p.cells[0] 0 = disk.cells[0] 0 (passed)',
    'p.cells[1] 0 ≠ disk.cells[1] 9',
  ]);
});

it('names what was read, each cell once', () => {
  const { reads } = explained('(w) => lost(w.p, w.disk)');
  expect(reads.map(({ object, field }) => `${object}.${field}`)).toEqual([
    'p.next',
    'other.count',
    'p.count',
    'disk.count',
    'other.dirty',
    'disk.next',
  ]);
});
