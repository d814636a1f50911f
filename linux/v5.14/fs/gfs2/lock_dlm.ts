// SPDX-License-Identifier: GPL-2.0-only
// The cluster's lock manager, for two nodes: one waits until what the other one has goes with what it wants, and lets it know.

import { atomically, type bool, waitUntil } from 'faultline';
import { type gfs2_glock, LM_ST } from './incore.ts';

/** Ask for another state, and wait until the node has it. lock_nolock, with one node, has it at once.
 *  @linux fs/gfs2/lock_dlm.c gdlm_lock (v5.14), custom: with gdlm_ast; a lock that goes down needs nobody; no order between nodes */
export function gdlm_lock(gl: gfs2_glock, target: LM_ST): void {
  const peer = gl.peer;
  if (peer !== null) {
    gdlm_bast(peer, target);
    waitUntil(() => compatible(peer.gl_state, target));
  }
  gl.gl_state = target;
}

/** Tell the other node that it is in the way.
 *  @linux fs/gfs2/lock_dlm.c gdlm_bast (v5.14), custom: with gfs2_glock_cb and handle_callback, for one wish at a time */
function gdlm_bast(peer: gfs2_glock, wanted: LM_ST): void {
  atomically(() => {
    if (!compatible(peer.gl_state, wanted)) peer.gl_demote_state = wanted === LM_ST.EXCLUSIVE ? LM_ST.UNLOCKED : wanted;
  });
}

/** Whether two nodes may have these at the same time.
 *  @linux fs/gfs2/lock_dlm.c make_mode (v5.14), custom, name ours: EX, CW and PR of the lock manager, and its table of which go together */
function compatible(one: LM_ST, other: LM_ST): bool {
  if (one === LM_ST.UNLOCKED || other === LM_ST.UNLOCKED) return true;
  return one === other && one !== LM_ST.EXCLUSIVE;
}
