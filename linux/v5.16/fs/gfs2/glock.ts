// SPDX-License-Identifier: GPL-2.0-only
// Holders that may be taken away (5.16, 5.17): a process that holds a glock and says so is no obstacle to who wants it, if what
// the node has suits him. If it does not, he waits: only who is at the head of the queue has the state changed.

import { atomically, type bool, type int, self, waitUntil } from 'faultline';
import { goes_with, holder_of, remove_holder, state_suffices } from '../../../v5.14/fs/gfs2/glock.ts';
import { inode_go_inval, inode_go_sync } from '../../../v5.14/fs/gfs2/glops.ts';
import { type gfs2_glock, type gfs2_holder, LM_ST } from '../../../v5.14/fs/gfs2/incore.ts';
import { demanded } from '../../../v5.14/fs/gfs2/lock_dlm.ts';

export * from '../../../v5.14/fs/gfs2/glock.ts';

/** From now on it may be taken away.
 *  @linux fs/gfs2/glock.h gfs2_holder_allow_demote (v5.16), dup */
export function gfs2_holder_allow_demote(gh: gfs2_holder): void {
  set_may_demote(gh.gh_gl, true);
}

/** From now on it may not, if it is still there.
 *  @linux fs/gfs2/glock.h gfs2_holder_disallow_demote (v5.16), dup */
export function gfs2_holder_disallow_demote(gh: gfs2_holder): void {
  set_may_demote(gh.gh_gl, false);
}

/** @linux fs/gfs2/glock.h gfs2_holder_allow_demote (v5.16), custom, name ours: set_bit and clear_bit of HIF_MAY_DEMOTE */
function set_may_demote(gl: gfs2_glock, may_demote: bool): void {
  atomically('locked', gl, () => {
    const n = holder_of(gl);
    if (gl.gl_holders[n].pid === self() + 1) gl.gl_holders[n] = { ...gl.gl_holders[n], may_demote };
  });
}

/** Whether it is still there.
 *  @linux fs/gfs2/glock.h gfs2_holder_queued (v5.16), dup */
export function gfs2_holder_queued(gh: gfs2_holder): bool {
  const gl = gh.gh_gl;
  return atomically(() => gl.gl_holders[holder_of(gl)].pid === self() + 1);
}

/** A holder ahead that may be taken away, and is not asked.
 *  @linux fs/gfs2/glock.c find_first_strong_holder (v5.16), custom, name ours: what it passes over */
function is_weak(gl: gfs2_glock, n: int<0, 2>): bool {
  return gl.gl_holders[n].holder && gl.gl_holders[n].may_demote;
}

/** Somebody ahead has left the queue; this thread itself may have been ahead of itself.
 *  @linux fs/gfs2/glock.c run_queue (v5.16), custom, name ours: what its caller has been woken for */
export function moved_up(gh: gfs2_holder): bool {
  const gl = gh.gh_gl;
  if (gh.first !== 0 && (gl.gl_holders[0].pid !== gh.first || is_waiting(gh, 0))) return true;
  return gh.second !== 0 && (gl.gl_holders[1].pid !== gh.second || is_waiting(gh, 1));
}

/** The entry is this request itself.
 *  @linux fs/gfs2/glock.c run_queue (v5.16), custom, name ours: who compares numbers of processes needs it */
function is_waiting(gh: gfs2_holder, n: int<0, 2>): bool {
  const entry = gh.gh_gl.gl_holders[n];
  return entry.pid === self() + 1 && !entry.holder;
}

/** The first who holds it for good, of those ahead; 2 is nobody.
 *  @linux fs/gfs2/glock.c find_first_strong_holder (v5.16), custom: for one entry */
function find_first_strong_holder(gh: gfs2_holder): int<0, 2> {
  const gl = gh.gh_gl;
  if (gh.first !== 0 && !is_weak(gl, 0)) return 0;
  return gh.second !== 0 && !is_weak(gl, 1) ? 1 : 2;
}

/** Nobody ahead waits, and the first who holds it for good decides; without one, what the node has.
 *  @linux fs/gfs2/glock.c may_grant (v5.16), custom: with the order of the queue, which do_promote keeps; no GL_EXACT, no
 *  LM_FLAG_ANY */
