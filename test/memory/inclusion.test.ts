// SPDX-License-Identifier: MIT
// What may come of code under a memory model, may come of it under a weaker one: a state in which everything is at rest is not lost.

import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { programs } from '../fuzz.ts';
import { parseFiles } from '../lang/model.ts';
import { endsOf } from './ends.ts';
import { Waiting } from './waiting.ts';

/** Null: too large, or TypeScript knows that a comparison is false. */
function finals(text: string, memory: 'sc' | 'tso' | 'weak'): ReadonlySet<string> | null {
  const { tree, diagnostics } = parseFiles({ 'm.ts': text });
  const [scenario] = tree.scenarios;
  if (scenario === undefined || diagnostics.length > 0) return null;
  const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
  return endsOf(program, 20_000, text)?.ends ?? null;
}

test('what is at rest under sc is under tso, and what is under tso is under weak', async () => {
  const count = programs(60);
  let [compared, more, all] = [0, 0, 0];
  for (let seed = 1; seed <= count; seed++) {
    await setImmediate(); // the runner hears nothing of a worker that never yields
    const { text } = new Waiting(seed);
    const [sc, tso] = [finals(text, 'sc'), finals(text, 'tso')];
    const weak = tso === null ? null : finals(text, 'weak');
    if (sc === null || tso === null || weak === null) continue;
    compared++;
    all += sc.size;
    if (weak.size > sc.size) more++;
    const lost = { tso: [...sc].filter((one) => !tso.has(one)), weak: [...tso].filter((one) => !weak.has(one)) };
    expect(lost, text).toEqual({ tso: [], weak: [] });
  }
  // Of programs with one outcome, or too large, nothing would be learned.
  expect(compared).toBeGreaterThan(count / 2);
  expect(all).toBeGreaterThan(3 * compared);
  expect(more).toBeGreaterThan(count / 20);
});
