// SPDX-License-Identifier: MIT
// Code before a thread's first touch runs in the initial state. Where it breaks, that is a property of the model: a verdict
// with a trace, found whatever is asked and however it is searched.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { replay } from '../../src/explore/replay.ts';
import { formatTrace } from '../../src/explore/trace.ts';
import { check, FULL, failureOf } from '../explore/check.ts';
import { compileText, parseText, scenarioText } from './model.ts';
import { Steps } from './steps.ts';

const declarations = `class o { n: u8 = 0; seen: ghost<u8> = 0; constructor(readonly k: u8) {} }
function few(p: o): void { assert(p.k < 3, 'k is small'); }
`;

/** Four initial states: k is 0 … 3. */
function program(threads: string, more: Readonly<Record<string, string>> = {}): Program {
  return compileText(declarations + scenarioText({ world: '() => ({ a: new o(choose(4)) })', threads, ...more }));
}

const late = '{ A(w) { w.a.n = 1; }, B(w) { few(w.a); w.a.n = 2; } }';

describe('breaking before the first touch', () => {
  test.each(['ASSERTS', 'NO-DEADLOCK', 'NO-LIVELOCK'])('fails as ASSERTS, asked about %s', (property) => {
    for (const options of [{}, FULL, { order: 'depth-first' as const }]) {
      const failure = failureOf(check(program(late), property, options));
      expect(failure).toMatchObject({ kind: 'fault', property: 'ASSERTS', message: 'k is small' });
      expect(failure.trace && formatTrace(failure.trace)).toBe('3/1');
    }
  });
  test('is told: the call, and what broke in it', () => {
    const { steps, problem } = replay(program(late), { initial: 3, steps: [{ thread: 1, path: 0 }] });
    expect(problem).toBe(null);
    expect(steps[0]?.narration.events.map(({ kind }) => kind)).toEqual(['call', 'read', 'fault']);
  });
  test('costs nothing elsewhere: the other initial states are those of a thread that never breaks', () => {
    const whole = program('{ A(w) { w.a.n = 1; }, B(w) { w.a.n = 2; } }');
    const breaking = program(late);
    const [one, other] = [new Steps(whole), new Steps(breaking)];
    for (const i of [0, 1, 2]) expect(other.of(1, other.initial(i))).toHaveLength(one.of(1, one.initial(i)).length);
    expect(breaking.standing(1, new Steps(breaking).of(1, other.initial(0))[0]?.state ?? whole.initial, 0)).toBe(
      'finished',
    );
  });
  test.each(['sc', 'weak'] as const)('is nothing that a compiler makes a write in front of: %s', (memory) => {
    const asked = (threads: string, k: number) => {
      const world = `() => ({ a: new o(choose(${k})) })`;
      const { tree, scenario } = parseText(declarations + scenarioText({ world, threads }));
      const made = compile(tree, { scenario, layers: [], judgeWarnings: false, memory, compiler: true });
      return { made, verdict: check(made, 'ASSERTS') };
    };
    expect(failureOf(asked(late, 4).verdict)).toMatchObject({ kind: 'fault', message: 'k is small' });
    const breaking = asked(late, 3).made;
    const whole = asked('{ A(w) { w.a.n = 1; }, B(w) { w.a.n = 2; } }', 3).made;
    expect(check(breaking, 'ASSERTS')).toMatchObject({ kind: 'holds', counts: check(whole, 'ASSERTS').counts });
  });
  test('nothing breaks where no initial state is wrong', () => {
    const small = { world: '() => ({ a: new o(choose(3)) })' };
    expect(check(program(late, small), 'NO-DEADLOCK').kind).toBe('holds');
  });
});

test('what stands beside a record in the world is there', () => {
  const text = `type one = { readonly a: o };
function build(): one { const a = new o(1); return { a }; }
`;
  const world = '() => { const one = build(); return { ...one, b: new o(2) }; }';
  const both = compileText(
    declarations + text + scenarioText({ world, threads: '{ A(w) { w.b.n = w.b.k; w.a.n = w.a.k; } }' }),
  );
  expect(check(both, 'ASSERTS')).toMatchObject({ kind: 'holds', counts: { states: 3 } }); // 0 0, 0 2, 1 2
});

describe('it is not lost', () => {
  test('in a thread that does nothing else', () => {
    expect(failureOf(check(program('{ A(w) { few(w.a); } }'), 'NO-DEADLOCK')).trace).toMatchObject({ initial: 3 });
  });
  test('in a daemon, and in an environment with a budget', () => {
    const daemons = '{ D(w) { few(w.a); waitUntil(() => w.a.n === 9); w.a.n = 0; } }';
    expect(failureOf(check(program('{ A(w) { w.a.n = 1; } }', { daemons }), 'NO-DEADLOCK')).message).toBe('k is small');
    const environment = '{ E: { steps: 1, run(w) { few(w.a); w.a.n = 0; } } }';
    expect(failureOf(check(program('{ A(w) { w.a.n = 1; } }', { environment }), 'ASSERTS')).message).toBe('k is small');
  });
  test('in two threads, of which one breaks only because of what the other wrote', () => {
    const threads = `{
      A(w) { w.a.seen = 1; few(w.a); w.a.n = 1; },
      B(w) { assert(w.a.seen === 1, 'A has begun'); w.a.n = 2; },
    }`;
    const model = program(threads);
    const steps = new Steps(model);
    const broken = steps.all(steps.initial(3)).map(({ thread, fault }) => `${thread} ${fault?.message}`);
    expect(broken).toEqual(['0 k is small', '1 A has begun']);
    expect(steps.all(steps.initial(0)).map(({ fault }) => fault)).toEqual([null, null]);
  });
  test('in a loop that does not end', () => {
    const endless = '{ A(w) { for (let i: u8 = 0; w.a.k === 3; i = 1) few(w.a); w.a.n = 1; } }';
    const model = program(endless.replace('few(w.a)', 'i = 0'));
    expect(failureOf(check(model, 'NO-DEADLOCK')).message).toBe('a loop of A does not end within one step');
  });
});
