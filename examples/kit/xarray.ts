// SPDX-License-Identifier: MIT
// Objects in a map, looked up without a lock: RCU keeps the memory, and the reference says whether the object is still in use. Two
// want to put an object at the same index, and one of them does.

import { array, type bool, scenario, type u8 } from 'faultline';
import { rcu_read_lock, rcu_read_unlock, rcu_state, synchronize_rcu } from 'faultline/kit/rcu.ts';
import { refcount_dec_and_test, refcount_inc_not_zero, refcount_t } from 'faultline/kit/refcount.ts';
import { type entry, xa_erase, xa_insert, xa_load, xarray } from 'faultline/kit/xarray.ts';

class table {
  readonly map: xarray = new xarray();
  readonly ref1: refcount_t = new refcount_t(1);
  readonly ref2: refcount_t = new refcount_t(1);
  readonly freed: array<bool, 3> = array(3, false);
  inserted: u8 = 0;
  busy: bool = false;
  used_freed: bool = false;
  raced: bool = false;
}

function refs(table: table, object: entry): refcount_t {
  return object === 1 ? table.ref1 : table.ref2;
}

function put(table: table, rcu: rcu_state, object: entry): void {
  if (!refcount_dec_and_test(refs(table, object))) return;
  xa_erase(table.map, 0);
  synchronize_rcu(rcu);
  table.freed[object] = true;
}

function use(table: table, rcu: rcu_state, object: entry): void {
  if (xa_insert(table.map, 0, object)) {
    table.inserted++;
    put(table, rcu, object);
  } else table.busy = true;
}

export default scenario({
  title: 'a map that is read under RCU, with references',
  world() {
    return { table: new table(), rcu: new rcu_state() };
  },
  threads: {
    'CPU0 insert, put'(w) {
      use(w.table, w.rcu, 1);
    },
    'CPU1 insert, put'(w) {
      use(w.table, w.rcu, 2);
    },
    'CPU2 lookup'(w) {
      rcu_read_lock(w.rcu);
      const found = xa_load(w.table.map, 0);
      if (found !== 0) {
        if (w.table.freed[found]) w.table.used_freed = true;
        const got = refcount_inc_not_zero(refs(w.table, found));
        rcu_read_unlock(w.rcu);
        if (got) {
          if (w.table.freed[found]) w.table.used_freed = true;
          put(w.table, w.rcu, found);
        } else w.table.raced = true;
      } else rcu_read_unlock(w.rcu);
    },
  },
  always: {
    'nobody uses what was freed': (w) => !w.table.used_freed,
  },
  atEnd: {
    'the map is empty': (w) => w.table.map.slots[0] === 0,
  },
  sometimes: {
    'two want the same index': (w) => w.table.busy,
    'the lookup finds one on its way out': (w) => w.table.raced,
    'both were there, one after the other': (w) => w.table.inserted === 2,
  },
  claims: [
    { id: 'kit/xarray', by: 'the kit', property: 'nobody uses what was freed', thread: 'derived', expect: 'holds' },
    { id: 'kit/xarray', by: 'the kit', property: 'the map is empty', thread: 'derived', expect: 'holds' },
    { id: 'kit/xarray', by: 'the kit', property: 'NO-DEADLOCK', thread: 'derived', expect: 'holds' },
    {
      id: 'kit/xarray',
      by: 'the kit',
      variant: '+no-grace-period',
      property: 'nobody uses what was freed',
      thread: 'derived',
      expect: 'fails',
    },
  ],
});
