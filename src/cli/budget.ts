// SPDX-License-Identifier: MIT
// Budgets as they are typed: `--max-states 2M`, `--max-memory 1.5G`, `--max-time 90s`. Anything that is not plainly one of
// these is refused: a budget read wrongly would be a bound that nobody asked for.

import { availableParallelism, freemem } from 'node:os';
import { BadInput } from '../ask/trouble.ts';

const decimal: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };
const binary: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const time: Readonly<Record<string, number>> = { ms: 1, '': 1000, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

export function statesBudget(text: string): number {
  return amount('--max-states', text, decimal, 'a number of states: 500000, 500k, 2M');
}

export function memoryBudget(text: string): number {
  return amount('--max-memory', text.replace(/i?b$/i, ''), binary, 'an amount of memory: 800M, 2G');
}

export function timeBudget(text: string, option = '--max-time'): number {
  return amount(option, text, time, 'a time: 500ms, 30s, 5m, 1h');
}

/** What a search may take when nobody says: its share of most of what is free now, because swapping is slower than not
 *  knowing. */
export function usualMemory(searches: number): number {
  const available = typeof process.availableMemory === 'function' ? process.availableMemory() : freemem();
  return Math.floor((available * 0.75) / Math.max(1, searches));
}

/** As many as there are cores when nobody says. */
export function workersOf(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const workers = wholeNumber('--workers', text);
  if (workers > 0) return workers;
  throw new BadInput(
    `--workers ${text}`,
    'somebody has to do the work',
    '1 for no worker beside the main thread, 2, 3 …',
  );
}

export function wholeNumber(option: string, text: string): number {
  return amount(option, text, { '': 1 }, 'a whole number: 0, 1, 2 …');
}

function amount(option: string, text: string, units: Readonly<Record<string, number>>, instead: string): number {
  const match = /^(\d[\d_,]*(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = match === null ? undefined : units[(match[2] ?? '').toLowerCase()];
  const value = Number((match?.[1] ?? '').replace(/[_,]/g, '')) * (unit ?? Number.NaN);
  if (!Number.isFinite(value) || value !== Math.round(value) || value < 0)
    throw new BadInput(`${option} ${text}`, 'this cannot be read as an amount', instead);
  return value;
}
