// SPDX-License-Identifier: MIT
// The picture, character by character, drawn from hand-made narrations.

import { describe, expect, it } from 'vitest';
import type { Event, Side } from '../../src/compile/program.ts';
import type { Detail, Story } from '../../src/report/story.ts';
import { timeline } from '../../src/report/timeline.ts';
import {
  call,
  datum,
  end,
  failure,
  ghost,
  location,
  note,
  openAfter,
  place,
  read,
  threads,
  told,
  write,
} from './events.ts';

const cell = (name: string, value: string): Side => ({
  term: { kind: 'cell', location: location(name) },
  value: datum(value),
});

const compact: Detail = { full: false, free: false };
type Drawn = Omit<Story, 'open' | 'next' | 'why' | 'since' | 'round' | 'begins'> & Partial<Pick<Story, 'why'>>;
const draw = (story: Drawn, detail = compact): string => {
  const open = openAfter(story.threads.length, story.steps);
  return `\n${timeline({ why: null, since: null, round: null, begins: [], ...story, open, next: story.threads.map(() => null) }, detail).join('\n')}\n`;
};

const deadlock: Drawn = {
  threads: threads('CPU0 pwritev(fd, {page0+0 12, page1+0 12}, 8180)'),
  steps: told(
    [
      0,
      call('fuse_fill_write_pages'),
      call('fault_in', 'iter'),
      read('pte0.present', 'false'),
      note('page 0: fault, mapped'),
    ],
    [
      0,
      end('fault_in'),
      call('grab_cache_page_write_begin', '1'),
      call('lock_page', 'page1'),
      read('page1.locked', 'false'),
      write('page1.locked', 'false', 'true'),
    ],
    [
      0,
      end('lock_page'),
      end('grab_cache_page_write_begin'),
      call('fault_in', 'iter'),
      note('page 1: fault'),
      call('lock_page', 'page1'),
    ],
  ),
  failure: failure({
    kind: 'deadlock',
    message: 'CPU0 waits for itself',
    waits: [
      {
        thread: 'CPU0 pwritev(fd, {page0+0 12, page1+0 12}, 8180)',
        function: 'lock_page',
        condition: '!page.locked',
        location: location('page1.locked'),
        takes: true,
        ownFlag: false,
        heldBy: ['CPU0 pwritev(fd, {page0+0 12, page1+0 12}, 8180)'],
        leftTo: [],
        cycle: true,
      },
    ],
  }),
};

const lostUpdate: Drawn = {
  threads: threads('CPU0 increment', 'CPU1 increment', 'CPU2 never runs'),
  steps: told(
    [0, call('increment', 'c'), read('c.value', '0'), ghost('c.seen', '1')],
    [1, call('increment', 'c'), read('c.value', '0')],
    [1, write('c.value', '0', '1'), end('increment')],
    [0, write('c.value', '1', '1'), end('increment')],
  ),
  failure: failure({ message: 'both have finished and c.value is 1' }),
};

const environment: Drawn = {
  threads: [
    { name: 'CPU0 store', role: 'thread', cpu: 0, bound: null },
    { name: 'CPU1 munmap', role: 'thread', cpu: 1, bound: null },
    { name: 'CPU2 writeback', role: 'daemon', cpu: 2, bound: null },
    { name: 'reclaim', role: 'environment', cpu: null, bound: null },
  ],
  steps: told(
    [0, write('user.p', '0', '1'), note('TLB {W, D}')],
    [
      1,
      call('zap_pte_range', 'tlb', 'vma', 'address_space_of_the_file', '4'),
      call('spin_lock', 'ptl'),
      write('ptl.held', 'false', 'true'),
    ],
    [
      1,
      end('spin_lock'),
      call('ptep_get_and_clear', 'pte'),
      read('pte.entry', '{present: true, dirty: true}'),
      write('pte.entry', '{present: true, dirty: true}', '{present: false, dirty: false}'),
      note('D = 1'),
    ],
    [2, call('clear_page_dirty_for_io', 'page'), call('page_mapped', 'page'), read('page.mapcount', '0')],
    [2, end('page_mapped', 'false'), write('page.dirty', 'true', 'false')],
    [
      3,
      call('shrink_page', 'page'),
      read('page.dirty', 'false'),
      {
        kind: 'choose',
        n: 2,
        value: 1,
        place: place(5),
        depth: 1,
      },
    ],
    [3, { kind: 'free', object: 'page', place: place(6), depth: 1 }, end('shrink_page')],
    [
      0,
      {
        kind: 'fault',
        fault: { kind: 'freed', message: 'page was freed by reclaim', place: place(7), function: 'store' },
        place: place(7),
        depth: 0,
      },
    ],
  ),
  failure: failure({ kind: 'fault', property: 'ASSERTS', message: 'page was freed by reclaim' }),
};

