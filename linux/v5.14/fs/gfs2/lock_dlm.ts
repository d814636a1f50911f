// SPDX-License-Identifier: GPL-2.0-only
// The cluster's lock manager, for two nodes: a node waits until what the other one has goes with what it wants, and the other one
// knows what is wanted.

import type { bool } from 'faultline';
import { type gfs2_glock, LM_ST } from './incore.ts';

/** Whether two nodes may have these at the same time.
 *  @linux fs/gfs2/lock_dlm.c make_mode (v5.14), custom, name ours: EX, CW and PR of the lock manager, and its table of which go together */
function compatible(one: LM_ST, other: LM_ST): bool {
  if (one === LM_ST.UNLOCKED || other === LM_ST.UNLOCKED) return true;
  return one === other && one !== LM_ST.EXCLUSIVE;
}

/** The other node leaves room for this state. With one node, lock_nolock, there always is.
 *  @linux fs/gfs2/lock_dlm.c gdlm_ast (v5.14), custom, name ours: the lock manager grants it; no order between nodes, no conversions that
 *  are broken off */
export function granted_by_dlm(gl: gfs2_glock, target: LM_ST): bool {
  const peer = gl.peer;
  return peer === null || compatible(peer.gl_state, target);
}

/** The other node waits for this one to go down: GLF_DEMOTE.
 *  @linux fs/gfs2/lock_dlm.c gdlm_bast (v5.14), custom, name ours: with gfs2_glock_cb and handle_callback; it is told at once */
export function demanded(gl: gfs2_glock): bool {
  const peer = gl.peer;
  return peer !== null && !compatible(gl.gl_state, peer.gl_req);
}
