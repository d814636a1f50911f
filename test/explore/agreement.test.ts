// SPDX-License-Identifier: MIT
// Random programs: the verdict with and without reduction, in both complete orders, against the naive oracle; the
// shortest story against all stories; and every trace replayed.

import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import type { Sought } from '../../src/explore/judge.ts';
import type { Options } from '../../src/explore/options.ts';
import { replay } from '../../src/explore/replay.ts';
import type { Failure, Verdict } from '../../src/explore/verdict.ts';
import { programs, runs } from '../fuzz.ts';
import { randomProgram } from './arbitrary.ts';
import { check, FULL } from './check.ts';
import { type Cost, type Opinion, Oracle } from './oracle.ts';

const RUNS = programs(900);

/** The oracle looks at every pair of states: programs with more are left to the other random tests. */
const STATES = 2000;

/** The kinds that the verdict may name: any that the program really has, since the search stops at the first it meets. */
function expected(judge: string, opinion: Opinion): readonly string[] {
  const kinds: string[] = [];
  if (opinion.fault) kinds.push('fault');
  if (judge === 'always' && !opinion.always) kinds.push('always');
  if (judge === 'atEnd' && !opinion.atEnd) kinds.push('atEnd');
  if (judge === 'NO-DEADLOCK' && opinion.deadlock) kinds.push('deadlock');
  if (kinds.length > 0) return kinds;
  if (judge === 'NO-LIVELOCK' && opinion.livelock) return ['livelock'];
  if (!opinion.sometimes || (judge === 'atEnd' && !opinion.ends)) return ['sometimes'];
  return ['holds'];
}

function kindOf(verdict: Verdict): string {
  return verdict.kind === 'fails' ? verdict.failure.kind : verdict.kind;
}

/** The last two: the assertion that the programs have, and one that they lack, so that every fault is another's. */
const JUDGES = ['always', 'atEnd', 'NO-DEADLOCK', 'NO-LIVELOCK', 'ASSERTS', 'ASSERTS: assert!', 'ASSERTS: none'];

describe('random programs', () => {
  it('reduction on or off, breadth or depth first: the verdict is what the oracle says', async () => {
    const seen = new Map<string, number>();
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(randomProgram, async ({ program, text }) => {
        await setImmediate(); // the runner hears nothing of a worker that never yields
        const oracle = new Oracle(program, STATES);
        fc.pre(oracle.complete);
        const opinion = oracle.opinion();
        for (const judge of JUDGES) {
          const may = expected(judge, opinion);
          for (const reduction of [true, false])
            for (const order of ['breadth-first', 'depth-first'] as const) {
              const verdict = check(program, judge, { reduction, order, shortestStates: 0 });
              const kind = kindOf(verdict);
              expect(may, `${judge}, ${order}, reduction ${reduction}\n${text}`).toContain(kind);
              seen.set(kind, (seen.get(kind) ?? 0) + 1);
              cut += verdict.counts.reduced;
              expectComplete(verdict, opinion, reduction);
              if (verdict.kind === 'fails') expectReplays(program, verdict.failure);
            }
        }
      }),
      runs(RUNS),
    );
    // A test that never meets a kind, or never reduces, says nothing about it.
    for (const kind of ['holds', 'sometimes', 'fault', 'always', 'atEnd', 'deadlock', 'livelock'])
      expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(RUNS / 50);
    expect(cut).toBeGreaterThan(RUNS);
  });

  it('the reduction reaches every state at rest, and no other', () => {
    let [cut, rests] = [0, 0];
    fc.assert(
      fc.property(randomProgram, ({ program, text }) => {
        const full = statesAtRest(program, FULL);
        if (full === null) return;
        for (const order of ['breadth-first', 'depth-first'] as const) {
          const reduced = statesAtRest(program, { order });
          expect(reduced?.states, `${order}\n${text}`).toEqual(full.states);
          cut += reduced?.cut ?? 0;
        }
        rests += full.states.length;
      }),
      runs(RUNS),
    );
    expect(cut).toBeGreaterThan(RUNS / 2);
    expect(rests).toBeGreaterThan(RUNS);
  });

  it('the reported story is the shortest of all', () => {
    fc.assert(
      fc.property(randomProgram, ({ program, text }) => {
        for (const judge of ['always', 'atEnd', 'NO-DEADLOCK']) {
          const verdict = check(program, judge);
          if (verdict.kind !== 'fails' || verdict.failure.trace === null) continue;
          const { kind, trace } = verdict.failure;
          // What is shown of runs that come to no end is an example, and no shortest one.
          if (kind === 'sometimes') continue;
          expect(trace.shortest).toBe(true);
          const told: Cost = [trace.environmentSteps, trace.contextSwitches, trace.steps.length];
          const oracle = new Oracle(program, STATES);
          fc.pre(oracle.complete);
          // Assertions are fault number 1, see hand.ts; programs by arbitrary.ts have no others.
          const best = oracle.cheapest(kind === 'always' || kind === 'atEnd' || kind === 'deadlock' ? kind : 1);
          expect(told, `${judge}\n${text}`).toEqual(best);
          expectReplays(program, verdict.failure);
        }
      }),
      runs(Math.ceil(RUNS / 3)),
    );
  });

  it('a search for the shortest story that runs out of states keeps the first one', () => {
    fc.assert(
      fc.property(randomProgram, fc.integer({ min: 1, max: 10 }), ({ program }, shortestStates) => {
        const verdict = check(program, 'NO-DEADLOCK', { shortestStates });
        if (verdict.kind === 'fails') expectReplays(program, verdict.failure);
      }),
      runs(Math.ceil(RUNS / 10)),
    );
  });
});

/** All of them, word by word, with the kind of rest: what SAME-OUTCOMES observes is a function of it. Null where an
 *  assertion ends the search. */
function statesAtRest(
  program: Program,
  options: Partial<Options>,
): { readonly states: readonly string[]; readonly cut: number } | null {
  const states = new Set<string>();
  const sought: Sought = {
    message: '',
    is(rest, words, at) {
      states.add(`${rest} ${words.slice(at, at + program.words).join(' ')}`);
      return false;
    },
  };
  const verdict = check(program, 'SAME-OUTCOMES', options, sought);
  if (kindOf(verdict) === 'fault') return null;
  return { states: [...states].sort(), cut: verdict.counts.reduced };
}

/** Without reduction a complete search has seen exactly what there is; with it, no more. */
function expectComplete(verdict: Verdict, opinion: Opinion, reduction: boolean): void {
  if (verdict.kind !== 'holds') return;
  if (verdict.reduction !== 'nothing') expect(verdict.counts.states).toBeLessThanOrEqual(opinion.states);
  else expect(verdict.counts).toMatchObject({ states: opinion.states, transitions: opinion.transitions });
  if (!reduction) expect(verdict).toMatchObject({ reduction: 'nothing', counts: { reduced: 0 } });
}

function expectReplays(program: Program, failure: Failure): void {
  if (failure.trace === null) return;
  const { problem, steps, last } = replay(program, failure.trace);
  expect(problem).toBeNull();
  const property = program.properties.find(({ name }) => name === failure.property);
  if (property !== undefined && failure.kind !== 'sometimes') expect(property.holds(last, 0)).toBe(false);
  if (failure.kind === 'fault') expect(steps.at(-1)?.fault?.kind).toBe('assert');
  if (failure.loop !== null) expect(steps[failure.loop]?.before).toEqual(last);
}
