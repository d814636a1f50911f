// SPDX-License-Identifier: GPL-2.0-only
// The state machine of a glock. What is under gl_lockref.lock is one step. Linux has a worker grant requests and change states
// when somebody lets go; here the first who waits does it himself: he waits for it either way.

import { assert, atomically, type bool, type int, self, waitUntil } from 'faultline';
import { inode_go_inval, inode_go_sync } from './glops.ts';
import { type gfs2_glock, type gfs2_holder, LM_ST } from './incore.ts';
import { demanded, granted_by_dlm } from './lock_dlm.ts';

/** Ask for the glock, and wait.
 *  @linux fs/gfs2/glock.c gfs2_glock_nq (v5.14), custom: with gfs2_glock_wait; no withdrawal, no errors, no flags */
export function gfs2_glock_nq(gh: gfs2_holder): void {
  add_to_queue(gh);
  for (;;) {
    const turn = run_queue(gh);
    if (turn === turn_t.GRANTED) return;
    if (turn !== turn_t.CHANGE) continue;
    do_xmote(gh);
    return;
  }
}

/** To the end of the queue. Who is in it already is told so by a crash.
 *  @linux fs/gfs2/glock.c add_to_queue (v5.14), custom: no try locks, no priorities */
export function add_to_queue(gh: gfs2_holder): void {
  const gl = gh.gh_gl;
  atomically('locked', gl, () => {
    for (let n = 0; n < 3; n++) {
      const other = gl.gl_holders[n];
      assert(other.pid !== self() + 1 || other.may_demote, 'trap_recursive: this process holds the glock already');
      if (other.pid !== 0) continue;
      gl.gl_holders[n] = { pid: self() + 1, state: gh.gh_state, holder: false, may_demote: false };
      look_ahead(gh);
      return;
    }
    assert(false, 'a glock has three places for holders here: the scenario has too many');
  });
}

/** Where in the queue this thread is; where it is in it twice, which from 5.16 on it may be, the later one.
 *  @linux fs/gfs2/glock.c add_to_queue (v5.14), custom, name ours: the number of a process finds its entry */
export function holder_of(gl: gfs2_glock): int<0, 2> {
  for (let n = 2; n > 0; n--) if (gl.gl_holders[n].pid === self() + 1) return n;
  return 0;
}

/** Write down who is ahead: a place of one's own in the queue is not what one waits for.
 *  @linux fs/gfs2/glock.c add_to_queue (v5.14), custom, name ours: the list itself says it in Linux */
export function look_ahead(gh: gfs2_holder): void {
  const gl = gh.gh_gl;
  const n = holder_of(gl);
  gh.first = n > 0 ? gl.gl_holders[0].pid : 0;
  gh.second = n > 1 ? gl.gl_holders[1].pid : 0;
}

/** Somebody ahead has left the queue.
 *  @linux fs/gfs2/glock.c run_queue (v5.14), custom, name ours: what its caller has been woken for */
export function moved_up(gh: gfs2_holder): bool {
  const gl = gh.gh_gl;
  if (gh.first !== 0 && gl.gl_holders[0].pid !== gh.first) return true;
  return gh.second !== 0 && gl.gl_holders[1].pid !== gh.second;
}

/** Whether entry n of the queue holds the glock in a way that goes with this request.
 *  @linux fs/gfs2/glock.c may_grant (v5.14), custom, name ours: its first test, for each holder and not for the first alone */
export function goes_with(gh: gfs2_holder, n: int<0, 2>): bool {
  const before = gh.gh_gl.gl_holders[n];
  return before.holder && before.state === gh.gh_state && gh.gh_state !== LM_ST.EXCLUSIVE;
}

/** Whether the request can have it now: it goes with those who hold it, or, if nobody does, with what the node has. A cached EX
 *  gives SH and DF as well, without the state being changed.
 *  @linux fs/gfs2/glock.c may_grant (v5.14), custom: with the order of the queue, which do_promote keeps; no GL_EXACT, no
 *  LM_FLAG_ANY */
export function may_grant(gh: gfs2_holder): bool {
  const gl = gh.gh_gl;
  if (gh.first !== 0 && !goes_with(gh, 0)) return false;
  if (gh.second !== 0 && !goes_with(gh, 1)) return false;
  if (gh.first === 0 && !state_suffices(gh)) return false;
  return !gl.locked && !demanded(gl);
}

/** Whether what the node has is enough for it.
 *  @linux fs/gfs2/glock.c may_grant (v5.14), custom, name ours: its tests of gl_state */
export function state_suffices(gh: gfs2_holder): bool {
  const gl = gh.gh_gl;
  if (gl.gl_state === gh.gh_state) return true;
  return gl.gl_state === LM_ST.EXCLUSIVE && gh.gh_state !== LM_ST.EXCLUSIVE;
}

