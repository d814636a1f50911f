// SPDX-License-Identifier: MIT
// Whenever the first is true, the second is true then or later: in which runs that is broken, and which story is told. The
// known answers are those of three locks; examples/fairness has them with two and three processors.

import { describe, expect, it } from 'vitest';
import { failureAt } from '../../src/ask/outcome.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { replay } from '../../src/explore/replay.ts';
import { treatments } from '../../src/explore/treatment.ts';
import type { Failure } from '../../src/explore/verdict.ts';
import { compileText, scenarioText } from '../compile/model.ts';
import { check, failureOf } from './check.ts';

type Parts = {
  readonly world?: string;
  readonly threads?: string;
  readonly daemons?: string;
  readonly environment?: string;
};

const model = (parts: Parts, from = 'w.m.asked', to = 'w.m.done') =>
  compileText(`class memory { asked: bool = false; done: bool = false; turn: u8 = 0 }
    ${scenarioText({ world: '() => ({ m: new memory() })', threads: '{}', ...parts, leadsTo: `{ answer: [(w) => ${from}, (w) => ${to}] }` })}`);

/** From where it is due, the second condition is false in every state, the round treats everybody fairly, and who replays
 *  the trace is told the same. */
function expectNeverLed(program: ReturnType<typeof model>, failure: Failure): void {
  const { trace, due, loop } = failure;
  if (trace === null || due === undefined) throw new Error('no story');
  const replayed = replay(program, trace);
  const { initial, steps, last, problem } = replayed;
  expect(problem).toBeNull();
  const { kind, property, message } = failure;
  const same = { kind, property, message, due, loop };
  expect(toEnd(failureAt(program, trace, replayed, ['answer']))).toMatchObject(same);
  const states = [initial, ...steps.map(({ after }) => after)];
  const [answer] = program.leadsTo;
  if (answer === undefined) throw new Error('no leadsTo');
  expect(states.slice(due).some((state) => answer.to.holds(state, 0))).toBe(false);
  expect(answer.from.holds(states[due] ?? initial, 0)).toBe(true);
  if (loop === null) return;
  expect(loop).toBeGreaterThanOrEqual(due);
  expect(states[loop]).toEqual(last);
  // Throws where a thread that always could take a step takes none.
  expect(treatments(program, steps.slice(loop))).toHaveLength(program.threads.length);
}

describe('leadsTo, where requests come out of a pool', () => {
  /** A asks for ever, one request at a time or two; B answers whoever it finds. */
  const pooled = (size: number, asks: string, answers = 'r.done = true;') =>
    compileText(`class request { done: bool = false }
      class memory { request: request | null = null; asked: bool = false }
      function ask(m: memory): void {
        const r = alloc(request);
        m.request = r;
        waitUntil(() => r.done);
        m.request = null;
        ${asks}
      }
      ${scenarioText({
        world: `() => { pool(request, ${size}); return { m: new memory() }; }`,
        threads: '{}',
        daemons: `{ A: (w) => ask(w.m), B(w) { atomically(() => { const r = w.m.request; if (r !== null) { ${answers} } }); } }`,
        leadsTo: '{ answered: [(w) => w.m.request !== null, (w) => w.m.request === null] }',
      })}`);

  it('holds where each is given back', () => {
    expect(check(pooled(1, 'free(r);'), 'answered').kind).toBe('holds');
  });
  it('fails where nobody answers', () => {
    const failure = failureOf(check(pooled(1, 'free(r);', ''), 'answered'));
    expect(failure).toMatchObject({ kind: 'leadsTo', property: 'answered' });
  });
  it('is unknown where the pool is empty some day', () => {
    const verdict = check(pooled(3, ''), 'answered');
    expect(verdict).toMatchObject({ kind: 'unknown' });
  });
});

