// SPDX-License-Identifier: MIT
// Random programs with interchangeable threads: what the compiler takes for a permutation is one of all reachable states and steps, looked
// at one by one; as many states are stored as there are orbits; every verdict is that of the plain search, and every story a run that ends
// in what it says.

import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { parseEach, scenarioText } from '../compile/model.ts';
import { programs, runs } from '../fuzz.ts';
import { check, FULL } from './check.ts';
import { declarations, expectTrue, only, orbitsOf, reachable, world } from './orbits.ts';
import { VirtualTeam } from './virtual-team.ts';

const lines = [
  's.n = (s.n + 1) & 3;',
  'bump(mine);',
  's.to = mine;',
  'mine.to = s.to;',
  'if (s.to === mine) s.n = 2;',
  'if (s.to !== mine) mine.flag = true;',
  '{ const t = s.to; if (t !== null) t.n = (s.n + 1) & 3; }',
  's.refs[1] = mine;',
  's.refs[choose(2)] = s.to;',
  '{ const r = s.refs[1]; if (r !== null && r.flag) r.box.v = s.n; }',
  'mine.cells[s.n & 1] = 2;',
  '{ const t = s.to ?? mine; t.cells[1] = s.cells[0]; }',
  'atomically(() => { waitUntil(() => !s.flag); s.flag = true; });',
  's.flag = false;',
  'waitUntil(() => s.to === null || s.to === mine);',
  'mine.box.v = choose(2);',
  's.box.v = mine.box.v;',
  "assert(s.to !== mine || s.n === 0, 'mine and few');",
  "assert(mine.n === 0, 'few');",
  '{ const i = alloc(item); i.to = mine; s.of = i; free(i); }',
  '{ const i = s.of; if (i !== null) i.v = 1; }',
  's.seen = mine; mine.flag = !mine.flag;',
  'if (maybe()) mine.flag = true;',
  'mine.to = null;',
  's.n = mine.k;',
  '{ const p = mine.peer; if (p !== null) p.n = s.n; }',
  's.n = self() & 3;',
  'if (mine === w.a) s.n = 1;',
];

const conditions = [
  '!w.a.flag',
  'w.s.n < 2',
  'w.s.to !== w.b',
  'w.a.n <= w.b.n',
  'w.b.box.v !== 1',
  'w.s.refs[1] === null || w.s.refs[1].n < 2',
  'w.s.seen !== w.a',
];

const worlds = [
  world,
  `() => { const s = new o(); return { s, a: new o(1, s), b: new o(1, s), c: new o(1, s) }; }`,
  `() => { const s = new o(); const a = new o(); const b = new o(0, a); pool(item, 2); const c = new o(0, b); return { s, a, b, c }; }`,
  `() => { const a = new o(); const b = new o(); const s = new o(); s.to = choose(2) === 0 ? a : b; return { s, a, b, c: s }; }`,
  `() => { const a = new o(); const b = new o(); const s = new o(); s.to = b; pool(item, 3); return { s, a, b, c: a }; }`,
];

const twins = fc
  .record({
    world: fc.constantFrom(...worlds),
    body: fc.array(fc.constantFrom(...lines.slice(0, -2), ...lines), { minLength: 1, maxLength: 4 }),
    last: fc.constantFrom(
      '',
      '',
      '',
      "assert(s.to !== mine, 'mine');",
      "assert(mine.n === 0 && s.n === 0, 'few');",
      'if (mine.flag) s.n = 3;',
    ),
    count: fc.constantFrom(2, 2, 3),
    own: fc.constantFrom('mine', 'mine', 'shared'),
    role: fc.constantFrom('threads', 'threads', 'threads', 'daemons', 'environment'),
    other: fc.constantFrom(
      '',
      '',
      'if (s.to !== null) s.n = 0;',
      's.to = w.a;',
      'waitUntil(() => s.flag); s.flag = false;',
    ),
    always: fc.constantFrom(...conditions),
    atEnd: fc.constantFrom(...conditions),
    sometimes: fc.constantFrom('true', ...conditions),
  })
  .map(({ world, body, last, count, own, role, other, ...asked }) => {
    const bodyOf = (name: string): string =>
      `(w) { const s = w.s; const mine = w.${own === 'mine' ? name : 'c'}; s.cells[1] = 0; ${body.join(' ')} ${last} }`;
    const names = ['a', 'b', 'c'].slice(0, count);
    const each = (before: string, after: string): string =>
      names.map((name, i) => `T${i}${before}${bodyOf(name)}${after}`).join(', ');
    const rest = other === '' ? '' : `U(w) { const s = w.s; ${other} }`;
    const parts: Record<string, string> = { world };
    if (role === 'threads') parts.threads = `{ ${each('', '')}${rest === '' ? '' : `, ${rest}`} }`;
    else {
      parts.threads = rest === '' ? '{ U(w) { w.s.flag = true; } }' : `{ ${rest} }`;
      parts[role] = `{ ${role === 'daemons' ? each('', '') : each(': { steps: 2, run', ' }')} }`;
    }
    for (const [name, text] of Object.entries(asked)) parts[name] = `{ ${name}: (w) => ${text} }`;
    return { parts, text: Object.values(parts).join('\n') };
  });

