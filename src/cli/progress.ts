// SPDX-License-Identifier: MIT
// What a person sees while searches run: one line on a terminal that overwrites itself, for all workers together.

import { createLogUpdate } from 'log-update';
import type { Progress } from '../explore/options.ts';
import type { Claim } from '../report/claim.ts';
import { bytes, count, counted } from '../report/numbers.ts';

export interface Display {
  /** What the worker in this seat is doing. */
  show(seat: number, claim: Claim, progress: Progress): void;
  /** It has decided its claim. */
  decided(seat: number): void;
  /** Before something is printed. */
  clear(): void;
}

export interface Searching {
  readonly claim: Claim;
  readonly progress: Progress;
}

/** Ten times a second is as fast as a person reads. */
const leastMilliseconds = 100;

/** On stderr, so that it never mixes with what is being printed; silent unless both ends are a terminal. */
export function openDisplay(claims: number): Display {
  if (!process.stderr.isTTY || !process.stdout.isTTY || process.env.TERM === 'dumb')
    return { show: () => {}, decided: () => {}, clear: () => {} };
  const update = createLogUpdate(process.stderr, { showCursor: true });
  const seats = new Map<number, Searching>();
  let decided = 0;
  let shownAt = 0;
  return {
    show(seat, claim, progress) {
      seats.set(seat, { claim, progress });
      const now = Date.now();
      if (now - shownAt < leastMilliseconds) return;
      const searching = [...seats].sort(([a], [b]) => a - b).map(([, one]) => one);
      update(progressText(decided, claims, searching).slice(0, (process.stderr.columns || 80) - 1));
      shownAt = now;
    },
    decided(seat) {
      seats.delete(seat);
      decided++;
    },
    clear() {
      update.clear();
      shownAt = 0;
    },
  };
}

/** The numbers are those of all running searches together, and come first: the line ends where the terminal does. */
export function progressText(decided: number, claims: number, searching: readonly Searching[]): string {
  const sums = { states: 0, statesPerSecond: 0, frontier: 0, memory: 0 };
  for (const { progress } of searching) {
    const { states, milliseconds, memory } = progress.counts;
    sums.states += states;
    sums.statesPerSecond += (states * 1000) / Math.max(1, milliseconds);
    sums.frontier += progress.frontier;
    sums.memory += memory;
  }
  // Of the one that will be full first.
  const fullAt = Math.min(...searching.map(({ progress }) => progress.fullAt ?? Infinity));
  const room = fullAt === Infinity ? '' : ` (full at ${count(roughly(fullAt))} states)`;
  return [
    `${count(decided)}/${counted(claims, 'claim')}`,
    counted(sums.states, 'state'),
    `${count(sums.statesPerSecond)} states/s`,
    `frontier ${count(sums.frontier)}`,
    bytes(sums.memory) + room,
    searching.map(searchText).join(', '),
  ].join(' · ');
}

/** An estimate in two digits. */
function roughly(amount: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(amount)) - 1);
  return Math.round(amount / unit) * unit;
}

function searchText({ claim, progress }: Searching): string {
  const phase = progress.phase === 'search' ? '' : `(${progress.phase})`;
  return [claim.id, claim.variant, claim.property, phase].filter((word) => word !== '').join(' ');
}
