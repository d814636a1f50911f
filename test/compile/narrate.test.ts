// SPDX-License-Identifier: MIT
// narrate() runs the same code as step(), with a tongue: on every edge of a program that has one of everything it comes
// to the same words, and what it tells, done again, gives the state after.

import { expect, test } from 'vitest';
import type { Event } from '../../src/compile/program.ts';
import { cellName } from '../../src/explore/cells.ts';
import { valueText } from '../../src/report/values.ts';
import { compileText, scenarioText } from './model.ts';
import { type Step, Steps } from './steps.ts';
import { checkTold } from './told.ts';

const model = `type pte = { readonly present: bool; readonly page: page | null };
type ops = { readonly get: (p: page, by: u8) => u8 };
class lock { held: bool = false }
class page {
  n: u8 = 0; entry: pte = { present: false, page: null }; slots: array<int<-2, 3>, 2> = array(2, 0); ops: ops = table;
  rows: array<pte, 2> = array(2, { present: true, page: null });
  next: page | null = null; trail: ghost<u8> = 0; readonly lock: lock = new lock();
  constructor(readonly index: u8) {}
}
class item { v: i8 = 7 }
class frame { i: u8 = 0 }
function lock_page(p: page): void { atomically(() => { waitUntil(() => !p.lock.held); p.lock.held = true; }); }
function next_of(p: page, by: u8): u8 { const n = p.n; return n + by; }
function fill(fr: frame, p: page): void { fr.i = p.n; p.trail = fr.i; }
const table: ops = { get: next_of };
${scenarioText({
  world: `() => {
    const page0 = new page(1); const page1 = new page(2); page0.next = page1; page1.n = choose(2); pool(item, 1);
    return { page0, page1 };
  }`,
  threads: `{
    A(w) {
      lock_page(w.page0);
      const c = choose(3);
      w.page0.n = w.page0.ops.get(w.page0, c);
      w.page0.entry = { ...w.page0.entry, page: w.page1 };
      w.page0.slots[c % 2] = c - 2;
      w.page0.rows[1] = w.page0.entry;
      note('done', w.page0.n, c);
      const it = alloc(item);
      it.v = -3;
      free(it);
      w.page0.lock.held = false;
    },
    B(w) {
      const fr = new frame();
      fill(fr, w.page1);
      lock_page(w.page0);
      if (w.page0.next !== null && maybe()) w.page0.next.n = fr.i;
      w.page0.next = null;
      assert(w.page0.n !== 2, 'two is odd');
    },
  }`,
  daemons: '{ D(w) { waitUntil(() => w.page1.n === 1 && w.page0.n === 2); w.page0.ops = table; w.page0.n = 1; } }',
  environment: '{ E: { steps: 1, run(w) { w.page1.slots[1] = maybe() ? 3 : -2; } } }',
})}`;
const program = compileText(model);
const steps = new Steps(program);

function tell(state: Int32Array, { thread, path }: Pick<Step, 'thread' | 'path'>): ReturnType<typeof program.narrate> {
  return program.narrate(thread, state, 0, path);
}

test('every edge: taken, the same words, and the story gives them', () => {
  let edges = 0;
  let faults = 0;
  steps.reach((state, found) => {
    const unchanged = state.slice();
    for (const step of found) {
      edges++;
      const told = tell(state, step);
      if (step.fault !== null) {
        faults++;
        expect(told.events[told.events.length - 1]).toMatchObject({ kind: 'fault', fault: step.fault });
        continue;
      }
      expect(told.taken).toBe(true);
      expect(told.after.join()).toBe(step.state.join());
      expect(checkTold(program, state, step.state, told.events)).toBeNull();
    }
    expect(state).toEqual(unchanged);
  });
  expect(program.initialCount).toBe(2);
  // Far more than the program has lines: nothing above was checked on the first few states only.
  expect(edges).toBeGreaterThan(1000);
  expect(faults).toBeGreaterThan(10);
});

test('a path that there is not, and a step that cannot be taken', () => {
  const start = steps.initial();
  expect(steps.of(0, start).map((step) => step.path)).toEqual([0]);
  expect(tell(start, { thread: 0, path: 1 }).taken).toBe(false);
  const [locked] = steps.of(0, start);
  if (locked === undefined) throw new Error('no step');
  // B reads n of page1, then stands before the lock, which A holds.
  const [waiting] = steps.of(1, locked.state);
  if (waiting === undefined) throw new Error('no step');
  expect(steps.of(1, waiting.state)).toEqual([]);
  const told = tell(waiting.state, { thread: 1, path: 0 });
  expect(told.taken).toBe(false);
  expect(told.events.map(short)).toEqual(['read page0.lock.held true', 'wait !p.lock.held false']);
});

