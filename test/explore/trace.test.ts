// SPDX-License-Identifier: MIT
// The text of a trace, both ways, and traces replayed: every state comes back, and an impossible choice is an answer.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/explore/replay.ts';
import { formatTrace, parseTrace } from '../../src/explore/trace.ts';
import { check, failureOf } from './check.ts';
import { hand } from './hand.ts';
import { abba, dieHard, increment } from './models.ts';

const steps = (...threads: number[]) => threads.map((thread) => ({ thread, path: 0 }));

describe('the text of a trace', () => {
  it.each([
    ['0.0.1.2:1', { initial: 0, steps: [...steps(0, 0, 1), { thread: 2, path: 1 }] }],
    ['2/0.0.1', { initial: 2, steps: steps(0, 0, 1) }],
    ['-', { initial: 0, steps: [] }],
    ['3/-', { initial: 3, steps: [] }],
  ])('%s', (text, choices) => {
    expect(formatTrace(choices)).toBe(text);
    expect(parseTrace(text)).toEqual({ kind: 'trace', choices });
  });

  it('round trip', () => {
    const step = fc.record({ thread: fc.nat(40), path: fc.nat(1000) });
    const choices = fc.record({ initial: fc.nat(100), steps: fc.array(step) });
    fc.assert(
      fc.property(choices, (choice) => {
        expect(parseTrace(formatTrace(choice))).toEqual({ kind: 'trace', choices: choice });
      }),
    );
  });

  it.each(['x', '0..1', '0.', '0:', '0:1:2', '/0', '-1/0', '1/2/3', '0.1e3', '0,1'])('refuses %s', (text) => {
    expect(parseTrace(text)).toMatchObject({ kind: 'problem' });
  });

  it('any text is an answer, never an exception', () => {
    fc.assert(fc.property(fc.string(), (text) => ['trace', 'problem'].includes(parseTrace(text).kind)));
  });
});

describe('replay', () => {
  it('gives every state and event back', () => {
    const program = increment(2);
    const { steps: replayed, last, problem } = replay(program, { initial: 0, steps: steps(0, 1, 1, 0) });
    expect(problem).toBeNull();
    // The counter after each step: two reads of 0, two writes of 1.
    expect(replayed.map(({ after }) => after[0])).toEqual([0, 0, 1, 1]);
    expect(replayed.map(({ before }) => before[0])).toEqual([0, 0, 0, 1]);
    expect(replayed.map(({ narration }) => narration.events[0]?.kind)).toEqual(['read', 'read', 'write', 'write']);
    expect(last).toEqual(replayed[3]?.after);
  });

  it.each([
    ['0.0.0', 2, 'finished'],
    ['0.1', -2, 'fine'],
    ['5', 0, 'thread'],
    ['0:1', 0, 'path'],
    ['1/0', -1, 'initial'],
  ])('%s of increment: step %i, %s', (text, step, why) => {
    const parsed = parseTrace(text);
    if (parsed.kind === 'problem') throw new Error(parsed.problem);
    const { problem } = replay(increment(2), parsed.choices);
    if (why === 'fine') expect(problem).toBeNull();
    else expect(problem).toMatchObject({ step, why });
  });

  it('says who is blocked', () => {
    // 0 takes a, 1 takes b, 0 wants b.
    const { problem, steps: replayed } = replay(abba(), { initial: 0, steps: steps(0, 1, 0) });
    expect(problem).toEqual({ step: 2, why: 'blocked', message: 'step 3: CPU0 is blocked' });
    expect(replayed).toHaveLength(2);
  });

  it('shows the step that faults, and nothing after it', () => {
    const program = hand({ variables: {}, threads: [{ name: 'T', code: [{ run: () => ({ fault: 'assert' }) }] }] });
    expect(replay(program, { initial: 0, steps: steps(0) })).toMatchObject({
      problem: null,
      steps: [{ fault: { kind: 'assert' } }],
    });
    expect(replay(program, { initial: 0, steps: steps(0, 0) }).problem).toMatchObject({ step: 1, why: 'faulted' });
  });

  it('follows what the search prints', () => {
    for (const [program, judge] of [
      [dieHard(), 'not four'],
      [increment(3), 'no lost update'],
      [abba(), 'NO-DEADLOCK'],
    ] as const) {
      const { trace } = failureOf(check(program, judge));
      if (trace === null) throw new Error('no trace');
      const parsed = parseTrace(formatTrace(trace));
      expect(parsed).toMatchObject({ kind: 'trace' });
      if (parsed.kind === 'trace') expect(replay(program, parsed.choices).problem).toBeNull();
    }
  });
});
