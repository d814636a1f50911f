// SPDX-License-Identifier: MIT
// What a failure turns on is in the columns, also where the story is long and everything else is folded.

import { expect, test } from 'vitest';
import { storyOf } from '../../src/cli/stories.ts';
import { timeline } from '../../src/report/timeline.ts';
import { compileText, scenarioText } from '../compile/model.ts';
import { check, failureOf } from '../explore/check.ts';

function drawn(model: string, property: string): string {
  const program = compileText(model);
  const story = storyOf(program, failureOf(check(program, property)));
  if (story === null) throw new Error('no story');
  return timeline(story, { full: false, free: false }).join('\n');
}

/** Long enough that calls which nobody interrupts are told in one line. */
const much = 'for (let i: u8 = 0; i < 12; i++) one(e, i);';
const ep = `
class ep { lock: bool = false; ready: bool = true; over: bool = false; running: bool = true; readonly log: array<u8, 40> = array(40, 0) }
function lock(e: ep): void { atomically(() => { waitUntil(() => !e.lock); e.lock = true; }); }
function unlock(e: ep): void { e.lock = false; }
function one(e: ep, n: u8): void { lock(e); e.log[n] = 1; unlock(e); }
function move(e: ep): void { lock(e); e.ready = false; e.over = true; unlock(e); ${much} lock(e); e.over = false; e.ready = true; unlock(e); }
function look(e: ep): bool { return e.ready || e.over; }
function sleep(e: ep): void { e.running = false; if (look(e)) { e.running = true; return; } waitUntil(() => e.running); }
`;

test('the look that led to a wait, and what it missed by a moment: set and cleared while nobody looked', () => {
  const text = drawn(
    ep +
      scenarioText({
        world: '() => ({ e: new ep() })',
        threads: '{ CPU0(w) { move(w.e); }, CPU1(w) { sleep(w.e); } }',
      }),
    'NO-DEADLOCK',
  );
  expect(text).toMatch(/look\(e\) +false/);
  for (const change of ['ready true → false', 'over false → true', 'over true → false', 'ready false → true'])
    expect(text).toContain(change);
  expect(text.replace(/\n +/g, ' ')).toMatch(/CPU1 saw e\.ready false before CPU0 made it true/);
});

test('a note adds to what a call changed, and hides nothing that the property reads', () => {
  const text = drawn(
    `class disk { stage: u8 = 0; readonly cells: array<u8, 2> = array(2, 5); }
function step(d: disk, n: u8): void { d.stage = n; }
function write(d: disk): void { d.cells[0] = 4; note('cells copied: 1'); d.cells[1] = 0; }
${scenarioText({
  world: '() => ({ d: new disk() })',
  threads:
    '{ CPU0(w) { for (let i: u8 = 1; i < 30; i++) step(w.d, i); }, CPU1(w) { if (w.d.stage === 29) write(w.d); } }',
  atEnd: '{ kept: (w) => w.d.cells[0] + w.d.cells[1] === 10 }',
})}`,
    'kept',
  );
  expect(text).toContain('cells[0] 5 → 4');
  expect(text).toContain('cells[1] 5 → 0');
});

test('a loop that never ends within a step is told by its first round', () => {
  const text = drawn(
    `class page { n: u8 = 0 }
${scenarioText({
  world: '() => ({ p: new page() })',
  threads: '{ A(w) { atomically(() => { while (w.p.n === 0) {} }); }, B(w) { w.p.n = 2; } }',
})}`,
    'ASSERTS',
  );
  expect(text.split('\n').length).toBeLessThan(12);
  expect(text).toContain('p.n 0');
});
