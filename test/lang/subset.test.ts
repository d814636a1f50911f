// SPDX-License-Identifier: MIT
// Every refusal of the subset, side by side with what to write instead: the place is exact and nothing else is said.

import { describe, expect, test } from 'vitest';
import { type RefusalKey, refusals } from '../../src/lang/subset.ts';
import { headerLines, parseModel, print } from './model.ts';
import { modules } from './pairs/modules.ts';
import { statements } from './pairs/statements.ts';
import { types } from './pairs/types.ts';
import { values } from './pairs/values.ts';

const pairs = [...modules, ...types, ...values, ...statements];

/** Takes the marks out and says where they stood. */
function unmark(marked: string): { readonly model: string; readonly place: string } {
  const start = marked.indexOf('«');
  const before = marked.slice(0, start).split('\n');
  const length = marked.indexOf('»') - start - 1;
  const column = (before.at(-1) ?? '').length + 1;
  return {
    model: marked.replace('«', '').replace('»', ''),
    place: `m.ts:${before.length + headerLines}:${column}+${length}`,
  };
}

describe.each(pairs)('%s', (key, refused, accepted) => {
  test(`refused: ${refused}`, () => {
    const { model, place } = unmark(refused);
    const found = parseModel(model).diagnostics.map((d) => print(d).slice(0, `${place} ${refusals[key].what}`.length));
    expect(found).toEqual([`${place} ${refusals[key].what}`]);
  });
  test(`accepted: ${accepted}`, () => {
    expect(parseModel(accepted).diagnostics.map(print)).toEqual([]);
  });
});

test('no refusal is left without a pair', () => {
  const exercised = new Set<RefusalKey>(pairs.map(([key]) => key));
  // A missing file, one that cannot be read and one that is no module need other files: test/lang/files.test.ts.
  exercised.add('not-a-module');
  exercised.add('unreadable');
  exercised.add('not-in-kernel');
  // And what is too big for a line: test/compile/too-much.test.ts.
  exercised.add('too-deep');
  exercised.add('too-long');
  // And what is told and does something: test/compile/told-effects.test.ts.
  exercised.add('told-effect');
  expect(Object.keys(refusals).filter((key) => !exercised.has(key as RefusalKey))).toEqual([]);
});

test.each(Object.entries(refusals))('%s says why, and what to write instead', (_key, { what, why, instead }) => {
  for (const text of [what, why, instead]) expect(text.length).toBeGreaterThan(1);
});
