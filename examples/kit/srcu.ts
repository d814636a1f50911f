// SPDX-License-Identifier: MIT
// Two updates, one after the other, and a reader: what it found is not freed before its section ends. The reader chooses its set
// of counters and enters it in two steps, so that the grace period of the first update may pass it by; the second one must
// not, which is why a grace period drains both sets.

import { alloc, free, pool, scenario, type u8 } from 'faultline';
import { srcu_read_lock, srcu_read_unlock, srcu_struct, synchronize_srcu } from 'faultline/kit/srcu.ts';

class config {
  value: u8 = 1;
}

class table {
  current: config | null = null;
  sum: u8 = 0;
}

function replace(table: table, srcu: srcu_struct): void {
  const old = table.current;
  table.current = null;
  const fresh = alloc(config);
  table.current = fresh;
  synchronize_srcu(srcu);
  if (old !== null) free(old);
}

export default scenario({
  title: 'SRCU: a reader that chose its set before a whole grace period',
  world() {
    pool(config, 3);
    return { table: new table(), srcu: new srcu_struct() };
  },
  threads: {
    'CPU0 update'(w) {
      w.table.current = alloc(config);
      replace(w.table, w.srcu);
      replace(w.table, w.srcu);
    },
    'CPU1 read'(w) {
      const idx = srcu_read_lock(w.srcu);
      const found = w.table.current;
      if (found !== null) w.table.sum = found.value;
      srcu_read_unlock(w.srcu, idx);
    },
  },
  sometimes: {
    'the reader is in the set that is turned away from': (w) => w.srcu.readers[1 - w.srcu.srcu_idx] === 1,
    'it read': (w) => w.table.sum === 1,
  },
  claims: [
    { id: 'kit/srcu', by: 'the kit', property: 'ASSERTS', thread: 'derived', expect: 'holds' },
    { id: 'kit/srcu', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    { id: 'kit/srcu', by: 'the kit', variant: '+one-drain', property: 'ASSERTS', thread: 'derived', expect: 'fails' },
  ],
});
