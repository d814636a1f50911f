// SPDX-License-Identifier: GPL-2.0-only
// A walk without a lock looks at a struct page, and its memory is taken out of the machine.

import { scenario } from 'faultline';
import { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import { lockless_pages_rcu } from 'faultline/linux/mm/gup.ts';
import { offline_pages } from 'faultline/linux/mm/memory_hotplug.ts';
import { mapped, private_file } from './world.ts';

export default scenario({
  title: 'a lockless walk and memory hotplug',
  thread: 'Alistair Popple, 2022-10-24',
  kernel: 'v6.0',
  world() {
    const one = private_file();
    const { m, vma } = one;
    mapped(vma, m.a);
    return { ...one, a: m.a, rcu: new rcu_state() };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      lockless_pages_rcu(w.mm, 0, w.rcu, w.walk);
    },
    'CPU1 offline_pages'(w) {
      offline_pages(w.vma, w.a, w.rcu);
    },
  },
  always: {
    'MEMMAP-THERE': (w) => !w.walk.touched_freed,
  },
  sometimes: {
    'the memory is gone': (w) => w.a.memmap_freed,
    'nothing maps the page that is walked to': (w) =>
      w.cpu0.irqs_disabled && w.walk.found === w.a && w.mm.pte[0].page === null,
  },
  claims: [
    {
      id: '2022/T-10',
      property: 'MEMMAP-THERE',
      rows: [
        { by: 'Alistair Popple', thread: 'open', expect: { 'v6.0': 'holds', '+kvm': 'fails' } },
        { by: 'Peter Zijlstra', thread: 'holds', variant: '+kvm+grace-period', expect: 'holds' },
        { by: 'Alistair Popple', thread: 'fails', variant: '+kvm+grace-period-early', expect: 'fails' },
        {
          by: 'brief',
          thread: 'derived',
          memory: 'weak',
          expect: {
            'v6.0': 'holds',
            '+kvm': 'fails',
            '+kvm+grace-period': 'holds',
            '+kvm+grace-period-early': 'fails',
          },
        },
      ],
    },
  ],
});