describe('leadsTo', () => {
  it('holds where a thread that can always answer does', () => {
    const program = model({
      threads: '{ A(w) { w.m.asked = true; }, B(w) { waitUntil(() => w.m.asked); w.m.done = true; } }',
    });
    expect(check(program, 'answer')).toMatchObject({ kind: 'holds', reduction: 'nothing' });
  });

  it('is true at once where both are true in one state', () => {
    const program = model({ threads: '{ A(w) { atomically(() => { w.m.asked = true; w.m.done = true; }); } }' });
    expect(check(program, 'answer').kind).toBe('holds');
  });

  it('what was true before does not count: it is asked once more', () => {
    const program = model({ threads: '{ A(w) { w.m.done = true; w.m.done = false; w.m.asked = true; } }' });
    const failure = failureOf(check(program, 'answer'));
    expect(failure).toMatchObject({ kind: 'leadsTo', property: 'answer', due: 3, loop: null });
    expect(failure.message).toBe("'answer' is due from step 3 on, and nothing moves any more");
    expectNeverLed(program, failure);
  });

  it('it is due from the first time on that it was asked for, whatever was asked since', () => {
    const program = model({ threads: '{ A(w) { w.m.asked = true; w.m.asked = false; w.m.asked = true; } }' });
    const failure = failureOf(check(program, 'answer'));
    expect(failure).toMatchObject({ due: 1, loop: null, trace: { steps: { length: 3 } } });
    expectNeverLed(program, failure);
  });

  it('a loop that begins where it was not due yet is told from the state where it is', () => {
    // A asks and takes it back for ever: one round to make it due, another one is the loop.
    const program = model({
      daemons:
        '{ A(w) { w.m.asked = true; w.m.asked = false; }, B(w) { waitUntil(() => w.m.turn > 0); w.m.done = true; } }',
    });
    const failure = failureOf(check(program, 'answer'));
    expect(failure).toMatchObject({ due: 1, loop: 2, trace: { steps: { length: 4 } } });
    expectNeverLed(program, failure);
  });

  it('the way to the loop ends where it comes to it for the first time', () => {
    // Asked for at 1, and at 4 once more: from there it is one step to the loop of 3 and 4, which is not gone round before.
    const program = model(
      { daemons: '{ A(w) { w.m.turn = 1; w.m.turn = 2; while (true) { w.m.turn = 3; w.m.turn = 4; } } }' },
      'w.m.turn === 1 || w.m.turn === 4',
    );
    const failure = failureOf(check(program, 'answer'));
    expect(failure).toMatchObject({ due: 1, loop: 3, trace: { steps: { length: 5 } } });
    expectNeverLed(program, failure);
  });

  it('what was answered before is not due since then', () => {
    const program = model({
      threads: '{ A(w) { w.m.asked = true; w.m.done = true; w.m.asked = false; w.m.done = false; w.m.asked = true; } }',
    });
    const failure = failureOf(check(program, 'answer'));
    expect(failure).toMatchObject({ due: 5, loop: null });
    expectNeverLed(program, failure);
  });

  it('from one of several initial states', () => {
    const program = model({
      world: '() => { const m = new memory(); m.asked = maybe(); return { m }; }',
      threads: '{ A(w) { waitUntil(() => w.m.turn > 0); w.m.done = true; } }',
    });
    const failure = failureOf(check(program, 'answer'));
    expect(failure).toMatchObject({ due: 0, loop: null, trace: { initial: 1, steps: { length: 0 } } });
    expectNeverLed(program, failure);
  });

  it('a daemon at its top that always can begin is owed its turn; a trace that stops before is not gone round', () => {
    const program = model({
      threads: '{ A(w) { w.m.asked = true; while (!w.m.done) {} } }',
      daemons: '{ D(w) { waitUntil(() => w.m.asked); w.m.done = true; } }',
    });
    expect(check(program, 'answer').kind).toBe('holds');
    const trace = { initial: 0, steps: [{ thread: 0, path: 0 }] };
    expect(toEnd(failureAt(program, trace, replay(program, trace), ['answer']))).toBeNull();
  });

  it('an environment in the middle of something steps in the round, though others could go round without it', () => {
    const program = model({
      daemons: '{ D(w) { w.m.turn = 1; w.m.turn = 0; } }',
      environment: '{ E(w) { w.m.asked = true; while (w.m.turn < 9) {} } }',
    });
    const failure = failureOf(check(program, 'answer'));
    expectNeverLed(program, failure);
    expect(failure.trace?.steps.slice(failure.loop ?? 0).map(({ thread }) => thread)).toContain(1);
  });

  it('a round without the environment is told rather than one with it', () => {
    // Due by the first step of E, in the middle of it; at its top it may stay while D goes round.
    const program = model({
      daemons: '{ D(w) { w.m.turn = 1; w.m.turn = 0; } }',
      environment: '{ E(w) { w.m.asked = true; w.m.asked = true; } }',
    });
    const failure = failureOf(check(program, 'answer'));
    expectNeverLed(program, failure);
    expect(failure.trace?.steps.slice(failure.loop ?? 0).map(({ thread }) => thread)).toEqual([0, 0]);
  });

  it('one answer is enough, however often it was asked for', () => {
    const program = model({
      threads: '{ A(w) { w.m.asked = true; w.m.done = true; w.m.asked = false; w.m.done = false; } }',
    });
    expect(check(program, 'answer').kind).toBe('holds');
  });

  it('is broken by a deadlock that keeps the answer away', () => {
    const program = model({
      threads:
        '{ A(w) { w.m.asked = true; waitUntil(() => w.m.turn === 1); w.m.done = true; }, B(w) { if (w.m.asked) return; w.m.turn = 1; } }',
    });
    const failure = failureOf(check(program, 'answer'));
    expect(failure).toMatchObject({ kind: 'leadsTo', loop: null });
    expectNeverLed(program, failure);
  });

  it('threads and daemons that never end: one goes round for ever while the other only sometimes could', () => {
    // B can answer only while the turn is its own, and A takes it back.
    const daemons = (wait: string) =>
      `{ A(w) { w.m.turn = 1; w.m.turn = 0; }, B(w) { w.m.asked = true; waitUntil(() => ${wait}); w.m.done = true; w.m.asked = false; w.m.done = false; } }`;
    const program = model({ daemons: daemons('w.m.turn === 1') });
    const failure = failureOf(check(program, 'answer'));
    expect(failure.kind).toBe('leadsTo');
    expectNeverLed(program, failure);
    expect(
      treatments(program, replay(program, failure.trace ?? { initial: 0, steps: [] }).steps.slice(failure.loop ?? 0)),
    ).toEqual(['steps', 'at times']);
    expect(check(model({ daemons: daemons('w.m.turn < 2') }), 'answer').kind).toBe('holds');
  });

  it('the environment at its top may stay away for ever, in the middle of something it is owed its turn', () => {
    const asks = '{ A(w) { w.m.asked = true; } }';
    const away = model({ threads: asks, environment: '{ E(w) { waitUntil(() => w.m.asked); w.m.done = true; } }' });
    expect(failureOf(check(away, 'answer'))).toMatchObject({ kind: 'leadsTo', loop: null });
    const within = model({
      environment: '{ E(w) { w.m.asked = true; w.m.done = true; w.m.asked = false; w.m.done = false; } }',
    });
    expect(check(within, 'answer').kind).toBe('holds');
  });

  it('a loop that only the environment walks keeps nothing from a thread that can answer', () => {
    const program = model({
      threads: '{ A(w) { w.m.asked = true; w.m.done = true; } }',
      environment: '{ E(w) { w.m.turn = 1; w.m.turn = 0; } }',
    });
    expect(check(program, 'answer').kind).toBe('holds');
  });

  it('that is about nothing says so', () => {
    const program = model({ threads: '{ A(w) { w.m.done = true; } }' });
    expect(failureOf(check(program, 'answer'))).toMatchObject({
      kind: 'sometimes',
      property: 'the first condition of answer',
    });
  });

  it('is judged depth first, too; a budget ends it as unknown', () => {
    const program = model({ threads: '{ A(w) { w.m.asked = true; }, B(w) { w.m.turn = 1; w.m.turn = 2; } }' });
    for (const order of ['breadth-first', 'depth-first'] as const)
      expectNeverLed(program, failureOf(check(program, 'answer', { order })));
    expect(check(program, 'answer', { maxStates: 3 })).toMatchObject({ kind: 'unknown', bound: { kind: 'states' } });
  });
});
