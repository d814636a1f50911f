// SPDX-License-Identifier: MIT
// What each kind of judgement says, both ways: the bug fails, its absence holds, and a bound is neither.

import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { formatTrace } from '../../src/explore/trace.ts';
import { check, FULL, failureOf } from './check.ts';
import { BLOCKED, hand, type Instruction } from './hand.ts';
import { abba, dieHard, increment } from './models.ts';
import { peterson } from './peterson.ts';

const touch = (name: string, value = 1): Instruction => ({
  writes: [name],
  run: (m) => m.set(name, value) as undefined,
});
const when = (name: string): Instruction => ({
  reads: [name],
  run: (m) => (m.get(name) === 0 ? BLOCKED : undefined),
});

describe('always', () => {
  it('fails in the state that breaks it, and the trace ends there', () => {
    const failure = failureOf(check(dieHard(), 'not four'));
    expect(failure).toMatchObject({ kind: 'always', property: 'not four', trace: { contextSwitches: 0 } });
    // Fill big; pour into small; empty small; pour; fill big; pour: the six moves everybody knows.
    expect(failure.trace?.steps.map(({ path }) => path)).toEqual([1, 5, 2, 5, 1, 5]);
  });

  it('is judged in initial states too, of all of them', () => {
    const program = hand({
      variables: { x: 0 },
      initials: [{ x: 1 }, { x: 2 }],
      threads: [{ name: 'T', code: [touch('x', 3)] }],
      properties: [{ name: 'not two', kind: 'always', reads: ['x'], holds: (get) => get('x') !== 2 }],
    });
    const { trace } = failureOf(check(program, 'not two'));
    expect(trace).toMatchObject({ initial: 2, steps: [], shortest: true });
    expect(trace && formatTrace(trace)).toBe('2/-');
  });
});

describe('atEnd', () => {
  it('fails where all have finished: the lost update, with the one switch it needs', () => {
    const { kind, trace } = failureOf(check(increment(2), 'no lost update'));
    expect(kind).toBe('atEnd');
    // One thread reads, the other does both, the first writes: two switches, and one is not enough.
    expect(trace).toMatchObject({ contextSwitches: 2, environmentSteps: 0, shortest: true });
    expect(trace?.steps).toHaveLength(4);
  });

  it('waits for daemons and environments in the middle of something', () => {
    const program = (role: 'daemon' | 'environment', start: Instruction) =>
      hand({
        variables: { go: 0, done: 0 },
        threads: [
          { name: 'T', code: [touch('go')] },
          { name: 'D', role, code: [start, touch('done')] },
        ],
        properties: [{ name: 'done', kind: 'atEnd', reads: ['done'], holds: (get) => get('done') === 1 }],
      });
    // A daemon that can start is not idle for good: `go` stays 1, so it never is.
    expect(failureOf(check(program('daemon', when('go')), 'done'))).toMatchObject({ property: 'a run ends' });
    const takes: Instruction = {
      reads: ['go'],
      writes: ['go'],
      run(m) {
        if (m.get('go') === 0) return BLOCKED;
        m.set('go', 0);
        return undefined;
      },
    };
    expect(check(program('daemon', takes), 'done').kind).toBe('holds');
    // The environment need not begin: an end without it is an end.
    expect(failureOf(check(program('environment', takes), 'done'))).toMatchObject({ kind: 'atEnd' });
  });

  it('that was never judged does not hold', () => {
    const failure = failureOf(check(hand({ ...blocked(), properties: [end] }), 'end'));
    expect(failure).toMatchObject({ kind: 'sometimes', property: 'a run ends' });
  });

  it('that was never judged comes with a run that shows why: where everything rests, or a round', () => {
    const stuck = failureOf(
      check(
        hand({
          variables: { x: 0, go: 0 },
          threads: [
            { name: 'T', code: [touch('x')] },
            { name: 'D', role: 'daemon', code: [touch('x'), when('go')] },
          ],
          properties: [end],
        }),
        'end',
      ),
    );
    expect(stuck).toMatchObject({ property: 'a run ends', loop: null });
    expect(stuck.trace?.steps).toHaveLength(2);
    expect(stuck.waits).toMatchObject([{ thread: 'D', location: { field: 'go' }, heldBy: [] }]);

    const back: Instruction = { reads: ['x'], to: [0], run: () => 0 };
    const round = failureOf(
      check(hand({ variables: { x: 0 }, threads: [{ name: 'T', code: [back] }], properties: [end] }), 'end'),
    );
    expect(round).toMatchObject({ property: 'a run ends', loop: 0, waits: [] });
    expect(round.trace?.steps).toHaveLength(1);
  });

  const end = { name: 'end', kind: 'atEnd', reads: [], holds: () => true } as const;
  const blocked = () => ({ variables: { x: 0 }, threads: [{ name: 'T', code: [when('x')] }] });

  it('shows a run where none ends, and says so where the budget is too small for one', () => {
    const program = (code: readonly Instruction[]) =>
      hand({
        variables: { x: 0, never: 0 },
        threads: [{ name: 'T', code }],
        properties: [{ name: 'P', kind: 'atEnd', reads: ['x'], holds: () => true }],
      });
    const round: Instruction = {
      writes: ['x'],
      to: [1],
      run(m) {
        m.set('x', 0);
        return 1;
      },
    };
    const never = "no run comes to its end, so 'P' was never judged";
    for (const code of [
      [touch('x'), touch('x', 2), round],
      [touch('x'), touch('x', 2), when('never')],
    ]) {
      const shown = failureOf(check(program(code), 'P'));
      expect(shown).toMatchObject({ kind: 'sometimes', property: 'a run ends', message: never });
      expect(shown.trace?.steps.length).toBeGreaterThan(1);
      // Its three or four states were all found; what shows a run may look at one.
      const untold = failureOf(check(program(code), 'P', { shortestStates: 1 }));
      expect(untold).toMatchObject({ message: `${never}; to show one, the budget is too small`, trace: null });
    }
  });
});

