// SPDX-License-Identifier: GPL-2.0-only
// RCU in place of the interrupt: it waits for walks, but whoever calls call_rcu() does not.

import { scenario } from 'faultline';
import { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import { pgtable_t, pmd_t } from 'faultline/linux/include/asm-generic/pgalloc.ts';
import { rcu_state } from 'faultline/linux/include/linux/rcupdate.ts';
import { gup_pmd_range, gup_walk } from 'faultline/linux/mm/gup.ts';
import { defer } from './deferral.ts';
import { begin, end, watch } from './watch.ts';

export default scenario({
  title: 'a lockless walk and call_rcu()',
  thread: 'Peter Zijlstra, 2022-10-24',
  kernel: 'v6.0',
  world() {
    const pmd = new pmd_t();
    pmd.table = new pgtable_t();
    return { pmd, cpu0: new cpuinfo_x86(), rcu: new rcu_state(), walk: new gup_walk(), watch: new watch() };
  },
  threads: {
    'CPU0 get_user_pages_fast'(w) {
      gup_pmd_range(w.pmd, w.cpu0, w.rcu, w.walk);
    },
    'CPU1 call_rcu'(w) {
      begin(w.watch, w.cpu0);
      defer(w.rcu);
      end(w.watch, w.cpu0);
    },
  },
  always: {
    'RCU-WAITS': (w) => !w.watch.outrun,
  },
  sometimes: {
    'it begins during the walk': (w) => w.watch.walking,
    'the grace period waits for the walk': (w) => w.rcu.awaited[0],
  },
  claims: [
    { id: '2022/T-4', by: 'Peter Zijlstra', thread: 'fails', variant: 'v6.0', property: 'RCU-WAITS', expect: 'fails' },
    { id: '2022/T-4', by: 'brief', thread: 'derived', variant: '+synchronize', property: 'RCU-WAITS', expect: 'holds' },
  ],
});
