// SPDX-License-Identifier: MIT
// Tables of what tests answer, and how an answer stands to what is expected.

import { describe, expect, it } from 'vitest';
import { expectationTable, expectedOf } from '../../src/ask/expectations.ts';
import { type LitmusAnswer, litmusStanding, litmusSummary } from '../../src/report/litmus.ts';
import { answer } from './answer.ts';

describe('a table', () => {
  const never = { seen: 'Never', states: null };

  it('has a column a memory, parted by tabs or by bars', () => {
    const tabs = 'test\tTSO\tSC\nMP\tNever\tNever\nSB\tSometimes 4\tNever 3\n';
    expect([...expectationTable('t', tabs, 'tso')]).toEqual([
      ['MP', never],
      ['SB', { seen: 'Sometimes', states: 4 }],
    ]);
    const bars = '# Answers\n\n| test | sc | tso |\n|---|---|---|\n| MP | Never | Always 1 |\n';
    expect([...expectationTable('t', bars, 'tso')]).toEqual([['MP', { seen: 'Always', states: 1 }]]);
  });

  it('without such a column is refused', () => {
    expect(() => expectationTable('t', 'test\tsc\n', 'tso')).toThrow('t: no column tso');
    expect(() => expectationTable('t', '', 'sc')).toThrow('t: no column sc');
  });

  it('says nothing in other words', () => {
    expect(expectedOf('DEADLOCK')).toBeNull();
    expect(expectedOf('Never')).toEqual(never);
  });
});

describe('an answer', () => {
  const sample = answer('C t\n{}\nP0(int *x) { *x = 1; }\nexists (x=1)');
  const standing = (expected: string, more: Partial<LitmusAnswer> = {}): string =>
    litmusStanding({ answer: { ...sample, ...more }, expected: expectedOf(expected) });

  it('stands as its observation, and as its count where that is known', () => {
    expect(standing('Always')).toBe('expected');
    expect(standing('Always 1')).toBe('expected');
    expect(standing('Always 2')).toBe('unexpected');
    expect(standing('Never')).toBe('unexpected');
    expect(standing('')).toBe('not compared');
  });

  it('that is incomplete is undecided, and never as expected', () => {
    expect(standing('Always', { bound: 'the time is over' })).toBe('undecided');
    expect(standing('Always', { broken: 'null' })).toBe('unexpected');
  });

  it('is summed up with all others', () => {
    const all = [{ answer: sample, expected: expectedOf('Never') }];
    expect(litmusSummary(all, 1, true)).toBe('2 tests: 1 Always, 1 not as expected, 1 refused');
    expect(litmusSummary([{ answer: sample, expected: null }], 0, false)).toBe('1 test: 1 Always');
  });
});
