// SPDX-License-Identifier: MIT
// Long traces stay short enough to paste: what is printed is what is parsed.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatTrace, parseTrace } from '../../src/explore/trace.ts';

it('counts three repetitions and more', () => {
  const steps = [0, 0, 0, 0, 1, 1, 2, 2, 2].map((thread) => ({ thread, path: thread === 2 ? 1 : 0 }));
  expect(formatTrace({ initial: 3, steps })).toBe('3/0*4.1.1.2:1*3');
});

it('is read back as it was', () => {
  const step = fc.record({ thread: fc.nat(3), path: fc.nat(2) });
  const some = fc.record({ initial: fc.nat(2), steps: fc.array(fc.tuple(step, fc.integer({ min: 1, max: 6 }))) });
  fc.assert(
    fc.property(some, ({ initial, steps }) => {
      const choices = { initial, steps: steps.flatMap(([one, times]) => Array(times).fill(one)) };
      expect(parseTrace(formatTrace(choices))).toEqual({ kind: 'trace', choices });
    }),
  );
});

it.each(['0*', '0*0', '0*x', '0*2*3', '0*999999999', '*3'])('refuses %s', (text) => {
  expect(parseTrace(text).kind).toBe('problem');
});
