// SPDX-License-Identifier: MIT
// What stands below the columns: what the run began with, where threads were left, what a round leaves as it is. Each with the
// model beside it of which nothing of the kind is to be said.

import { expect, test } from 'vitest';
import { timeline } from '../../src/report/timeline.ts';
import { storyOf } from '../../src/report/told.ts';
import { compileText, scenarioText } from '../compile/model.ts';
import { check, failureOf } from '../explore/check.ts';

const declarations = `
class lock { held: bool = false }
class task { woken: bool = false; ready: bool = false; n: u8 = 0 }
type place = { readonly pid: int<0, 3>; readonly has: bool };
class queue { at: array<place, 3> = array(3, { pid: 0, has: false }); open: bool = false }
function take(l: lock): void { atomically(() => { waitUntil(() => !l.held); l.held = true; }); }
function look(q: queue): bool { return q.at[0].pid !== 0 || q.at[1].pid !== 0 || q.open; }
function turn(q: queue): void { q.at[0] = { pid: 1, has: true }; q.at[0] = { pid: 0, has: false }; }
function sleep(t: task): void { waitUntil(() => t.woken); }
`;

/** Lines below the columns, without the margin. */
function below(parts: Parameters<typeof scenarioText>[0], property: string): readonly string[] {
  const program = compileText(declarations + scenarioText(parts));
  const story = storyOf(program, failureOf(check(program, property)));
  if (story === null) throw new Error('no story');
  const lines = timeline(story, { full: false, free: false }).map((line) => line.slice(2));
  const from = lines.findIndex((line) => /^(✗|·) /.test(line));
  return lines.slice(from).filter((line) => !line.startsWith('replay'));
}

const leads = "{ 'a wake': [(w) => w.t.ready, (w) => w.t.woken] }";

test('a run of several beginnings says which: what is the same in all of them is left out', () => {
  const two = (made: string): readonly string[] =>
    below(
      {
        world: `() => { const l = new lock(); l.held = ${made}; return { l, t: new task() }; }`,
        threads: '{ CPU0(w) { take(w.l); } }',
      },
      'NO-DEADLOCK',
    );
  expect(two('maybe()')).toContain('· it begins with l.held true');
  expect(two('true').filter((line) => line.startsWith('· it begins'))).toEqual([]);
});

test('a leadsTo that comes to rest tells where the threads are, and one that goes round does not', () => {
  const told = (threads: string): readonly string[] =>
    below({ world: '() => ({ l: new lock(), t: new task() })', threads, leadsTo: leads }, 'a wake');
  expect(told('{ CPU0(w) { w.t.ready = true; sleep(w.t); w.t.n = 1; } }')).toContain(
    '· CPU0 stands after t.ready false → true, before sleep(t)',
  );
  expect(told('{ CPU0(w) { w.t.ready = true; for (;;) { w.t.n = 1; w.t.n = 0; } } }').join()).not.toContain('stands');
});

test('where no run comes to its end, one tells who stands where: what is waited for, who goes round, who is over', () => {
  const told = (threads: string, daemons: string): readonly string[] =>
    below(
      { world: '() => ({ l: new lock(), t: new task() })', threads, daemons, atEnd: '{ done: (w) => w.t.n === 1 }' },
      'done',
    );
  const never = "✗ no run comes to its end, so 'done' was never judged";
  expect(told('{ CPU0(w) { w.t.n = 1; } }', '{ D(w) { take(w.l); sleep(w.t); w.l.held = false; } }')).toEqual([
    never,
    '✗ D waits for t.woken, which nobody is left to change',
    '· CPU0 has finished',
  ]);
  const round = told(
    '{ CPU0(w) { for (;;) { w.t.n = 1; w.t.n = 0; } }, CPU1(w) { waitUntil(() => w.t.woken); w.l.held = true; } }',
    '{ D(w) { waitUntil(() => w.l.held); w.t.woken = true; } }',
  ).join(' ');
  expect(round).toContain(never);
  expect(round).toMatch(
    /CPU0 steps in it; CPU1 can take no +step in it, and waits for w\.t\.woken; D can take no step/,
  );
});

test('an empty place of a queue that is in use is nothing that a round leaves as it is', () => {
  const round = (first: string): readonly string[] =>
    below(
      {
        world: '() => ({ q: new queue() })',
        threads: `{ CPU0(w) { w.q.open = false; ${first} while (!look(w.q) || w.q.at[0].pid === 0) turn(w.q); } }`,
      },
      'NO-LIVELOCK',
    );
  expect(round('')).toContain('    q.open false');
  expect(round('').join()).not.toContain('q.at[1]');
  // A place that somebody has filled is.
  expect(round('w.q.at[1] = { pid: 2, has: true };').join()).toContain('q.at[1] {pid 2');
});
