// SPDX-License-Identifier: GPL-2.0-only
// A glock: what this node may do with a file, as the cluster knows it, and who on this node holds it.

import { array, type bool, type int } from 'faultline';
import type { address_space } from '../../include/linux/fs.ts';

/** How a glock is held, or asked for. Deferred is for direct I/O: shared among those who do it, on all nodes. */
export enum LM_ST {
  UNLOCKED = 0,
  EXCLUSIVE = 1,
  DEFERRED = 2,
  SHARED = 3,
}

/** An entry of the queue: who (thread number and 1; 0: the place is free), for what, and whether it has it (HIF_HOLDER). */
export type gl_holder = {
  readonly pid: int<0, 5>;
  readonly state: LM_ST;
  readonly holder: bool;
  /** HIF_MAY_DEMOTE, 5.16 and 5.17: it may be taken away. */
  readonly may_demote: bool;
};

/** @view title Glocks
 *  @view first gl_state gl_holders */
export class gfs2_glock {
  constructor(
    /** What the node has, whether anybody holds it or not: that is cached. */
    public gl_state: LM_ST,
  ) {}
  /** First come, first served. */
  readonly gl_holders: array<gl_holder, 3> = array(3, {
    pid: 0,
    state: LM_ST.UNLOCKED,
    holder: false,
    may_demote: false,
  });
  /** GLF_LOCK: the state is being changed. */
  locked: bool = false;
  /** GLF_DIRTY: there may be something to write back. */
  dirty: bool = false;
  /** GLF_DEMOTE: the other node's wish has arrived. 5.16 and 5.17; all others know of it at once. */
  demote: bool = false;
  /** What the node has asked the others for, and waits for; UNLOCKED: nothing. */
  gl_req: LM_ST = LM_ST.UNLOCKED;
  /** The file. */
  gl_object: address_space | null = null;
  /** The glock of the same file on the other node; null: there is one node, lock_nolock. */
  peer: gfs2_glock | null = null;
}

/** A request, on the stack of who makes it. */
export class gfs2_holder {
  constructor(
    readonly gh_gl: gfs2_glock,
    readonly gh_state: LM_ST,
  ) {}
  /** Who is ahead of it in the queue: thread number and 1, the first one first; 0: nobody. */
  first: int<0, 5> = 0;
  second: int<0, 5> = 0;
}
