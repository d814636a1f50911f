// SPDX-License-Identifier: MIT
// Threads end, daemons and environments begin again; who is idle when, and what a budget of environment steps allows.

import { describe, expect, test } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import { valueText } from '../../src/report/values.ts';
import { compileText, scenarioText } from './model.ts';
import { Steps } from './steps.ts';

const declarations = 'class o { n: u8 = 0; m: u8 = 0; trail: ghost<u8> = 0 }\n';

function build(parts: Readonly<Record<string, string>>): Program {
  return compileText(declarations + scenarioText({ world: '() => ({ a: new o() })', ...parts }));
}

/** Standing of a thread in the initial state and after each of its steps, running alone; at most `most` steps. */
function standings(program: Program, thread: number, most: number): readonly string[] {
  const steps = new Steps(program);
  let state = steps.initial();
  const seen: string[] = [program.standing(thread, state, 0)];
  for (let i = 0; i < most; i++) {
    const [next] = steps.of(thread, state);
    if (next === undefined) break;
    state = next.state;
    seen.push(program.standing(thread, state, 0));
  }
  return seen;
}

function values(program: Program, field: string): readonly string[] {
  const seen = new Set<string>();
  new Steps(program).reach((state) => {
    const found = program.view(state, 0).objects[0]?.fields.find((one) => one.name === field);
    if (found !== undefined) seen.add(valueText(found.value));
  });
  return [...seen].sort();
}

describe('threads', () => {
  test('a thread is running until its last step, then finished', () => {
    expect(standings(build({ threads: '{ A(w) { w.a.n = 1; w.a.n = 2; } }' }), 0, 9)).toEqual([
      'running',
      'running',
      'finished',
    ]);
  });
  test('a thread that touches nothing is finished before anything happens', () => {
    expect(standings(build({ threads: '{ A(w) { const x = 1; }, B(w) { w.a.n = 1; } }' }), 0, 9)).toEqual(['finished']);
  });
  test('self() counts threads, then daemons, then environments', () => {
    const run = '(w) { w.a.n |= 1 << self(); }';
    const program = build({ threads: `{ A${run}, B${run} }`, daemons: `{ C${run} }`, environment: `{ D${run} }` });
    expect(program.threads.map(({ name, role }) => `${name} ${role}`)).toEqual([
      'A thread',
      'B thread',
      'C daemon',
      'D environment',
    ]);
    // 1, 2, 4 and 8, in every combination in which nobody's write gets lost, and in the others too.
    expect(values(program, 'n').length).toBe(16);
  });
  test('cpu() is the CPU in the name; who has none there has one to itself', () => {
    const run = '(w) { w.a.n |= 1 << cpu(); }';
    const program = build({
      threads: `{ 'CPU1 task'${run}, 'CPU1 irq'${run}, CPU12(w) {} }`,
      daemons: `{ flusher${run} }`,
      environment: `{ CPUs${run} }`,
    });
    // CPU 1 of the two threads, 0 of the daemon, 2 of the environment: 2, 1 and 4 in every combination.
    expect(values(program, 'n')).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });
});

