// SPDX-License-Identifier: MIT
// Why a property is false is told in the values that decided it, as text that a person reads.

import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { reasons } from '../../src/report/reasons.ts';
import { compileEach, scenarioText } from '../compile/model.ts';

const declarations = `enum fate { KEEP = 0, FREE = 1 }
class page { locked: bool = false; dirty: bool = true; count: u8 = 3; fate: fate = fate.FREE; next: page | null = null }
function kept(a: page, b: page): bool {
  if (a.next === null) return b.count === 3;
  return a.count > b.count || a.dirty;
}
`;
const world = '() => { const a = new page(); const b = new page(); b.next = a; return { a, b }; }';

/** Memory that is never written is no memory to the compiler. */
const written =
  '{ A(w) { w.a.count = 1; w.a.locked = true; w.a.dirty = false; w.a.fate = fate.KEEP; w.a.next = w.b; w.b.next = null; } }';

/** What is told of the property in the initial state, after its first line. */
function told(program: Program | undefined): readonly string[] {
  const property = program?.properties.find(({ name }) => name === 'p');
  if (program === undefined || property === undefined) throw new Error('no program');
  const why = toEnd(property.explain(program.initial, 0));
  const failure = { kind: 'always', property: 'p', message: '', trace: null, loop: null, waits: [] } as const;
  const [first, ...facts] = reasons({
    threads: [],
    steps: [],
    open: [],
    next: [],
    failure,
    why,
    since: null,
    round: null,
    begins: [],
  });
  expect(first).toMatch(facts.length > 0 ? /^✗ p.* is false:$/ : /^✗ p.* is false$/);
  return facts.map((fact) => fact.trim());
}

describe('a property that is false', () => {
  const cases: readonly (readonly [property: string, told: readonly string[]])[] = [
    ['w.a.locked', ['a.locked false']],
    ['!w.a.dirty', ['a.dirty true']],
    ['w.a.count === 4', ['a.count 3 ≠ 4']],
    ['4 === w.a.count', ['a.count 3 ≠ 4']],
    ['w.a.count < w.b.count', ['a.count 3 ≥ b.count 3']],
    ['w.a.count !== w.b.count', ['a.count = b.count = 3']],
    ['w.a.fate === fate.KEEP', ['a.fate FREE ≠ KEEP']],
    ['w.b.next === null', ['b.next = a']],
    ['w.a.dirty && w.a.locked', ['a.dirty true', 'a.locked false']],
    ['w.a.locked || w.a.count === 2', ['a.locked false', 'a.count 3 ≠ 2']],
    ['!kept(w.a, w.b)', ['a.next = null', 'b.count = 3']],
  ];
  const programs = compileEach(
    cases.map(
      ([property]) => declarations + scenarioText({ world, threads: written, always: `{ p: (w) => ${property} }` }),
    ),
  );
  test.each(cases.map(([property, facts], index) => ({ property, facts, index })))('$property', ({ facts, index }) => {
    expect(told(programs[index])).toEqual(facts);
  });
});