export function may_grant(gh: gfs2_holder): bool {
  const gl = gh.gh_gl;
  if (gh.first !== 0 && !gl.gl_holders[0].holder) return false;
  if (gh.second !== 0 && !gl.gl_holders[1].holder) return false;
  const strong = find_first_strong_holder(gh);
  if (strong === 2 ? !state_suffices(gh) : !goes_with(gh, strong)) return false;
  return !gl.locked && !demanded(gl);
}

/** It is a holder now. Those that may be taken away and do not go with who holds it for good are none any more; whether they go with
 *  the new one, nobody asks.
 *  @linux fs/gfs2/glock.c do_promote (v5.16), custom: with demote_incompat_holders, for one entry; inside the step of its caller */
export function do_promote(gh: gfs2_holder): void {
  const gl = gh.gh_gl;
  const n = holder_of(gl);
  const strong = find_first_strong_holder(gh);
  gl.gl_holders[n] = { ...gl.gl_holders[n], holder: true };
  if (strong === 2) return;
  const { state } = gl.gl_holders[strong];
  if (gh.second !== 0 && is_weak(gl, 1) && (gl.gl_holders[1].state !== state || state === LM_ST.EXCLUSIVE))
    remove_holder(gl, 1);
  if (gh.first !== 0 && is_weak(gl, 0) && (gl.gl_holders[0].state !== state || state === LM_ST.EXCLUSIVE))
    remove_holder(gl, 0);
}

/** All holders that may be taken away go, if nobody holds it for good.
 *  @linux fs/gfs2/glock.c __gfs2_glock_dq (v5.16), custom, name ours: the end of its loop, and what gfs2_glock_cb asks first */
function no_strong_holder(gl: gfs2_glock): bool {
  for (let n = 0; n < 3; n++) if (gl.gl_holders[n].holder && !gl.gl_holders[n].may_demote) return false;
  return true;
}

/** Let it go. Where another node waits for it, those that may be taken away go with the last who holds it for good.
 *  @linux fs/gfs2/glock.c gfs2_glock_dq (v5.16), custom: with __gfs2_glock_dq; whoever waits sees to it himself */
export function gfs2_glock_dq(gh: gfs2_holder): void {
  const gl = gh.gh_gl;
  atomically('locked', gl, () => {
    remove_holder(gl, holder_of(gl));
    if (gl.demote && no_strong_holder(gl)) for (let n = 2; n >= 0; n--) if (is_weak(gl, n)) remove_holder(gl, n);
  });
}

/** Another node's wish has arrived. Holders that may be taken away and do not go with it are taken away, if nobody holds it for
 *  good; of one who allows it later nobody asks again.
 *  @linux fs/gfs2/glock.c gfs2_glock_cb (v5.16), custom: with demote_incompat_holders and handle_callback; no minimum time that a node
 *  keeps what it has */
function gfs2_glock_cb(gl: gfs2_glock): void {
  atomically('locked', gl, () => {
    const peer = gl.peer;
    waitUntil(() => demanded(gl));
    gl.demote = true;
    if (peer === null || !no_strong_holder(gl)) return;
    for (let n = 2; n >= 0; n--) {
      const goes_along = gl.gl_holders[n].state === peer.gl_req && peer.gl_req !== LM_ST.EXCLUSIVE;
      if (is_weak(gl, n) && !goes_along) remove_holder(gl, n);
    }
  });
}

/** What another node's wish makes this node do: it is told, and once nobody holds the glock, the state is changed.
 *  @linux fs/gfs2/glock.c glock_work_func (v5.16), custom: demotions only, with gfs2_glock_cb, which comes before */
export function glock_work_func(gl: gfs2_glock): void {
  gfs2_glock_cb(gl);
  const target = atomically('locked', gl, (): LM_ST => {
    const peer = gl.peer;
    waitUntil(() => !gl.locked && (!demanded(gl) || !gl.gl_holders[0].holder));
    if (!demanded(gl)) {
      // What was wished for has come about otherwise.
      gl.demote = false;
      return LM_ST.EXCLUSIVE;
    }
    gl.locked = true;
    return peer === null || peer.gl_req === LM_ST.EXCLUSIVE ? LM_ST.UNLOCKED : peer.gl_req;
  });
  if (target === LM_ST.EXCLUSIVE) return;
  inode_go_sync(gl);
  if (target !== LM_ST.SHARED) inode_go_inval(gl);
  atomically('locked', gl, () => {
    gl.gl_state = target;
    gl.demote = false;
    gl.locked = false;
  });
}
