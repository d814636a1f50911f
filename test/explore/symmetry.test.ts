// SPDX-License-Identifier: MIT
// Interchangeable threads: what the compiler takes for a permutation is one of all reachable states and steps, looked at one by
// one; as many states are stored as there are orbits, counted by hand or by another way; every verdict is that of the plain
// search, and every story a run that ends in what it says. And what tells threads apart, in each way that there is.

import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { replay } from '../../src/explore/replay.ts';
import { restOf } from '../../src/explore/rest.ts';
import { SuccessorBuffer } from '../../src/explore/successors.ts';
import type { Failure, Verdict } from '../../src/explore/verdict.ts';
import { compileText, parseEach, scenarioText } from '../compile/model.ts';
import { programs, runs } from '../fuzz.ts';
import { check, FULL, failureOf } from './check.ts';
import { VirtualTeam } from './virtual-team.ts';

const declarations = `class box { v: int<0, 3> = 0; }
class item { v: int<0, 3> = 0; to: o | null = null; }
class o {
  n: int<0, 3> = 0; flag: bool = false; to: o | null = null; of: item | null = null; refs: array<o | null, 2> = array(2, null);
  cells: array<int<0, 3>, 2> = array(2, 0); readonly box: box = new box(); seen: ghost<o | null> = null;
  constructor(readonly k: int<0, 3> = 0, readonly peer: o | null = null) {}
}
function bump(p: o): void { p.n = (p.n + 1) & 3; }
`;
const world = '() => ({ s: new o(), a: new o(), b: new o(), c: new o() })';
const only = { reduction: true, only: 'threads' } as const;

function compiled(parts: Readonly<Record<string, string>>, more = ''): Program {
  return compileText(declarations + more + scenarioText({ world, ...parts }));
}

/** Who goes where, sorted. */
const groupOf = ({ symmetry }: Program): readonly string[] => symmetry.map(({ threads }) => threads.join('')).sort();

interface Step {
  readonly path: number;
  readonly fault: string | null;
  readonly words: string;
}

function stepsOf(
  program: Program,
  thread: number,
  state: Int32Array,
  rename: (words: Int32Array) => Int32Array,
): Step[] {
  const out = new SuccessorBuffer(program.words);
  program.step(thread, state, 0, out);
  return Array.from({ length: out.count }, (_, i) => {
    const fault = program.faults[(out.faults[i] ?? 0) - 1];
    const words = fault === undefined ? rename(out.words.slice(out.at(i), out.at(i + 1))).join() : '';
    return { path: out.paths[i] ?? -1, fault: fault === undefined ? null : `${fault.kind} ${fault.message}`, words };
  });
}

/** All reachable states, by their words; null: more than that. */
function reachable(program: Program, most: number): ReadonlyMap<string, Int32Array> | null {
  const { words } = program;
  const found = new Map<string, Int32Array>();
  const open: Int32Array[] = [];
  const meet = (state: Int32Array): void => {
    if (found.has(state.join())) return;
    found.set(state.join(), state);
    open.push(state);
  };
  for (let i = 0; i < program.initialCount; i++) meet(program.initial.slice(i * words, (i + 1) * words));
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (found.size > most) return null;
    const out = new SuccessorBuffer(words);
    for (let t = 0; t < program.threads.length; t++) program.step(t, state, 0, out);
    for (let i = 0; i < out.count; i++) if (out.faults[i] === 0) meet(out.words.slice(out.at(i), out.at(i + 1)));
  }
  return found;
}