/** Nobody holds it, and this is the first who waits.
 *  @linux fs/gfs2/glock.c find_first_waiter (v5.14), custom, name ours: with what run_queue asks before it changes the state */
export function may_change(gh: gfs2_holder): bool {
  return gh.first === 0 && !gh.gh_gl.locked && !demanded(gh.gh_gl);
}

/** What who waits has to do. */
export enum turn_t {
  GRANTED,
  /** The state has to be changed, by this thread. */
  CHANGE,
  /** Wait on, further ahead. */
  AGAIN,
}

/** Wait until there is something to do: take it, change the state first, or move up. In Linux somebody else has done it, under
 *  gl_lockref.lock, and who waits finds HIF_WAIT clear. Before 6.0 wait_on_bit() does not acquire; who need not wait has what
 *  add_to_queue() has acquired.
 *  @linux fs/gfs2/glock.c run_queue (v5.14), custom: for one entry, with the wait */
export function run_queue(gh: gfs2_holder): turn_t {
  const gl = gh.gh_gl;
  return atomically('relaxed', gl, (): turn_t => {
    waitUntil(() => moved_up(gh) || may_grant(gh) || may_change(gh));
    look_ahead(gh);
    if (may_grant(gh)) {
      do_promote(gh);
      return turn_t.GRANTED;
    }
    if (!may_change(gh)) return turn_t.AGAIN;
    gl.locked = true;
    return turn_t.CHANGE;
  });
}

/** It is a holder now: HIF_HOLDER.
 *  @linux fs/gfs2/glock.c do_promote (v5.14), custom: for one entry; inside the step of its caller */
export function do_promote(gh: gfs2_holder): void {
  const gl = gh.gh_gl;
  const n = holder_of(gl);
  gl.gl_holders[n] = { ...gl.gl_holders[n], holder: true };
}

/** Change what the node has: write back, throw away what must not be cached from then on, ask the other nodes, and take it.
 *  @linux fs/gfs2/glock.c do_xmote (v5.14), custom: no errors, no cancelling */
export function do_xmote(gh: gfs2_holder): void {
  const gl = gh.gh_gl;
  const target = gh.gh_state;
  inode_go_sync(gl);
  if (target === LM_ST.DEFERRED) inode_go_inval(gl);
  if (gl.peer !== null) gl.gl_req = target;
  finish_xmote(gh);
}

/** The lock manager has answered: the node has it, and who has asked holds it.
 *  @linux fs/gfs2/glock.c finish_xmote (v5.14), custom: it is what was asked for */
export function finish_xmote(gh: gfs2_holder): void {
  const gl = gh.gh_gl;
  const target = gh.gh_state;
  atomically('release', gl, () => {
    waitUntil(() => granted_by_dlm(gl, target));
    gl.gl_state = target;
    gl.gl_req = LM_ST.UNLOCKED;
    gl.locked = false;
    do_promote(gh);
  });
}

/** Let it go. What the node has stays cached.
 *  @linux fs/gfs2/glock.c gfs2_glock_dq (v5.14), custom: with __gfs2_glock_dq; whoever waits sees to it himself */
export function gfs2_glock_dq(gh: gfs2_holder): void {
  const gl = gh.gh_gl;
  atomically('locked', gl, () => {
    remove_holder(gl, holder_of(gl));
  });
}

/** Those behind move up.
 *  @linux fs/gfs2/glock.c gfs2_glock_dq (v5.14), custom, name ours: list_del_init(&gh->gh_list) */
export function remove_holder(gl: gfs2_glock, n: int<0, 2>): void {
  for (let i: int<0, 2> = n; i < 2; i++) gl.gl_holders[i] = gl.gl_holders[i + 1];
  gl.gl_holders[2] = { pid: 0, state: LM_ST.UNLOCKED, holder: false, may_demote: false };
}

/** What another node's wish makes this node do, once nobody holds the glock: a round of the glock's worker.
 *  @linux fs/gfs2/glock.c glock_work_func (v5.14), custom: demotions only; no minimum time that a node keeps what it has */
export function glock_work_func(gl: gfs2_glock): void {
  const target = atomically('locked', gl, (): LM_ST => {
    const peer = gl.peer;
    waitUntil(() => demanded(gl) && !gl.locked && !gl.gl_holders[0].holder);
    gl.locked = true;
    return peer === null || peer.gl_req === LM_ST.EXCLUSIVE ? LM_ST.UNLOCKED : peer.gl_req;
  });
  inode_go_sync(gl);
  if (target !== LM_ST.SHARED) inode_go_inval(gl);
  atomically('locked', gl, () => {
    gl.gl_state = target;
    gl.locked = false;
  });
}
