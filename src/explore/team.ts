// SPDX-License-Identifier: MIT
// Several threads of execution that search together, as the search sees them: they are called, told news, and do a phase of a
// wave all at once. How they are made is the caller's business; that they meet at gates, with Atomics alone, is settled here.

import type { Program } from '../compile/program.ts';
import type { Layout } from './layout.ts';
import type { Wave } from './wave.ts';

export type Phase = 'expand' | 'place' | 'refill';
const phases: readonly Phase[] = ['expand', 'place', 'refill'];

export interface Sizes {
  /** States from which on others are called: before, they would come too late. */
  readonly worthCalling: number;
  /** States for each member that make it worth while to meet at gates. */
  readonly worthMeeting: number;
  /** A member has room for 2 ** shift new states. */
  readonly shift: number;
}

export const SIZES: Sizes = { worthCalling: 100_000, worthMeeting: 1024, shift: 16 };

/** What a member has to know before it can help. */
export interface Orders {
  readonly program: Program;
  readonly judge: string;
  readonly reduces: boolean;
  /** See Reduction. */
  readonly examples: boolean;
  /** Whether memory that nobody reads again is cleared. */
  readonly clears: boolean;
  /** Whether one of interchangeable threads stands for all. */
  readonly represents: boolean;
  readonly wave: Wave;
  readonly layout: Layout;
}

/** What changes while they search. */
export type News =
  | { readonly kind: 'table'; readonly table: Int32Array; readonly bits: number }
  | { readonly kind: 'chunks'; readonly first: number; readonly chunks: readonly Int32Array[] };

export interface Team {
  /** With the thread that searches. */
  readonly size: number;
  readonly sizes: Sizes;
  /** They come when they can. */
  call(orders: Orders): void;
  /** Whether all have come. */
  readonly ready: boolean;
  /** Heard before the next phase. */
  tell(news: News): void;
  /** Everybody does it, the thread that searches too, by `here`. Ends when all have done it. */
  meet(phase: Phase, here: () => void): void;
  dismiss(): void;
}

const TURN = 0;
const PHASE = 1;
const DONE = 2;
const READY = 3;
const NEWS = 4;
const GATE = 5;
const HOME = -1;
/** Looks at the gate before it goes to sleep: what happens between two phases takes less than waking up. */
const LOOKS = 2000;
/** A phase takes milliseconds. Nobody who does not answer in so many seconds will. */
const PATIENCE = 120;

export function createGate(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(GATE * 4));
}

/** The side of the thread that searches. */
export class Gate {
  constructor(
    private readonly gate: Int32Array,
    private readonly others: number,
  ) {}

  get ready(): boolean {
    return Atomics.load(this.gate, READY) === this.others;
  }

  toldNews(): void {
    Atomics.add(this.gate, NEWS, 1);
  }

  meet(phase: Phase, here: () => void): void {
    const { gate, others } = this;
    this.open(phases.indexOf(phase));
    here();
    let waited = 0;
    for (let done = Atomics.load(gate, DONE), looks = 0; done !== others; done = Atomics.load(gate, DONE)) {
      if (looks++ < LOOKS) continue;
      if (Atomics.wait(gate, DONE, done, 1000) === 'timed-out') waited++;
      if (waited > PATIENCE) throw new Error('checker bug: a helper does not answer');
    }
  }

  dismiss(): void {
    this.open(HOME);
  }

  private open(what: number): void {
    const { gate } = this;
    Atomics.store(gate, DONE, 0);
    Atomics.store(gate, PHASE, what);
    Atomics.add(gate, TURN, 1);
    Atomics.notify(gate, TURN);
  }
}

/** The side of a helper: does what is asked until it is sent home. */
export function help(
  gate: Int32Array,
  hear: () => News,
  member: { hear(news: News): void; run(phase: Phase): void },
): void {
  let heard = 0;
  let turn = 0;
  Atomics.add(gate, READY, 1);
  for (;;) {
    for (let looks = 0; Atomics.load(gate, TURN) === turn; looks++) if (looks >= LOOKS) Atomics.wait(gate, TURN, turn);
    turn++;
    const phase = Atomics.load(gate, PHASE);
    if (phase === HOME) return;
    for (; heard < Atomics.load(gate, NEWS); heard++) member.hear(hear());
    member.run(phases[phase]!);
    Atomics.add(gate, DONE, 1);
    Atomics.notify(gate, DONE);
  }
}