/** Each permutation takes reachable states to reachable states, and steps to steps. How many orbits there are. */
function orbitsOf(program: Program, states: ReadonlyMap<string, Int32Array>, text: string): number {
  const orbits = new Set<string>();
  const renamedBy = (g: number) => (state: Int32Array) => {
    const image = new Int32Array(program.words);
    program.permute(g, state, 0, image, 0);
    return image;
  };
  for (const state of states.values()) {
    const images = [state.join()];
    for (const [g, { threads }] of program.symmetry.entries()) {
      const rename = renamedBy(g);
      const image = rename(state);
      if (!states.has(image.join())) throw new Error(`an image is not reachable\n${text}`);
      images.push(image.join());
      for (const [t, to] of threads.entries()) {
        const [here, there] = [stepsOf(program, t, state, rename), stepsOf(program, to, image, (words) => words)];
        expect(there, text).toEqual(here);
        expect(program.standing(to, image, 0)).toBe(program.standing(t, state, 0));
      }
    }
    orbits.add(images.sort()[0] ?? '');
  }
  return orbits.size;
}

/** A run of the program that ends in what the failure says. */
function expectTrue(program: Program, failure: Failure, text: string): void {
  if (failure.trace === null) return;
  const { problem, last, steps } = replay(program, failure.trace);
  expect(problem, text).toBe(null);
  const property = program.properties.find(({ name }) => name === failure.property);
  if (failure.kind === 'always' || failure.kind === 'atEnd') expect(property?.holds(last, 0), text).toBe(false);
  if (failure.kind === 'fault') expect(steps.at(-1)?.fault?.kind, text).toBeDefined();
  if (failure.kind === 'atEnd' || failure.kind === 'deadlock') {
    const [out, ends] = [new SuccessorBuffer(program.words), new Int32Array(program.threads.length)];
    program.stepAll(last, 0, out, ends);
    expect(restOf(program, last, 0, ends, 0), text).toBe(failure.kind === 'deadlock' ? 'deadlock' : 'end');
  }
}

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

/** Which of several failures comes first, is the order's business. */
function expectSame(verdict: Verdict, full: Verdict, text: string): void {
  expect(verdict.kind, text).toBe(full.kind);
  if (kindOf(full) === 'sometimes') expect(kindOf(verdict), text).toBe('sometimes');
}

