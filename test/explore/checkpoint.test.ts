// SPDX-License-Identifier: MIT
// A search that goes on from any point between two batches comes to the same verdict, with the same counts and the same story, as
// one that was never stopped: of models with a failure and without, with the reduction and without, and of random programs.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import type { Checkpoint, Marks } from '../../src/explore/checkpoint.ts';
import type { Options } from '../../src/explore/options.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { randomProgram } from './arbitrary.ts';
import { check, FULL } from './check.ts';
import { abba, dieHard, increment, independent } from './models.ts';
import { peterson } from './peterson.ts';
import { twins } from './twins.ts';

interface Snapshot {
  readonly marks: Marks;
  readonly records: readonly Int32Array[];
}

/** After every batch, or after every so many. */
function collector(every: number): Checkpoint & { readonly taken: readonly Snapshot[] } {
  const taken: Snapshot[] = [];
  let batches = 0;
  return {
    taken,
    from: null,
    states: () => [],
    isDue: () => batches++ % every === 0,
    // Copies: the arrays are the search's own.
    save: (marks, records) => taken.push({ marks, records: [...records(0, marks.count)].map((one) => one.slice()) }),
  };
}

const goingOn = ({ marks, records }: Snapshot): Checkpoint => ({
  from: marks,
  states: () => records,
  isDue: () => false,
  save: () => {},
});

/** Without what memory it took: tables that were filled at once are other tables. */
const said = (verdict: Verdict): unknown => ({ ...verdict, counts: { ...verdict.counts, memory: 0 } });

/** @returns how many points there were */
function compare(program: Program, judge: string, options: Partial<Options>, every = 1): number {
  const expected = said(check(program, judge, options));
  const saving = collector(every);
  expect(said(check(program, judge, { ...options, checkpoint: saving }))).toEqual(expected);
  for (const one of saving.taken)
    expect(said(check(program, judge, { ...options, checkpoint: goingOn(one) }))).toEqual(expected);
  return saving.taken.length;
}

describe('from every point', () => {
  it.each<[string, Program, string, Partial<Options>]>([
    ['a lost update', increment(4), 'no lost update', {}],
    ['the same, all orders', increment(4), 'no lost update', FULL],
    ['what holds', independent(4, 3), 'ASSERTS', FULL],
    ['the same, reduced', independent(4, 3), 'ASSERTS', {}],
    ['a deadlock', abba(), 'NO-DEADLOCK', {}],
    ['none', abba(['a', 'b']), 'NO-DEADLOCK', {}],
    ['a puzzle', dieHard(), 'not four', {}],
  ])('%s', (_, program, judge, options) => {
    // A level is a batch at least: there are as many points as levels, one less where the last one ends it.
    expect(compare(program, judge, options)).toBeGreaterThan(2);
  });

  it('in a search of many batches a level', () => {
    expect(compare(peterson(3), 'NO-DEADLOCK', {}, 7)).toBeGreaterThan(5);
  });

  it.each([
    ['that holds', 'small'],
    ['that fails', 'late'],
  ])('where one of interchangeable threads is stored for all: %s', (_, judge) => {
    expect(compare(twins(19), judge, {}, 5)).toBeGreaterThan(5);
  });

  it('where a budget of states ended it: the same as if there had been none', () => {
    const program = peterson(3);
    const whole = said(check(program, 'NO-DEADLOCK'));
    for (const maxStates of [5, 300, 1000, 3001]) {
      const saving = collector(Infinity);
      expect(check(program, 'NO-DEADLOCK', { maxStates, checkpoint: saving }).kind).toBe('unknown');
      const last = saving.taken.at(-1);
      if (last === undefined) throw new Error('nothing was saved');
      // Not more than one batch of 256 states is lost, and what they lead to.
      expect(last.marks.count).toBeGreaterThan(maxStates - 2 * 256);
      expect(said(check(program, 'NO-DEADLOCK', { checkpoint: goingOn(last) }))).toEqual(whole);
    }
  });

  it('whether the budget cuts the last batch short, or a whole one passes it', () => {
    const program = peterson(3);
    const whole = said(check(program, 'NO-DEADLOCK'));
    const saved = Array.from({ length: 300 }, (_, i) => {
      const saving = collector(Infinity);
      check(program, 'NO-DEADLOCK', { maxStates: 3000 + i, checkpoint: saving });
      return saving.taken.at(-1);
    });
    expect(saved.filter((one) => one === undefined || one.marks.count < 3000 - 2 * 256)).toEqual([]);
    const past = saved.find((one, i) => one !== undefined && one.marks.count > 3000 + i);
    if (past === undefined) throw new Error('no batch passed its budget');
    expect(said(check(program, 'NO-DEADLOCK', { checkpoint: goingOn(past) }))).toEqual(whole);
  });

  it('of random programs', () => {
    let points = 0;
    fc.assert(
      fc.property(randomProgram, fc.constantFrom('always', 'atEnd', 'NO-DEADLOCK', 'ASSERTS'), ({ program }, judge) => {
        points += compare(program, judge, { maxStates: 500 });
      }),
      { numRuns: 150 },
    );
    // Most programs have more than two levels.
    expect(points).toBeGreaterThan(300);
  });
});
