// SPDX-License-Identifier: MIT
// What a failure turns on is in the columns, also where the story is long and everything else is folded.

import { expect, test } from 'vitest';
import { timeline } from '../../src/report/timeline.ts';
import { storyOf } from '../../src/report/told.ts';
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

test('the looks by which a thread decided wrongly, told with their values where they happened, though the count came back', () => {
  const text = drawn(
    `class page { dirty: bool = false; ref: u8 = 1; mapped: bool = true; freed: bool = false; readonly log: array<u8, 24> = array(24, 0) }
function log(p: page, n: u8): void { p.log[n] = 1; p.log[n + 12] = p.log[n] + 1; }
function get(p: page): void { atomically(() => { p.ref++; }); }
function put(p: page): void { atomically(() => { p.ref--; }); }
function may_free(p: page): bool { return !p.dirty && p.ref === 1; }
${scenarioText({
  world: '() => ({ p: new page() })',
  threads: `{ CPU0(w) { get(w.p); if (!w.p.mapped) { put(w.p); return; } for (let n: u8 = 0; n < 12; n++) log(w.p, n); w.p.dirty = true; put(w.p); },
    CPU1(w) { w.p.mapped = false; if (may_free(w.p)) w.p.freed = true; } }`,
  always: '{ kept: (w) => !(w.p.dirty && w.p.freed) }',
})}`,
    'kept',
  );
  const places = [
    'ref 1 → 2',
    'p.dirty false',
    'dirty false → true',
    'ref 2 → 1',
    'p.ref 1\n',
    'freed false → true',
  ].map((told) => text.indexOf(told));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('a value that is again what a thread had seen is told with the writes that made it another and again the same', () => {
  const text = drawn(
    `class mm { low: u8 = 1; high: u8 = 0; a: bool = true; b: bool = true; c: bool = true; d: bool = true; begun: bool = false; mixed: ghost<bool> = false; readonly log: array<u8, 24> = array(24, 0) }
function log(m: mm, n: u8): void { m.log[n] = 1; }
function set(m: mm, n: u8): void { m.low = n; m.a = !m.a; m.b = !m.b; m.c = !m.c; m.d = !m.d; m.high = n; }
function replace(m: mm): void { set(m, 2); for (let n: u8 = 0; n < 24; n++) log(m, n); again(m); }
function again(m: mm): void { set(m, 1); }
function get(m: mm): bool { const low = m.low; m.begun = true; const high = m.high; return low === 1 && high === 2 && m.low === 1; }
${scenarioText({
  world: '() => ({ m: new mm() })',
  threads: '{ CPU0(w) { if (get(w.m)) w.m.mixed = true; }, CPU1(w) { waitUntil(() => w.m.begun); replace(w.m); } }',
  always: '{ whole: (w) => !w.m.mixed }',
})}`,
    'whole',
  );
  for (const told of ['low 1 → 2', 'low 2 → 1', 'reads m.high 2, m.low 1']) expect(text).toContain(told);
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

test('in a round that goes on for ever, what is done and undone in turn, and the look that finds it so, in spite of a note', () => {
  const text = drawn(
    `class page { mapped: bool = false; done: bool = false; readonly log: array<u8, 24> = array(24, 0) }
function log(p: page, n: u8): void { p.log[n] = 1; }
function invalidate(p: page): void { p.mapped = false; note('cells pinned: 0'); }
function dio(p: page): bool { invalidate(p); return pin(p); }
function pin(p: page): bool { return p.mapped; }
function fault(p: page): void { if (!p.mapped) p.mapped = true; }
function write(p: page): void { for (let n: u8 = 0; n < 24; n++) log(p, n); while (!dio(p)) fault(p); p.done = true; }
${scenarioText({ world: '() => ({ p: new page() })', threads: '{ CPU0(w) { write(w.p); } }' })}`,
    'NO-LIVELOCK',
  );
  const round = text.slice(text.indexOf('┌──'), text.indexOf('└──'));
  for (const told of ['mapped true → false', 'mapped false → true']) expect(round).toContain(told);
  expect(round).toMatch(/pin\(p\) +false/);
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

const unmapped = `class page { mapped: bool = true; refs: u8 = 1; dirty: bool = true; lost: bool = false; stage: u8 = 0 }
function tick(p: page, n: u8): void { atomically(() => { p.stage = n; }); }
function put(p: page): void { atomically(() => { p.refs--; }); }
function unmap(p: page): void { put(p); for (let i: u8 = 1; i < 20; i++) tick(p, i); p.mapped = false; for (let i: u8 = 20; i < 30; i++) tick(p, i); flush(p); }
function flush(p: page): void { p.stage = 99; }
function mapped(p: page): bool { return p.mapped; }
function clean(p: page): void { const was = mapped(p); p.dirty = false; if (!was) p.lost = true; }`;
const cleaning = (second: string): string =>
  unmapped +
  scenarioText({
    world: '() => ({ p: new page() })',
    threads: `{ 'CPU0 unmap'(w) { unmap(w.p); }, 'CPU1 clean'(w) { ${second} } }`,
    always: '{ kept: (w) => !w.p.lost }',
  });

test('a branch by which a thread decided wrongly is told, and the write that it saw, though the property reads neither', () => {
  const text = drawn(cleaning('clean(w.p);'), 'kept');
  expect(text).toContain('mapped true → false');
  expect(text).toMatch(/mapped\(p\) +false/);
  // What it counted on from, and what it did not look at, is not news.
  expect(text).not.toContain('refs 1');
});

test('a thread that has not finished says where it stands: in which call, after what, before what', () => {
  const text = drawn(cleaning('clean(w.p);'), 'kept').replace(/\n +/g, ' ');
  expect(text).toContain('· CPU0 stands in unmap(p), after p.mapped true → false, before tick(p, 20)');
  const counted = drawn(cleaning('if (w.p.refs === 0) { w.p.lost = true; mapped(w.p); }'), 'kept').replace(
    /\n +/g,
    ' ',
  );
  expect(counted).toContain('· CPU0 stands in unmap(p), after put(p), before tick(p, 1)');
  expect(counted).toContain('· CPU1 stands after p.lost false → true, before mapped(p)');
});

test('a call in which a thread has set a ghost, and nothing else yet, is one that it stands in', () => {
  const text = drawn(
    `class page { refs: u8 = 1; used: ghost<bool> = false; x: u8 = 0 }
function grab(p: page): void { p.used = true; p.refs++; }
${scenarioText({
  world: '() => ({ p: new page() })',
  threads: '{ CPU0(w) { w.p.x = 1; grab(w.p); }, CPU1(w) { w.p.refs = 0; } }',
  always: '{ unused: (w) => !w.p.used }',
})}`,
    'unused',
  ).replace(/\n +/g, ' ');
  expect(text).toContain('· CPU0 stands in grab(p), after p.used false → true, before it reads p.refs');
});

test('where the property reads only what costs no step, the change of that is when it went wrong', () => {
  const text = drawn(
    `class page { locked: bool = false; dirtied_unlocked: ghost<bool> = false }
function lock(p: page): void { atomically(() => { waitUntil(() => !p.locked); p.locked = true; }); }
function dirty(p: page): void { atomically(() => { if (!p.locked) p.dirtied_unlocked = true; }); }
${scenarioText({
  world: '() => ({ p: new page() })',
  threads: '{ CPU0(w) { lock(w.p); w.p.locked = false; }, CPU1(w) { dirty(w.p); } }',
  always: '{ locked: (w) => !w.p.dirtied_unlocked }',
})}`,
    'locked',
  );
  expect(text).toContain('dirtied_unlocked false → true');
});
