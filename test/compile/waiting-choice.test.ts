// SPDX-License-Identifier: MIT
// What was chosen has to wait: then the choice has been made, and is the step. (Random programs have it too: there it is compared
// with both interpreters.)

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { check, FULL, failureOf } from '../explore/check.ts';
import { Model } from './interpret/model.ts';
import { compareSteps } from './lockstep.ts';
import { compileText, parseText, scenarioText } from './model.ts';
import { Steps } from './steps.ts';

const declarations = 'class o { n: u8 = 0; a: bool = false; b: bool = false; way: u8 = 0; }\n';

const text = (parts: Record<string, string>): string =>
  declarations + scenarioText({ world: '() => ({ a: new o() })', ...parts });
const build = (parts: Record<string, string>): Program => compileText(text(parts));

/** Waits for a, which comes, or for b, which never does. */
const either =
  'const way = choose(2); if (way === 0) waitUntil(() => w.a.a); else waitUntil(() => w.a.b); w.a.way = 1;';
const other = 'w.a.a = true; w.a.b = false;';
const statesOf = (threads: string): number => new Steps(build({ threads })).reach();

/** The same by an interpreter that shares no line with the compiler. */
function expectSame(parts: Record<string, string>): void {
  const { tree, scenario } = parseText(text(parts));
  const compared = compareSteps(build(parts), new Model(tree, scenario, []), 500);
  expect(compared).toMatchObject({ difference: null, complete: true });
}

describe('a thread', () => {
  const threads = `{ A(w) { ${either} }, B(w) { ${other} } }`;

  test('that decides to wait for what never comes is stuck', () => {
    const failure = failureOf(check(build({ threads }), 'NO-DEADLOCK', FULL));
    expect(failure.waits).toMatchObject([{ thread: 'A', condition: 'w.a.b' }]);
  });

  test('decides where it has to wait, and nowhere else', () => {
    // B is at one of 3 places. A at its top: 3. It waits for a: 3, as it may have decided before a came. For b: 3. It has passed
    // its wait: 2, as a is there; it has written: 2. Together 13.
    expect(statesOf(threads)).toBe(13);
    // Where both are there from the start, the choice costs nothing: top, passed twice (the way is no more than where it stands), done.
    const free =
      'const way = choose(2); if (way === 0) waitUntil(() => w.a.n < 9); else waitUntil(() => w.a.n < 8); w.a.way = 1;';
    expect(statesOf(`{ A(w) { ${free} }, B(w) { w.a.n = 1; } }`)).toBe(6);
    expectSame({ threads });
  });

  test('a section that waits inside is waited for; a choice inside of it waits with it', () => {
    const lock = (choice: string): string =>
      `{ A(w) { ${choice} }, B(w) { atomically(() => { waitUntil(() => !w.a.b); w.a.b = true; }); } }`;
    const outside = 'if (maybe()) atomically(() => { waitUntil(() => !w.a.b); w.a.b = true; });';
    const inside = 'atomically(() => { if (maybe()) { waitUntil(() => !w.a.b); w.a.b = true; } });';
    expect(check(build({ threads: lock(outside) }), 'NO-DEADLOCK', FULL).kind).toBe('fails');
    // B has to wait where A has taken it.
    expect(failureOf(check(build({ threads: lock(inside) }), 'NO-DEADLOCK', FULL)).waits).toMatchObject([
      { thread: 'B' },
    ]);
    const taken = `{ A(w) { ${inside} }, B(w) { w.a.b = true; } }`;
    expect(check(build({ threads: taken }), 'NO-DEADLOCK', FULL).kind).toBe('holds');
  });

  test('two choices in a row are made together', () => {
    const two = 'const x = choose(2); const y = choose(2); waitUntil(() => w.a.n === x + y); w.a.way = 1;';
    const threads = `{ A(w) { ${two} }, B(w) { w.a.n = 1; } }`;
    // n is 0 or 1. A at its top: 2. It waits, with x and y, for 0: n is 1. For 1, by either: n is 0, and where nobody has gone on yet, 1.
    // For 2: both. 1 + 2 × 2 + 2 = 7. Passed, and done: 2 each. Together 13.
    expect(statesOf(threads)).toBe(13);
    expectSame({ threads });
  });

  test('the story of it is the choice', () => {
    const program = build({ threads });
    const { taken, events } = program.narrate(0, program.initial, 0, 1);
    expect([taken, events.map(({ kind }) => kind)]).toEqual([true, ['choose']]);
  });

  test('looks at what it waits for behind its choice, and races there', () => {
    const races = build({ threads: '{ A(w) { if (maybe()) waitUntil(() => w.a.n === 1); }, B(w) { w.a.n = 2; } }' });
    const { race, trace } = failureOf(check(races, 'NO-DATA-RACE', FULL));
    expect(race?.accesses).toMatchObject([
      { thread: 'A', write: false },
      { thread: 'B', write: true },
    ]);
    expect(trace?.steps).toEqual([{ thread: 0, path: 1 }]);
  });

  test.each(['tso', 'weak'] as const)('under %s as well', (memory) => {
    const { tree, scenario } = parseText(text({ threads }));
    const program = compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
    expect(failureOf(check(program, 'NO-DEADLOCK', FULL)).waits).toMatchObject([{ thread: 'A', condition: 'w.a.b' }]);
  });
});

describe('who begins again', () => {
  const waits = `if (maybe()) { waitUntil(() => w.a.b); w.a.way = 2; } else { waitUntil(() => w.a.a); w.a.way = 1; }`;
  const threads = '{ T(w) { w.a.a = true; waitUntil(() => w.a.way === 1); }, U(w) { w.a.b = false; } }';

  test.each([
    ['at the top of a daemon', waits],
    ['in its middle', `waitUntil(() => w.a.way === 0); ${waits}`],
  ])('%s as well', (_where, round) => {
    const parts = { threads, daemons: `{ D(w) { ${round} } }` };
    const failure = failureOf(check(build(parts), 'NO-DEADLOCK', FULL));
    expect(failure.waits.map(({ thread }) => thread)).toContain('T');
    expectSame(parts);
  });

  test('a daemon that has done nothing else is at its top: runs end', () => {
    const parts = {
      threads: '{ T(w) { w.a.n = 1; }, U(w) { w.a.a = false; w.a.b = false; } }',
      daemons: `{ D(w) { ${waits} } }`,
    };
    const program = build({ ...parts, atEnd: "{ 'n is 1': (w) => w.a.n === 1 }" });
    expect(check(program, 'n is 1', FULL).kind).toBe('holds');
    expectSame(parts);
  });

  test('at its top, an environment has decided nothing: where it can do one thing or the other it does', () => {
    const parts = {
      threads: '{ T(w) { w.a.a = true; }, U(w) { w.a.b = false; } }',
      environment: `{ E(w) { ${waits} } }`,
    };
    const ends = check(build({ ...parts, atEnd: "{ 'a is there': (w) => w.a.a }" }), 'a is there', FULL);
    expect(ends.kind).toBe('holds');
    expectSame(parts);
  });

  test('an environment as well: what it decides costs none of its steps', () => {
    const round = 'w.a.n = 1; if (maybe()) { waitUntil(() => w.a.a); w.a.n = 2; } w.a.n = 3;';
    const of = (steps: number) => ({
      threads: '{ T(w) { w.a.a = true; } }',
      environment: `{ E: { steps: ${steps}, run(w) { ${round} } } }`,
    });
    expectSame(of(1));
    // A round is four steps: with a choice that cost one, five of them would not begin another one.
    expectSame(of(5));
  });
});