describe('threads are interchangeable', () => {
  const both = (body: string): string => `{ A(w) { ${body} }, B(w) { ${body} } }`;

  test('that run the same: of two counts that are kept to the end, one half and what is on the diagonal', () => {
    const program = compiled({
      threads: both('w.s.n = (w.s.n + 1) & 3; w.s.m2 = true;').replaceAll('w.s.m2', 'w.s.flag'),
    });
    expect(groupOf(program)).toEqual(['10']);
    const states = reachable(program, 1000);
    const verdict = check(program, 'ASSERTS', only);
    expect(verdict).toMatchObject({ kind: 'holds', reduction: 'threads' });
    if (states === null) throw new Error('too many states');
    expect(verdict.counts.states).toBe(orbitsOf(program, states, ''));
    expect(verdict.counts.states).toBeLessThan(states.size);
  });
  test('with what is their own: n threads that each take k steps have as many states as there are multisets', () => {
    const own = (name: string): string => `${name.toUpperCase()}(w) { bump(w.${name}); w.${name}.flag = true; }`;
    const program = compiled({ threads: `{ ${['a', 'b', 'c'].map(own).join(', ')} }` });
    expect(groupOf(program)).toEqual(['021', '102', '120', '201', '210']);
    // Three steps each, which are four places to stand: 4 ^ 3, and the multisets of three of four.
    expect(check(program, 'ASSERTS', FULL).counts.states).toBe(64);
    expect(check(program, 'ASSERTS', only).counts.states).toBe(20);
  });
  test('in pairs: who uses what another one owns is exchanged with him', () => {
    const program = compiled({
      threads: '{ A(w) { bump(w.a); }, A2(w) { w.a.flag = true; }, B(w) { bump(w.b); }, B2(w) { w.b.flag = true; } }',
    });
    expect(groupOf(program)).toEqual(['2301']);
  });
  test('whatever properties name them: each is judged of all images, and the story is of the thread that it names', () => {
    const threads = '{ A(w) { bump(w.a); }, B(w) { bump(w.b); } }';
    const program = compiled({
      threads,
      always: '{ first: (w) => w.a.n === 0 || w.b.n !== 0, last: (w) => w.b.n === 0 || w.a.n !== 0 }',
      atEnd: '{ end: (w) => w.a.n === 1 && w.b.n === 1 }',
      sometimes: '{ seen: (w) => w.a.n === 1 && w.b.n === 0, other: (w) => w.b.n === 1 && w.a.n === 0 }',
    });
    for (const options of [only, {}, { order: 'depth-first' } as const])
      for (const shortestStates of [0, 1000])
        for (const [judge, thread] of [
          ['first', 0],
          ['last', 1],
        ] as const) {
          const failure = failureOf(check(program, judge, { ...options, shortestStates }));
          if (shortestStates > 0) expect(failure.trace?.steps.map((step) => step.thread)).toEqual([thread, thread]);
          expectTrue(program, failure, judge);
        }
    expect(check(program, 'end', {}).kind).toBe('holds');
  });
  test('and what a property reads of the one that it names is kept for the other, too', () => {
    // Who comes first writes. Where that is B, A stands in its place, and the property reads nothing of A.
    const first = '(w.s.flag ? false : entered(w.s))';
    const own = (name: string): string =>
      `${name.toUpperCase()}(w) { if (atomically(() => ${first})) { w.${name}.n = 1; w.${name}.n = 0; } }`;
    const program = compiled(
      { threads: `{ ${own('a')}, ${own('b')} }`, always: '{ none: (w) => w.b.n !== 1 }' },
      'function entered(s: o): bool { s.flag = true; return true; }\n',
    );
    expect(groupOf(program)).toEqual(['10']);
    for (const options of [FULL, only, {}, { order: 'depth-first' } as const])
      expectTrue(program, failureOf(check(program, 'none', options)), 'none');
  });
  test('and the mistake is told where the thread that makes it has it', () => {
    const line = (name: string, more: string): string => `${name}(w) { w.s.n = 1; ${more} }`;
    const program = compiled({
      threads: `{ ${line('A', "assert(w.s.n < 1, 'few');")},\n ${line('B', "assert(w.s.n < 1, 'few');")} }`,
    });
    expect(groupOf(program)).toEqual(['10']);
    for (const options of [only, {}, { order: 'depth-first' } as const]) {
      const { trace } = failureOf(check(program, 'ASSERTS', { ...options, shortestStates: 0 }));
      if (trace === null) throw new Error('no trace');
      const { steps, problem } = replay(program, trace);
      expect([problem, steps.at(-1)?.fault?.message]).toEqual([null, 'few']);
    }
  });
});

