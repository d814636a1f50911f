// SPDX-License-Identifier: MIT
// Answers in any order come out in the order of the questions, and none waits for one that comes after it.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answered } from '../../src/ask/answer.ts';
import { notRun } from '../../src/ask/decide.ts';
import { inTurn } from '../../src/ask/in-turn.ts';
import { questionsOf } from './questions.ts';

const answered = (place: number): Answered => ({
  place,
  verdict: notRun(`${place}`),
  story: null,
  trouble: null,
  traceVariant: '',
  diagnoses: [],
  isCut: false,
});

/** After each answer, all places that have been told so far. */
async function toldAfterEach(order: readonly number[], questions = order.length): Promise<readonly number[][]> {
  const told: number[] = [];
  const after: number[][] = [];
  async function* answers(): AsyncGenerator<Answered> {
    for (const place of order) {
      yield answered(place);
      after.push([...told]);
    }
  }
  for await (const { question, answered } of inTurn(questionsOf(questions), answers())) {
    expect(question.claim.id).toBe(`mine/${answered.place}`);
    told.push(answered.place);
  }
  return after;
}

describe('in turn', () => {
  it('tells the longest known beginning, whatever comes first', async () => {
    const orders = fc
      .integer({ min: 1, max: 12 })
      .chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n }));
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const after = await toldAfterEach(order);
        after.forEach((told, index) => {
          const known = new Set(order.slice(0, index + 1));
          const missing = order.findIndex((_, place) => !known.has(place));
          expect(told).toEqual([...Array(missing === -1 ? order.length : missing).keys()]);
        });
      }),
    );
  });

  it('an answer that never came is a fault, not a shorter list', async () => {
    await expect(toldAfterEach([0, 2], 3)).rejects.toThrow('checker bug: question 1 has no answer');
  });
});
