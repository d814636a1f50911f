// SPDX-License-Identifier: MIT
// What a scenario observes of an end: numbers below zero, names of an enum, and a mistake in the observation itself.

import { expect, test } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import { PropertyFault } from '../../src/compile/tell/searched.ts';
import { compileText, complaints, parseText, scenarioText } from './model.ts';

const before = `enum zone { DMA, NORMAL = 4 }
class page { err: i8 = 0; far: i32 = 2147483647; near: i32 = -2147483648; zone: zone = zone.DMA; locked: bool = false; next: page | null = null; seen: ghost<u8> = 0 }
function error(p: page): i8 { if (p.locked) return -100; return p.err; }
`;

const model = (outcomes: string): string =>
  `${before}${scenarioText({
    world: '() => { const page0 = new page(); page0.err = -5; page0.zone = zone.NORMAL; return { page0 }; }',
    threads: '{ CPU0(w) { w.page0.locked = true; w.page0.seen = 3; }, CPU1(w) { w.page0.err = 7; } }',
    outcomes,
  })}`;

/** As they are told in the first state. */
function told(program: Program): readonly string[] {
  return program.outcomes.map(({ name, value, text }) => `${name} ${text(value(program.initial, 0))}`);
}

test('numbers keep their sign, enums their names, ghosts may be seen', () => {
  const outcomes = `{ err: (w) => w.page0.err, twice: (w) => w.page0.err * 2, zone: (w) => w.page0.zone,
    locked: (w) => w.page0.locked, far: (w) => w.page0.far, near: (w) => w.page0.near, seen: (w) => w.page0.seen, two(w) { if (w.page0.locked) return 1; return -1; }, error: (w) => error(w.page0) }`;
  expect(told(compileText(model(outcomes)))).toEqual([
    'err -5',
    'twice -10',
    'zone NORMAL',
    'locked false',
    'far 2147483647',
    'near -2147483648',
    'seen 0',
    'two -1',
    'error -5',
  ]);
});

test('an observation that goes wrong is told like a property that does', () => {
  const program = compileText(model('{ next: (w) => w.page0.next.err }').replace('.next.err', '.next!.err'));
  expect(() => program.outcomes[0]?.value(program.initial, 0)).toThrow(PropertyFault);
});

test('it is a number or a bool, and changes nothing', () => {
  expect(complaints(() => parseText(model('{ page: (w) => w.page0 }')))).not.toEqual([]);
  expect(complaints(() => parseText(model('{ both: (w) => (w.page0.locked ? 1 : true) }')))).not.toEqual([]);
  expect(complaints(() => parseText(model('{ err(w) { w.page0.err = 1; return 2; } }')))).toEqual([
    expect.stringContaining('a property that changes something or waits'),
  ]);
});
