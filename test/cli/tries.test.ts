// SPDX-License-Identifier: MIT
// `--tries`: who decides first answers, and nobody says more than was seen.

import { describe, expect, it } from 'vitest';
import type { Answered } from '../../src/ask/answer.ts';
import type { Job } from '../../src/ask/jobs.ts';
import { firstOf, triesOf } from '../../src/cli/tries.ts';
import { faultline } from './cli.ts';

const job = (...places: readonly number[]): Job =>
  ({ key: '', tree: {}, rows: places.map((place) => ({ place, question: {} })) }) as unknown as Job;

const answer = (place: number, kind: 'holds' | 'fails' | 'unknown', states: number): Answered =>
  ({ place, verdict: { kind, counts: { states } }, trouble: null }) as unknown as Answered;

async function* said(...answers: readonly Answered[]): AsyncGenerator<Answered> {
  yield* answers;
}

async function all(answers: AsyncIterable<Answered>): Promise<readonly (readonly [number, string, number])[]> {
  const found: (readonly [number, string, number])[] = [];
  for await (const { place, verdict } of answers) found.push([place, verdict.kind, verdict.counts.states]);
  return found;
}

describe('tries', () => {
  it('are once depth first, and random walks with seeds of their own', () => {
    const rows = triesOf([job(2, 5)], 3).flatMap((one) => one.rows);
    expect(rows.map(({ place, search }) => [place, search?.order, search?.seed])).toEqual([
      [6, 'depth-first', 0],
      [7, 'random-walk', 1],
      [8, 'random-walk', 2],
      [15, 'depth-first', 0],
      [16, 'random-walk', 1],
      [17, 'random-walk', 2],
    ]);
  });

  it('are answered by the first that decides, and by none of those that come later', async () => {
    const answers = said(
      answer(1, 'unknown', 9),
      answer(2, 'fails', 4),
      answer(0, 'unknown', 5),
      answer(3, 'holds', 7),
    );
    expect(await all(firstOf([job(0, 1)], 3, answers))).toEqual([
      [0, 'fails', 4],
      [1, 'holds', 7],
    ]);
  });

  it('say unknown when all of them do, as the one that came furthest', async () => {
    const answers = said(answer(1, 'unknown', 9), answer(0, 'unknown', 5));
    expect(await all(firstOf([job(0)], 2, answers))).toEqual([[0, 'unknown', 9]]);
  });

  it('find what fails, and prove what holds, on the command line', async () => {
    const asked = ['example/increment-3', 'example/increment-with-lock', '--tries', '3', '--max-states', '20000'];
    const { out, status } = await faultline('check', ...asked, '--workers', '2');
    expect(out).toMatch(/increment-3 .* fails +as expected/);
    expect(out.match(/with-lock .* holds +as expected +\d+ states/g)).toHaveLength(2);
    expect(status).toBe(0);
    const undecided = await faultline('check', 'bench/models/peterson-5.ts', '--tries', '2', '--max-states', '9000');
    expect(undecided.out).toMatch(/unknown +not decided +9,\d+ states/);
    expect(undecided.status).toBe(3);
  });

  it('need a budget', async () => {
    expect(await faultline('check', 'example/increment-3', '--tries', '3')).toMatchObject({
      status: 2,
      err: expect.stringContaining('a random walk does not end by itself'),
    });
  });
});
