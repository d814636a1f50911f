// SPDX-License-Identifier: MIT
// What stands between the steps and memory where memory is not sequentially consistent. The generated steps call it; it keeps what
// it knows in words of the state, behind all others, so that a search sees a state like any other.

import type { Fence, ReadOrder, SectionOrder, WriteOrder } from '../../lang/tree.ts';
import type { Barrier } from '../code/code.ts';
import type { PartSlot } from './cells.ts';
import type { Touches } from './touches.ts';

/** A barrier that makes one with an operation beside it. */
export type Beside = Exclude<Fence, 'all' | 'reads' | 'writes'>;

/** `edge`: an object that has no memory of its own is no word of the kernel. Who only releases there has not read what others released. */
export type WordKind = 'word' | 'edge';

/** Plain data: it is sent with a Program. */
export interface MachineData {
  readonly model: 'tso' | 'weak';
  /** The first word of the state that is the machine's. */
  readonly base: number;
  readonly cpus: number;
  readonly cells: readonly (readonly PartSlot[])[];
  /** So many stores a buffer holds, or so many values of one cell a history. */
  readonly depth: number;
  /** By cell, how many values its history needs room for: never more than `depth`. */
  readonly depths: readonly number[];
  /** By cell, whether what a release carries for the next holder of a lock matters: somebody reads it where a lock is taken. */
  readonly carries: readonly boolean[];
  /** Registers, over all threads, that remember what was known when their value was read. */
  readonly shadows: number;
  /** Objects whose lock, or word, sections are about. */
  readonly words: readonly WordKind[];
  /** Whether there are sections of which nobody gets what they read. */
  readonly noreturn: boolean;
  /** Whether a thread takes a spin lock behind letting one go. */
  readonly relocks: boolean;
  /** Which barriers beside something else there are. */
  readonly beside: readonly Beside[];
  /** Whether the barriers in front of sections and behind them are made in steps of their own. */
  readonly apart: boolean;
  /** Of each thread; empty: everybody may touch everything, always. */
  readonly touches: readonly Touches[];
}

export type Pick = (n: number) => number;

/** What became of a write. `not`: the step cannot be taken so. */
export type Written = 'done' | 'not' | 'full';

/** A value that a step made visible, or read although it is not the newest. */
export interface Told {
  readonly cell: number;
  readonly values: readonly number[];
}

export interface Machine {
  /** Words of a state, those of the machine included. */
  readonly words: number;
  /** Whether a read takes the newest value there is, and a write comes last: what somebody finds who goes on looking. */
  newest: boolean;
  /** Whether nothing waits for an empty store buffer: what somebody could do who has the CPU for long enough. */
  emptied: boolean;
  begin(states: Int32Array, at: number, cpu: number, pick: Pick): void;
  end(): void;
  /** The thread has no more steps, and its CPU no other thread. */
  finish(): void;
  /** @param shadows registers that say where the cell is; `to`: the register that remembers, or −1 */
  load(cell: number, part: number, order: ReadOrder | null, shadows: readonly number[], to: number): number;
  store(access: {
    cell: number;
    part: number;
    value: number;
    order: WriteOrder | null;
    /** Whether a compiler may make of it what it likes. */
    plain: boolean;
    shadows: readonly number[];
  }): Written;
  /** The CPU whose write this step has just read past, or written behind, as if it had not been made, where the write or this access
   *  is plain; −1: there is none, or the machine cannot say. */
  missed(cell: number, plain: boolean): number;
  /** What this step has just read of a cell, or written to it, where that is not what memory holds. */
  howRead(cell: number): 'own' | 'old' | null;
  howWritten(cell: number): 'buffered' | 'behind' | null;
  /** What follows in this step is ordered so; null: as outside of sections. `word`: the lock or word that it is about, or −1.
   *  False: it has to wait. */
  section(order: SectionOrder | null, word: number): boolean;
  /** False: it has to wait. */
  fence(fence: Barrier): boolean;
  /** What the oldest store of the CPU is; null: there is none. */
  oldest(): Told | null;
  drain(): boolean;
  /** The oldest store that this step has put into an empty buffer itself, if it has to go to memory before what comes next in it: a full
   *  barrier, or else a store, which may be that of a locked instruction. Nobody else could take it there. */
  settling(isBarrier: boolean): Told | null;
  depend(to: number, from: readonly number[]): void;
  control(from: readonly number[]): void;
  /** @param shadows that live on, of all in the state; `reasons`: those of them that order only what is written */
  keep(shadows: readonly number[], of: readonly number[], reasons: readonly number[]): void;
}
