// SPDX-License-Identifier: MIT
// Programs that are written by hand: kinds of code that once made a wrong answer without a word, and what random programs seldom
// have, by which a break of the checker would show (breaks.mjs).

import { readAll } from './checker.ts';
import { compare, nothingCounted, type Subject } from './compare.ts';

const words = `import { alloc, array, assert, atomically, type bool, choose, free, type i32, type i8, type int, maybe, pool, scenario, type u8, waitUntil } from 'faultline';`;
const declared = `type pair = { readonly x: u8; readonly y: u8 };
class item { v: u8 = 1 + 1; c: i8 = -(2 + 1); }
class o { n: u8 = 0; m: u8 = 0; go: bool = false; done: bool = false; big: i32 = -2147483648; r: pair = { x: 1, y: 2 }; xs: array<u8, 2> = array(2, 0); next: o | null = null; of: item | null = null; }
function first(p: o): bool { p.go = true; return true; }
function five(p: o): u8 { p.n = 5; p.r = { x: 7, y: 8 }; return 1; }
function raised(n: u8): u8 { n! += 3; return n; }
function moved(p: o, q: o): u8 { p.next = q; return 4; }
function nine(n: u8): u8 { (n as u8) = 9; return n; }
class frame { i: u8 = 0; }
function other(s: frame, i: u8): u8 { s.i = i; return s.i; }`;

/** Whether nobody was here before. */
const COMES_FIRST = 'atomically(() => w.s.go ? false : first(w.s))';

export interface Row {
  readonly name: string;
  readonly threads: string;
  readonly more?: string;
  readonly always?: string;
  readonly atEnd?: string;
  /** Two conditions. */
  readonly leads?: string;
  /** In world(). */
  readonly made?: string;
  /** What has to be among the verdicts that both agree on. */
  readonly said: readonly string[];
}

