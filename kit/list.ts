// SPDX-License-Identifier: MIT
// A doubly linked list, pointer by pointer, as it is in the kernel: two who change it at once corrupt it. There are no pointers to
// any kind of object in a model, so a node is a number from 1 on, of a place in an array of the model's; 0 is the head.
//
// Stands for: struct list_head (include/linux/list.h, v6.12). Each write to a pointer is a step.
// Leaves out: more than 4 nodes, and lists of lists. LIST_POISON is there: list_del() twice breaks the run.

import { array, assert, type bool, type int } from 'faultline';

const LINKS = 5;
/** A place in an array of the model's, from 1 on. */
export type node = int<0, 4>;
const HEAD = 0;
const POISON = 5;

export class list_head {
  readonly next: array<int<0, 5>, typeof LINKS> = array(LINKS, HEAD);
  readonly prev: array<int<0, 5>, typeof LINKS> = array(LINKS, HEAD);
}

/** @linux include/linux/list.h __list_add (v6.12), dup */
function __list_add(list: list_head, fresh: node, prev: int<0, 5>, next: int<0, 5>): void {
  list.prev[next] = fresh;
  list.next[fresh] = next;
  list.prev[fresh] = prev;
  list.next[prev] = fresh;
}

/** First in the list.
 *  @linux include/linux/list.h list_add (v6.12), dup */
export function list_add(list: list_head, fresh: node): void {
  __list_add(list, fresh, HEAD, list.next[HEAD]);
}

/** Last in the list.
 *  @linux include/linux/list.h list_add_tail (v6.12), dup */
export function list_add_tail(list: list_head, fresh: node): void {
  __list_add(list, fresh, list.prev[HEAD], HEAD);
}

/** @linux include/linux/list.h list_del (v6.12), custom: breaks the run where the kernel writes to a poisoned pointer */
export function list_del(list: list_head, entry: node): void {
  const prev = list.prev[entry];
  const next = list.next[entry];
  assert(prev !== POISON && next !== POISON, 'list_del() of what is in no list');
  list.prev[next] = prev;
  list.next[prev] = next;
  list.next[entry] = POISON;
  list.prev[entry] = POISON;
}

/** @linux include/linux/list.h list_empty (v6.12), dup */
export function list_empty(list: list_head): bool {
  return list.next[HEAD] === HEAD;
}

/** The first node; 0: there is none.
 *  @linux include/linux/list.h list_first_entry_or_null (v6.12), custom, name ours: a number */
export function list_first(list: list_head): node {
  return list.next[HEAD];
}

/** The one behind it; 0: it was the last.
 *  @linux include/linux/list.h list_next_entry (v6.12), custom, name ours: a number */
export function list_next(list: list_head, entry: node): node {
  return list.next[entry];
}
