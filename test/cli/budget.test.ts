// SPDX-License-Identifier: MIT
// Budgets as typed, accepted and refused in pairs.

import { describe, expect, it } from 'vitest';
import { BadInput } from '../../src/ask/trouble.ts';
import { memoryBudget, statesBudget, timeBudget, wholeNumber, workersOf } from '../../src/cli/budget.ts';

describe('budgets', () => {
  it.each([
    ['500000', 500_000],
    ['1_000,000', 1_000_000],
    ['500k', 500_000],
    ['1.5M', 1_500_000],
  ])('states %s', (text, value) => expect(statesBudget(text)).toBe(value));

  it.each([
    ['2G', 2 ** 31],
    ['800MiB', 800 * 2 ** 20],
    ['0.5gb', 2 ** 29],
    ['4096', 4096],
  ])('memory %s', (text, value) => expect(memoryBudget(text)).toBe(value));

  it.each([
    ['30', 30_000],
    ['30s', 30_000],
    ['500ms', 500],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ])('time %s', (text, value) => expect(timeBudget(text)).toBe(value));

  it.each(['', 'x', '-1', '1e6', '3 potatoes', '0.5', 'Infinity'])('refuses %j states', (text) => {
    expect(() => statesBudget(text)).toThrow(BadInput);
  });
  it('refuses units of something else', () => {
    expect(() => memoryBudget('30s')).toThrow(BadInput);
    expect(() => timeBudget('2G')).toThrow(BadInput);
    expect(() => wholeNumber('--seed', '2k')).toThrow(BadInput);
  });

  it('workers: as many as are asked for, or as there are cores', () => {
    expect(workersOf('3')).toBe(3);
    expect(workersOf(undefined)).toBeGreaterThan(0);
  });
  it.each(['0', '-1', '1.5', '2k', 'all'])('refuses %j workers', (text) => {
    expect(() => workersOf(text)).toThrow(BadInput);
  });
});