export const rows: readonly Row[] = [
  {
    name: 'targets in parentheses, casts and !',
    threads:
      'A(w) { let i: u8 = 0; ((i)) = 3; const k = w.a.m; w.a.n = raised(k); w.a.m = nine(k); w.b.n = i + k; }, B(w) { w.a.m = 0; }',
    atEnd: 'w.a.n === 3 && w.b.n === 3',
    said: ['holds atEnd', 'holds ASSERTS'],
  },
  {
    name: 'an assignment knows where to write before its right side changes that',
    threads:
      'A(w) { w.a.xs[w.a.n] = five(w.a); w.a.next = w.a; w.a.next!.m = moved(w.a, w.b); }, B(w) { w.b.go = true; }',
    atEnd: 'w.a.xs[0] === 1 && w.a.m === 4 && w.b.m === 0',
    said: ['holds atEnd', 'holds ASSERTS'],
  },
  {
    name: 'what another thread makes of the left side meanwhile changes nothing',
    threads:
      'A(w) { w.a.next = w.a; w.a.done = true; w.a.next!.m = w.b.n + 1; }, B(w) { waitUntil(() => w.a.done); w.a.next = w.b; w.b.n = 1; }',
    // Where b.n was read late, a.next may have been read early.
    always: 'w.a.m !== 2',
    said: ['fails always'],
  },
  {
    name: 'an environment that begins with a loop finishes what it has begun',
    threads: 'A(w) { w.a.go = true; }',
    more: 'environment: { E: { steps: 1, run(w) { for (let i: u8 = 2; i < 4; i++) w.a.m = i; w.a.done = true; } } },',
    always: '!w.a.done',
    said: ['fails always', 'holds NO-DEADLOCK'],
  },
  {
    name: 'a daemon that is stuck behind a loop is in the middle: no run ends',
    threads: 'A(w) { w.a.n = 1; }',
    more: 'daemons: { D(w) { while (!w.a.done) { w.a.m = 1; w.a.done = true; } waitUntil(() => w.a.go); } },',
    said: ['fails atEnd', 'holds NO-DEADLOCK'],
  },
  {
    name: 'an environment at its top has chosen nothing before it can go on',
    threads: 'A(w) { w.a.go = true; }, B(w) { w.a.done = false; }',
    more: 'environment: { E(w) { if (maybe()) { waitUntil(() => w.a.done); w.a.n = 2; } else { waitUntil(() => w.a.go); w.a.n = 1; } } },',
    atEnd: '!w.a.done',
    said: ['holds atEnd'],
  },
  {
    name: 'a daemon has, wherever it is',
    threads: 'A(w) { w.a.go = true; waitUntil(() => w.a.n > 0); }, B(w) { w.a.done = false; }',
    more: 'daemons: { D(w) { if (maybe()) { waitUntil(() => w.a.done); w.a.n = 2; } else { waitUntil(() => w.a.go); w.a.n = 1; } } },',
    said: ['fails NO-DEADLOCK'],
  },
  {
    name: 'and is at its top until it has done something else',
    threads: 'A(w) { w.a.go = true; }, B(w) { w.a.done = false; w.b.go = false; }',
    more: 'daemons: { D(w) { if (maybe()) { waitUntil(() => w.a.done); w.a.n = 2; } else { waitUntil(() => w.b.go); w.a.n = 1; } } },',
    atEnd: 'w.a.go',
    said: ['holds atEnd'],
  },
  {
    name: 'an environment that scans with a while at its top',
    threads: 'A(w) { waitUntil(() => w.a.done); }',
    more: 'environment: { E: { steps: 1, run(w) { while (w.a.m < 2) w.a.m++; w.a.done = true; } } },',
    always: '!w.a.done',
    said: ['fails always'],
  },
  {
    name: 'a stack structure as a parameter',
    threads: 'A(w) { const s = new frame(); s.i = 1; w.a.n = other(s, 4) + s.i; }',
    atEnd: 'w.a.n === 8',
    said: ['holds atEnd'],
  },
  { name: 'minus the smallest i32', threads: 'A(w) { const x = -w.a.big; w.a.big = x; }', said: ['fails ASSERTS'] },
  { name: 'a shift by 35', threads: 'A(w) { const x = 1 << (w.a.n + 35); w.a.n = 1; }', said: ['fails ASSERTS'] },
  {
    name: 'x += f(x), and a spread before a call',
    threads:
      'A(w) { w.a.n += five(w.a); w.a.r = { x: 1, y: 2 }; w.b.r = { ...w.a.r, y: five(w.a) }; }, B(w) { if (w.a.go) w.a.n = 0; }',
    atEnd: 'w.a.n === 5 && w.b.r.x === 1',
    said: ['holds atEnd'],
  },
  {
    name: 'an environment that goes round in its middle, and cannot leave',
    threads: 'A(w) { waitUntil(() => w.a.done); }',
    more: 'environment: { E(w) { w.a.go = true; while (w.a.go) w.a.m = 1; w.a.done = true; } },',
    said: ['fails NO-LIVELOCK'],
  },
  {
    name: 'the same, where it may leave each time',
    threads: 'A(w) { waitUntil(() => w.a.done); }',
    more: 'environment: { E(w) { w.a.go = true; while (maybe()) w.a.m = 1; w.a.done = true; } },',
    said: ['fails NO-LIVELOCK'],
  },
  { name: 'choose from nothing', threads: 'A(w) { const x = choose(w.a.n); w.a.n = x; }', said: ['fails ASSERTS'] },
  {
    name: 'what alloc makes begins as what new makes',
    threads: "A(w) { const it = alloc(item); assert(it.v === 2 && it.c === -3, 'as new'); free(it); }",
    said: ['holds ASSERTS'],
  },
  {
    name: 'a cast inside an expression',
    threads: 'A(w) { if (((w.a.n + 256) as u8) === 0) w.a.m = 1; }, B(w) { (w.b.n as int<0, 3>) = 3; }',
    said: ['fails ASSERTS'],
  },
  {
    name: "threads whose sections are in each other's way race for nothing",
    threads:
      'A(w) { atomically(() => { w.a.n++; }); }, B(w) { atomically(() => { w.a.n++; }); waitUntil(() => w.a.n > 1); }',
    said: ['holds NO-DATA-RACE'],
  },
  {
    name: 'a plain write races with who waits for it',
    threads: 'A(w) { waitUntil(() => w.a.n > 0); w.a.m = 1; }, B(w) { w.a.n = 1; }',
    said: ['fails NO-DATA-RACE', 'holds NO-DEADLOCK'],
  },
  {
    name: 'what is waited for comes before what is done then',
    threads: 'A(w) { waitUntil(() => w.a.n > 0); w.a.m = 1; }, B(w) { w.a.m = 2; atomically(() => { w.a.n = 1; }); }',
    said: ['holds NO-DATA-RACE'],
  },
  {
    name: 'two elements of one array are two places',
    threads: 'A(w) { w.a.xs[0] = 1; }, B(w) { w.a.xs[1] = w.a.n; }, C(w) { atomically(() => { w.a.n = 1; }); }',
    said: ['fails NO-DATA-RACE'],
  },
  {
    name: 'a cast that fits',
    threads: 'A(w) { if (((w.a.n + 255) as u8) === 255) w.a.m = 1; }, B(w) { (w.b.n as int<0, 3>) += 3; }',
    atEnd: 'w.a.m === 1 && w.b.n === 3',
    said: ['holds ASSERTS', 'holds atEnd'],
  },
  {
    name: 'two threads that differ in a number',
    threads: 'A(w) { w.a.m = 1; }, B(w) { w.a.m = 2; }',
    atEnd: 'w.a.m === 2',
    said: ['fails atEnd'],
  },
  {
    name: 'two threads that do the same, of which the property names one for this and the other for that',
    threads: 'A(w) { w.a.go = true; w.a.n = 1; w.a.n = 0; }, B(w) { w.b.go = true; w.b.n = 1; w.b.n = 0; }',
    always: '!(w.b.n === 1 && !w.a.go)',
    said: ['fails always'],
  },
  {
    name: 'who comes first writes, and the property is of one of them',
    threads: `A(w) { if (${COMES_FIRST}) { w.a.n = 1; w.a.n = 0; } }, B(w) { if (${COMES_FIRST}) { w.b.n = 1; w.b.n = 0; } }`,
    always: 'w.b.n !== 1',
    said: ['fails always'],
  },
  {
    name: 'two threads that share nothing but the property',
    threads: 'A(w) { w.a.m = 1; w.a.m = 0; }, B(w) { w.b.m = 2; w.b.m = 0; }',
    always: 'w.a.m !== 1 || w.b.m !== 2',
    said: ['fails always'],
  },
  {
    name: 'two threads that do the same, and a third that knows one of them',
    threads:
      'A(w) { w.a.n = 1; }, B(w) { w.b.n = 1; }, C(w) { atomically(() => { if (w.b.n === 1 && w.a.n === 0) w.s.done = true; }); }',
    always: '!w.s.done',
    said: ['fails always'],
  },
  {
    name: 'a daemon and an environment that do the same: only the one is owed a step',
    threads: `A(w) { if (${COMES_FIRST}) w.a.go = true; }, B(w) { if (${COMES_FIRST}) w.b.go = true; }, T(w) { waitUntil(() => w.s.m === 1); w.s.m = 2; }`,
    more: 'daemons: { D(w) { waitUntil(() => w.a.go); w.a.m = 1; } }, environment: { E(w) { waitUntil(() => w.b.go); w.b.m = 1; } },',
    said: ['fails NO-DEADLOCK'],
  },
  {
    name: 'two threads that do the same with what they free, of which the first one that is free is taken',
    // Who comes first takes when both are freed and the other has finished: the item that A has freed, whoever it is.
    threads: (['a', 'b'] as const)
      .map(
        (own, t) =>
          `T${t}(w) { const mine = w.${own}.of!; w.${own}.of = null; free(mine); atomically(() => { w.s.n++; }); waitUntil(() => w.s.n === 2); if (${COMES_FIRST}) { waitUntil(() => w.s.m === 1); const it = alloc(item); if (it === mine) w.s.done = true; } else w.s.m = 1; }`,
      )
      .join(', '),
    made: 'a.of = new item(); b.of = new item();',
    always: '!w.s.done',
    said: ['fails always'],
  },
  {
    name: 'two threads that take the same of two objects, which are exchanged for them',
    threads: (['a', 'b'] as const)
      .map(
        (own) =>
          `T${own}(w) { const a = w.a; const b = w.b; w.${own}.m = 1; let f = w.s.go; const t = f ? a : b; f = true; t.n = 1; }`,
      )
      .concat('C(w) { w.s.go = false; }')
      .join(', '),
    always: '!(w.b.n === 1 && w.b.m === 1 && w.a.m === 0)',
    said: ['fails always'],
  },
  {
    name: 'what a daemon reads in its next round alone, written in the middle of this one',
    threads: 'A(w) { atomically(() => { waitUntil(() => w.a.go); w.a.n = 2; }); }',
    more: 'daemons: { D(w) { if (w.a.n === 2) w.b.done = true; w.a.go = true; w.a.go = false; } },',
    always: '!w.b.done',
    said: ['fails always'],
  },
  {
    name: 'what a thread reads after it has written it itself',
    threads: 'A(w) { w.a.n = 1; w.b.n = w.a.n; }',
    atEnd: 'w.b.n === 1',
    said: ['holds atEnd'],
  },
  {
    name: 'sections at the same time, of what is touched in a plain way before and after',
    threads: `A(w) { w.a.n = 1; atomically(() => { w.a.go = true; }); atomically(() => { w.a.n = 2; }); atomically(() => { w.a.done = true; }); },
      B(w) { waitUntil(() => w.a.go); atomically(() => { w.a.n = 3; }); waitUntil(() => w.a.done); w.a.m = w.a.n; }`,
    said: ['holds NO-DATA-RACE'],
  },
  {
    name: 'what comes sooner or later unless the environment is in the way each time',
    threads: 'A(w) { waitUntil(() => !w.a.go); w.a.done = true; }',
    more: 'environment: { E(w) { w.a.go = true; w.a.go = false; } },',
    leads: '(w) => !w.a.done, (w) => w.a.done',
    said: ['fails leads'],
  },
];

