// SPDX-License-Identifier: MIT
// Random programs: generated steps against a plain interpreter of the Tree, edge for edge, and verdicts with and without
// reduction.

import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { programs, runs } from '../fuzz.ts';
import { type Counted, compareAll } from './random/compare.ts';
import { programSeed } from './random/tape.ts';

const PROGRAMS = programs(100);
/** Programs that are parsed together. */
const BATCH = 10;
/** Pairs of states per program. */
const STATES = 200;

test(
  'generated steps and the interpreter agree on random programs',
  async () => {
    const counted: Counted = { programs: 0, refused: 0, states: 0, edges: 0, complete: 0 };
    const batch = fc.array(programSeed, { minLength: 1, maxLength: BATCH, size: 'max' });
    const property = fc.asyncProperty(batch, async (seeds) => {
      await setImmediate(); // the runner hears nothing of a worker that never yields
      const difference = compareAll(seeds, STATES, counted);
      if (difference !== null) throw new Error(difference);
    });
    // Batches hold half of BATCH on average.
    await fc.assert(property, {
      ...runs(Math.ceil((PROGRAMS * 2) / BATCH)),
      endOnFailure: false,
    });
    // A generator whose programs are refused, or stop at once, tests nothing.
    expect(counted.refused / counted.programs).toBeLessThan(0.2);
    expect(counted.states / counted.programs).toBeGreaterThan(20);
    expect(counted.complete / counted.programs).toBeGreaterThan(0.5);
  },
  Math.max(900_000, PROGRAMS * 1000),
);
