// SPDX-License-Identifier: MIT
// What a person sees while a search runs: one line on a terminal that overwrites itself.

import { createLogUpdate } from 'log-update';
import type { Progress } from '../explore/options.ts';
import type { Counts } from '../explore/verdict.ts';
import { bytes, count } from '../report/numbers.ts';

export interface Line {
  show(what: string, progress: Progress): void;
  clear(): void;
}

/** Ten times a second is as fast as a person reads. */
const leastMilliseconds = 100;

const silent: Line = { show: () => {}, clear: () => {} };

/** On stderr, so that it never mixes with what is being printed; silent unless both ends are a terminal. */
export function progressLine(): Line {
  if (!process.stderr.isTTY || !process.stdout.isTTY || process.env.TERM === 'dumb') return silent;
  const update = createLogUpdate(process.stderr, { showCursor: true });
  let before: Counts | null = null;
  let shownAt = 0;
  return {
    show(what, progress) {
      const now = Date.now();
      if (now - shownAt < leastMilliseconds) return;
      const { counts } = progress;
      const states = counts.states - (before?.states ?? 0);
      const milliseconds = counts.milliseconds - (before?.milliseconds ?? 0);
      const line = `${what} · ${progressText(progress, Math.max(0, (states * 1000) / Math.max(1, milliseconds)))}`;
      update(line.slice(0, (process.stderr.columns || 80) - 1));
      before = counts;
      shownAt = now;
    },
    clear() {
      update.clear();
      before = null;
      shownAt = 0;
    },
  };
}

export function progressText(progress: Progress, statesPerSecond: number): string {
  const parts = [
    `${count(progress.counts.states)} states`,
    `${count(statesPerSecond)} states/s`,
    `frontier ${count(progress.frontier)}`,
    bytes(progress.counts.memory),
  ];
  if (progress.phase !== 'search') parts.unshift(progress.phase);
  return parts.join(' · ');
}
