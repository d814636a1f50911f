// SPDX-License-Identifier: MIT
// An object in a table: who looks it up takes a reference under the table's lock, who puts the last one takes it out under that
// lock and frees it. Nobody touches it after that.

import { alloc, type bool, free, pool, scenario, type u8 } from 'faultline';
import { refcount_dec_and_lock, refcount_inc, refcount_t } from 'faultline/kit/refcount.ts';
import { spin_lock, spin_unlock, spinlock_t } from 'faultline/kit/spinlock.ts';

class thing {
  uses: u8 = 0;
}

class table {
  readonly lock: spinlock_t = new spinlock_t();
  entry: thing | null = null;
  readonly refs: refcount_t = new refcount_t(1);
  late: bool = false;
}

function put(table: table): void {
  if (!refcount_dec_and_lock(table.refs, table.lock)) return;
  const last = table.entry;
  table.entry = null;
  spin_unlock(table.lock);
  if (last !== null) free(last);
}

export default scenario({
  title: 'references: an object is freed when the last one is put, and not before',
  world() {
    pool(thing, 1);
    return { table: new table() };
  },
  threads: {
    'CPU0 owner'(w) {
      const made = alloc(thing);
      w.table.entry = made;
      made.uses++;
      put(w.table);
    },
    'CPU1 lookup'(w) {
      spin_lock(w.table.lock);
      const found = w.table.entry;
      if (found !== null) refcount_inc(w.table.refs);
      spin_unlock(w.table.lock);
      if (found === null) {
        w.table.late = true;
        return;
      }
      found.uses++;
      put(w.table);
    },
  },
  atEnd: {
    'the object is gone': (w) => w.table.entry === null && w.table.refs.refs === 0,
  },
  sometimes: {
    'two references': (w) => w.table.refs.refs === 2,
    'the lookup comes too late': (w) => w.table.late,
  },
  claims: [
    { id: 'kit/refcount', by: 'the kit', property: 'the object is gone', thread: 'derived', expect: 'holds' },
    { id: 'kit/refcount', by: 'the kit', property: 'ASSERTS', thread: 'derived', expect: 'holds' },
    { id: 'kit/refcount', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/refcount',
      by: 'the kit',
      variant: '+late-lock',
      property: 'ASSERTS',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