describe('daemons', () => {
  const threads = '{ A(w) { w.a.n = 1; } }';
  test('a daemon begins again with the step that ends its body', () => {
    const program = build({ threads, daemons: '{ D(w) { w.a.m = 1; w.a.m = 2; } }' });
    expect(standings(program, 1, 4)).toEqual(['idle', 'running', 'idle', 'running', 'idle']);
    // A at 0 or 1; D before m = 1 for the first time, before m = 2, before m = 1 again.
    expect(new Steps(program).reach()).toBe(6);
  });
  test('local code at its top runs when it begins again', () => {
    const program = build({ threads, daemons: '{ D(w) { w.a.trail = w.a.trail ^ 1; w.a.m = 1; } }' });
    expect(values(program, 'trail')).toEqual(['0', '1']);
    expect(standings(program, 1, 2)).toEqual(['idle', 'idle', 'idle']);
  });
  test('one that waits at its top is idle and cannot run', () => {
    const program = build({ threads, daemons: '{ D(w) { waitUntil(() => w.a.n === 1); w.a.n = 0; } }' });
    expect(standings(program, 1, 4)).toEqual(['idle']);
    // n = 0 before A, n = 1, D about to write n = 0, n = 0 after it.
    expect(new Steps(program).reach()).toBe(4);
  });
  test('back at the head of a loop, it is in the middle: only a round that begins is at its top', () => {
    const program = build({ threads, daemons: '{ D(w) { for (;;) { w.a.m = 1; w.a.m = 0; } } }' });
    expect(standings(program, 1, 4)).toEqual(['idle', 'running', 'running', 'running', 'running']);
    // A at 0 or 1; D at its top with m = 0, then with m = 1, then at the head with m = 0.
    expect(new Steps(program).reach()).toBe(6);
  });
  test.each([
    ['for (let i: u8 = 2; i < 4; i++) w.a.m = i; w.a.m = 9;', ['idle', 'running', 'running', 'idle']],
    ['while (w.a.m === 0) w.a.m = 1; w.a.m = 9;', ['idle', 'running', 'running', 'running', 'idle', 'running', 'idle']],
    ['do { w.a.m = 1; } while (w.a.m === 0); w.a.m = 9;', ['idle', 'running', 'running', 'idle']],
    ['loop: for (;;) { w.a.m = 1; if (w.a.m === 1) break loop; } w.a.m = 9;', ['idle', 'running', 'running', 'idle']],
    // A loop that goes no round has nothing in front of its top.
    [
      'for (let i: u8 = 4; i < 4; i++) w.a.m = i; w.a.m = 9; w.a.m = 8;',
      ['idle', 'running', 'idle', 'running', 'idle'],
    ],
    ['while (maybe()) w.a.m = 1; w.a.m = 9;', ['idle', 'idle']],
  ])('behind a loop that its body begins with it is in the middle: %s', (code, expected) => {
    const program = build({ threads, daemons: `{ D(w) { ${code} } }` });
    expect(standings(program, 1, expected.length - 1)).toEqual(expected);
  });
  test('a round of a counting loop is no top', () => {
    const program = build({ threads, daemons: '{ D(w) { for (let i: u8 = 0; i < 3; i++) w.a.m = i; } }' });
    expect(standings(program, 1, 6)).toEqual(['idle', 'running', 'running', 'idle', 'running', 'running', 'idle']);
  });
});

describe('the budget of an environment', () => {
  const threads = '{ A(w) { w.a.n = 1; } }';
  const twice = '(w) { w.a.m++; }';
  test('no budget: as often as it likes', () => {
    expect(values(build({ threads, environment: '{ E(w) { w.a.m ^= 1; } }' }), 'm')).toEqual(['0', '1']);
  });
  test.each([
    [0, ['0'], 'nothing begins'],
    [1, ['0', '1'], 'm++ is two steps: the second finishes what has begun'],
    [2, ['0', '1'], 'both steps of one m++'],
    [3, ['0', '1', '2'], 'the third step begins another'],
    [4, ['0', '1', '2'], 'two times two steps'],
  ])('steps: %i', (steps, expected, _reason) => {
    expect(values(build({ threads, environment: `{ E: { steps: ${steps}, run${twice} } }` }), 'm')).toEqual(expected);
  });
  test('an activity that has begun goes on through its loop', () => {
    const environment =
      '{ E: { steps: 1, run(w) { for (let i: u8 = 0; i < 3; i++) atomically(() => { w.a.m++; }); } } }';
    expect(values(build({ threads, environment }), 'm')).toEqual(['0', '1', '2', '3']);
  });
  test.each([
    ['for (let i: u8 = 2; i < 4; i++) w.a.m = i; w.a.m = 9;', ['0', '2', '3', '9']],
    ['while (w.a.m === 0) w.a.m = 1; w.a.m = 9;', ['0', '1', '9']],
    ['do { w.a.m++; } while (w.a.m < 2); w.a.m = 9;', ['0', '1', '2', '9']],
    ['while (maybe()) atomically(() => { if (w.a.m < 2) w.a.m++; }); w.a.m = 9;', ['0', '1', '2', '9']],
    ['loop: for (;;) { if (w.a.m === 2) break loop; w.a.m++; } w.a.m = 9;', ['0', '1', '2', '9']],
  ])('steps: 1 lets one activity finish, whatever loop it begins with: %s', (code, expected) => {
    expect(values(build({ threads, environment: `{ E: { steps: 1, run(w) { ${code} } } }` }), 'm')).toEqual(expected);
  });
  test('it is idle when its budget is used up, and cannot run', () => {
    const program = build({ threads, environment: `{ E: { steps: 2, run${twice} } }` });
    expect(standings(program, 1, 9)).toEqual(['idle', 'running', 'idle']);
  });
});
