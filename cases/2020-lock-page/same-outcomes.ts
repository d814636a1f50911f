// SPDX-License-Identifier: GPL-2.0-only
// Two patches that should change nothing: whatever a handler and page_mkwrite do with the page lock, a fault against a
// truncation ends in the same ways as in v5.9. What an end is, `outcomes` says.

import { choose, scenario } from 'faultline';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { truncate_setsize } from 'faultline/linux/mm/truncate.ts';
import { access, is_shared, STORE_SHARED, touch } from './access.ts';
import { handlers } from './handlers.ts';
import { invariants, nothing_past_the_end } from './judged.ts';
import { attempt, left, mapped } from './outcomes.ts';
import { one_file } from './world.ts';

export default scenario({
  title: 'faults that lock the page in other places, and truncate(0)',
  thread: 'Linus Torvalds, 2020-10-13: patches 1 and 2 change no semantics',
  kernel: 'v5.9',
  world() {
    const one = one_file();
    const { m, mapping, fd } = one;
    const kind = choose(4);
    const handler = choose(6);
    const vma = new vm_area_struct(m.mm, fd, handlers(handler), 1, 0, is_shared(kind));
    const how = new access(kind >= STORE_SHARED);
    mapping.i_mmap[0] = vma;
    return { ...one, vma, how, attempt: new attempt(kind, handler) };
  },
  threads: {
    'CPU0 access'(w) {
      touch(w.vma, w.how, w.seen);
    },
    'CPU1 truncate'(w) {
      truncate_setsize(w.mapping, 0);
      w.seen.removed = true;
    },
  },
  always: { ...invariants, ...nothing_past_the_end },
  sometimes: {
    'truncation finds the page locked by the fault': (w) => w.page0.locked && w.inode.i_size === 0 && !w.seen.accessed,
    'the access meets SIGBUS': (w) => w.seen.sigbus,
    'a stale page is left': (w) => w.seen.accessed && w.seen.removed && mapped(w.vma) === left.STALE_PAGE,
    'a private copy is left': (w) => w.seen.accessed && w.seen.removed && mapped(w.vma) === left.COPY,
  },
  outcomes: {
    access: (w) => w.attempt.access,
    handler: (w) => w.attempt.handler,
    SIGBUS: (w) => w.seen.sigbus,
    mapped: (w) => mapped(w.vma),
    locked: (w) => w.page0.locked,
    references: (w) => w.page0._refcount,
  },
  claims: [
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      as: 'v5.9',
      property: 'SAME-OUTCOMES',
      rows: [
        { thread: 'holds', variant: '+p1', expect: 'holds' },
        { thread: 'derived', variant: '+p1+p1-no-lock', expect: 'fails' },
      ],
    },
    {
      id: '2020/T3',
      by: 'Linus Torvalds',
      property: 'SAME-OUTCOMES',
      rows: [
        { thread: 'holds', variant: '+p1+p2', as: 'v5.9+p1', expect: 'holds' },
        { thread: 'holds', variant: '+p1+p2', as: 'v5.9', expect: 'holds' },
        { thread: 'derived', variant: '+p1+p2+p2-forgets', as: 'v5.9', expect: 'fails' },
      ],
    },
    {
      id: '2020/T4',
      by: 'Linus Torvalds',
      thread: 'holds',
      variant: '+p1+p2+p3',
      as: 'v5.9',
      property: 'SAME-OUTCOMES',
      expect: 'fails',
    },
    {
      by: 'Linus Torvalds',
      thread: 'derived',
      expect: {
        'NO-LIVELOCK': 'holds',
        'EOF-COW': 'fails',
        'EOF-SHARED': 'fails',
        'INV-INSERT': 'fails',
        'INV-REMOVE': 'holds',
        ASSERTS: 'fails',
      },
      rows: [
        { id: '2020/T2', variant: 'v5.9' },
        { id: '2020/T2', variant: '+p1' },
        { id: '2020/T3', variant: '+p1+p2' },
      ],
    },
    {
      by: 'Linus Torvalds',
      property: 'NO-DEADLOCK',
      rows: [
        { id: '2020/T2', thread: 'derived', variant: 'v5.9', expect: 'holds' },
        { id: '2020/T2', thread: 'holds', variant: '+p1', expect: 'holds' },
        { id: '2020/T3', thread: 'holds', variant: '+p1+p2', expect: 'holds' },
        { id: '2020/T3', thread: 'derived', variant: '+p1+p2+p2-forgets', expect: 'fails' },
      ],
    },
  ],
});