describe('sometimes', () => {
  it('refuses a verdict about nothing, for every judgement', () => {
    const program = (value: number) =>
      hand({
        variables: { x: 0 },
        threads: [{ name: 'T', code: [touch('x', value)] }],
        properties: [
          { name: 'seen', kind: 'sometimes', reads: ['x'], holds: (get) => get('x') === 2 },
          { name: 'fine', kind: 'always', reads: ['x'], holds: () => true },
        ],
      });
    for (const judge of ['fine', 'ASSERTS', 'NO-DEADLOCK', 'NO-LIVELOCK', 'seen']) {
      expect(check(program(2), judge).kind).toBe('holds');
      expect(failureOf(check(program(1), judge))).toMatchObject({ kind: 'sometimes', property: 'seen' });
    }
  });
});

describe('faults', () => {
  const faulty = (fault: Fault['kind']) =>
    hand({
      variables: { x: 0, y: 0 },
      threads: [
        { name: 'T', code: [touch('x'), touch('x', 0)] },
        { name: 'U', code: [{ reads: ['x'], run: (m) => (m.get('x') === 1 ? { fault } : undefined) }, touch('y')] },
      ],
      properties: [{ name: 'P', kind: 'always', reads: ['x'], holds: () => true }],
    });

  it.each(['assert', 'range', 'index', 'null', 'freed', 'endless'] as const)('%s breaks every run', (kind) => {
    for (const judge of ['P', 'ASSERTS', 'NO-DEADLOCK', 'NO-LIVELOCK'])
      for (const reduction of [true, false]) {
        const failure = failureOf(check(faulty(kind), judge, { reduction }));
        expect(failure).toMatchObject({ kind: 'fault', property: 'ASSERTS', message: `${kind}!` });
        expect(failure.trace && formatTrace(failure.trace)).toBe('0.1');
      }
  });

  describe('one assertion of two', () => {
    // T sees x at 1 before U's second write and at 2 after it: an assertion, and an index that comes first.
    const two = (second: number) =>
      hand({
        variables: { x: 0, y: 0 },
        threads: [
          { name: 'T', code: [{ reads: ['x'], run: (m) => faultAt(m.get('x'), second) }, touch('y')] },
          { name: 'U', code: [touch('x', 1), touch('x', 2), touch('x', 0)] },
        ],
      });
    const faultAt = (x: number, second: number) => {
      if (x === 1) return { fault: 'index' } as const;
      return x === second ? ({ fault: 'assert' } as const) : undefined;
    };

    it.each([true, false])('is found behind the other one, reduction %s', (reduction) => {
      const any = failureOf(check(two(2), 'ASSERTS', { reduction }));
      expect(any).toMatchObject({ property: 'ASSERTS', message: 'index!' });
      const one = failureOf(check(two(2), 'ASSERTS: assert!', { reduction }));
      expect(one).toMatchObject({ kind: 'fault', property: 'ASSERTS: assert!', message: 'assert!' });
      expect(one.trace && formatTrace(one.trace)).toBe('1.1.0');
    });

    it.each([true, false])('that never breaks does not hold where the other one does, reduction %s', (reduction) => {
      const failure = failureOf(check(two(3), 'ASSERTS: assert!', { reduction }));
      expect(failure).toMatchObject({ kind: 'fault', property: 'ASSERTS', message: 'index!' });
      expect(failure.trace && formatTrace(failure.trace)).toBe('1.0');
    });

    it('holds where nothing breaks', () => {
      const quiet = hand({ variables: { x: 0 }, threads: [{ name: 'U', code: [touch('x')] }] });
      expect(check(quiet, 'ASSERTS: assert!').kind).toBe('holds');
    });

    it('leaves out no state: what faults is none, and what stands beside it stays', () => {
      // U stands in 4 places. T can pass at x = 0 alone, which is where U begins and ends: from there on T is between its
      // two steps or done, wherever U is.
      const { counts } = check(two(2), 'ASSERTS: none', { ...FULL });
      expect(counts.states).toBe(4 + 4 + 4);
    });
  });

  it('an empty pool is a bound', () => {
    expect(check(faulty('pool'), 'P')).toMatchObject({ kind: 'unknown', bound: { kind: 'pool', reason: 'pool!' } });
  });
});

