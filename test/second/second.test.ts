// SPDX-License-Identifier: MIT
// The second interpreter must itself be right: small models whose outcomes are known by hand. And the programs that
// `npm run fuzz` would begin with, from a fixed seed.

import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { programs } from '../fuzz.ts';
import { nothingCounted } from './compare.ts';
import { type Found, fuzz } from './fuzz.ts';
import { type Judged, judge } from './judge.ts';
import { Model } from './model.ts';
import { explore } from './states.ts';

const declared = `class o { n: u8 = 0; m: u8 = 0; go: bool = false; done: bool = false; }
function five(p: o): u8 { p.n = 5; return 1; }
`;

function judged(parts: string): Judged {
  const text = `${declared}export default scenario({
    title: 't', world() { return { a: new o() }; }, ${parts}
    outcomes: { n: (w) => w.a.n, m: (w) => w.a.m }, claims: [],
  });`;
  const model = new Model({ files: new Map([['m/m.ts', text]]), scenario: 'm/m.ts', layers: ['m'], warnings: false });
  return judge(model, explore(model, 1000));
}

describe('the second interpreter', () => {
  test('two increments: one may be lost', () => {
    expect([...judged('threads: { A(w) { w.a.n++; }, B(w) { w.a.n++; } },').outcomes].sort()).toEqual([
      'end: 1,0',
      'end: 2,0',
    ]);
  });
  test('x += f() adds to what was there before the call', () => {
    expect([...judged('threads: { A(w) { w.a.n += five(w.a); } },').outcomes]).toEqual(['end: 1,0']);
  });
  test('two threads of one CPU, and one that has its own', () => {
    const says = '(w) { w.a.n = w.a.n * 4 + cpu() + 1; }';
    const after = '(w) { waitUntil(() => w.a.go); w.a.m = cpu() + 1; }';
    const { outcomes } = judged(
      `threads: { 'CPU0 task'${says.replace(' }', ' w.a.go = true; }')}, 'CPU0 irq'${after}, T${after} },`,
    );
    expect([...outcomes].sort()).toEqual(['end: 1,1', 'end: 1,2']);
  });
  test('a wait that nobody ends is a deadlock; with a daemon that goes round it is a livelock', () => {
    const waits = 'threads: { A(w) { waitUntil(() => w.a.go); w.a.go = false; } },';
    const alone = judged(waits);
    expect([alone.deadlock, alone.livelock, alone.ends]).toEqual([true, false, 0]);
    const beside = judged(`${waits} daemons: { D(w) { w.a.done = !w.a.done; } },`);
    expect([beside.deadlock, beside.livelock]).toEqual([false, true]);
  });
  test('an activity that has begun may finish: the budget does not cut it off behind a loop at its top', () => {
    const { untrue } = judged(`threads: { A(w) { w.a.go = true; } },
      environment: { E: { steps: 1, run(w) { for (let i: u8 = 2; i < 4; i++) w.a.m = i; w.a.done = true; } } },
      always: { 'not done': (w) => !w.a.done },`);
    expect([...untrue]).toEqual(['not done']);
  });
  test('minus the smallest i32, a shift by 32, choose(0): each breaks the run on its line', () => {
    const lines = `threads: { A(w) {
      w.a.go = true;
      const x = CODE;
      w.a.go = false;
    } },`;
    for (const code of ['-(-2147483647 - 1 - w.a.n)', '1 << (32 + w.a.n)', 'choose(w.a.n)']) {
      expect([...judged(lines.replace('CODE', code.replace('w.a.n', 'w.a.m'))).violations]).toEqual(['range:6']);
    }
  });
});

const CHUNK = 20;

test(
  'random programs: the checker and the second interpreter say the same',
  async () => {
    const counted = nothingCounted();
    const differences: Found[] = [];
    const count = programs(25);
    for (let from = 0; from < count; from += CHUNK) {
      await setImmediate(); // the runner hears nothing of a worker that never yields
      fuzz(20_201_101 + from, Math.min(CHUNK, count - from), counted, (found) => {
        differences.push(found);
        return false;
      });
    }
    expect(differences.map(({ seed, difference }) => `${seed}: ${difference}`)).toEqual([]);
    // A generator whose programs are refused, or too large to be compared, tests nothing. Of a hundred it is a sixth; of these few, seven.
    expect((counted.refused + counted.large) / count).toBeLessThan(0.33);
    expect(counted.verdicts / count).toBeGreaterThan(8);
    for (const name of ['always', 'atEnd', 'NO-DEADLOCK', 'NO-LIVELOCK', 'NO-DATA-RACE', 'ASSERTS']) {
      expect(counted.kinds.get(`holds ${name}`), name).toBeGreaterThan(0);
      expect(counted.kinds.get(`fails ${name}`), name).toBeGreaterThan(0);
    }
  },
  Math.max(900_000, programs(25) * 2000),
);

test('every deliberate break has its place, once', async () => {
  // A script that Node runs as it is: it has no types.
  const { mutants }: { mutants: readonly { name: string; file: string; from: string }[] } = await import(
    new URL('./breaks.mjs', import.meta.url).href
  );
  expect(mutants.length).toBeGreaterThanOrEqual(10);
  for (const { name, file, from } of mutants)
    expect({ name, places: readFileSync(file, 'utf8').split(from).length - 1 }).toEqual({ name, places: 1 });
});