describe('threads are told apart', () => {
  const refused = (threads: string, more: Readonly<Record<string, string>> = {}, declared = ''): void => {
    const program = compiled({ threads, ...more }, declared);
    expect(groupOf(program), threads).toEqual([]);
    expect(check(program, 'ASSERTS', only).reduction).toBe('nothing');
  };
  const two = (of: (name: string) => string): string => `{ A(w) { ${of('a')} }, B(w) { ${of('b')} } }`;

  test('by a number of their own, written down or not', () => {
    refused('{ A(w) { w.s.n = 1; }, B(w) { w.s.n = 2; } }');
    refused('{ A(w) { w.s.n = self() + 1; }, B(w) { w.s.n = self() + 1; } }');
    refused('{ A(w) { w.s.cells[0] = 1; }, B(w) { w.s.cells[1] = 1; } }');
    refused('{ A(w) { w.s.n = w.a.k; w.a.n = 1; }, B(w) { w.s.n = w.b.k; w.b.n = 1; } }', {
      world: '() => ({ s: new o(), a: new o(1), b: new o(2) })',
    });
  });
  test('by a constant that one has to look for', () => {
    const through = (name: string): string => `w.s.to = w.${name}; const t = w.s.to; if (t !== null) w.s.n = t.k;`;
    refused(two(through), { world: '() => ({ s: new o(), a: new o(1), b: new o(2) })' });
    expect(groupOf(compiled({ threads: two(through) }))).toEqual(['10']);
  });
  test('by what they do in the end, and by what breaks them', () => {
    refused('{ A(w) { w.s.n = 1; }, B(w) { w.s.n = 1; w.s.n = 2; } }');
    refused("{ A(w) { w.s.n = 1; assert(w.s.n < 2, 'few'); }, B(w) { w.s.n = 1; assert(w.s.n < 2, 'many'); } }");
  });
  test('by their role, or by how often they may act', () => {
    refused('{ A(w) { w.s.flag = true; } }', { daemons: '{ B(w) { w.s.flag = true; } }' });
    const same = { daemons: '{ A(w) { w.s.flag = true; } }', environment: '{ B(w) { w.s.flag = true; } }' };
    refused('{ T(w) { w.s.n = 1; } }', same);
    const each = (a: number, b: number): string =>
      `{ A: { steps: ${a}, run(w) { w.s.flag = true; } }, B: { steps: ${b}, run(w) { w.s.flag = true; } } }`;
    refused('{ T(w) { w.s.n = 1; } }', { environment: each(1, 2) });
    expect(groupOf(compiled({ threads: '{ T(w) { w.s.n = 1; } }', environment: each(2, 2) }))).toEqual(['021']);
  });
  test('by a third one, who knows one of them', () => {
    refused('{ A(w) { bump(w.a); }, B(w) { bump(w.b); }, C(w) { w.a.flag = true; } }');
    refused('{ A(w) { w.s.to = w.a; }, B(w) { w.s.to = w.b; }, C(w) { if (w.s.to === w.a) w.s.n = 1; } }');
  });
  test('by where they begin', () => {
    const own = two((name) => `bump(w.${name});`);
    refused(own, { world: '() => { const a = new o(); a.n = 1; return { s: new o(), a, b: new o() }; }' });
    refused(own, { world: '() => { const a = new o(); a.n = choose(2); return { s: new o(), a, b: new o() }; }' });
    const each =
      '() => { const a = new o(); const b = new o(); a.n = choose(2); b.n = choose(2); return { s: a, a, b }; }';
    expect(groupOf(compiled({ threads: own, world: each }))).toEqual(['10']);
  });
  test('by objects of which the first that is free is taken', () => {
    const world = '() => { const i = new item(); const j = new item(); pool(item, 1); return { s: new o(), i, j }; }';
    const frees = (name: string): string => `{ free(w.${name}); const t = alloc(item); t.v = 1; w.s.of = t; }`;
    refused(`{ A(w) ${frees('i')}, B(w) ${frees('j')} }`, { world });
    const own =
      '() => { const a = new o(); const b = new o(); a.of = new item(); b.of = new item(); pool(item, 1); return { s: new o(), a, b }; }';
    const found = (name: string): string =>
      `const t = w.${name}.of!; w.${name}.of = null; free(t); w.s.of = alloc(item);`;
    refused(two(found), { world: own });
  });
  test('by what they choose of two constants: of a register, nothing says that it is a reference then', () => {
    const chosen = (name: string): string =>
      `w.${name}.n = 1; const a = w.a; const b = w.b; let f = w.s.flag; const t = f ? a : b; f = true; t.n = 2;`;
    refused(`{ A(w) { ${chosen('a')} }, B(w) { ${chosen('b')} }, C(w) { w.s.flag = false; } }`);
  });
});

test('endless runs, data races, outcomes and random walks are searched without', () => {
  const program = compiled({
    threads: '{ A(w) { w.s.n = 1; }, B(w) { w.s.n = 1; } }',
    leadsTo: '{ ends: [(w) => w.s.n === 0, (w) => w.s.n === 1] }',
  });
  expect(check(program, 'ASSERTS', only).reduction).toBe('threads');
  for (const judge of ['NO-LIVELOCK', 'ends', 'NO-DATA-RACE'])
    expect(check(program, judge, only).reduction).toBe('nothing');
  const sought = { message: '', is: () => false };
  expect(check(program, 'SAME-OUTCOMES', only, sought).reduction).toBe('nothing');
  expect(check(program, 'ASSERTS', { ...only, order: 'random-walk', maxStates: 10 }).reduction).toBe('nothing');
});
