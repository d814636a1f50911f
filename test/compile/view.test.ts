// SPDX-License-Identifier: MIT
// A state for people: the names that world() gives, values as the model writes them, call stacks with arguments.

import { describe, expect, test } from 'vitest';
import { valueText } from '../../src/report/values.ts';
import { compileText, scenarioText } from './model.ts';
import { Steps } from './steps.ts';

const model = `type pte = { readonly present: bool; readonly page: page | null };
type ops = { readonly run: (p: page) => void };
enum zone { DMA, NORMAL = 4 }
class lock { held: bool = false }
class page {
  zone: zone = zone.NORMAL; entry: pte = { present: false, page: null }; slots: array<page | null, 2> = array(2, null);
  ops: ops | null = null; seen: ghost<i8> = -1; readonly lock: lock = new lock();
  constructor(readonly index: u8) {}
}
class map { readonly first: page = new page(7); last: page | null = null }
class item { v: u8 = 1 }
function run(p: page): void { p.zone = zone.DMA; }
const table: ops = { run };
function inner(p: page, by: u8): u8 { let sum: u8 = by; sum += p.index; p.entry = { present: true, page: p }; return sum; }
function outer(p: page, times: u8): void { for (let i: u8 = 0; i < times; i++) { const got = inner(p, i); p.seen = got; } }
${scenarioText({
  world: `() => {
    const map0 = new map(); const page0 = new page(1); const page1 = new page(2);
    map0.last = page1; page0.slots[1] = page1; pool(item, 1);
    const hidden = new page(3); page1.slots[0] = hidden; new page(4);
    return { map0, page0 };
  }`,
  threads: `{
    A(w) { outer(w.page0, 2); w.page0.ops = table; w.page0.ops.run(w.page0); },
    B(w) { const it = alloc(item); it.v = 3; w.map0.first.slots[0] = null; w.page0.lock.held = true; w.map0.last = null; },
  }`,
  daemons: '{ D(w) { waitUntil(() => w.page0.lock.held); w.page0.lock.held = false; } }',
})}`;
const program = compileText(model);
const steps = new Steps(program);

function after(...threads: readonly number[]): Int32Array {
  let state = steps.initial();
  for (const thread of threads) {
    const [step] = steps.of(thread, state);
    if (step === undefined) throw new Error(`thread ${thread} cannot run`);
    state = step.state;
  }
  return state;
}

function fieldOf(state: Int32Array, object: string, field: string): string | undefined {
  const found = program.view(state, 0).objects.find(({ name }) => name === object);
  const value = found?.fields.find(({ name }) => name === field)?.value;
  return value === undefined ? undefined : valueText(value);
}

describe('objects', () => {
  test('are called by the shortest way to them that nobody writes, else by class and number', () => {
    expect(
      program
        .view(steps.initial(), 0)
        .objects.map(({ name }) => name)
        .sort(),
    ).toEqual(
      [
        'item#0',
        'map0',
        'map0.first',
        'map0.first.lock',
        'page#2',
        'page#2.lock',
        'page#3',
        'page#3.lock',
        'page#4',
        'page#4.lock',
        'page0',
        'page0.lock',
      ].sort(),
    );
  });
  test('hold values as the model writes them', () => {
    const start = steps.initial();
    expect(
      ['zone', 'entry', 'slots', 'ops', 'seen', 'lock', 'index'].map((name) => fieldOf(start, 'page0', name)),
    ).toEqual(['NORMAL', '{present: false, page: null}', '[null, page#2]', 'null', '-1', 'page0.lock', '1']);
    const done = after(0, 0, 0, 0, 0);
    expect(fieldOf(done, 'page0', 'zone')).toBe('DMA');
    expect(fieldOf(done, 'page0', 'ops')).toBe('table');
    expect(fieldOf(done, 'page0', 'entry')).toBe('{present: true, page: page0}');
  });
  test('say which fields are ghosts and which are constants', () => {
    const page = program.view(steps.initial(), 0).objects.find(({ name }) => name === 'page0');
    const named = (kind: 'ghost' | 'constant'): readonly string[] =>
      (page?.fields ?? []).filter((field) => field[kind]).map(({ name }) => name);
    expect(named('ghost')).toEqual(['seen']);
    expect(named('constant')).toEqual(['lock', 'index']);
  });
  test('of a pool are freed until they are allocated', () => {
    const freed = (state: Int32Array): boolean | undefined =>
      program.view(state, 0).objects.find(({ name }) => name === 'item#0')?.freed;
    expect(freed(steps.initial())).toBe(true);
    expect(freed(after(1))).toBe(false);
    expect(fieldOf(after(1), 'item#0', 'v')).toBe('1');
  });
});

describe('threads', () => {
  const stack = (state: Int32Array, thread: number): readonly string[] =>
    (program.view(state, 0).threads[thread]?.stack ?? []).map(({ function: name, args, locals }) => {
      const list = (values: typeof args): string =>
        values.map((one) => `${one.name}=${valueText(one.value)}`).join(' ');
      return `${name}(${list(args)}) ${list(locals)}`.trim();
    });
  test('stand in a stack of calls, outermost first, with what is known of arguments and locals', () => {
    expect(stack(steps.initial(), 0)).toEqual(['A()', 'outer(p=page0 times=2) i=0', 'inner(p=page0 by=0) sum=1']);
    expect(stack(after(0), 0)).toEqual(['A()', 'outer(p=page0 times=2) i=1', 'inner(p=page0 by=1) sum=2']);
    expect(stack(after(0, 0), 0)).toEqual(['A()']);
    expect(stack(after(0, 0, 0, 0, 0), 0)).toEqual([]);
  });
  test('point at the touch that comes next, and in the frames around it at the call', () => {
    const lines = model.split('\n');
    const places = program.view(steps.initial(), 0).threads[0]?.stack.map(({ place }) => {
      // Line 1 of the file is the import in front of the model.
      const line = lines[place.line - 2] ?? '';
      return line.slice(place.column - 1, place.column - 1 + place.length);
    });
    expect(places).toEqual(['outer(w.page0, 2)', 'inner(p, i)', 'p.entry']);
  });
  test('have a role and a standing', () => {
    const shown = (state: Int32Array): readonly string[] =>
      program.view(state, 0).threads.map(({ name, role, standing }) => `${name} ${role} ${standing}`);
    expect(shown(steps.initial())).toEqual(['A thread running', 'B thread running', 'D daemon idle']);
    expect(shown(after(0, 0, 0, 0, 0, 1, 1, 1, 1, 2))).toEqual([
      'A thread finished',
      'B thread running',
      'D daemon running',
    ]);
  });
});
