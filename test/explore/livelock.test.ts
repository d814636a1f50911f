// SPDX-License-Identifier: MIT
// Cycles in which nobody finishes: which of them are fair, what the lasso looks like, and whom it needs.

import { describe, expect, it } from 'vitest';
import { failureAt } from '../../src/ask/outcome.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { replay } from '../../src/explore/replay.ts';
import { treatments } from '../../src/explore/treatment.ts';
import type { Failure } from '../../src/explore/verdict.ts';
import { compileText, scenarioText } from '../compile/model.ts';
import { onlyScenario } from '../lang/model.ts';
import { check, failureOf } from './check.ts';
import { BLOCKED, hand, type Instruction, type Memory } from './hand.ts';
import { abba, increment, retryForEver, retryWithHelp } from './models.ts';
import { peterson } from './peterson.ts';

/** What a lasso promises, checked by replay: it closes, everybody owed a turn steps or cannot step in it, and who replays it
 *  is told the same. */
function expectFairLoop(program: Program, failure: Failure): void {
  const { trace, loop } = failure;
  if (trace === null || loop === null) throw new Error('no lasso');
  const replayed = replay(program, trace);
  const { steps, last, problem } = replayed;
  expect(problem).toBeNull();
  const { kind, property, message } = failure;
  expect(toEnd(failureAt(program, trace, replayed, ['NO-LIVELOCK']))).toMatchObject({ kind, property, message, loop });
  const round = steps.slice(loop);
  expect(round.length).toBeGreaterThan(0);
  expect(round[0]?.before).toEqual(last);
  for (const [t, { role }] of program.threads.entries()) {
    const treated = round.some(({ thread, before }) => {
      if (thread === t) return true;
      if (role === 'environment' && program.standing(t, before, 0) === 'idle') return true;
      return !program.narrate(t, before, 0, 0).taken;
    });
    expect(treated).toBe(true);
  }
}

const spin = (name: string): Instruction => ({
  reads: [name],
  to: [0, 1],
  run: (m) => (m.get(name) === 1 ? 0 : 1),
});
const set = (name: string, value: number): Instruction => ({
  writes: [name],
  run: (m) => m.set(name, value) as undefined,
});

function setTo(memory: Memory, name: string, value: number): number {
  memory.set(name, value);
  return 0;
}

