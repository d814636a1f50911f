// SPDX-License-Identifier: MIT
// Two programs with the same ends, with ends that only one of them has, and everything that must not pass for the same.

import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS, type Options } from '../../src/explore/options.ts';
import { replay } from '../../src/explore/replay.ts';
import { type Comparison, compareOutcomes, type Side } from '../../src/explore/same-outcomes.ts';
import { failureOf } from './check.ts';
import { BLOCKED, type HandProgram, hand, type Instruction } from './hand.ts';

const set = (name: string, value: number): Instruction => ({
  writes: [name],
  run: (m) => m.set(name, value) as undefined,
});

const choose = (name: string, ...values: readonly number[]): Instruction => ({
  writes: [name],
  run: (m) => m.set(name, values[m.choose(values.length)]) as undefined,
});

/** One thread; `x` is what is observed, `y` is not. */
const program = (...code: readonly Instruction[]): Program => withParts({ threads: [{ name: 'T', code }] });

const withParts = (parts: Partial<HandProgram>): Program =>
  hand({ variables: { x: 0, y: 0 }, outcomes: ['x'], threads: [], ...parts });

function compare(one: Program, other: Program, options: Partial<Options> = {}): Comparison {
  const sides: readonly [Side, Side] = [
    { name: 'new', program: one },
    { name: 'old', program: other },
  ];
  const run = compareOutcomes(...sides, { ...DEFAULTS, now: () => 0, ...options, judge: 'SAME-OUTCOMES' });
  for (;;) {
    const turn = run.next();
    if (turn.done === true) return turn.value;
  }
}

describe('the same', () => {
  it('are two programs that come to the same values, however they get there and whatever else they leave', () => {
    const short = program(choose('x', 1, 2));
    const long = program(set('y', 7), choose('x', 2, 1), set('y', 9));
    const { verdict } = compare(short, long);
    // 1 + 2 states, and 1 + 1 + 2 + 2.
    expect(verdict).toMatchObject({ kind: 'holds', counts: { states: 9, ends: 4, outcomes: 2 } });
  });

  it('are reduced, for every state at rest is reached all the same', () => {
    const two = (): Program =>
      withParts({
        threads: [
          { name: 'T', code: [choose('x', 1, 2)] },
          { name: 'U', code: [set('y', 1)] },
        ],
      });
    // 1 + 2 + 2 states; 1 + 2 + 1 + 2 without reduction.
    const held = { kind: 'holds', counts: { states: 10, outcomes: 2 } };
    expect(compare(two(), two()).verdict).toMatchObject({ ...held, reduction: 'steps' });
    const full = { kind: 'holds', reduction: 'nothing', counts: { states: 12, outcomes: 2 } };
    expect(compare(two(), two(), { reduction: false }).verdict).toMatchObject(full);
  });
});

describe('not the same', () => {
  it.each([
    ['new', [1, 2, 3], [2, 1]],
    ['old', [1, 2], [2, 3, 1]],
  ])('what only %s ends with is shown, in a run of its own', (name, values, others) => {
    const sides = { new: program(choose('x', ...values)), old: program(set('y', 1), choose('x', ...others)) };
    const { verdict, side } = compare(sides.new, sides.old);
    expect(side.name).toBe(name);
    const failure = failureOf(verdict);
    expect(failure).toMatchObject({
      kind: 'outcome',
      property: 'SAME-OUTCOMES',
      message: `only ${name} ends with x 3`,
    });
    if (failure.trace === null) throw new Error('no trace');
    expect(failure.trace.shortest).toBe(true);
    const replayed = replay(side.program, failure.trace);
    expect(replayed.problem).toBe(null);
    expect(replayed.last[0]).toBe(3);
  });

  it('is a deadlock that only one of them has, though their ends are equal', () => {
    const end = choose('x', 0, 1);
    const wait: Instruction = { reads: ['x'], run: (m) => (m.get('x') === 1 ? BLOCKED : undefined) };
    const free = program(end);
    // Blocked where x is 1: this program has one end less, and one deadlock more.
    const blocked = program(end, wait);
    expect(failureOf(compare(blocked, free).verdict).message).toBe('only new deadlocks with x 1');
    const both = program(choose('x', 0, 1), { ...wait, run: (m) => (m.choose(2) === 0 ? undefined : BLOCKED) });
    expect(compare(free, both).verdict.kind).toBe('holds');
  });

  it('is something that stays in flight for ever', () => {
    const parts = (code: readonly Instruction[]): Program =>
      withParts({
        threads: [
          { name: 'T', code: [set('y', 1)] },
          { name: 'E', role: 'environment', code },
        ],
      });
    const leaves = parts([set('x', 1), set('x', 0)]);
    const stays = parts([set('x', 1), { reads: ['y'], run: () => BLOCKED }]);
    expect(failureOf(compare(stays, leaves).verdict).message).toBe(
      'only new ends, while something is in flight for ever, with x 1',
    );
  });
});