const livelock: Drawn = {
  threads: threads('CPU0', 'CPU1'),
  steps: told(
    [0, write('a.flag', '0', '1')],
    [0, read('b.flag', '0')],
    [1, read('a.flag', '1'), note('busy: again')],
    [0, read('b.flag', '0')],
  ),
  failure: failure({ kind: 'livelock', property: 'NO-LIVELOCK', message: 'CPU0 and CPU1 run for ever', loop: 1 }),
};

const waited: Event = { kind: 'wait', satisfied: true, source: 'queue.answer', reads: [], place: place(8), depth: 2 };
const copied = (i: number): readonly Event[] => [
  call('copy', String(i)),
  write(`page0.cells[${i % 3}]`, '0', '7'),
  end('copy'),
];

/** A call that asks a server and waits for its answer; before it 30 copies that nobody looks at, after it a deadlock. */
const served: Drawn = {
  threads: [
    { name: 'CPU0 write', role: 'thread', cpu: 0, bound: null },
    { name: 'server', role: 'daemon', cpu: null, bound: null },
  ],
  steps: told(
    [0, call('prepare', 'page0'), ...Array.from({ length: 30 }, (_, i) => copied(i)).flat()],
    [0, end('prepare'), call('perform_write', 'page0'), call('send', 'page0'), write('queue.request', '0', '1')],
    [1, call('serve', 'server'), read('queue.request', '1'), write('queue.request', '1', '0')],
    [1, write('server.disk', '0', '7'), write('queue.answer', 'false', 'true'), end('serve')],
    [0, read('queue.answer', 'true'), waited],
    [0, end('send'), call('lock_page', 'page0'), write('page0.locked', 'false', 'true'), end('lock_page')],
    [0, end('perform_write'), call('filemap_fault', 'vmf'), call('lock_page', 'page0')],
  ).map((step, index) => ({ ...step, begins: index === 2, ends: index === 3 })),
  failure: failure({
    kind: 'deadlock',
    waits: [
      {
        thread: 'CPU0 write',
        function: 'lock_page',
        condition: '!page.locked',
        location: location('page0.locked'),
        takes: true,
        ownFlag: false,
        heldBy: ['CPU0 write'],
        leftTo: [],
        cycle: true,
      },
    ],
  }),
};

const gotAndPut = (): readonly Event[] => [
  call('get_page', 'page0'),
  write('page0.refcount', '2', '3'),
  end('get_page'),
  call('put_page', 'page0'),
  write('page0.refcount', '3', '2'),
  end('put_page'),
];
const records = (read: boolean, write: boolean): string =>
  `{page: ${read ? 'page0' : 'null'}, write: ${read}, dirty: ${write}}`;

/** 30 references that are got and put, with nobody looking; a store, a disk, and a property that reads both. */
const lostStore: Drawn = {
  threads: threads('CPU0 store', 'CPU1 munmap', 'CPU2 writeback'),
  steps: told(
    [
      0,
      call('user_store', 'vma'),
      read('mm.pte', records(true, true)),
      write('mm.pte', records(true, true), records(true, true)),
    ],
    [0, write('page0.cells', '2', '3'), end('user_store')],
    [1, call('munmap', 'vma'), write('mm.mapped', 'true', 'false'), call('zap_pte_range', 'vma')],
    [1, write('mm.pte', records(true, true), records(false, false)), end('zap_pte_range')],
    [2, call('writepage', 'page0'), ...Array.from({ length: 30 }, gotAndPut).flat()],
    [
      2,
      read('page0.cells', '3'),
      call('clear_page_dirty', 'page0'),
      write('page0.dirty', 'true', 'false'),
      end('clear_page_dirty'),
    ],
    [2, call('submit_bio', 'page0'), write('disk.block', '2', '3'), end('submit_bio'), end('writepage')],
    [
      0,
      call('user_store', 'vma'),
      read('mm.pte', records(false, false)),
      write('page0.cells', '3', '4'),
      note('through a stale TLB entry'),
      end('user_store'),
    ],
    [1, write('page0.refcount', '2', '1'), end('munmap')],
  ),
  failure: failure({}),
  why: {
    function: 'no_lost_store',
    facts: [
      {
        left: cell('disk.block', '3'),
        relation: '≠',
        right: cell('page0.cells', '4'),
        decisive: true,
      },
      { left: cell('page0.dirty', 'false'), relation: null, right: null, decisive: true },
    ],
    reads: ['disk.block', 'page0.cells', 'page0.dirty'].map(location),
  },
};