const JUDGES = ['always', 'atEnd', 'NO-DEADLOCK', 'ASSERTS', 'ASSERTS: few', 'ASSERTS: none'];
const RUNS = programs(100);
/** Programs that are read together. */
const BATCH = 50;

const counted = { symmetric: 0, fewer: 0, moved: 0, kinds: new Map<string, number>() };

function compare(program: Program, text: string): void {
  const states = reachable(program, 1500);
  if (states === null) return;
  counted.symmetric++;
  if (program.symmetry.some(({ locations }) => locations.some((to, from) => to !== from))) counted.moved++;
  const orbits = orbitsOf(program, states, text);
  if (orbits < states.size) counted.fewer++;
  for (const judge of JUDGES) {
    const full = check(program, judge, { ...FULL, shortestStates: 0 });
    const found: Verdict[] = [
      check(program, judge, { ...only, shortestStates: 500 }),
      check(program, judge, { ...only, order: 'depth-first', shortestStates: 0 }),
      check(program, judge, { shortestStates: 0 }),
      check(program, judge, { shortestStates: 0, team: new VirtualTeam(2) }),
    ];
    for (const verdict of found) {
      expectSame(verdict, full, `${judge}\n${text}`);
      if (verdict.kind === 'fails') expectTrue(program, verdict.failure, `${judge}\n${text}`);
    }
    if (full.kind === 'holds') {
      expect(found[0]?.counts.states, text).toBe(orbits);
      expect(full.counts.states, text).toBe(states.size);
    }
    expect(found[3]?.counts.states).toBe(found[2]?.counts.states);
    counted.kinds.set(kindOf(full), (counted.kinds.get(kindOf(full)) ?? 0) + 1);
  }
}

test('random programs: permutations are what they say, and no verdict depends on them', async () => {
  const drawn = fc.sample(twins, runs(RUNS));
  for (let from = 0; from < drawn.length; from += BATCH) {
    const texts = drawn.slice(from, from + BATCH).map(({ parts }) => declarations + scenarioText(parts));
    for (const [i, one] of parseEach(texts).entries()) {
      await setImmediate(); // the runner hears nothing of a worker that never yields
      if (one === null) continue;
      const program = compile(one.tree, { scenario: one.scenario, layers: [], judgeWarnings: false });
      if (program.symmetry.length > 0) compare(program, texts[i] ?? '');
    }
  }
  // Of programs that have no twins, or in which nothing is one, nothing would be learned.
  expect(counted.symmetric).toBeGreaterThan(RUNS / 5);
  expect(counted.fewer).toBeGreaterThan(RUNS / 6);
  expect(counted.moved).toBeGreaterThan(RUNS / 20);
  for (const kind of ['holds', 'always', 'fault', 'deadlock'])
    expect(counted.kinds.get(kind) ?? 0, kind).toBeGreaterThan(3);
}, 600_000);

const kindOf = (verdict: Verdict): string => (verdict.kind === 'fails' ? verdict.failure.kind : verdict.kind);

/** Which of several failures comes first, is the order's business, and whether an empty pool does. */
function expectSame(verdict: Verdict, full: Verdict, text: string): void {
  if ([verdict, full].some(isPoolEmpty)) {
    expect([verdict.kind, full.kind], text).not.toContain('holds');
    return;
  }
  expect(verdict.kind, text).toBe(full.kind);
  if (kindOf(full) === 'sometimes') expect(kindOf(verdict), text).toBe('sometimes');
}

const isPoolEmpty = (verdict: Verdict): boolean => verdict.kind === 'unknown' && verdict.bound.kind === 'pool';
