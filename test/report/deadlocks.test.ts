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
class page { locked: bool = false; kept: bool = true }
class task { running: bool = true; waiters: bool = false; done: bool = false; tokens: bool = false }
function take(l: lock): void { atomically(() => { waitUntil(() => !l.held); l.held = true; }); }
function drop(l: lock): void { l.held = false; }
function lock_page(p: page): void { atomically(() => { waitUntil(() => !p.locked); p.locked = true; }); }
function unlock_page(p: page): void { p.locked = false; }
function grab(t: task): void { atomically(() => { waitUntil(() => t.tokens); t.tokens = false; }); }
`;
const world = '() => ({ a: new lock(), b: new lock(), c: new lock(), t: new task(), u: new task(), p: new page() })';

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
    name: 'a lock that the waiter has set without a look, when nobody else had it: no wake-up is lost',
    threads:
      'CPU0(w) { waitUntil(() => !w.p.kept); w.p.locked = true; lock_page(w.p); }, CPU1(w) { lock_page(w.p); unlock_page(w.p); w.p.kept = false; }',
    mutant:
      'CPU0(w) { waitUntil(() => !w.p.kept); w.p.locked = true; unlock_page(w.p); lock_page(w.p); }, CPU1(w) { lock_page(w.p); unlock_page(w.p); w.p.kept = false; }',
    told: ['✗ CPU0 waits for p.locked, set by CPU0 itself: self-deadlock'],
  },
  {
    name: 'a flag that was reset after it had been set: the same writes, and a wake-up that is lost',
    threads:
      'CPU0(w) { waitUntil(() => !w.p.kept); w.p.locked = true; lock_page(w.p); }, CPU1(w) { w.p.locked = false; w.p.kept = false; }',
    mutant:
      'CPU0(w) { w.p.locked = true; waitUntil(() => !w.p.kept); lock_page(w.p); }, CPU1(w) { waitUntil(() => w.p.locked); w.p.locked = false; w.p.kept = false; }',
    told: [
      '✗ lost wake-up: CPU0 waits for p.locked, which CPU1 made false before CPU0 made it true; nobody is left to change it',
    ],
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
      '  ABBA: CPU0 holds a.held and wants b.held; CPU1 holds b.held and wants a.held',
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
      '  a cycle of 3: CPU0 holds a.held and wants b.held; CPU1 holds b.held and wants c.held; CPU2 holds c.held and wants a.held',
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
    name: 'a sleeper that says itself that it is awake: no lock',
    threads:
      'CPU0(w) { w.t.running = false; atomically(() => { waitUntil(() => w.t.running); w.t.running = true; }); }, CPU1(w) { take(w.a); }',
    mutant:
      'CPU0(w) { w.t.running = false; w.t.waiters = true; atomically(() => { waitUntil(() => w.t.running); w.t.running = true; }); }, CPU1(w) { waitUntil(() => w.t.waiters); w.t.running = true; }',
    told: ['✗ CPU0 waits for t.running, set by CPU0 itself, and nobody is left to change it'],
  },
  {
    name: 'a sleeper whose waker waits for its lock: the flag is its own, the circle is not',
    threads:
      'CPU0(w) { take(w.a); w.t.running = false; waitUntil(() => w.t.running); drop(w.a); }, CPU1(w) { waitUntil(() => !w.t.running); take(w.a); w.t.running = true; drop(w.a); }',
    mutant:
      'CPU0(w) { take(w.a); w.t.running = false; drop(w.a); waitUntil(() => w.t.running); }, CPU1(w) { waitUntil(() => !w.t.running); take(w.a); w.t.running = true; drop(w.a); }',
    told: [
      '✗ CPU0 waits for t.running, which CPU1 was to change',
      '✗ CPU1 waits for a.held, set by CPU0',
      '  ABBA: CPU0 holds a.held and waits for t.running; CPU1 was to change t.running and wants a.held',
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
    name: 'the same, where the sleeper writes what it waits for as it is: no self-deadlock',
    threads:
      'CPU0(w) { if (w.t.done) return; w.t.tokens = false; w.t.waiters = true; waitUntil(() => w.t.tokens); }, CPU1(w) { w.t.done = true; if (w.t.waiters) w.t.tokens = true; }',
    mutant:
      'CPU0(w) { w.t.tokens = false; w.t.waiters = true; if (w.t.done) return; waitUntil(() => w.t.tokens); }, CPU1(w) { w.t.done = true; if (w.t.waiters) w.t.tokens = true; }',
    told: [
      '✗ CPU0 waits for t.tokens, which nobody is left to change: CPU1 saw t.waiters false before CPU0 made it true',
    ],
  },
  {
    // CPU1's last look is older than the last change but one: it saw what CPU0 made of it before, not what it changed then.
    name: 'nobody woke, and what somebody saw earlier is not why',
    threads:
      'CPU0(w) { w.t.waiters = true; waitUntil(() => w.t.done); w.t.waiters = false; w.t.waiters = true; waitUntil(() => w.t.tokens); }, CPU1(w) { waitUntil(() => w.t.waiters); w.t.done = true; }',
    mutant:
      'CPU0(w) { w.t.waiters = true; waitUntil(() => w.t.done); w.t.waiters = false; w.t.waiters = true; waitUntil(() => w.t.tokens); }, CPU1(w) { waitUntil(() => w.t.waiters); w.t.done = true; w.t.tokens = true; }',
    told: ['✗ CPU0 waits for w.t.tokens, which nobody is left to change'],
  },
  {
    name: 'a flag that nobody has written yet: who would set it waits for the waiter',
    threads:
      'CPU0(w) { take(w.a); waitUntil(() => w.t.tokens); drop(w.a); }, CPU1(w) { take(w.a); w.t.tokens = true; drop(w.a); }',
    mutant:
      'CPU0(w) { take(w.a); drop(w.a); waitUntil(() => w.t.tokens); }, CPU1(w) { take(w.a); w.t.tokens = true; drop(w.a); }',
    told: [
      '✗ CPU0 waits for t.tokens, which CPU1 was to change',
      '✗ CPU1 waits for a.held, set by CPU0',
      '  ABBA: CPU0 holds a.held and waits for t.tokens; CPU1 was to change t.tokens and wants a.held',
    ],
  },
  {
    name: 'of two that would change it, the one that would next',
    threads:
      'CPU0(w) { take(w.a); waitUntil(() => w.t.tokens); drop(w.a); }, CPU1(w) { take(w.a); w.t.tokens = true; drop(w.a); }, CPU2(w) { take(w.a); drop(w.a); take(w.b); w.t.tokens = true; drop(w.b); }',
    mutant:
      'CPU0(w) { take(w.a); drop(w.a); waitUntil(() => w.t.tokens); }, CPU1(w) { take(w.a); w.t.tokens = true; drop(w.a); }, CPU2(w) { take(w.a); drop(w.a); take(w.b); w.t.tokens = true; drop(w.b); }',
    told: [
      '✗ CPU0 waits for t.tokens, which CPU1 was to change',
      '✗ CPU1 waits for a.held, set by CPU0',
      '✗ CPU2 waits for a.held, set by CPU0',
      '  ABBA: CPU0 holds a.held and waits for t.tokens; CPU1 was to change t.tokens and wants a.held',
    ],
  },
  {
    name: 'who writes to some object of the class is not said to have been about to write to this one',
    threads:
      'CPU0(w) { take(w.a); waitUntil(() => w.t.tokens); drop(w.a); }, CPU1(w) { take(w.a); const some = w.p.kept ? w.u : w.t; some.tokens = true; drop(w.a); }',
    mutant:
      'CPU0(w) { take(w.a); drop(w.a); w.t.tokens = true; waitUntil(() => w.t.tokens); }, CPU1(w) { take(w.a); const some = w.p.kept ? w.u : w.t; some.tokens = true; drop(w.a); }',
    told: ['✗ CPU0 waits for t.tokens, which nobody is left to change', '✗ CPU1 waits for a.held, set by CPU0'],
  },
  {
    name: "a place in a queue is one's own, and what one waits for is the place before",
    threads:
      'CPU0(w) { take(w.a); w.b.held = true; atomically(() => { waitUntil(() => !(w.a.held && w.b.held && w.c.held)); }); drop(w.a); }, CPU1(w) { take(w.c); take(w.a); drop(w.a); drop(w.c); }',
    mutant:
      'CPU0(w) { take(w.a); w.b.held = true; atomically(() => { waitUntil(() => !(w.a.held && w.b.held && w.c.held)); }); drop(w.a); }, CPU1(w) { take(w.c); drop(w.c); take(w.a); drop(w.a); }',
    told: [
      '✗ CPU0 waits for c.held, set by CPU1',
      '✗ CPU1 waits for a.held, set by CPU0',
      '  ABBA: CPU0 holds a.held and waits for c.held; CPU1 has set c.held and wants a.held',
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
