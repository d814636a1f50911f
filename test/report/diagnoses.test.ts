// SPDX-License-Identifier: MIT
// Each kind of mistake that a run can show has words of its own, and each has mutants beside it: with the one ingredient
// changed nothing is said, though it still fails, or something else is, or it holds.

import { expect, test } from 'vitest';
import { diagnosesOf } from '../../src/report/diagnoses.ts';
import { storyOf } from '../../src/report/told.ts';
import { compileText, scenarioText } from '../compile/model.ts';
import { check } from '../explore/check.ts';

/** A page table, a TLB that is filled by a walk, a page and a disk. */
const machine = `
type pte = { readonly page: page | null; readonly write: bool };
class page { cells: stored<array<u8, 1>> = array(1, 2); gone: freed<bool> = false; tag: u8 = 0 }
class cpu_info { tlb: instant<copy<array<pte, 1>, 'TLB entry'>> = array(1, { page: null, write: false }) }
class mm { pte: array<pte, 1> = array(1, { page: null, write: false }); step: u8 = 0 }
class disk { block: arrived<u8> = 2 }
class program { stored: ghost<u8> = 2; seen: ghost<u8> = 0 }
function walk(m: mm, c: cpu_info): void { atomically(() => { const pte = m.pte[0]; waitUntil(() => pte.page !== null); c.tlb[0] = pte; }); }
function store(c: cpu_info, v: u8): bool {
  return atomically(() => { const e = c.tlb[0]; if (e.page === null || !e.write) return false; e.page.cells[0] = v; return true; });
}
function load(c: cpu_info): u8 { return atomically((): u8 => { const e = c.tlb[0]; return e.page === null ? 0 : e.page.cells[0]; }); }
function clear(m: mm): void { m.pte[0] = { page: null, write: false }; }
function protect(m: mm): void { atomically(() => { const e = m.pte[0]; m.pte[0] = { ...e, write: false }; }); }
function flush(c: cpu_info): void { c.tlb[0] = { page: null, write: false }; }
function map(m: mm, p: page): void { m.pte[0] = { page: p, write: true }; }
function writeback(p: page, d: disk): void { d.block = p.cells[0]; }
function put(p: page): void { p.gone = true; }
`;
const world = `() => {
  const m = new mm(); const page0 = new page(); const page1 = new page();
  m.pte[0] = { page: page0, write: true };
  return { m, page0, page1, cpu0: new cpu_info(), disk: new disk(), program: new program() };
}`;

/** An entry of two words; \`frames\` is what the whole leads to. */
const words = `
class page { count: u8 = 1 }
class mm { low: part<u8, 'entry'> = 1; high: part<u8, 'entry'> = 0; other: u8 = 0; readonly frames: array<page | null, 4> = array(4, null) }
class walk { found: page | null = null }
function frame(m: mm, low: u8, high: u8): page | null { return m.frames[2 * high + low]; }
function get(m: mm): page | null { const low = m.low; const high = m.high; return frame(m, low, high); }
function get_again(m: mm): page | null {
  for (;;) { const low = m.low; const high = m.high; if (m.low === low) return frame(m, low, high); }
}
function get_whole(m: mm): page | null { return atomically(() => frame(m, m.low, m.high)); }
function set(m: mm, low: u8, high: u8): void { m.low = low; m.high = high; }
function set_whole(m: mm, low: u8, high: u8): void { atomically(() => { m.low = low; m.high = high; }); }
`;
const frames = `() => {
  const m = new mm(); const a = new page(); const b = new page(); const unrelated = new page();
  m.frames[1] = a; m.frames[2] = b; m.frames[3] = unrelated; m.frames[0] = unrelated;
  return { m, a, b, unrelated, walk: new walk() };
}`;

interface Model {
  readonly declarations: string;
  readonly world: string;
  readonly threads: string;
  readonly always?: string;
  readonly atEnd?: string;
}

interface Row extends Model {
  readonly name: string;
  readonly told: readonly string[];
  readonly mutants: readonly (Partial<Model> & { readonly name: string; readonly told: readonly string[] | 'holds' })[];
}

const P1 = '(w) => w.disk.block === w.program.stored';
const kept = (second: string): string =>
  `{ 'CPU0 store'(w) { walk(w.m, w.cpu0); if (store(w.cpu0, 3)) w.program.stored = 3; }, 'CPU1 unmap'(w) { ${second} } }`;
const tlb = { declarations: machine, world };
const torn = { declarations: words, world: frames };