describe('livelock', () => {
  it('one retries for ever for what the other gives only when asked', () => {
    const program = retryForEver();
    const failure = failureOf(check(program, 'NO-LIVELOCK'));
    // CPU0 looks, sees the lock held, looks again: a loop of one step; CPU1 is blocked meanwhile.
    expect(failure).toMatchObject({
      kind: 'livelock',
      property: 'NO-LIVELOCK',
      loop: 0,
      trace: { steps: { length: 1 } },
    });
    expectFairLoop(program, failure);
  });

  it('a spinner whose lock holder can run is no livelock: fairness lets the holder go on', () => {
    const program = hand({
      variables: { held: 1 },
      threads: [
        { name: 'spinner', code: [spin('held')] },
        { name: 'holder', code: [set('held', 0)] },
      ],
    });
    expect(check(program, 'NO-LIVELOCK').kind).toBe('holds');
    expect(check(program, 'NO-DEADLOCK').kind).toBe('holds');
  });

  it('but without the holder it is one, and no deadlock: the spinner can step', () => {
    const program = hand({ variables: { held: 1 }, threads: [{ name: 'spinner', code: [spin('held')] }] });
    expect(failureOf(check(program, 'NO-LIVELOCK')).loop).toBe(0);
    expect(check(program, 'NO-DEADLOCK').kind).toBe('holds');
  });

  it('a cycle that needs the environment again and again says so', () => {
    const program = retryWithHelp();
    const failure = failureOf(check(program, 'NO-LIVELOCK'));
    expect(failure.message).toContain('1 of them by the environment');
    // clean, redirty, look: back again.
    expect(failure.trace?.environmentSteps).toBe(1);
    expectFairLoop(program, failure);
  });

  it('an environment in the middle of something is owed its turn', () => {
    const program = (role: 'environment' | 'thread') =>
      hand({
        variables: { busy: 0 },
        threads: [
          { name: 'spinner', code: [spin('busy')] },
          { name: 'hardware', role, code: [set('busy', 1), set('busy', 0)] },
        ],
      });
    // The loop would need hardware that stops half way, or begins again and again: the latter the environment may do.
    expect(failureOf(check(program('environment'), 'NO-LIVELOCK')).message).toContain('by the environment');
    expect(check(program('thread'), 'NO-LIVELOCK').kind).toBe('holds');
  });

  it('two that give way to each other for ever', () => {
    // Each raises its flag, looks at the other's, lowers its own and tries again: polite for ever in lockstep.
    const polite = (own: string, other: string): Instruction[] => [
      set(own, 1),
      { reads: [other], to: [2, 3], run: (m) => (m.get(other) === 1 ? 2 : 3) },
      { writes: [own], to: [0], run: (m) => setTo(m, own, 0) },
      set(own, 0),
    ];
    const program = hand({
      variables: { a: 0, b: 0 },
      threads: [
        { name: 'CPU0', code: polite('a', 'b') },
        { name: 'CPU1', code: polite('b', 'a') },
      ],
    });
    const failure = failureOf(check(program, 'NO-LIVELOCK'));
    expectFairLoop(program, failure);
    expect(failure.message).toContain('CPU0 and CPU1 step in it, and CPU0 and CPU1 never finish');
    expect(check(program, 'NO-DEADLOCK').kind).toBe('holds');
  });

  it('a daemon that goes round while a thread waits for ever is one; a deadlock alone is not', () => {
    const wait: Instruction = { reads: ['x'], run: (m) => (m.get('x') === 0 ? BLOCKED : undefined) };
    const program = (role: 'daemon' | 'environment') =>
      hand({
        variables: { x: 0, y: 0 },
        threads: [
          { name: 'T', code: [wait] },
          { name: 'D', role, code: [set('y', 1), set('y', 0)] },
        ],
      });
    const failure = failureOf(check(program('daemon'), 'NO-LIVELOCK'));
    expectFairLoop(program('daemon'), failure);
    // The environment going round makes no livelock of a deadlock.
    expect(check(program('environment'), 'NO-LIVELOCK').kind).toBe('holds');
    expect(check(program('environment'), 'NO-DEADLOCK').kind).toBe('fails');
    expect(check(abba(), 'NO-LIVELOCK').kind).toBe('holds');
  });

  it.each([
    ['while (maybe()) w.p.b = !w.p.b;', 'fails'],
    ['while (true) w.p.b = !w.p.b;', 'fails'],
    ['w.p.b = !w.p.b;', 'holds'],
    ['for (let i: u8 = 0; i < 2; i++) w.p.b = !w.p.b;', 'holds'],
  ])('the environment round and round in its middle is one, from its top to its top is not: %s', (code, expected) => {
    const program = compileText(`class page { a: bool = false; b: bool = false; go: bool = false }
      ${scenarioText({
        world: '() => ({ p: new page() })',
        threads: '{ A(w) { waitUntil(() => w.p.go); w.p.go = false; } }',
        environment: `{ E(w) { w.p.a = true; ${code} w.p.a = false; } }`,
      })}`);
    const verdict = check(program, 'NO-LIVELOCK');
    expect(verdict.kind).toBe(expected);
    if (verdict.kind === 'fails') expectFairLoop(program, verdict.failure);
    // At its top it owes nobody a turn: A waits for ever there, too.
    expect(check(program, 'NO-DEADLOCK').kind).toBe('fails');
  });

  it.each(['maybe()', '!maybe()'])(
    'the round shows that somebody could step at times: without that it is a deadlock: %s',
    (which) => {
      // While a is true A could go on; while b is, it could not.
      const program = compileText(`class page { a: bool = false; b: bool = false }
      ${scenarioText({
        world: '() => ({ p: new page() })',
        threads: '{ A(w) { waitUntil(() => w.p.a); } }',
        environment: `{ E(w) { if (${which}) { w.p.a = true; w.p.a = false; } else { w.p.b = true; w.p.b = false; } } }`,
      })}`);
      const failure = failureOf(check(program, 'NO-LIVELOCK'));
      expectFairLoop(program, failure);
      const { trace, loop } = failure;
      if (trace === null || loop === null) throw new Error('no lasso');
      expect(treatments(program, replay(program, trace).steps.slice(loop))).toEqual(['at times', 'steps']);
      // The other round, around the deadlock, is none.
      const [first, second] = which === 'maybe()' ? [0, 0] : [1, 0];
      const other = { initial: 0, steps: [first, second].map((path) => ({ thread: 1, path })) };
      const replayed = replay(program, other);
      expect(replayed.last).toEqual(replayed.initial);
      expect(toEnd(failureAt(program, other, replayed, ['NO-LIVELOCK']))).toBeNull();
    },
  );

  it('daemons that go round when all threads have finished keep nobody from it', () => {
    const program = compileText(`class page { a: bool = false; b: bool = false }
      ${scenarioText({
        world: '() => ({ p: new page() })',
        threads: '{ A(w) { w.p.a = true; } }',
        daemons: '{ D(w) { w.p.b = true; w.p.b = false; } }',
      })}`);
    expect(check(program, 'NO-LIVELOCK').kind).toBe('holds');
  });

  it('a round without the environment is told rather than one with it', () => {
    // D goes round as soon as E is in the middle of its first round, and also when E is back at its top.
    const program = compileText(`class page { a: u8 = 0; b: bool = false; go: bool = false }
      ${scenarioText({
        world: '() => ({ p: new page() })',
        threads: '{ A(w) { waitUntil(() => w.p.go); w.p.go = false; } }',
        daemons: '{ D(w) { waitUntil(() => w.p.a > 0); w.p.b = !w.p.b; } }',
        environment: '{ E(w) { w.p.a = 1; w.p.a = 2; } }',
      })}`);
    const failure = failureOf(check(program, 'NO-LIVELOCK'));
    expectFairLoop(program, failure);
    expect(failure.message).toContain(': D steps in it, and A never finishes');
    expect(failure.message).not.toContain('environment');
  });

  it('a trace that somebody hands in is one only if a fair scheduler may go round for ever, and somebody waits', () => {
    const program = compileText(`class page { a: bool = false; b: bool = false }
      ${scenarioText({
        world: '() => ({ p: new page() })',
        threads: '{ A(w) { while (!w.p.a) {} }, B(w) { w.p.a = true; } }',
        daemons: '{ D(w) { w.p.b = true; w.p.b = false; } }',
      })}`);
    const replayed = (...threads: readonly number[]) => {
      const trace = { initial: 0, steps: threads.map((thread) => ({ thread, path: 0 })) };
      return toEnd(failureAt(program, trace, replay(program, trace), ['NO-LIVELOCK']));
    };
    // B could step all the time.
    expect(replayed(0, 2, 2)).toBeNull();
    // All have finished.
    expect(replayed(1, 0, 2, 2)).toBeNull();
  });

  it('programs that end hold; processes that never end are going round', () => {
    expect(check(increment(3), 'NO-LIVELOCK')).toMatchObject({ kind: 'holds', reduction: 'nothing' });
    expect(failureOf(check(peterson(3), 'NO-LIVELOCK')).kind).toBe('livelock');
  });

  it('can be interrupted while it looks for the cycle: the search alone proves nothing', () => {
    let time = 0;
    const now = () => (time += 50);
    const run = explore(peterson(3), { ...DEFAULTS, judge: 'NO-LIVELOCK', now });
    const phases = new Set<string>();
    for (let turn = run.next(); ; turn = run.next(phases.has('livelock') ? 'interrupt' : undefined)) {
      if (turn.done === true) {
        expect([...phases]).toEqual(['search', 'livelock']);
        expect(turn.value).toMatchObject({ kind: 'unknown', bound: { kind: 'interrupt' }, counts: { states: 12_498 } });
        return;
      }
      phases.add(turn.value.phase);
    }
  });
});

