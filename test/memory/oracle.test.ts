// SPDX-License-Identifier: MIT
// The machine beside the axioms, on random programs: the same final states, all of them, in every memory.

import { describe, expect, it } from 'vitest';
import { models } from './axioms.ts';
import { compared } from './compare.ts';
import { litmusOf } from './programs.ts';
import { races, raceVerdict } from './races.ts';
import { randomProgram } from './random.ts';

/** A program that the oracle finds large is left to `npm run fuzz:memory`. */
const most = 2000;
const programs = Array.from({ length: 100 }, (_, i) => randomProgram(i + 1));

describe('random programs', () => {
  it('have the final states that the axioms allow', () => {
    const counts = { same: 0, different: 0, 'left out': 0 };
    for (const program of programs) {
      const found = compared(program, models, most);
      counts[found.kind]++;
      expect({ ...found, of: litmusOf(program) }).not.toMatchObject({ kind: 'different' });
    }
    // Most of them are compared.
    expect(counts.same).toBeGreaterThan(80);
  });

  it('race where stores wait in buffers as programs do that are cut off in front of both accesses', () => {
    const counts = { fails: 0, holds: 0, 'left out': 0 };
    for (const seed of Array.from({ length: 40 }, (_, i) => i + 1)) {
      const program = randomProgram(seed, 25);
      const found = races(program, most, 'tso');
      const expected = found === null ? 'left out' : found ? 'fails' : 'holds';
      counts[expected]++;
      if (expected !== 'left out')
        expect({ of: litmusOf(program), said: raceVerdict(program, 'tso') }).toMatchObject({ said: expected });
    }
    expect(counts.fails).toBeGreaterThan(8);
    expect(counts.holds).toBeGreaterThan(8);
  });

  it('has no order behind a cmpxchg() that fails', () => {
    // A write behind it comes to stand in front of one that was made before what it found.
    expect(compared(randomProgram(1_000_582), ['weak'], 50_000)).toMatchObject({ kind: 'same' });
  });

  it('race where the axioms say so, and nowhere else', () => {
    const counts = { fails: 0, holds: 0, 'left out': 0 };
    for (const seed of Array.from({ length: 100 }, (_, i) => i + 1)) {
      const program = randomProgram(seed, 25);
      const found = races(program, most);
      const expected = found === null ? 'left out' : found ? 'fails' : 'holds';
      counts[expected]++;
      if (expected !== 'left out')
        expect({ of: litmusOf(program), said: raceVerdict(program) }).toMatchObject({ said: expected });
    }
    expect(counts.fails).toBeGreaterThan(30);
    expect(counts.holds).toBeGreaterThan(30);
  });
});
