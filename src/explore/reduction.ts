// SPDX-License-Identifier: MIT
// Partial-order reduction: where the next step of one thread t cannot meet anything that the others may ever do from
// here on, exploring t's successors alone is enough. Off for livelocks (fairness is not kept) and random walks.
//
// In a state s, t alone is expanded when
//  (1) t can step, and needs no old value for it, no path of its step faults, and t is not an environment at its top;
//  (2) its next footprint is independent of the future footprint of every other thread at its point;
//  (3) its step is invisible: it writes nothing that the judged `always` reads, nor (in the search that looks out for
//      them, see explore.ts) a not yet seen `sometimes`;
//  (4) every successor has a larger id than s (the search loop checks it, and expands s fully otherwise).
//
// Why nothing that is judged gets lost. Let w be a run of the whole program from s to something judged. By (2), whatever
// the others do, t's step stays enabled, with the same paths and no fault, and commutes with theirs.
//  - t moves in w: its first step a, moved to the front, gives a run of the same length through a successor that was
//    explored, to the same final state, with the same fault at its end if there is one. What is left of w is shorter.
//  - t does not move in w. Then w does not end at rest, be it an end, a deadlock or stuck: t, a thread or daemon that
//    can step or an environment in the middle of something that can, would still be able to, and rest.ts excludes that.
//    If w ends in a fault of another thread, that fault happens after a as well: its step reads nothing that a writes.
//    If w ends in a state where `always` fails or `sometimes` holds, then so does the state after w from a(s), since a is
//    invisible. What is left has the same length, but by (4) ids grow along such steps, so they end in a fully expanded
//    state, where the first step of w itself is taken.
// Where one assertion is asked about, other faults end their runs: w has none but perhaps at its end, and t is not expanded
// alone where it has one, so nothing changes.
// By induction on the length of w, then on the ids, something equivalent is reached. `atEnd` and `outcomes` need not be
// visible: the very same state at rest is reached, and they are evaluated nowhere else. (4) needs no order of search:
// along a cycle of states that were all expanded in part, ids would grow for ever. What a `sometimes` reads becomes
// invisible once it was seen; one that is never seen was visible all the time. A thread that has finished must have an
// empty future.

import type { LocationSet, Program } from '../compile/program.ts';
import type { Judge } from './judge.ts';
import { independent, intersects } from './locations.ts';
import { goesOn } from './rest.ts';
import { pointText, straight } from './straight.ts';
import type { SuccessorBuffer } from './successors.ts';

/** What is not in a table yet. */
const UNKNOWN = 0;
const YES = 1;
const NO = 2;

/** Above this many pairs of points of one thread the answer is computed each time instead of kept. */
const TABLE_LIMIT = 2 ** 26;

/** Here and below: what a search does for every step makes no objects, and no closures. */
const NOTHING: Judge['unseen'] = [];

/** The first thread from `from` on whose next step is invisible, and independent of what all others may do; −1: none. */
type Candidate = (states: Int32Array, at: number, from: number) => number;

export class Reduction {
  /** [t][point of t * row + start of u + point of u]: may t step, whatever u does? One for each thread: as many as there are pairs
   *  would be more than a function takes. */
  private readonly pairs: readonly (Uint8Array | null)[];
  private readonly starts: readonly number[];
  private readonly row: number;
  /** [t][point of t]: is its next step invisible? */
  private readonly invisible: Uint8Array[];
  private readonly candidate: Candidate;
  private observed: readonly LocationSet[] = [];
  private unseen = -1;

  constructor(
    private readonly program: Program,
    private readonly judge: Judge,
    /** Whether what an unseen `sometimes` reads is visible: only then does not seeing it mean anything. */
    private readonly examples: boolean,
  ) {
    const { threads } = program;
    let row = 0;
    this.starts = threads.map((_, t) => {
      row += program.points(t);
      return row - program.points(t);
    });
    this.row = row;
    this.pairs = threads.map((_, t) => {
      const size = program.points(t) * row;
      return size <= TABLE_LIMIT ? new Uint8Array(size) : null;
    });
    this.invisible = threads.map((_, t) => new Uint8Array(program.points(t)));
    this.candidate = this.straight();
  }

  /** Appends the successors of one thread that is enough here and returns the thread; or appends nothing, returns −1. */
  step(states: Int32Array, at: number, out: SuccessorBuffer): number {
    const { program, judge } = this;
    const unseen = this.examples ? judge.unseen : NOTHING;
    if (unseen.length !== this.unseen) this.observe(unseen);
    for (let t = this.candidate(states, at, 0); t >= 0; t = this.candidate(states, at, t + 1)) {
      if (program.threads[t]!.role === 'environment' && program.standing(t, states, at) === 'idle') continue;
      const before = out.count;
      program.step(t, states, at, out);
      let faulted = false;
      for (let i = before; i < out.count; i++) faulted ||= out.faults[i] !== 0;
      if (out.count > before && !faulted && goesOn(program, t, states, at, { out, first: before })) return t;
      out.count = before;
    }
    return -1;
  }

  /** What is in the tables is looked up, what is not is found out. */
  private straight(): Candidate {
    const { program, pairs, starts, row, invisible } = this;
    const all = [...program.threads.keys()];
    const names: Record<string, unknown> = {
      isInvisible: (t: number, point: number) => this.isInvisible(t, point),
      isIndependent: (t: number, p: number, u: number, q: number) => this.isIndependent(t, p, u, q),
    };
    const isFree = (t: number, u: number): string => {
      const ask = `isIndependent(${t},p${t},${u},p${u})`;
      return pairs[t] === null ? ask : `(T${t}[p${t}*${row}+${starts[u]}+p${u}]||${ask})`;
    };
    const points = all.map((t) => `p${t}=${pointText(program, t)}`);
    const tries = all.map((t) => {
      names[`I${t}`] = invisible[t]!;
      names[`T${t}`] = pairs[t]!;
      const others = all.filter((u) => u !== t).map((u) => `&&${isFree(t, u)}===${YES}`);
      return `if(from<=${t}&&(I${t}[p${t}]||isInvisible(${t},p${t}))===${YES}${others.join('')})return ${t};`;
    });
    return straight(names, `return (A,o,from)=>{const ${points.join(',')};${tries.join('')}return -1}`);
  }

  private isIndependent(t: number, p: number, u: number, q: number): number {
    const { program, starts, row } = this;
    const answer = independent(program.next(t, p), program.future(u, q)) ? YES : NO;
    const table = this.pairs[t]!;
    if (table !== null) table[p * row + starts[u]! + q] = answer;
    return answer;
  }

  private isInvisible(t: number, point: number): number {
    const { writes } = this.program.next(t, point);
    const answer = this.observed.some((reads) => intersects(writes, reads)) ? NO : YES;
    this.invisible[t]![point] = answer;
    return answer;
  }

  private observe(unseen: Judge['unseen']): void {
    const { judge, invisible } = this;
    this.unseen = unseen.length;
    this.observed = [...(judge.always === null ? [] : [judge.always]), ...unseen].map((p) => p.reads);
    for (const table of invisible) table.fill(UNKNOWN);
  }
}