describe('timeline', () => {
  it('three columns: what the property reads, and why it is false', () => {
    expect(draw(lostStore)).toMatchInlineSnapshot(`
      "
        CPU0 store        CPU1 munmap     CPU2 writeback
        ──────────────────────────────────────────────────────────────────────
        user_store(vma)  page0.cells 2 → 3
                          munmap(vma)
                            zap_pte_range(vma)  mm.pte {page0 W D} → {}
                                          writepage(page0)
                                            reads page0.cells 3
                                            clear_page_dirty(page0)
                                                dirty true → false
                                            submit_bio(…)  disk.block 2 → 3
        user_store(vma)
          reads mm.pte {}
          page0.cells 3 → 4  through a stale TLB entry
        ✗ P1, no_lost_store(), is false when all have finished:
            disk.block 3 ≠ page0.cells 4
            page0.dirty false
      "
    `);
  });

  it('long: what nobody interrupted is one line, a request with its answer too', () => {
    expect(draw(served)).toMatchInlineSnapshot(`
      "
        CPU0 write                                   server (daemon)
        ──────────────────────────────────────────────────────────────────────
        prepare(page0)  cells[0…2] 0 → 7
        perform_write(page0)  queue.request 0 → 1
                                                     serve(server)  disk 0 → 7
          waited for queue.answer
              page0.locked false → true
        filemap_fault(vmf)
          lock_page(page0)  ✗ waits for ever
        ✗ CPU0 waits for page0.locked, set by CPU0 itself: self-deadlock
      "
    `);
  });
  it('one column: a deadlock of one thread with itself', () => {
    expect(draw(deadlock)).toMatchInlineSnapshot(`
      "
        CPU0 pwritev(fd, {page0+0 12, page1+0 12}, 8180)
        ──────────────────────────────────────────────────────────────────────
        fuse_fill_write_pages()
          fault_in(iter)      page 0: fault, mapped
          grab_cache_page_write_begin(1)
            lock_page(page1)  locked false → true
          fault_in(iter)      page 1: fault
            lock_page(page1)  ✗ waits for ever
        ✗ CPU0 waits for page1.locked, set by CPU0 itself: self-deadlock
      "
    `);
  });
  it('two columns: a lost update; a thread that never acts has none', () => {
    expect(draw(lostUpdate)).toMatchInlineSnapshot(`
      "
        CPU0 increment            CPU1 increment
        ──────────────────────────────────────────────────────────────────────
        increment(c)
          reads c.value 0
                                  increment(c)  value 0 → 1
          c.value 1 → 1
        ✗ both have finished and c.value is 1
      "
    `);
  });
  it('four columns: a daemon, an environment, a fault', () => {
    expect(draw(environment)).toMatchInlineSnapshot(`
      "
        CPU0 store  CPU1 munmap     CPU2 writeback (daemon)  reclaim (environment)
        ─────────────────────────────────────────────────────────────────────────────
        user.p 0 → 1  TLB {W, D}
                    zap_pte_range(…)
                      spin_lock(ptl)  held false → true
                      ptep_get_and_clear(pte)  entry {P D} → {}, D = 1
                                    clear_page_dirty_for_io(page)
                                      page_mapped(page)  false
                                      page.dirty true → false
                                                             shrink_page(page)
                                                               reads page.dirty false
                                                               choice 1 of 0 … 1
                                                               frees page
        ✗ page was freed by reclaim
          at mm/filemap.ts:7 in store()
        ✗ use after free: CPU0 in store() uses page, which reclaim had freed
      "
    `);
  });
  it('a loop', () => {
    expect(draw(livelock)).toMatchInlineSnapshot(`
      "
        CPU0                      CPU1
        ──────────────────────────────────────────────────────────────────────
        a.flag 0 → 1
        ┌── the loop: from here …
        reads b.flag 0
                                  reads a.flag 1  busy: again
        reads b.flag 0
        └── … to here: the state is the one in which the loop began
        ✗ CPU0 and CPU1 run for ever
      "
    `);
  });
  it('a loop within a call: what began before it, and goes on in it', () => {
    const [busy, turn] = [read('b.flag', '0'), read('a.flag', '1')];
    const steps = told([0, call('spin', 'a'), write('a.flag', '0', '1')], [0, busy], [1, turn], [0, busy]);
    expect(draw({ ...livelock, steps })).toContain(`
  spin(a)
    a.flag 0 → 1
  ┌── the loop: from here, CPU0 within spin() …
    reads b.flag 0
`);
  });
  it('full: every touch with its place, ghosts on demand', () => {
    expect(draw(lostUpdate, { full: true, free: true })).toMatchInlineSnapshot(`
      "
        CPU0 increment                      CPU1 increment
        ──────────────────────────────────────────────────────────────────────
        increment(c)
      ·   reads c.value 0  mm/filemap.ts:2
          c.seen 0 → 1  mm/filemap.ts:3
                                            increment(c)
                                          ·   reads c.value 0  mm/filemap.ts:2
                                          ·   c.value 0 → 1  mm/filemap.ts:3
      ·   c.value 1 → 1  mm/filemap.ts:3
        ✗ both have finished and c.value is 1
      "
    `);
  });
});