test('one step in its own words: calls with arguments, reads, writes with what was there before', () => {
  const story = (thread: number, paths: readonly number[]): string[][] => {
    let state = steps.initial();
    return paths.map((path) => {
      const told = tell(state, { thread, path });
      state = told.after;
      return told.events.map(short);
    });
  };
  expect(story(0, [0, 2, 0, 0, 0, 0, 0])).toEqual([
    [
      'read page0.lock.held false',
      'wait !p.lock.held true',
      'write page0.lock.held false → true',
      'return lock_page null',
    ],
    // The choice costs no step: the one that reads `ops` begins with it.
    ['choose 2 of 3', 'read page0.ops table', 'call next_of p=page0 by=2'],
    ['read page0.n 0', 'return next_of 2'],
    ['write page0.n 0 → 2'],
    ['read page0.entry {present: false, page: null}'],
    ['write page0.entry {present: false, page: null} → {present: false, page: page1}'],
    ['write page0.slots[0] 0 → 0'],
  ]);
});

test('alloc, free, ghosts and notes', () => {
  let state = steps.initial();
  const words: string[] = [];
  for (;;) {
    const [step] = steps.of(0, state);
    if (step === undefined) break;
    const told = tell(state, step);
    words.push(...told.events.filter((event) => !['read', 'write', 'return', 'call'].includes(event.kind)).map(short));
    state = step.state;
  }
  expect(words).toEqual(['wait !p.lock.held true', 'choose 0 of 3', 'note done 0 …', 'alloc item#0', 'free item#0']);
  const ghosts = tell(steps.initial(), { thread: 1, path: 0 }).events.filter((event) => event.kind === 'write');
  expect(ghosts.map((event) => [event.location.field, event.free])).toEqual([['trail', true]]);
});

function short(event: Event): string {
  switch (event.kind) {
    case 'call':
      return ['call', event.function, ...event.args.map(({ name, value }) => `${name}=${valueText(value)}`)].join(' ');
    case 'return':
      return `return ${event.function} ${event.value === null ? 'null' : valueText(event.value)}`;
    case 'read':
      return `read ${cellName(event.location)} ${valueText(event.value)}`;
    case 'write':
      return `write ${cellName(event.location)} ${valueText(event.before)} → ${valueText(event.value)}`;
    case 'wait':
      return `wait ${event.source} ${event.satisfied}`;
    case 'choose':
      return `choose ${event.value} of ${event.n}`;
    case 'alloc':
    case 'free':
      return `${event.kind} ${event.object}`;
    case 'note':
      return ['note', event.text, ...event.values.map(valueText)].join(' ');
    case 'fault':
      return `fault ${event.fault.message}`;
  }
}

test('flags that are set together, of constants and of an enum, have their names; a sum that they do not make up has none', () => {
  const flagged = compileText(`const WRITE = 1; const FORCE = 16; const PIN = 64;
    type foll = flags<typeof WRITE | typeof FORCE | typeof PIN>;
    enum fault { NOPAGE = 1, LOCKED = 2, RETRY = 8 }
    class req { gup: foll = 0; ret: flags<fault> = 0; plain: fault = fault.NOPAGE }
    function get(r: req, how: foll): void { r.gup = how; }
    ${scenarioText({
      world: '() => ({ r: new req() })',
      threads: `{ A(w) {
        w.r.gup = 0; get(w.r, FORCE | WRITE); w.r.gup = 3;
        w.r.ret = fault.LOCKED | fault.RETRY; w.r.ret = fault.RETRY; w.r.plain = fault.NOPAGE | fault.LOCKED; w.r.plain = fault.NOPAGE + 3;
      } }`,
    })}`);
  const told: string[] = [];
  const walk = new Steps(flagged);
  let state = walk.initial();
  for (let [step] = walk.of(0, state); step !== undefined; [step] = walk.of(0, state)) {
    const { events } = flagged.narrate(0, state, 0, 0);
    for (const event of events) {
      if (event.kind === 'call') told.push(event.args.map(({ value }) => valueText(value)).join(', '));
      if (event.kind === 'write') told.push(valueText(event.value));
    }
    state = step.state;
  }
  expect(told).toEqual(['0', 'r, WRITE|FORCE', 'WRITE|FORCE', '3', 'LOCKED|RETRY', 'RETRY', 'NOPAGE|LOCKED', '4']);
});

test('a step that does not end is told by one round, and one that is only long is told whole', () => {
  const told = (body: string): readonly Event[] => {
    const threads = `{ A(w) { atomically(() => { ${body} }); }, B(w) { w.a.n = 0; } }`;
    const program = compileText(
      `class o { n: int<0, 30000> = 0 }\n${scenarioText({ world: '() => ({ a: new o() })', threads })}`,
    );
    return program.narrate(0, program.initial, 0, 0).events;
  };
  expect(told('while (w.a.n < 2) w.a.n = 1;').map(({ kind }) => kind)).toEqual(['read', 'write', 'fault']);
  // More than is kept before it is known that the step ends: 25,000 rounds write once each.
  expect(told('while (w.a.n < 25000) w.a.n++;').filter(({ kind }) => kind === 'write')).toHaveLength(25_000);
});
