// SPDX-License-Identifier: MIT
// Each kind of deadlock has words of its own, and each has a mutant beside it that does not deadlock at all: what is named is
// the mistake.

import { expect, test } from 'vitest';
import { deadlockTexts } from '../../src/report/deadlocks.ts';
import { storyOf } from '../../src/report/told.ts';
import { compileText, scenarioText } from '../compile/model.ts';
import { check, failureOf } from '../explore/check.ts';

const declarations = `
class lock { held: bool = false }
class task { running: bool = true; waiters: bool = false; done: bool = false; tokens: bool = false }
function take(l: lock): void { atomically(() => { waitUntil(() => !l.held); l.held = true; }); }
function drop(l: lock): void { l.held = false; }
function grab(t: task): void { atomically(() => { waitUntil(() => t.tokens); t.tokens = false; }); }
`;
const world = '() => ({ a: new lock(), b: new lock(), c: new lock(), t: new task() })';

interface Row {
  readonly name: string;
  readonly threads: string;
  readonly told: readonly string[];
  /** The same without the mistake. */
  readonly mutant: string;
}

const rows: readonly Row[] = [
  {
    name: 'a lock that the waiter has itself',
    threads: 'CPU0(w) { take(w.a); take(w.a); }, CPU1(w) { take(w.b); drop(w.b); }',
    mutant: 'CPU0(w) { take(w.a); drop(w.a); take(w.a); }, CPU1(w) { take(w.b); drop(w.b); }',
    told: ['✗ CPU0 waits for a.held, set by CPU0 itself: self-deadlock'],
  },
  {
    name: 'two locks in two orders',
    threads:
      'CPU0(w) { take(w.a); take(w.b); drop(w.b); drop(w.a); }, CPU1(w) { take(w.b); take(w.a); drop(w.a); drop(w.b); }',
    mutant:
      'CPU0(w) { take(w.a); take(w.b); drop(w.b); drop(w.a); }, CPU1(w) { take(w.a); take(w.b); drop(w.b); drop(w.a); }',
    told: [
      '✗ CPU0 waits for b.held, set by CPU1',
      '✗ CPU1 waits for a.held, set by CPU0',
      '  ABBA: CPU0 and CPU1 wait for each other',
    ],
  },
  {
    name: 'three locks in a round',
    threads:
      'CPU0(w) { take(w.a); take(w.b); drop(w.b); drop(w.a); }, CPU1(w) { take(w.b); take(w.c); drop(w.c); drop(w.b); }, CPU2(w) { take(w.c); take(w.a); drop(w.a); drop(w.c); }',
    mutant:
      'CPU0(w) { take(w.a); take(w.b); drop(w.b); drop(w.a); }, CPU1(w) { take(w.b); take(w.c); drop(w.c); drop(w.b); }, CPU2(w) { take(w.a); take(w.c); drop(w.c); drop(w.a); }',
    told: [
      '✗ CPU0 waits for b.held, set by CPU1',
      '✗ CPU1 waits for c.held, set by CPU2',
      '✗ CPU2 waits for a.held, set by CPU0',
      '  a cycle of 3: CPU0 waits for CPU1 waits for CPU2 waits for CPU0',
    ],
  },
  {
    name: 'a lock that nobody gives back',
    threads: 'CPU0(w) { take(w.a); drop(w.a); }, CPU1(w) { take(w.a); }',
    mutant: 'CPU0(w) { take(w.a); drop(w.a); }, CPU1(w) { take(w.a); drop(w.a); }',
    told: ['✗ CPU0 waits for a.held, set by CPU1, which has finished'],
  },
  {
    name: 'woken before it said that it sleeps',
    threads:
      'CPU0(w) { if (w.t.done) return; w.t.running = false; waitUntil(() => w.t.running); }, CPU1(w) { w.t.done = true; w.t.running = true; }',
    mutant:
      'CPU0(w) { w.t.running = false; if (w.t.done) return; waitUntil(() => w.t.running); }, CPU1(w) { w.t.done = true; w.t.running = true; }',
    told: [
      '✗ lost wake-up: CPU0 waits for t.running, which CPU1 made true before CPU0 made it false; nobody is left to change it',
    ],
  },
  {
    name: 'nobody woke, because nobody seemed to wait',
    threads:
      'CPU0(w) { if (w.t.done) return; w.t.waiters = true; waitUntil(() => w.t.tokens); }, CPU1(w) { w.t.done = true; if (w.t.waiters) w.t.tokens = true; }',
    mutant:
      'CPU0(w) { w.t.waiters = true; if (w.t.done) return; waitUntil(() => w.t.tokens); }, CPU1(w) { w.t.done = true; if (w.t.waiters) w.t.tokens = true; }',
    told: [
      '✗ CPU0 waits for t.tokens, which nobody is left to change: CPU1 saw t.waiters false before CPU0 made it true',
    ],
  },
  {
    name: 'one wake for two that wait',
    threads: 'CPU0(w) { grab(w.t); }, CPU1(w) { grab(w.t); }, CPU2(w) { w.t.tokens = true; }',
    mutant:
      'CPU0(w) { grab(w.t); w.t.tokens = true; }, CPU1(w) { grab(w.t); w.t.tokens = true; }, CPU2(w) { w.t.tokens = true; }',
    told: ['✗ passed over: CPU1 waits for t.tokens, which CPU2 made true and CPU0 took; nobody is left to change it'],
  },
];

test.each(rows)('$name', ({ threads, told, mutant }) => {
  const modelOf = (text: string): string => declarations + scenarioText({ world, threads: `{ ${text} }` });
  const program = compileText(modelOf(threads));
  const story = storyOf(program, failureOf(check(program, 'NO-DEADLOCK')));
  expect(story === null ? [] : deadlockTexts(story)).toEqual(told);
  expect(check(compileText(modelOf(mutant)), 'NO-DEADLOCK').kind).toBe('holds');
});
