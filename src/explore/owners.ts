// SPDX-License-Identifier: MIT
// One state space in several parts, each of which somebody owns: what they and the one who asks say to each other.
//
// A state belongs to the owner that its hash names. All go in rounds: round 0 takes the initial states, round n makes the
// states of level n from those of level n − 1. In a round an owner expands its own states of the level, in the order of their
// ids. What of the successors is its own it inserts at once; the others go in batches to their owners. Then it takes
// what the others sent, owner after owner, in a fixed order, until each has said how much that was.
//
// So the ids that an owner gives, and with them the contents of every batch, are a function of the model and of the number of
// owners: not of who was faster. That is what makes a lost owner cheap. The one that takes its part gets the states of the
// rounds that are over, does the last round again, and sends the very batches that it has sent before, which are thrown away
// where they have been; nobody else does anything twice.
//
// A round is over when every owner has taken as many states from every other one as that one says it has sent.

import type { Stopped } from './expansion.ts';
import type { Broken } from './judge.ts';
import { MemoryFull } from './memory.ts';

/** Of its records: more than a server needs to work well, and far less than a message may have. */
export const BATCH_BYTES = 128 * 1024;

/** Of so many owners, the one of a state with this hash. */
export function ownerOf(hash: number, owners: number): number {
  return (hash >>> 0) % owners;
}

/** States on their way to their owner. */
export interface Batch {
  readonly round: number;
  readonly from: number;
  /** From 0 on in each round, for each receiver. */
  readonly index: number;
  /** Of the last batch: the states in all of them. */
  readonly total: number | null;
  /** The words of a state and the id of the one that it was found from, which is the sender's; side by side. */
  readonly records: Int32Array;
}

/** States that an owner has found in a round, so that another one can go on in its place. */
export interface Piece {
  readonly round: number;
  readonly index: number;
  /** Of the last piece: how many of the round came from the owner itself, from the next one, and so on. */
  readonly news: readonly number[] | null;
  /** As a store has them: words and parent. */
  readonly records: Int32Array;
}

/** What all owners are told; the last order is the one that counts. */
export type Order =
  | (Standing & { readonly kind: 'round' })
  /** One of them says how it came to a state. */
  | (Standing & { readonly kind: 'tell'; readonly ask: number; readonly owner: number; readonly id: number });

interface Standing {
  /** To be done, or just done where something is to be told. */
  readonly round: number;
  /** The states that each owner has before the round, or after it where something is to be told. */
  readonly states: readonly number[];
  /** Names of what no state has satisfied. */
  readonly unseen: readonly string[];
}

/** Something that broke, with what puts it into an order that does not depend on ids. */
export interface Found {
  readonly broken: Broken;
  readonly words: readonly number[];
}

/** What an owner did in a round. All numbers are of this round alone. */
export interface Report {
  readonly owner: number;
  readonly round: number;
  /** Of the model that it searches. */
  readonly checksum: string;
  readonly states: number;
  readonly transitions: number;
  readonly deadEnds: number;
  readonly ends: number;
  /** By owner, itself included. */
  readonly sent: readonly number[];
  readonly received: readonly number[];
  /** Names of what was seen for the first time. */
  readonly seen: readonly string[];
  readonly found: Found | null;
  /** What broke, and is not what was asked about. */
  readonly other: Found | null;
  /** What put an end to a run, and is no violation. */
  readonly bound: Stopped | null;
  /** Bytes, at their largest so far. */
  readonly memory: number;
}

/** A way back: states of one owner, the last one first. */
export interface Way {
  readonly ask: number;
  readonly states: readonly (readonly number[])[];
  /** Of the last of them: whose state it came from, and which; for an initial one, −1 − its number. */
  readonly owner: number;
  readonly parent: number;
}

/** What the one who asks hears. */
export type Heard =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'way'; readonly way: Way }
  /** In the middle of a round. */
  | {
      readonly kind: 'progress';
      readonly progress: Pick<Report, 'owner' | 'round' | 'states' | 'transitions' | 'memory'>;
    }
  /** An owner has no more memory, or more states than all together may have. */
  | { readonly kind: 'bound'; readonly bound: 'memory' | 'states' };

/** All owners, as the one who asks sees them. */
export interface Owners {
  readonly count: number;
  say(order: Order): void;
  /** What has come next; null: nothing yet. Throws what an owner threw. */
  hear(): Heard | null;
  /** Nobody asks any more. */
  dismiss(): void;
}

/** What comes first of several that broke in one round: what was asked about, then the shorter story, then the smaller state. */
export function firstOf(found: readonly (Found | null)[], judge: string): Found | null {
  let first: Found | null = null;
  for (const one of found) if (one !== null && (first === null || compare(one, first, judge) < 0)) first = one;
  return first;
}

function compare(a: Found, b: Found, judge: string): number {
  const byRank = rank(a, judge) - rank(b, judge);
  if (byRank !== 0) return byRank;
  for (let w = 0; w < a.words.length; w++) if (a.words[w] !== b.words[w]) return a.words[w]! - b.words[w]!;
  const [one, other] = [a.broken.step, b.broken.step];
  if (one === null || other === null) return 0;
  return one.thread - other.thread || one.path - other.path;
}

/** At rest a state of this level is wrong; all else needs one step more. */
function rank({ broken: { property, kind } }: Found, judge: string): number {
  const isLonger = kind === 'always' || kind === 'race' || kind === 'fault';
  return (property === judge ? 0 : 2) + (isLonger ? 1 : 0);
}

/** A bound that an owner met is one of the search. */
export function boundOf(bound: 'memory' | 'states'): 'states' {
  if (bound === 'memory') throw new MemoryFull(0);
  return bound;
}
