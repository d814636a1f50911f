// SPDX-License-Identifier: GPL-2.0-only
// A walk without a lock, and a page table that is taken away and freed.

import { scenario } from 'faultline';
import { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import { pgtable_t, pmd_t } from 'faultline/linux/include/asm-generic/pgalloc.ts';
import { mm_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import { gup_pmd_range, gup_walk } from 'faultline/linux/mm/gup.ts';
import { tlb_remove_table } from 'faultline/linux/mm/mmu_gather.ts';

export default scenario({
  title: 'a lockless walk and a page table that is freed',
  thread: 'Peter Zijlstra and Jann Horn, 2022-10-24',
  kernel: 'v6.0',
  world() {
    const mm = new mm_struct();
    const cpu0 = new cpuinfo_x86();
    const pmd = new pmd_t();
    const table = new pgtable_t();
    pmd.table = table;
    mm.cpus[0] = cpu0;
    return { mm, cpu0, pmd, table, rcu: new rcu_state(), walk: new gup_walk() };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      gup_pmd_range(w.pmd, w.cpu0, w.rcu, w.walk);
    },
    'CPU1 free_pgtables'(w) {
      w.pmd.table = null;
      tlb_remove_table(w.mm, w.table, w.rcu);
    },
  },
  always: {
    'TABLE-THERE': (w) => !w.walk.touched_freed,
  },
  sometimes: {
    'the table is freed': (w) => w.table.freed,
    'nothing leads to the table that is walked': (w) => w.cpu0.irqs_disabled && w.pmd.table === null,
  },
  claims: [
    {
      id: '2022/T-3',
      by: 'Peter Zijlstra',
      property: 'TABLE-THERE',
      rows: [
        { thread: 'holds', expect: { 'v6.0': 'holds', '+kvm': 'holds' } },
        { thread: 'derived', expect: { '+flush-only': 'holds', '+kvm+flush-only': 'fails', '+at-once': 'fails' } },
        {
          thread: 'derived',
          memory: 'weak',
          expect: {
            'v6.0': 'holds',
            '+kvm': 'holds',
            '+flush-only': 'holds',
            '+kvm+flush-only': 'fails',
            '+at-once': 'fails',
          },
        },
      ],
    },
  ],
});
