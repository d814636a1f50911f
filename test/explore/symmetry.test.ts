// SPDX-License-Identifier: MIT
// Interchangeable threads, in programs that are counted by hand; and what tells threads apart, in each way that there is.

import { describe, expect, test } from 'vitest';
import { replay } from '../../src/explore/replay.ts';
import { check, FULL, failureOf } from './check.ts';
import { compiled, expectTrue, groupOf, only, orbitsOf, reachable } from './orbits.ts';

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
