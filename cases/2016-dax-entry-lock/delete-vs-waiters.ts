// SPDX-License-Identifier: GPL-2.0-only
// One has the entry locked; who wants to delete it waits first, and two who want to store through their PTEs wait behind him.

import { scenario } from 'faultline';
import { dax_delete_mapping_entry } from 'faultline/linux/fs/dax.ts';
import { lock_and_unlock, owners } from './locker.ts';
import { one_file } from './one-file.ts';
import { first_store } from './program.ts';
import { mapped_clean } from './world.ts';

export default scenario({
  title: 'an entry is deleted while others wait for it',
  thread: 'Vivek Goyal, 2021-04: dax: Wake up all waiters after invalidating dax entry (237388320def)',
  kernel: 'v4.7',
  world() {
    const one = one_file(1, true);
    mapped_clean(one.m, one.mapping);
    return { ...one, owners: new owners() };
  },
  threads: {
    'CPU0 fault': (w) => lock_and_unlock(w.mapping, 0, w.owners),
    'CPU1 invalidate'(w) {
      dax_delete_mapping_entry(w.mapping, 0);
    },
    'CPU2 store': (w) => first_store(w.vma),
    'CPU3 store': (w) => first_store(w.vma),
  },
  leadsTo: {
    'EVERY-WAITER-IS-WOKEN': [(w) => w.wait.nr > 0, (w) => w.wait.nr === 0],
  },
  sometimes: {
    'three wait': (w) => w.wait.nr === 3,
  },
  claims: [
    {
      id: '2016/D-11',
      property: 'EVERY-WAITER-IS-WOKEN',
      rows: [
        { by: 'Vivek Goyal', thread: 'fails', variant: 'v4.10', expect: 'fails' },
        { by: 'Vivek Goyal', thread: 'holds', variant: 'v4.10+237388320def', expect: 'holds' },
        { by: 'we', thread: 'derived', variant: 'v4.7', expect: 'holds' },
      ],
    },
  ],
});
