// SPDX-License-Identifier: MIT
// Peterson's mutual exclusion for N processes as a tight Program over packed words: how fast a search can be when the
// generated steps cost nearly nothing, and a model whose counts others have published.
//
// Per process i one word: pos[i], j, k, place, a byte each. After them one word per four entries of `step`.

import type { Footprint, Program, Successors } from '../../src/compile/program.ts';

const NCS = 0;
const WAIT = 1;
const Q2 = 2;
const Q3 = 3;
const CS = 4;

export function peterson(n: number): Program {
  const words = n + Math.ceil((n - 1) / 4);

  const step = (i: number, states: Int32Array, at: number, out: Successors): void => {
    const own = states[at + i];
    const pos = own & 255;
    const j = (own >>> 8) & 255;
    const k = (own >>> 16) & 255;
    const word = n + ((j - 1) >> 2);
    const shift = ((j - 1) & 3) * 8;
    switch (own >>> 24) {
      case NCS:
        emit(i, states, at, out, pos | (1 << 8) | (k << 16) | (WAIT << 24));
        return;
      case WAIT:
        if (j < n) emit(i, states, at, out, j | (j << 8) | (k << 16) | (Q2 << 24));
        else emit(i, states, at, out, pos | (j << 8) | (k << 16) | (CS << 24));
        return;
      case Q2: {
        emit(i, states, at, out, pos | (j << 8) | (Q3 << 24));
        const target = (out.count - 1) * words + word;
        out.words[target] = (out.words[target] & ~(255 << shift)) | (i << shift);
        return;
      }
      case Q3:
        if (k < n && (k === i || (states[at + k] & 255) < j))
          emit(i, states, at, out, pos | (j << 8) | ((k + 1) << 16) | (Q3 << 24));
        if (((states[at + word] >>> shift) & 255) !== i || k === n)
          emit(i, states, at, out, pos | ((j + 1) << 8) | (k << 16) | (WAIT << 24));
        return;
      default:
        emit(i, states, at, out, (j << 8) | (k << 16) | (NCS << 24));
    }
  };

  const emit = (i: number, states: Int32Array, at: number, out: Successors, own: number): void => {
    if (out.count === out.paths.length) out.grow();
    const { words: to } = out;
    const base = out.count * words;
    for (let w = 0; w < words; w++) to[base + w] = states[at + w];
    to[base + i] = own;
    out.paths[out.count] = 0;
    out.faults[out.count++] = 0;
  };

  const anything: Footprint = { reads: Uint32Array.of(1), writes: Uint32Array.of(1) };
  return {
    title: `peterson ${n}`,
    words,
    threads: Array.from({ length: n }, (_, i) => ({ name: `P${i}`, role: 'thread', cpu: null, bound: null })),
    initial: new Int32Array(words),
    initialCount: 1,
    faults: [],
    outcomes: [],
    leadsTo: [],
    properties: [
      {
        name: 'mutual exclusion',
        kind: 'always',
        // biome-ignore lint/correctness/useYield: there is nothing to wait for
        *explain() {
          return { function: null, facts: [], reads: [] };
        },
        holds: (states, at) => {
          let inside = 0;
          for (let i = 0; i < n; i++) if (states[at + i] >>> 24 === CS) inside++;
          return inside <= 1;
        },
        reads: Uint32Array.of(1),
      },
    ],
    locations: 1,
    checksum: 'peterson',
    step,
    lags: () => false,
    settles: () => false,
    stepAll(states, at, out, ends) {
      for (let i = 0; i < n; i++) {
        step(i, states, at, out);
        ends[i] = out.count;
      }
    },
    standing: () => 'running',
    point: (i, states, at) => states[at + i] >>> 24,
    pointPlace: (i) => ({ word: i, shift: 24, bits: 8 }),
    points: () => 5,
    restores: () => false,
    stepsTo: () => null,
    symmetry: [],
    permute: () => {
      throw new Error('nothing is interchangeable');
    },
    carried: null,
    next: () => anything,
    future: () => anything,
    live: () => anything.reads,
    place: () => ({ word: 0, mask: 0 }),
    narrate: () => {
      throw new Error('peterson tells nothing');
    },
    cpus: [0, 1],
    race: () => null,
    accesses: () => [],
    view: () => ({ objects: [], threads: [] }),
  };
}
