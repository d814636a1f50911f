// SPDX-License-Identifier: GPL-2.0-only
// A powerpc guest tests whether the page is there that its host was to map. What faulting in returns was taken the wrong way round.

import { choose, scenario } from 'faultline';
import { kvm_guest, kvm_use_magic_page } from 'faultline/linux/arch/powerpc/kernel/kvm.ts';
import { mm_struct, page, task_struct } from 'faultline/linux/include/linux/mm_types.ts';

export default scenario({
  title: 'a guest tests for the magic page',
  thread: 'Andreas Gruenbacher, 2021-08-03: powerpc/kvm: Fix kvm_use_magic_page',
  kernel: 'v5.14',
  world() {
    const mm = new mm_struct(new page());
    const magic = new page();
    if (choose(2) === 1) mm.pte[0] = { page: magic, special: false, write: true };
    return { mm, magic, guest: new kvm_guest() };
  },
  threads: {
    CPU0(w) {
      const current = new task_struct(w.mm);
      kvm_use_magic_page(current, w.guest);
    },
  },
  atEnd: {
    'USED-IF-THERE': (w) => (w.mm.pte[0].page === null ? !w.guest.patched : w.guest.patched),
  },
  sometimes: {
    'the page is there': (w) => w.mm.pte[0].page === w.magic,
    'the page is not there': (w) => w.mm.pte[0].page === null,
  },
  claims: [
    {
      id: '2021/G-19',
      by: 'Andreas Gruenbacher',
      property: 'USED-IF-THERE',
      rows: [
        { thread: 'fails', variant: 'v5.14', expect: 'fails' },
        { thread: 'holds', variant: 'v5.16', expect: 'holds' },
      ],
    },
  ],
});
