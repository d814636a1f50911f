// SPDX-License-Identifier: MIT
// Tests that were generated along a cycle say it: `Cycle=PodWR Fre PodWR Fre`. Under total store order such a cycle can happen if some
// processor comes to it with a write and leaves it with a read, without a fence in between; of a cycle at one place, never. (What it reads is not what it has just written.)

import type { Seen } from '../src/report/litmus.ts';

/** Null: it says no cycle, it asks something else than whether it happens, or there is an edge that is not known here. */
export function seenOnX86(text: string): Seen | null {
  const cycle = /^Cycle=(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/);
  if (cycle === undefined || !/^exists/m.test(text)) return null;
  const edges = cycle.map(edgeOf);
  if (edges.some((edge) => edge === null)) return null;
  const known = edges.flatMap((edge) => edge ?? []);
  if (known.every(({ samePlace }) => samePlace)) return 'Never';
  const start = known.findIndex(({ external }) => external);
  if (start < 0) return null;
  // From behind one edge between processors to the next: what one processor does.
  const turned = [...known.slice(start + 1), ...known.slice(0, start + 1)];
  let from: string | null = null;
  let fenced = false;
  // Whether it has just written to the place that it reads: whatever comes behind the read then comes behind the write.
  let own = false;
  for (const { external, source, target, fence, samePlace } of turned) {
    from ??= source;
    own ||= source === 'W';
    if (external) {
      if (from === 'W' && source === 'R' && !fenced && !own) return 'Sometimes';
      from = null;
      fenced = false;
      own = false;
    } else {
      fenced ||= fence;
      own = target === 'W' || (own && samePlace);
    }
  }
  return 'Never';
}

interface Edge {
  readonly external: boolean;
  /** What the edge begins with. */
  readonly source: 'R' | 'W';
  readonly target: 'R' | 'W';
  readonly fence: boolean;
  readonly samePlace: boolean;
}

function edgeOf(written: string): Edge | null {
  const com = /^(Rf|Co|Ws|Fr)([ei])$/.exec(written);
  if (com !== null) {
    const source = com[1] === 'Fr' ? 'R' : 'W';
    const target = com[1] === 'Rf' ? 'R' : 'W';
    return { external: com[2] === 'e', source, target, fence: false, samePlace: true };
  }
  const inside = /^(Pod|Pos|MFenced|MFences|MFence[ds])([RW])([RW])$/.exec(written);
  if (inside === null) return null;
  const [, kind = '', source, target] = inside;
  return {
    external: false,
    source: source === 'R' ? 'R' : 'W',
    target: target === 'R' ? 'R' : 'W',
    fence: kind.startsWith('MFence'),
    samePlace: kind === 'Pos' || kind === 'MFences',
  };
}
