// SPDX-License-Identifier: MIT
// One interleaving: its trace replays, its ending is named, chance is the seed's.

import { describe, expect, it } from 'vitest';
import { runOnce } from '../../src/explore/once.ts';
import { createRandom } from '../../src/explore/random.ts';
import { replay } from '../../src/explore/replay.ts';
import { formatTrace } from '../../src/explore/trace.ts';
import { hand } from './hand.ts';
import { abba, dieHard, increment, independent, retryWithHelp } from './models.ts';

describe('one interleaving', () => {
  it('round robin: each in turn', () => {
    const { trace, ending } = runOnce(independent(3, 2), { kind: 'round-robin' }, 100);
    expect([formatTrace(trace), ending]).toEqual(['0.1.2.0.1.2', 'finished']);
    // ABBA in lockstep: both have their first lock, the third finishes alone.
    expect(runOnce(abba(), { kind: 'round-robin' }, 100)).toMatchObject({ ending: 'blocked' });
  });

  it('random: the same seed tells the same story, and it replays', () => {
    const texts = new Set<string>();
    for (let seed = 0; seed < 50; seed++) {
      const program = increment(3);
      const once = () => runOnce(program, { kind: 'random', random: createRandom(seed) }, 100);
      expect(once()).toEqual(once());
      const { trace, ending } = once();
      expect(ending).toBe('finished');
      expect(replay(program, trace).problem).toBeNull();
      texts.add(formatTrace(trace));
    }
    // 6! / (2! · 2! · 2!) = 90 interleavings: fifty draws meet many of them.
    expect(texts.size).toBeGreaterThan(30);
  });

  it('stops after so many steps, at a fault, and does not wait for an environment at its top', () => {
    expect(runOnce(dieHard(), { kind: 'round-robin' }, 10)).toMatchObject({
      ending: 'steps',
      trace: { steps: { length: 10 } },
    });
    const faulty = hand({ variables: {}, threads: [{ name: 'T', code: [{ run: () => ({ fault: 'range' }) }] }] });
    expect(runOnce(faulty, { kind: 'round-robin' }, 10)).toMatchObject({
      ending: 'fault',
      trace: { steps: { length: 1 } },
    });
    for (let seed = 0; seed < 20; seed++)
      expect(runOnce(retryWithHelp(), { kind: 'random', random: createRandom(seed) }, 1000).ending).toBe('finished');
  });
});
