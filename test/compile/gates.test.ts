// SPDX-License-Identifier: MIT
// `when`: a thread takes no step while it is false. It is part of each step, changes nothing, and is no part of the story
// but where somebody waits for it. (Random programs have it too: there it is compared with both interpreters.)

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { check, FULL, failureOf } from '../explore/check.ts';
import { onlyScenario } from '../lang/model.ts';
import { Model } from './interpret/model.ts';
import { compareSteps } from './lockstep.ts';
import { compileText, complaints, parseText, scenarioText } from './model.ts';

const declarations = 'class o { n: u8 = 0; m: u8 = 0; busy: bool = false; seen: ghost<u8> = 0; }\n';
const task = '{ when: (w) => !w.a.busy, run(w) { w.a.n++; } }';
const handler = '(w) { w.a.busy = true; w.a.n++; w.a.busy = false; }';

function text(threads: string): string {
  return declarations + scenarioText({ world: '() => ({ a: new o() })', threads });
}

const statesOf = (threads: string): number => check(compileText(text(threads)), 'NO-DEADLOCK', FULL).counts.states;

describe('a handler that keeps the task', () => {
  test('comes between the two steps of the task, and the task between none of its four', () => {
    // 5 places of the handler. Task at its start: 5 states. It has read 0: 5; it has read the handler's 1, the handler is
    // done: 1. It was first: 5, in the last of which n is 2, as it is when it read 1 and wrote. It wrote over the handler's
    // 1: 1. Together 17.
    expect(statesOf(`{ T: ${task}, I${handler} }`)).toBe(17);
    // Without the gate 3 more, with the handler in its middle: the task has read its 1; or has written 1 between its read
    // and its write; or over its 1.
    expect(statesOf(`{ T(w) { w.a.n++; }, I${handler} }`)).toBe(20);
  });

  test('and both interpreters say the same', () => {
    const { tree, scenario } = parseText(text(`{ T: ${task}, I${handler} }`));
    const compared = compareSteps(compileText(text(`{ T: ${task}, I${handler} }`)), new Model(tree, scenario, []), 500);
    expect(compared).toMatchObject({ difference: null, complete: true, states: 17 });
  });
});

test('self() in it is the thread that it keeps', () => {
  const only = (n: number): string => `{ when: (w) => self() === ${n}, run(w) { w.a.n = 1; w.a.busy = true; } }`;
  // Thread 0 goes on, thread 1 never does.
  const program = compileText(text(`{ A: ${only(0)}, B: ${only(0)} }`));
  expect(failureOf(check(program, 'NO-DEADLOCK', FULL)).waits.map(({ thread }) => thread)).toEqual(['B']);
});

test('a choice is a step that it keeps, too', () => {
  const program = compileText(text('{ A: { when: (w) => w.a.busy, run(w) { if (maybe()) w.a.n = 1; } } }'));
  expect(check(program, 'NO-DEADLOCK', FULL)).toMatchObject({ kind: 'fails', counts: { states: 1 } });
});

test('daemons and the environment have it, the environment beside its budget', () => {
  const parts = {
    world: '() => ({ a: new o() })',
    threads: '{ T(w) { w.a.m = 1; waitUntil(() => w.a.n > 0); } }',
    environment: '{ E: { steps: 1, when: (w) => w.a.m === 1, run(w) { w.a.busy = true; } } }',
    daemons:
      '{ D: { when: (w) => w.a.m === 1, run(w) { atomically(() => { waitUntil(() => w.a.n === 0); w.a.n = 1; }); } } }',
    always: "{ 'after the thread': (w) => !w.a.busy || w.a.m === 1 }",
    sometimes: '{ busy: (w) => w.a.busy }',
  };
  const program = compileText(declarations + scenarioText(parts));
  expect(check(program, 'after the thread').kind).toBe('holds');
  expect(check(program, 'NO-DEADLOCK').kind).toBe('holds');
});

describe('in the story', () => {
  const program = compileText(text(`{ T: ${task}, I${handler} }`));

  test('a step that it lets pass says nothing of it', () => {
    const { events } = program.narrate(0, program.initial, 0, 0);
    expect(events.map(({ kind }) => kind)).toEqual(['read']);
  });

  test('who waits for it waits for who keeps him', () => {
    const stuck = compileText(text(`{ T: ${task}, I(w) { w.a.busy = true; } }`));
    const [wait] = failureOf(check(stuck, 'NO-DEADLOCK')).waits;
    expect([wait?.thread, wait?.condition, wait?.heldBy]).toEqual(['T', '!w.a.busy', ['I']]);
  });
});

describe('one that calls a function with two ways out', () => {
  const idle = 'function idle(p: o): bool { if (p.busy) return false; return true; }\n';
  const calling = idle + text(`{ T: { when: (w) => idle(w.a), run(w) { w.a.n++; } }, I(w) { w.a.busy = true; } }`);

  test('looks, and does not race', () => {
    expect(check(compileText(calling), 'NO-DATA-RACE').kind).toBe('holds');
  });

  test('is no part of the story of a step that it lets pass', () => {
    const program = compileText(calling);
    const { events } = program.narrate(0, program.initial, 0, 0);
    expect(events.map(({ kind }) => kind)).toEqual(['read']);
  });

  test.each(['tso', 'weak'] as const)('keeps nobody from an end that is a barrier away, under %s', (memory) => {
    const { tree, scenario } =
      onlyScenario(`import { type bool, type instant, scenario, smp_mb, type u8, waitUntil, WRITE_ONCE } from 'faultline';
class o { n: u8 = 0; busy: instant<bool> = false; }
${idle}${scenarioText({
  world: '() => ({ a: new o() })',
  threads: `{
    T: { when: (w) => idle(w.a), run(w) { WRITE_ONCE(w.a.n, 1); smp_mb(); } },
    I(w) { waitUntil(() => w.a.n === 1); w.a.busy = true; } }`,
})}`);
    const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
    expect(check(program, 'NO-DEADLOCK').kind).toBe('holds');
  });
});

test('one that goes wrong breaks the run', () => {
  const wrong = text('{ T: { when: (w) => 5 / w.a.n > 0, run(w) { w.a.m = 1; } }, U(w) { w.a.n = 0; } }');
  expect(failureOf(check(compileText(wrong), 'NO-DEADLOCK')).property).toBe('ASSERTS');
});

describe('refused', () => {
  test('one that changes something, or waits', () => {
    const changes = '{ T: { when: (w) => { w.a.n = 1; return true; }, run(w) { w.a.m = 1; } } }';
    expect(complaints(() => compileText(text(changes)))).toEqual([
      '8: a property that changes something or waits: T.when',
    ]);
  });
  test('one that looks at a ghost', () => {
    const looks = '{ T: { when: (w) => w.a.seen === 0, run(w) { w.a.m = 1; } } }';
    expect(complaints(() => compileText(text(looks)))).toEqual(['8: a ghost that model code depends on: seen']);
  });
});