describe('neither', () => {
  const fine = (): Program => program(choose('x', 1, 2));

  it('where no run comes to its end: two empty sets are equal to nothing', () => {
    const endless = (): Program => program({ reads: ['x'], to: [0], run: () => 0 });
    const vacuous = { kind: 'sometimes', property: 'a run ends' };
    expect(failureOf(compare(endless(), endless()).verdict)).toMatchObject(vacuous);
    expect(failureOf(compare(fine(), endless()).verdict)).toMatchObject({
      ...vacuous,
      message: expect.stringMatching(/^in old: /),
    });
    // A deadlock is a way to come to rest, and no end.
    const blocked = (): Program => program({ reads: ['x'], run: () => BLOCKED });
    expect(failureOf(compare(blocked(), blocked()).verdict)).toMatchObject(vacuous);
  });

  it('where one of them breaks an assertion, or never shows an example', () => {
    const faulty = program({ run: () => ({ fault: 'assert' as const }) });
    expect(failureOf(compare(faulty, fine()).verdict)).toMatchObject({ kind: 'fault', property: 'ASSERTS' });
    const { verdict, side } = compare(fine(), faulty);
    expect(side.name).toBe('old');
    expect(failureOf(verdict)).toMatchObject({ property: 'ASSERTS', message: 'in old: assert!' });
    const dull = withParts({
      threads: [{ name: 'T', code: [choose('x', 1, 2)] }],
      properties: [{ name: 'seen', kind: 'sometimes', reads: ['x'], holds: (get) => get('x') === 3 }],
    });
    expect(failureOf(compare(fine(), dull).verdict)).toMatchObject({ kind: 'sometimes', property: 'seen' });
  });

  it.each([
    ['states', { maxStates: 2 }],
    ['memory', { maxMemory: 100 }],
    ['walk', { order: 'random-walk' as const, maxStates: 50 }],
  ])('where a bound ends a search: %s', (kind, options) => {
    expect(compare(fine(), fine(), options).verdict).toMatchObject({ kind: 'unknown', bound: { kind } });
  });

  it('where a bound ends the search of the other one only', () => {
    const large = program(set('y', 1), set('y', 2), set('y', 3), choose('x', 1, 2));
    expect(compare(fine(), large, { maxStates: 4 }).verdict).toMatchObject({
      kind: 'unknown',
      bound: { kind: 'states', reason: expect.stringMatching(/^in old: /) },
    });
    const starved = program({ run: () => ({ fault: 'pool' as const }) });
    expect(compare(fine(), starved).verdict).toMatchObject({ kind: 'unknown', bound: { kind: 'pool' } });
  });

  it('where the time of both together is over', () => {
    let time = 0;
    // Five ticks would do for each.
    const { verdict } = compare(fine(), fine(), { now: () => time++, maxTime: 6 });
    expect(verdict).toMatchObject({ kind: 'unknown', bound: { kind: 'time' } });
  });

  it('and nobody can ask for it without something to compare with', () => {
    const alone = explore(fine(), { ...DEFAULTS, now: () => 0, judge: 'SAME-OUTCOMES' });
    expect(() => alone.next()).toThrow('compares nothing');
  });
});