export function textOf({ threads, more = '', always = 'true', atEnd = 'true', leads, made = '' }: Row): string {
  return `${words}
${declared}
export default scenario({
  title: 't',
  world() { const a = new o(); const b = new o(); ${made} pool(item, 1); return { a, b, s: new o() }; },
  threads: { ${threads} },
  ${more}
  always: { always: (w) => ${always}, wide: (w) => true },
  atEnd: { atEnd: (w) => ${atEnd}, ints: (w) => true },
  ${leads === undefined ? '' : `leadsTo: { leads: [${leads}] },`}
  sometimes: { seen: (w) => true },
  outcomes: { n: (w) => w.a.n, m: (w) => w.a.m, other: (w) => w.b.n, done: (w) => w.a.done },
  claims: [],
});
`;
}

export const subjects = rows.map((row, i): Subject => {
  const folder = `k${i}`;
  const scenario = `${folder}/m.ts`;
  return { folder, scenario, files: new Map([[scenario, textOf(row)]]), patched: false };
});

/** The first that both say something else of; null: none. */
export function firstDifference(): string | null {
  const read = readAll(new Map(subjects.flatMap(({ files }) => [...files])));
  for (const [i, subject] of subjects.entries()) {
    const difference = compare(subject, read, nothingCounted());
    if (difference !== null) return `'${rows[i]?.name}': ${difference}`;
  }
  return null;
}
