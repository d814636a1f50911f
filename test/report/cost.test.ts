// SPDX-License-Identifier: MIT
// How many steps of the environment a failure needs: what is found, proved or not, against what the claim says.

import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/explore/verdict.ts';
import { answerBlock } from '../../src/report/block.ts';
import { type Claim, standing } from '../../src/report/claim.ts';
import { costOf } from '../../src/report/cost.ts';
import { plain } from '../../src/report/paint.ts';
import { claimsTable } from '../../src/report/table.ts';
import { verdictLine, widthsOf } from '../../src/report/text.ts';
import { failure, threads } from './events.ts';

const claim = (environmentSteps: number | null): Claim => ({
  id: '2006/P4',
  case: 'cases/a.ts',
  title: 'a title',
  by: 'somebody',
  variant: 'v2.6.18',
  property: 'NO-DEADLOCK',
  as: null,
  thread: 'fails',
  expect: 'fails',
  environmentSteps,
});

const counts = {
  states: 5,
  transitions: 9,
  depth: 3,
  memory: 1,
  milliseconds: 20,
  reduced: 0,
  deadEnds: 1,
  ends: 0,
  outcomes: 0,
};

const found = (environmentSteps: number, shortest: boolean, property = 'NO-DEADLOCK'): Verdict => {
  const trace = { initial: 0, steps: [], environmentSteps, contextSwitches: 0, shortest };
  return { kind: 'fails', counts, reduction: 'nothing', failure: failure({ kind: 'deadlock', property, trace }) };
};

describe('a claim about two environment steps', () => {
  it.each([
    [2, true, 'expected', 'needs 2 environment steps'],
    [1, true, 'unexpected', 'needs 1 environment step, 2 expected'],
    [3, true, 'unexpected', 'needs 3 environment steps, 2 expected'],
    // One story with fewer is enough to refute it. That there is none with fewer takes a proof.
    [1, false, 'unexpected', 'needs at most 1 environment step, 2 expected'],
    [2, false, 'unknown', 'needs at most 2 environment steps, 2 expected: not proved to be the fewest'],
    [3, false, 'unknown', 'needs at most 3 environment steps, 2 expected: not proved to be the fewest'],
  ])('%i found, proved: %s', (steps, shortest, wanted, text) => {
    const result = {
      claim: claim(2),
      verdict: found(steps, shortest),
      replay: null,
      traceVariant: 'v5.9',
      diagnoses: [],
    };
    expect(standing(result)).toBe(wanted);
    expect(costOf(result)?.text).toBe(text);
    expect(verdictLine(result, widthsOf([result.claim]), plain)).toMatch(new RegExp(`  ${text}$`));
    expect(claimsTable([result])).toContain(`| **fails**, ${text} |`);
  });

  it('is told in the answer, above the columns', () => {
    const answer = {
      claim: claim(2),
      variant: 'v2.6.18',
      threads: threads('CPU0'),
      checksum: '0',
      command: null,
    };
    const block = (verdict: Verdict): string => answerBlock({ ...answer, verdict }, [], plain);
    expect(block(found(1, true))).toContain('UNEXPECTED: needs 1 environment step, 2 expected.');
    expect(block(found(2, false))).toContain('NOT DECIDED: needs at most 2 environment steps');
    expect(block(found(2, true))).not.toMatch(/UNEXPECTED|DECIDED/);
  });
});

it('none is the fewest there can be, proved or not', () => {
  expect(standing({ claim: claim(0), verdict: found(0, false) })).toBe('expected');
  expect(standing({ claim: claim(0), verdict: found(1, false) })).toBe('unknown');
});

it('nothing is said where the claim does not ask, or something else broke', () => {
  expect(costOf({ claim: claim(null), verdict: found(2, false) })).toBe(null);
  expect(standing({ claim: claim(null), verdict: found(2, false) })).toBe('expected');
  expect(costOf({ claim: claim(2), verdict: found(2, true, 'ASSERTS') })).toBe(null);
  expect(standing({ claim: claim(2), verdict: found(2, true, 'ASSERTS') })).toBe('unexpected');
});
