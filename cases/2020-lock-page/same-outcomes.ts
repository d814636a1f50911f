// SPDX-License-Identifier: GPL-2.0-only
// Two patches that should change nothing: whatever a handler and page_mkwrite do with the page lock, a fault against a
// truncation ends as it does in v5.9, and in no other way. The list of ends is v5.9's: that every end is on it is a
// property, that each one on it occurs is a `sometimes`.

import { choose, scenario } from 'faultline';
import { PAGE_SIZE } from 'faultline/linux/v5.9/arch/x86/include/asm/page_types.ts';
import { block_aops, generic_file_operations } from 'faultline/linux/v5.9/fs/buffer.ts';
import { address_space, file, inode } from 'faultline/linux/v5.9/include/linux/fs.ts';
import { vm_area_struct } from 'faultline/linux/v5.9/include/linux/mm_types.ts';
import { truncate_setsize } from 'faultline/linux/v5.9/mm/truncate.ts';
import { locked, locked_locked, locked_unlocked, unlocked, unlocked_locked, unlocked_unlocked } from './handlers.ts';
import { COPY, end, ends_as, NONE, of_v5_9, STALE } from './outcomes.ts';
import { eof_cow, eof_shared, inv_insert, inv_remove } from './properties.ts';
import {
  access,
  cached,
  is_shared,
  LOAD_PRIVATE,
  LOAD_SHARED,
  machine,
  STORE_PRIVATE,
  STORE_SHARED,
  start,
  touch,
} from './world.ts';

