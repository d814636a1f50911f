// SPDX-License-Identifier: GPL-2.0-only
// What a glock is for, where memory is weak: who has it finds all that the one before has left. Who has to wait for it is told by a flag,
// HIF_WAIT, and before 6.0 wait_on_bit() reads it with no order. What is left is two cells, which are equal whenever nobody has the glock.

import { type bool, type ghost, scenario } from 'faultline';
import type { cell_t } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { gfs2_glock_dq, gfs2_glock_nq } from 'faultline/linux/fs/gfs2/glock.ts';
import { gfs2_glock, gfs2_holder, LM_ST } from 'faultline/linux/fs/gfs2/incore.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';

export class owners {
  /** Somebody found two cells that differ. */
  torn: ghost<bool> = false;
  /** Somebody found what the other one had left. */
  second: ghost<bool> = false;
}

function use(gl: gfs2_glock, page: page, mine: cell_t, seen: owners): void {
  const gh = new gfs2_holder(gl, LM_ST.EXCLUSIVE);
  gfs2_glock_nq(gh);
  const first = page.cells[0];
  const last = page.cells[1];
  if (first !== last) seen.torn = true;
  if (first !== 0) seen.second = true;
  page.cells[0] = mine;
  page.cells[1] = mine;
  gfs2_glock_dq(gh);
}

export default scenario({
  title: 'two processes and the glock of a file',
  thread:
    'derived from wait_on_bit(), of which Mikulas Patocka said in August 2022 that it orders nothing (8238b4579866)',
  kernel: 'v5.14',
  world() {
    const page0 = new page();
    page0.cells[0] = 0;
    page0.cells[1] = 0;
    return { glock: new gfs2_glock(LM_ST.EXCLUSIVE), page0, seen: new owners() };
  },
  threads: {
    CPU0: (w) => use(w.glock, w.page0, 1, w.seen),
    CPU1: (w) => use(w.glock, w.page0, 2, w.seen),
  },
  always: {
    'HANDED-OVER': (w) => !w.seen.torn,
  },
  sometimes: {
    'the second finds what the first has left': (w) => w.seen.second,
    'one waits for the other': (w) => w.glock.gl_holders[1].pid !== 0 && w.glock.gl_holders[0].holder,
  },
  claims: [
    {
      id: '2021/X1',
      by: 'Faultline',
      thread: 'derived',
      property: 'HANDED-OVER',
      rows: [
        { memory: 'sc', expect: { 'v5.14': 'holds' } },
        {
          memory: 'weak',
          expect: {
            'v5.14': 'fails',
            'v5.16': 'fails',
            'v5.18': 'fails',
            'v5.14+wait_on_bit-acquire': 'holds',
            'v5.14+wait_on_bit-acquire+glock_dq-relaxed': 'fails',
          },
        },
      ],
    },
  ],
});
