// SPDX-License-Identifier: MIT
// What is outside of the machines: stores and values beyond their bounds, objects that come and go, what would go on for ever.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import type { MemoryModel, ScenarioDeclaration, Tree } from '../../src/lang/tree.ts';
import { check } from '../explore/check.ts';
import { onlyScenario } from '../lang/model.ts';

function model(...bodies: readonly string[]): { readonly tree: Tree; readonly scenario: ScenarioDeclaration } {
  const source = `import { alloc, atomically, free, pool, scenario, type u8 } from 'faultline';
class cell { n: u8 = 0; }
class thing { n: u8 = 0; }
export default scenario({
  title: 'bounds',
  world() { pool(thing, 1); return { x: new cell(), y: new cell() }; },
  threads: { ${bodies.map((body, i) => `CPU${i}(w) { ${body} }`).join(', ')} },
  sometimes: { begun: () => true },
});`;
  return onlyScenario(source);
}

const compiled = (bodies: readonly string[], memory: MemoryModel) =>
  compile(model(...bodies).tree, { ...model(...bodies), layers: [], judgeWarnings: false, memory });

function answer(memory: MemoryModel, ...bodies: readonly string[]): string {
  const verdict = check(compiled(bodies, memory), 'NO-DEADLOCK');
  return verdict.kind === 'unknown' ? `unknown: ${verdict.bound.reason}` : verdict.kind;
}

const stores = (n: number): string => Array.from({ length: n }, (_, i) => `w.x.n = ${i};`).join(' ');

describe('a bound that is met is no answer', () => {
  test('a store buffer of sixteen', () => {
    expect(answer('tso', stores(16))).toBe('holds');
    expect(answer('tso', stores(17))).toMatch(
      /^unknown: .*a CPU has 16 stores that are not visible yet, and stores once more/,
    );
  });

  test('sixteen values of a cell, where somebody may still read the first', () => {
    // With the one that was there from the beginning.
    const reads = 'if (w.x.n === 100) w.y.n = 1;';
    expect(answer('weak', stores(15), reads)).toBe('holds');
    expect(answer('weak', stores(16), reads)).toMatch(
      /^unknown: .*a cell has 16 values that somebody may still read, and is written once more/,
    );
    // Alone, nobody reads what is gone.
    expect(answer('weak', stores(40))).toBe('holds');
  });
});

describe('is refused where memory is not sequentially consistent', () => {
  test.each(['tso', 'weak'] as const)('objects that come and go, under %s', (memory) => {
    expect(whatOf(['const t = alloc(thing); w.x.n = 1; free(t);'], memory)).toEqual([
      'alloc where memory is not sequentially consistent',
      'free where memory is not sequentially consistent',
    ]);
    expect(whatOf(['w.x.n = 1;'], memory)).toEqual([]);
  });

  test('under sc it is not', () => {
    expect(whatOf(['const t = alloc(thing); w.x.n = 1; free(t);'], 'sc')).toEqual([]);
  });
});

function whatOf(bodies: readonly string[], memory: MemoryModel): readonly string[] {
  try {
    compiled(bodies, memory);
    return [];
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return error.diagnostics.map(({ what }) => what);
  }
}
