// SPDX-License-Identifier: GPL-2.0-only
// The barriers of BH_Uptodate, which 6.0 has and 5.9 has not.

import { scenario } from 'faultline';
import { UNINIT } from 'faultline/linux/arch/x86/include/asm/page_types.ts';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { end_read, read_block, reader } from './buffer-order.ts';

export default scenario({
  title: 'a block becomes uptodate, and is read without a lock',
  thread: 'derived from the comments in set_buffer_uptodate() and buffer_uptodate(), 6.0',
  kernel: 'v6.0',
  world() {
    return { page0: new page(), seen: new reader() };
  },
  threads: {
    'CPU0 read from the disk'(w) {
      end_read(w.page0);
    },
    'CPU1 look'(w) {
      read_block(w.page0, w.seen);
    },
  },
  always: {
    'UPTODATE-IS-FILLED': (w) => w.seen.copied !== UNINIT,
  },
  sometimes: {
    'the block is found uptodate': (w) => w.seen.copied === 2,
  },
  claims: [
    {
      id: 'orders/buffer-uptodate',
      by: 'Faultline',
      thread: 'derived',
      property: 'UPTODATE-IS-FILLED',
      rows: [
        { memory: 'sc', expect: { 'v5.9': 'holds', 'v6.0': 'holds' } },
        {
          memory: 'weak',
          expect: {
            'v5.9': 'fails',
            'v6.0': 'holds',
            'v6.0+set_uptodate-no-mb': 'fails',
            'v6.0+uptodate-once': 'fails',
          },
        },
      ],
    },
  ],
});
