// SPDX-License-Identifier: MIT
// What a search can say, with what it counted and what bounded it. `holds` is made by `holds()` below and nowhere else.

import type { Location, NamedValue } from '../compile/program.ts';
import type { Place } from '../lang/diagnostic.ts';
import type { Step } from './trace.ts';

export interface Counts {
  readonly states: number;
  /** Edges computed, repeats included. */
  readonly transitions: number;
  /** Steps from an initial state to the farthest state seen (breadth first: the exact depth). */
  readonly depth: number;
  /** Bytes held by the store, the table and the frontier at their largest. */
  readonly memory: number;
  readonly milliseconds: number;
  /** Steps whose successors were not all explored because a reduction proved it unnecessary. */
  readonly reduced: number;
  readonly deadEnds: number;
  /** States in which `atEnd` was judged. */
  readonly ends: number;
  /** Different ways in which runs come to rest, where two programs were compared; otherwise 0. */
  readonly outcomes: number;
}

/** What the search was spared: steps that make no difference (reduction.ts), memory that nobody reads again (clearing.ts), which of
 *  interchangeable threads is which (symmetry.ts). */
export type Reduced =
  | 'nothing'
  | 'steps'
  | 'memory'
  | 'threads'
  | 'steps and memory'
  | 'steps and threads'
  | 'memory and threads'
  | 'steps, memory and threads';

export function reducedBy(steps: boolean, memory: boolean, threads: boolean): Reduced {
  if (steps && memory && threads) return 'steps, memory and threads';
  if (threads) return steps ? 'steps and threads' : memory ? 'memory and threads' : 'threads';
  return steps ? (memory ? 'steps and memory' : 'steps') : memory ? 'memory' : 'nothing';
}

/** Why a search stopped before it had seen everything. */
export interface Bound {
  readonly kind: 'states' | 'memory' | 'time' | 'interrupt' | 'pool' | 'ways' | 'walk' | 'property';
  /** One sentence for people: `stopped after 1,000,000 states (--max-states)`. */
  readonly reason: string;
  readonly frontier: number;
}

/** What broke. `property` is the name that a claim would use. */
export interface Failure {
  readonly kind: 'always' | 'atEnd' | 'sometimes' | 'deadlock' | 'livelock' | 'race' | 'leadsTo' | 'fault' | 'outcome';
  readonly property: string;
  /** One sentence. */
  readonly message: string;
  readonly trace: Trace | null;
  /** Livelock, and leadsTo that does not come to rest: the index in `trace.steps` where the loop begins. */
  readonly loop: number | null;
  /** leadsTo: the number of steps after which the first condition was true; the second never was from then on. */
  readonly due?: number;
  /** Deadlock: who waits for whom. */
  readonly waits: readonly Wait[];
  /** Of a data race. */
  readonly race?: ToldRace;
}

/** A data race as it is told: where both accesses are, and how their threads came there. */
export interface ToldRace {
  readonly location: Location;
  /** In the order in which they are made, if they are made one after the other. */
  readonly accesses: readonly [ToldAccess, ToldAccess];
}

export interface ToldAccess {
  readonly thread: string;
  readonly write: boolean;
  readonly plain: boolean;
  /** The index of the step that made it; null: it is the thread's next one. */
  readonly step: number | null;
  /** Innermost first; the last one is the thread's own body. */
  readonly stack: readonly { readonly function: string; readonly args: readonly NamedValue[]; readonly place: Place }[];
}

export interface Wait {
  readonly thread: string;
  /** Function and condition it is blocked in. */
  readonly function: string;
  /** With which the step that cannot be taken would call it; left out where the thread is in it already. */
  readonly args?: readonly NamedValue[];
  readonly condition: string;
  /** Memory the condition reads; null: it reads none. */
  readonly location: Location | null;
  /** Threads whose writes made it so; the thread itself may be among them. */
  readonly heldBy: readonly string[];
  /** Where nobody made it so: threads that wait themselves, and would change it next if they did not. */
  readonly leftTo: readonly string[];
  /** Whether this wait is part of a cycle. */
  readonly cycle: boolean;
  /** Whether the step that it is blocked in would make it again what it is, as one does that takes a lock. */
  readonly takes: boolean;
  /** Whether the thread set it itself, without a look, and does not take it: it announced that it sleeps, and holds nothing. */
  readonly ownFlag: boolean;
}

export interface Trace {
  /** Index of the initial state. */
  readonly initial: number;
  readonly steps: readonly Step[];
  readonly environmentSteps: number;
  readonly contextSwitches: number;
  /** Whether it is proved to be the shortest story (fewest environment steps, then switches, then steps). */
  readonly shortest: boolean;
}

/** Who is owed turns in the runs that a verdict about endless ones speaks of, by name. */
export interface Fairness {
  /** Threads and daemons. */
  readonly owed: readonly string[];
  /** The environment, which may stay away for ever. */
  readonly free: readonly string[];
  /** Of it, what has a bound and stops for that reason. */
  readonly bounded: readonly string[];
  /** What is true without these bounds; null: there are none. */
  readonly unbounded: Verdict['kind'] | null;
}

export type Verdict =
  | {
      readonly kind: 'holds';
      readonly counts: Counts;
      readonly reduction: Reduced;
      /** Of NO-LIVELOCK and leadsTo; null: it is about states. */
      readonly fairness: Fairness | null;
    }
  | { readonly kind: 'fails'; readonly counts: Counts; readonly reduction: Reduced; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly counts: Counts; readonly reduction: Reduced; readonly bound: Bound };

/**
 * The only place where `holds` is made.
 * @param frontier states found and not expanded: with one left, nothing holds
 * @param unseen `sometimes` properties that no state satisfied: a proof about nothing is refused
 */
export function holds(
  counts: Counts,
  reduction: Reduced,
  frontier: number,
  unseen: number,
  fairness: Fairness | null = null,
): Verdict {
  if (frontier !== 0) throw new Error(`checker bug: 'holds' with ${frontier} states not expanded`);
  if (unseen !== 0) throw new Error(`checker bug: 'holds' with ${unseen} 'sometimes' never seen`);
  return { kind: 'holds', counts, reduction, fairness };
}

export function fails(counts: Counts, reduction: Reduced, failure: Failure): Verdict {
  return { kind: 'fails', counts, reduction, failure };
}

export function unknown(counts: Counts, reduction: Reduced, bound: Bound): Verdict {
  return { kind: 'unknown', counts, reduction, bound };
}