/** Another body of the CPU stores again and again, so that the buffer is empty only now and then: no machine keeps a locked instruction waiting
 *  for that. What else somebody waits for, he may miss for ever. */
describe('under tso, who waits for the store buffer of his CPU alone is owed a step', () => {
  it.each([
    ['a locked instruction', 'xchg(w.c.x, 1);', 'holds'],
    ['a barrier', 'smp_mb(); w.c.x = 1;', 'holds'],
    ['what he waits for', 'waitUntil(() => w.c.y === 1);', 'fails'],
    ['both', "atomically(() => { waitUntil(() => w.c.y === 1); w.c.x = 1; }, 'full');", 'fails'],
  ])('%s', (_, body, expected) => {
    const { tree, scenario } = onlyScenario(`
    import { atomically, type i32, scenario, smp_mb, waitUntil, xchg } from 'faultline';
    class cell { x: i32 = 0; y: i32 = 0; }
    export default scenario({
      title: 'a buffer', world() { return { c: new cell() }; },
      threads: { 'CPU0 task'(w) { w.c.x = 2; ${body} } },
      daemons: { 'CPU0 other'(w) { w.c.y = 1; smp_mb(); w.c.y = 0; smp_mb(); } },
      sometimes: { begins: (w) => w.c.x === 0 },
      claims: [],
    });`);
    const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'tso' });
    const verdict = check(program, 'NO-LIVELOCK');
    expect(verdict.kind).toBe(expected);
    if (verdict.kind === 'fails') expectFairLoop(program, verdict.failure);
  });
});