export default scenario({
  title: 'faults that lock the page in other places, and truncate(0)',
  thread: 'Linus Torvalds, 2020-10-13: patches 1 and 2 change no semantics',
  kernel: 'v5.9',
  world() {
    const m = new machine();
    start(m);
    const inode_ = new inode(m.sb, PAGE_SIZE);
    const mapping = new address_space(inode_, block_aops, m.memory, 1);
    const fd = new file(mapping, generic_file_operations);
    const kind = choose(4);
    const handler = choose(6);
    const vm_ops =
      handler === 0
        ? locked
        : handler === 1
          ? locked_unlocked
          : handler === 2
            ? locked_locked
            : handler === 3
              ? unlocked
              : handler === 4
                ? unlocked_unlocked
                : unlocked_locked;
    const vma = new vm_area_struct(m.mm, fd, vm_ops, 1, 0, is_shared(kind));
    const how = new access(kind >= STORE_SHARED);
    mapping.i_mmap[0] = vma;
    cached(mapping, m.page0, 0);
    const end_ = new end(kind, handler >= 3);
    return {
      m,
      inode: inode_,
      mapping,
      mm: m.mm,
      vma,
      how,
      end: end_,
      page0: m.page0,
      page1: m.page1,
      copy0: m.copy0,
      copy1: m.copy1,
      seen: m.seen,
    };
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
  always: {
    'INV-REMOVE': (w) => inv_remove(w.mapping),
    'INV-INSERT': (w) => inv_insert(w.vma),
    'EOF-SHARED': (w) => !w.seen.removed || eof_shared(w.vma),
    'EOF-COW': (w) => !w.seen.removed || eof_cow(w.vma),
  },
  atEnd: {
    OUTCOMES: (w) => of_v5_9(w.end, w.vma, w.seen),
  },
  sometimes: {
    'locked, load through a shared mapping: done, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, false, LOAD_SHARED, false, NONE),
    'locked, load through a shared mapping: SIGBUS, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, false, LOAD_SHARED, true, NONE),
    'locked, load through a private mapping: done, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, false, LOAD_PRIVATE, false, NONE),
    'locked, load through a private mapping: SIGBUS, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, false, LOAD_PRIVATE, true, NONE),
    'locked, store through a shared mapping: done, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, false, STORE_SHARED, false, NONE),
    'locked, store through a shared mapping: SIGBUS, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, false, STORE_SHARED, true, NONE),
    'locked, store through a private mapping: done, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, false, STORE_PRIVATE, false, NONE),
    'locked, store through a private mapping: SIGBUS, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, false, STORE_PRIVATE, true, NONE),
    'unlocked, load through a shared mapping: done, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, LOAD_SHARED, false, NONE),
    'unlocked, load through a shared mapping: done, then a stale page': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, LOAD_SHARED, false, STALE),
    'unlocked, load through a shared mapping: SIGBUS, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, LOAD_SHARED, true, NONE),
    'unlocked, load through a private mapping: done, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, LOAD_PRIVATE, false, NONE),
    'unlocked, load through a private mapping: done, then a stale page': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, LOAD_PRIVATE, false, STALE),
    'unlocked, load through a private mapping: SIGBUS, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, LOAD_PRIVATE, true, NONE),
    'unlocked, store through a shared mapping: done, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, STORE_SHARED, false, NONE),
    'unlocked, store through a shared mapping: done, then a stale page': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, STORE_SHARED, false, STALE),
    'unlocked, store through a shared mapping: SIGBUS, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, STORE_SHARED, true, NONE),
    'unlocked, store through a private mapping: done, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, STORE_PRIVATE, false, NONE),
    'unlocked, store through a private mapping: done, then a copy': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, STORE_PRIVATE, false, COPY),
    'unlocked, store through a private mapping: SIGBUS, then nothing': (w) =>
      w.seen.accessed && w.seen.removed && ends_as(w.end, w.vma, w.seen, true, STORE_PRIVATE, true, NONE),
  },
  claims: [
    { id: '2020/T2', by: 'Linus Torvalds', variant: 'v5.9', property: 'OUTCOMES', thread: 'derived', expect: 'holds' },
    { id: '2020/T2', by: 'Linus Torvalds', variant: 'v5.9+p1', property: 'OUTCOMES', thread: 'holds', expect: 'holds' },
    {
      id: '2020/T3',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1+p2',
      property: 'OUTCOMES',
      thread: 'holds',
      expect: 'holds',
    },
    {
      id: '2020/T4',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1+p2+p3',
      property: 'OUTCOMES',
      thread: 'holds',
      expect: 'fails',
    },
    { id: '2020/T2', by: 'Linus Torvalds', variant: 'v5.9', property: 'EOF-COW', thread: 'derived', expect: 'fails' },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1',
      property: 'EOF-COW',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T3',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1+p2',
      property: 'EOF-COW',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9',
      property: 'EOF-SHARED',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1',
      property: 'EOF-SHARED',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T3',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1+p2',
      property: 'EOF-SHARED',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9',
      property: 'INV-INSERT',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1',
      property: 'INV-INSERT',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T3',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1+p2',
      property: 'INV-INSERT',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9',
      property: 'INV-REMOVE',
      thread: 'derived',
      expect: 'holds',
    },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1',
      property: 'INV-REMOVE',
      thread: 'derived',
      expect: 'holds',
    },
    {
      id: '2020/T3',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1+p2',
      property: 'INV-REMOVE',
      thread: 'derived',
      expect: 'holds',
    },
    { id: '2020/T2', by: 'Linus Torvalds', variant: 'v5.9', property: 'ASSERTS', thread: 'derived', expect: 'fails' },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1',
      property: 'ASSERTS',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T3',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1+p2',
      property: 'ASSERTS',
      thread: 'derived',
      expect: 'fails',
    },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'holds',
    },
    {
      id: '2020/T2',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1',
      property: 'NO-DEADLOCK',
      thread: 'holds',
      expect: 'holds',
    },
    {
      id: '2020/T3',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1+p2',
      property: 'NO-DEADLOCK',
      thread: 'holds',
      expect: 'holds',
    },
    {
      id: '2020/T3',
      by: 'Linus Torvalds',
      variant: 'v5.9+p1+p2-forgets',
      property: 'NO-DEADLOCK',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
