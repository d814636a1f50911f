// SPDX-License-Identifier: MIT
// A list that takes no lock: anybody adds in front with a compare-and-exchange, and somebody takes all of it at once.
//
// Stands for: struct llist_head (include/linux/llist.h, lib/llist.c; v6.12). A node is a number from 1 on, as in list.ts.
// Leaves out: more than 4 nodes.

import { array, atomically, type bool, type int, READ_ONCE, smp_load_acquire } from 'faultline';

const NODES = 5;
export type llist_node = int<0, 4>;

export class llist_head {
  first: llist_node = 0;
  readonly next: array<llist_node, typeof NODES> = array(NODES, 0);
}

/** True: it was empty, so that somebody has to be told that there is something.
 *  @linux include/linux/llist.h llist_add (v6.12), dup */
export function llist_add(list: llist_head, fresh: llist_node): bool {
  for (;;) {
    const first = READ_ONCE(list.first);
    list.next[fresh] = first;
    if (cmpxchg(list, first, fresh)) return first === 0;
  }
}

/** All of it: the first, and by `next` the others, last come first. 0: nothing is there.
 *  @linux include/linux/llist.h llist_del_all (v6.12), dup */
export function llist_del_all(list: llist_head): llist_node {
  return atomically(() => {
    const first = list.first;
    list.first = 0;
    return first;
  }, 'full');
}

/** The first one, by whoever is the only one to do so: with two of them a node can come back meanwhile.
 *  @linux lib/llist.c llist_del_first (v6.12), dup */
export function llist_del_first(list: llist_head): llist_node {
  for (;;) {
    const first = smp_load_acquire(list.first);
    if (first === 0) return 0;
    const next = READ_ONCE(list.next[first]);
    if (cmpxchg(list, first, next)) return first;
  }
}

/** @linux include/linux/llist.h llist_empty (v6.12), dup */
export function llist_empty(list: llist_head): bool {
  return READ_ONCE(list.first) === 0;
}

/** @linux include/linux/atomic/atomic-instrumented.h try_cmpxchg (v6.12), custom, name ours: on list->first */
function cmpxchg(list: llist_head, old: llist_node, to: llist_node): bool {
  return atomically(() => {
    if (list.first !== old) return false;
    list.first = to;
    return true;
  }, 'full');
}
