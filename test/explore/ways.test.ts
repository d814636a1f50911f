// SPDX-License-Identifier: MIT
// Choices in one section multiply: how many ways of a step are looked at, and that a batch of such steps can be stopped.

import { expect, test } from 'vitest';
import { compileEach, scenarioText } from '../compile/model.ts';
import { check, FULL, failureOf } from './check.ts';
import { VirtualTeam } from './virtual-team.ts';

const TOO_MANY =
  'one step of A has more than 65,536 ways, or goes more than 1,000,000 rounds in all of them: choices in one section multiply';

function text(code: string, world = '({ a: new t() })'): string {
  const threads = `{ A(w) { atomically(() => { ${code} }); } }`;
  const declared = 'class t { n: u16 = 0; m: u16 = 0; of: u8 = 0 }\n';
  return declared + scenarioText({ world: `() => ${world}`, threads, always: '{ fine: (w) => w.a.n < 300 }' });
}

const waste = 'for (let i: i32 = 0; i < 60000; i++) { w.a.m = 1; }';
const [square, wider, loop, long, longer, late, endless, batch] = compileEach([
  text('w.a.n = choose(256); w.a.m = choose(256);'),
  text('w.a.n = choose(257); w.a.m = choose(256);'),
  text('for (let i: u8 = 0; i < 17; i++) if (maybe()) w.a.n = i;'),
  text(`w.a.n = choose(16); ${waste}`),
  text(`w.a.n = choose(18); ${waste}`),
  text('for (let i: u16 = 0; i < 50000; i++) if (maybe()) break;'),
  text('while (w.a.n === 0) w.a.m = choose(2);'),
  text('w.a.n = choose(100); w.a.m = choose(100);', '{ const a = new t(); a.of = choose(26); return { a }; }'),
]);

test.each([
  ['65,536 ways', square, 65_537],
  ['960,000 rounds in 16 ways', long, 17],
])('%s are all looked at', (_, program, states) => {
  expect(program && check(program, 'fine', FULL)).toMatchObject({ kind: 'holds', counts: { states } });
  expect(program && check(program, 'fine')).toMatchObject({ kind: 'holds' });
});

test.each([
  ['65,792 ways', wider],
  ['131,072 ways, of a loop', loop],
  ['1,080,000 rounds in 18 ways', longer],
  // The way that leaves last comes first, and the next ones are hardly shorter.
  ['50,000 ways that end, of 25,000 rounds on average', late],
])('%s are not, and nothing is said to hold', (_, program) => {
  for (const options of [{}, FULL])
    expect(program && check(program, 'fine', options)).toMatchObject({
      kind: 'unknown',
      bound: { kind: 'ways', reason: TOO_MANY },
    });
});

test('a way that does not end is a violation, though there are 2^100,000 of them', () => {
  const failure = endless && failureOf(check(endless, 'fine'));
  expect(failure).toMatchObject({ property: 'ASSERTS', message: 'a loop of A does not end within one step' });
});

test('26 states with 10,000 ways each are one batch, and the clock is looked at after 25 of them', () => {
  if (batch === undefined) throw new Error('no program');
  let time = 0;
  const stopped = check(batch, 'fine', { ...FULL, now: () => time++, maxTime: 0 });
  expect(stopped).toMatchObject({ kind: 'unknown', bound: { kind: 'time' }, counts: { transitions: 250_000 } });
  const whole = { kind: 'holds', counts: { states: 26 + 260_000, transitions: 260_000 } };
  expect(check(batch, 'fine', FULL)).toMatchObject(whole);
  const team = new VirtualTeam(2);
  expect(check(batch, 'fine', { ...FULL, team })).toMatchObject(whole);
});