const rows: readonly Row[] = [
  {
    name: 'a store through a TLB entry whose PTE is gone, after the page was written',
    ...tlb,
    threads: kept('clear(w.m); writeback(w.page0, w.disk); flush(w.cpu0);'),
    atEnd: `{ P1: ${P1} }`,
    told: [
      'stale TLB entry: CPU0 writes page0.cells[0] through cpu0.tlb[0] {page0 W}, filled from m.pte[0] by CPU0 in walk(); CPU1 in clear() had made m.pte[0] {}, and flushed only later, by CPU1 in flush()',
      'lost store: CPU0 in store() stored 3 to page0.cells[0], where nobody has read it: CPU1 in writeback() had read 2 before',
    ],
    mutants: [
      {
        name: 'flushed in time',
        threads: kept('clear(w.m); flush(w.cpu0); writeback(w.page0, w.disk);'),
        told: 'holds',
      },
      {
        name: 'the PTE still there: lost, and no entry stale',
        threads: kept('writeback(w.page0, w.disk); w.m.step = 1;'),
        told: [
          'lost store: CPU0 in store() stored 3 to page0.cells[0], where nobody has read it: CPU1 in writeback() had read 2 before',
        ],
      },
      {
        name: 'the PTE there again when it is used',
        threads: kept(
          'clear(w.m); writeback(w.page0, w.disk); map(w.m, w.page0); w.m.step = 1; flush(w.cpu0);',
        ).replace('if (store', 'waitUntil(() => w.m.step === 1); if (store'),
        told: [
          'lost store: CPU0 in store() stored 3 to page0.cells[0], where nobody has read it: CPU1 in writeback() had read 2 before',
        ],
      },
      {
        name: 'nobody flushes, and the entry is not writable any more where it comes from',
        threads: kept('protect(w.m); writeback(w.page0, w.disk);'),
        told: [
          'stale TLB entry: CPU0 writes page0.cells[0] through cpu0.tlb[0] {page0 W}, filled from m.pte[0] by CPU0 in walk(); CPU1 in protect() had made m.pte[0] {page0}, and nobody has flushed it',
          'lost store: CPU0 in store() stored 3 to page0.cells[0], where nobody has read it: CPU1 in writeback() had read 2 before',
        ],
      },
    ],
  },
  {
    name: 'a load through a TLB entry that leads to another page than the PTE',
    ...tlb,
    threads: `{ 'CPU0 load'(w) { walk(w.m, w.cpu0); waitUntil(() => w.m.step === 1); w.program.seen = load(w.cpu0); },
      'CPU1 move'(w) { w.page1.cells[0] = 5; clear(w.m); map(w.m, w.page1); w.m.step = 1; } }`,
    atEnd: '{ new: (w) => w.program.seen === 5 }',
    told: [
      'stale TLB entry: CPU0 reads page0.cells[0] through cpu0.tlb[0] {page0 W}, filled from m.pte[0] by CPU0 in walk(); CPU1 in clear() had made m.pte[0] {}, and nobody has flushed it',
    ],
    mutants: [
      {
        name: 'the PTE is only protected: a load may go through',
        threads: `{ 'CPU0 load'(w) { walk(w.m, w.cpu0); waitUntil(() => w.m.step === 1); w.program.seen = load(w.cpu0); },
          'CPU1 protect'(w) { protect(w.m); w.m.step = 1; } }`,
        told: [],
      },
    ],
  },
  {
    name: 'a page that is free while a TLB entry leads to it',
    ...tlb,
    threads: `{ 'CPU0 walk'(w) { walk(w.m, w.cpu0); }, 'CPU1 unmap'(w) { clear(w.m); put(w.page0); flush(w.cpu0); } }`,
    always: '{ P6: (w) => { const page = w.cpu0.tlb[0].page; return page === null || !page.gone; } }',
    told: [
      'stale TLB entry: cpu0.tlb[0] {page0 W} is there, filled from m.pte[0] by CPU0 in walk(); CPU1 in clear() had made m.pte[0] {}, and nobody has flushed it',
      'freed while in use: CPU1 in put() gave page0 back, and cpu0.tlb[0] has led to it since CPU0 in walk()',
    ],
    mutants: [
      {
        name: 'flushed first',
        threads: `{ 'CPU0 walk'(w) { walk(w.m, w.cpu0); }, 'CPU1 unmap'(w) { clear(w.m); flush(w.cpu0); put(w.page0); } }`,
        told: 'holds',
      },
      {
        name: 'nothing cleared: freed, and no entry stale',
        threads: `{ 'CPU0 walk'(w) { walk(w.m, w.cpu0); }, 'CPU1 put'(w) { put(w.page0); } }`,
        told: ['freed while in use: CPU1 in put() gave page0 back, and cpu0.tlb[0] has led to it since CPU0 in walk()'],
      },
    ],
  },
  {
    name: 'a store that is written over before anybody has read it',
    ...tlb,
    threads: `{ 'CPU0 store'(w) { w.page0.cells[0] = 3; w.program.stored = 3; w.m.step = 1; }, 'CPU1 fill'(w) { const old = w.disk.block; w.page0.cells[0] = old; writeback(w.page0, w.disk); } }`,
    atEnd: '{ kept: (w) => w.page0.cells[0] === w.program.stored }',
    told: ['lost store: CPU0 stored 3 to page0.cells[0], and CPU1 made it 2 before anybody had read it'],
    mutants: [
      {
        name: 'somebody has read it: what became of it nobody says',
        threads: `{ 'CPU0 store'(w) { w.page0.cells[0] = 3; w.program.stored = 3; w.m.step = w.page0.cells[0]; }, 'CPU1 fill'(w) { waitUntil(() => w.m.step === 3); w.page0.cells[0] = 2; } }`,
        told: [],
      },
      {
        name: 'it had arrived, and was written over there',
        threads: `{ 'CPU0 store'(w) { w.page0.cells[0] = 3; w.program.stored = 3; writeback(w.page0, w.disk); w.m.step = 1; }, 'CPU1 write'(w) { const old: u8 = 2; waitUntil(() => w.m.step === 1); w.disk.block = old; } }`,
        atEnd: `{ P1: ${P1} }`,
        told: ['lost store: CPU0 in writeback() stored 3 to disk.block, and CPU1 made it 2'],
      },
      {
        name: 'it is kept, and what the property looks at is an old copy: not lost',
        threads: `{ 'CPU0 store'(w) { w.disk.block = 3; w.program.stored = 3; }, 'CPU1'(w) { w.m.step = 1; } }`,
        told: [],
      },
    ],
  },
  {
    name: 'where the run is not over, a store is not lost yet',
    ...tlb,
    threads: `{ 'CPU0 sync'(w) { w.page0.cells[0] = 3; w.program.stored = 3; w.program.seen = 1; w.m.step = 1; writeback(w.page0, w.disk); } }`,
    always: '{ P2: (w) => w.program.seen === 0 || w.disk.block >= w.program.stored }',
    told: ['store not written out: CPU0 stored 3 to page0.cells[0], where nobody has read it'],
    mutants: [
      {
        name: 'written first',
        threads: `{ 'CPU0 sync'(w) { w.page0.cells[0] = 3; writeback(w.page0, w.disk); w.m.step = 1; w.program.stored = 3; w.program.seen = 1; } }`,
        told: 'holds',
      },
    ],
  },
  {
    name: 'two words of an entry, read on two sides of a write',
    ...torn,
    threads: `{ 'CPU0 walk'(w) { w.walk.found = get(w.m); }, 'CPU1 set'(w) { set_whole(w.m, 0, 1); } }`,
    always: '{ one: (w) => w.walk.found !== w.unrelated }',
    told: [
      'torn read (entry): CPU0 in get() read m.low 1, then CPU1 in set_whole() made m.low 0 and CPU1 in set_whole() made m.high 1, then it read m.high 1: together unrelated, which memory did not hold',
    ],
    mutants: [
      {
        name: 'read whole',
        threads: `{ 'CPU0 walk'(w) { w.walk.found = get_whole(w.m); }, 'CPU1 set'(w) { set_whole(w.m, 0, 1); } }`,
        told: 'holds',
      },
      {
        name: 'looked at again',
        threads: `{ 'CPU0 walk'(w) { w.walk.found = get_again(w.m); }, 'CPU1 set'(w) { set_whole(w.m, 0, 1); } }`,
        told: 'holds',
      },
      {
        name: 'looked at again, and the entry changed back: torn all the same',
        threads: `{ 'CPU0 walk'(w) { w.walk.found = get_again(w.m); }, 'CPU1 set'(w) { set_whole(w.m, 0, 1); set_whole(w.m, 1, 0); } }`,
        told: [
          'torn read (entry): CPU0 in get_again() read m.low 1, then CPU1 in set_whole() made m.low 0 and CPU1 in set_whole() made m.high 1, then it read m.high 1: together unrelated, which memory did not hold',
        ],
      },
      {
        name: 'written in two steps: what was read was there',
        threads: `{ 'CPU0 walk'(w) { w.walk.found = get_whole(w.m); }, 'CPU1 set'(w) { set(w.m, 0, 1); } }`,
        told: [],
      },
      {
        name: 'the same reads, and the property is about something else',
        threads: `{ 'CPU0 walk'(w) { const found = get(w.m); w.m.other = found === w.unrelated ? 1 : 0; }, 'CPU1 set'(w) { set_whole(w.m, 0, 1); } }`,
        always: '{ one: (w) => w.m.other === 0 }',
        told: [],
      },
    ],
  },
];