describe('budgets', () => {
  it('of states: exactly so many, and unknown', () => {
    for (const order of ['breadth-first', 'depth-first'] as const)
      expect(check(peterson(3), 'mutual exclusion', { ...FULL, order, maxStates: 12_497 })).toMatchObject({
        kind: 'unknown',
        bound: { kind: 'states' },
      });
    const verdict = check(increment(2), 'small', { ...FULL, maxStates: 12 });
    expect(verdict).toMatchObject({ kind: 'unknown', bound: { reason: expect.stringContaining('(--max-states)') } });
    // The thirteenth state is the last one: with room for it nothing is left.
    expect(check(increment(2), 'small', { ...FULL, maxStates: 13 }).kind).toBe('holds');
  });

  it('of memory: unknown with what was counted, within the limit', () => {
    const maxMemory = 2 ** 20;
    const { kind, counts } = check(peterson(4), 'mutual exclusion', { ...FULL, maxMemory });
    expect(kind).toBe('unknown');
    expect(counts.memory).toBeLessThanOrEqual(maxMemory);
    expect(counts.states).toBeGreaterThan(5_000);
    // Not even room to begin.
    expect(check(peterson(4), 'ASSERTS', { maxMemory: 100 })).toMatchObject({
      kind: 'unknown',
      bound: { kind: 'memory' },
      counts: { states: 0 },
    });
  });

  it('of time: the clock is asked between batches', () => {
    let time = 0;
    const verdict = check(peterson(4), 'ASSERTS', { ...FULL, maxTime: 50, now: () => time++ });
    expect(verdict).toMatchObject({ kind: 'unknown', bound: { kind: 'time' } });
  });

  it('an interrupt is answered with the counts so far', () => {
    let time = 0;
    const now = () => ++time;
    const run = explore(peterson(4), { ...DEFAULTS, ...FULL, judge: 'ASSERTS', now });
    const progress = run.next();
    expect(progress).toMatchObject({ done: false, value: { phase: 'search' } });
    expect(run.next('interrupt')).toMatchObject({
      done: true,
      value: { kind: 'unknown', bound: { kind: 'interrupt' } },
    });
  });
});

describe('deadlock', () => {
  it('is found although a bystander finishes, and lock order prevents it', () => {
    for (const reduction of [true, false]) {
      expect(failureOf(check(abba(), 'NO-DEADLOCK', { reduction }))).toMatchObject({
        kind: 'deadlock',
        property: 'NO-DEADLOCK',
        // The bystander must be out of the way: its two steps, then each of the others takes its first lock.
        trace: { contextSwitches: 2, environmentSteps: 0, shortest: true, steps: { length: 4 } },
      });
      expect(check(abba(['a', 'b']), 'NO-DEADLOCK', { reduction }).kind).toBe('holds');
    }
  });

  it('an environment at its top saves nobody, one in the middle does', () => {
    const program = (second: Instruction[]) =>
      hand({
        variables: { x: 0, y: 0 },
        threads: [
          { name: 'T', code: [when('x')] },
          { name: 'E', role: 'environment', code: second },
        ],
      });
    // It could set x, but nobody owes that.
    expect(check(program([touch('x')]), 'NO-DEADLOCK').kind).toBe('fails');
    const inTheMiddle = hand({
      variables: { x: 0, y: 0 },
      threads: [
        { name: 'T', code: [when('y'), when('x')] },
        { name: 'E', role: 'environment', code: [touch('y'), touch('x')] },
      ],
      initials: [],
    });
    // The first state is a deadlock again; what follows E's first step is none.
    expect(failureOf(check(inTheMiddle, 'NO-DEADLOCK')).trace?.steps).toEqual([]);
  });

  it('is not judged for other properties', () => {
    expect(check(abba(), 'ASSERTS').kind).toBe('holds');
  });
});
