// SPDX-License-Identifier: MIT
// Which row is dealt next, and that each is dealt once.

import { expect, it } from 'vitest';
import { Hand } from '../../src/cli/hand.ts';
import { questionsOf } from './questions.ts';

function handOf(...sizes: readonly number[]): (seat: number) => string | null {
  let place = 0;
  const [question] = questionsOf(1);
  if (question === undefined) throw new Error('no question');
  const rows = (size: number) => Array.from({ length: size }, () => ({ place: place++, question }));
  const hand = new Hand(sizes.map((size, key) => ({ key: `job${key}`, tree: question.tree, rows: rows(size) })));
  return (seat) => {
    const dealt = hand.deal(seat);
    return dealt === null ? null : `${dealt.key}/${dealt.row.place}`;
  };
}

it('a seat stays with its job while there are rows, then begins the next', () => {
  const deal = handOf(2, 1, 1);
  expect([deal(0), deal(1), deal(0), deal(1), deal(0), deal(1)]).toEqual([
    ...['job0/0', 'job1/2', 'job0/1', 'job2/3'],
    ...[null, null],
  ]);
});

it('with nothing left to begin, a seat helps where most is left, and the owner goes on', () => {
  const deal = handOf(2, 4, 1);
  expect([deal(0), deal(1), deal(2)]).toEqual(['job0/0', 'job1/2', 'job2/6']);
  expect([deal(2), deal(2), deal(1), deal(2), deal(0), deal(1)]).toEqual([
    ...['job1/3', 'job1/4', 'job1/5', 'job0/1'],
    ...[null, null],
  ]);
});
