// SPDX-License-Identifier: MIT
// Code that branches, under weak: what may come of it is what the axioms say of the same with nothing but `if`, and does not depend on how
// it is spelled.

import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { finalStates } from '../../src/explore/final-states.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { onlyScenario } from '../lang/model.ts';
import { outcomesOf } from './axioms.ts';
import { searching } from './compare-compiled.ts';
import { Structured } from './structured.ts';

const names = (code: Structured): readonly string[] => [...code.told, 'x', 'y', 'z'];

function shown(code: Structured, spelling: number): { readonly text: string; readonly finals: readonly string[] } {
  const text = code.spelled(spelling);
  const { tree, scenario } = onlyScenario(text);
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'weak' });
  const { states, verdict } = toEnd(finalStates(program, searching));
  if (verdict.kind !== 'holds') throw new Error(`${verdict.kind} ${text}`);
  return {
    text,
    finals: states
      .map((values) =>
        names(code)
          .map((name, i) => `${name}=${values[i]}`)
          .join(' '),
      )
      .sort(),
  };
}

/** Null: too large. */
function allowed(code: Structured, most: number): readonly string[] | null {
  const program = code.nested();
  const found = program === null ? null : outcomesOf(program, ['weak'], most);
  if (found === null) return null;
  const finals = [...found.weak].map((final) => {
    const values = new Map(
      final.split(' ').map((one) => one.replace(/^\d+:|[[\]]/g, '').split('=') as [string, string]),
    );
    return names(code)
      .map((name) => `${name}=${values.get(name.replace(/[[\]]/g, '')) ?? 0}`)
      .join(' ');
  });
  return [...new Set(finals)].sort();
}

const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

test('what may come of it is what the axioms say', () => {
  let compared = 0;
  for (const seed of seeds(80)) {
    const code = new Structured(seed);
    const expected = allowed(code, 2000);
    if (expected === null) continue;
    compared++;
    expect(shown(code, seed)).toMatchObject({ finals: expected });
  }
  expect(compared).toBeGreaterThan(30);
});

test('and does not depend on its spelling', () => {
  for (const seed of seeds(40)) {
    const code = new Structured(seed);
    const { text, finals } = shown(code, 2 * seed);
    expect({ other: text, ...shown(code, 2 * seed + 1) }).toMatchObject({ finals });
  }
});