const table = `
class thing { n: u8 = 0 }
class holder { at: thing | null = null; done: bool = false }
function use(h: holder): void { const at = h.at; if (at !== null) at.n = 1; }
`;
const freeing: readonly Row[] = [
  {
    name: 'an object that is used after it was freed',
    declarations: table,
    world: '() => { pool(thing, 1); return { h: new holder() }; }',
    threads: `{ CPU0(w) { const made = alloc(thing); w.h.at = made; use(w.h); w.h.done = true; }, CPU1(w) { const at = w.h.at; if (at !== null) { w.h.at = null; free(at); } } }`,
    told: ['use after free: CPU0 in use() uses thing#0, which CPU1 had freed; CPU0 had read it from h.at in use()'],
    mutants: [
      {
        name: 'waits for the user',
        threads: `{ CPU0(w) { const made = alloc(thing); w.h.at = made; use(w.h); w.h.done = true; }, CPU1(w) { waitUntil(() => w.h.done); const at = w.h.at; if (at !== null) { w.h.at = null; free(at); } } }`,
        told: 'holds',
      },
      {
        name: 'null, and not freed',
        threads: `{ CPU0(w) { const made = alloc(thing); w.h.at = made; if (w.h.at !== null) w.h.at.n = 1; }, CPU1(w) { w.h.at = null; } }`,
        told: [],
      },
    ],
  },
  {
    name: 'memory that is marked as given back, and a note that somebody was in it',
    declarations: `
class table { freed: freed<ghost<bool>> = false }
class dir { at: table | null = null }
class log { touched: ghost<bool> = false; step: u8 = 0 }
function look(d: dir, l: log): void { const t = d.at; if (t !== null) atomically(() => { l.touched = t.freed; }); }
function give_back(d: dir, t: table): void { d.at = null; atomically(() => { t.freed = true; }); }
`,
    world: '() => { const t = new table(); const d = new dir(); d.at = t; return { t, d, log: new log() }; }',
    threads: '{ CPU0(w) { look(w.d, w.log); }, CPU1(w) { give_back(w.d, w.t); } }',
    always: '{ there: (w) => !w.log.touched }',
    told: [
      'use after free: CPU0 in look() uses t, which CPU1 in give_back() had freed; CPU0 had read it from d.at in look()',
    ],
    mutants: [
      { name: 'not freed', threads: '{ CPU0(w) { look(w.d, w.log); }, CPU1(w) { w.d.at = null; } }', told: 'holds' },
      {
        name: 'who looks whether it is free does not use it',
        always: '{ there: (w) => w.log.step === 0 }',
        threads:
          '{ CPU0(w) { const t = w.d.at; atomically(() => { if (t !== null) w.log.step = 1; }); }, CPU1(w) { give_back(w.d, w.t); } }',
        told: [],
      },
    ],
  },
];

const all = [...rows, ...freeing];
const properties = ({ always, atEnd }: Model): string => /\{ (\w+):/.exec(always ?? atEnd ?? '')?.[1] ?? 'ASSERTS';

function toldOf({ declarations, ...parts }: Model): readonly string[] | 'holds' {
  const program = compileText(declarations + scenarioText({ ...parts }));
  const verdict = check(program, properties({ declarations, ...parts }));
  if (verdict.kind !== 'fails') return 'holds';
  const story = storyOf(program, verdict.failure);
  if (story === null) throw new Error('no story');
  return diagnosesOf(story).map(({ text }) => text);
}

const modelOf = ({ declarations, world, threads, always, atEnd }: Model): Model => ({
  declarations,
  world,
  threads,
  ...(always === undefined ? {} : { always }),
  ...(atEnd === undefined ? {} : { atEnd }),
});

test.each(all)('$name', (row) => {
  expect(toldOf(modelOf(row))).toEqual(row.told);
});

const mutants = all.flatMap((row) => row.mutants.map((mutant) => ({ ...row, ...mutant, of: row.name })));
test.each(mutants)('$of: $name', (row) => {
  expect(toldOf(modelOf(row))).toEqual(row.told);
});
