// SPDX-License-Identifier: MIT
// Jobs shared among workers that are not the real one: they die, stumble and dawdle on purpose.

import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { Answered } from '../../src/ask/answer.ts';
import type { Job } from '../../src/ask/jobs.ts';
import { answersOfWorkers, type Work } from '../../src/cli/workers.ts';
import { questionsOf } from './questions.ts';

/** A worker that answers every row after `before(id)`; a verdict says which worker it was, and whether a tree was sent. */
function worker(before: string): URL {
  const script = `
    import { parentPort, threadId } from 'node:worker_threads';
    let trees = 0;
    const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const before = async (id) => { ${before} };
    parentPort.on('message', async ({ tree, row: { place, question } }) => {
      if (tree !== null) trees++;
      await before(question.claim.id);
      const bound = { kind: 'interrupt', reason: trees + ' trees in worker ' + threadId, frontier: 0 };
      const verdict = { kind: 'unknown', counts: {}, reduction: false, bound };
      parentPort.postMessage({ kind: 'answered', answered: { place, verdict, story: null, trouble: null } });
      parentPort.postMessage('ready');
    });`;
  return new URL(`data:text/javascript,${encodeURIComponent(script)}`);
}

/** Jobs of so many rows each. */
function jobs(...sizes: readonly number[]): readonly Job[] {
  const rows = questionsOf(sizes.reduce((sum, size) => sum + size, 0)).map((question, place) => ({ place, question }));
  const [tree] = rows.map(({ question }) => question.tree);
  if (tree === undefined) throw new Error('no rows');
  return sizes.map((size, index) => ({ key: `${index}`, tree, rows: rows.splice(0, size) }));
}

const twoWorkers: Work = {
  setup: {
    limits: { order: 'breadth-first', reduction: true, maxStates: 1, maxMemory: 1, maxTime: 1, seed: 1 },
    detail: { full: false, free: true },
    tells: 'nothing' as const,
  },
  workers: 2,
  cores: 2,
  interrupt: { shared: new Int32Array(new SharedArrayBuffer(4)), asked: false, stop: () => {} },
  display: { show: () => {}, decided: () => {}, clear: () => {} },
};

async function answersOf(asked: readonly Job[], script: URL): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  for await (const answered of answersOfWorkers(asked, twoWorkers, script)) answers.push(answered);
  return answers;
}

const places = (answers: readonly Answered[]): readonly number[] => answers.map(({ place }) => place);
const sorted = (answers: readonly Answered[]): readonly Answered[] => [...answers].sort((a, b) => a.place - b.place);
const reason = ({ verdict }: Answered): string => (verdict.kind === 'unknown' ? verdict.bound.reason : verdict.kind);

describe('workers', () => {
  it('answer each row once, and what is found first comes first', async () => {
    const answers = await answersOf(jobs(1, 2, 1), worker("if (id === 'mine/0') await sleep(1000);"));
    expect(places(answers)).toEqual([1, 2, 3, 0]);
  });

  it('help with a long job when no other is left', async () => {
    const answers = await answersOf(jobs(3), worker("if (id === 'mine/0') await sleep(1000);"));
    expect(places(answers)).toEqual([1, 2, 0]);
  });

  it('get a tree once', async () => {
    const answers = await answersOf(jobs(1, 1, 1, 1, 1), worker(''));
    for (const answered of answers) expect(reason(answered)).toMatch(/^1 trees in worker/);
  });

  it('one dies at a row: the row is lost as a fault of the checker, what it found before and the rest is not', async () => {
    const answers = await answersOf(jobs(4, 1), worker("if (id === 'mine/1') throw new RangeError('on purpose');"));
    expect(places(sorted(answers))).toEqual([0, 1, 2, 3, 4]);
    const [before, at, after] = sorted(answers);
    expect(at?.trouble).toMatchObject({ kind: 'bug', detail: expect.stringContaining('RangeError: on purpose') });
    expect(at?.verdict).toMatchObject({ kind: 'unknown', bound: { reason: 'not decided: checker bug' } });
    expect([before?.trouble, after?.trouble]).toEqual([null, null]);
    expect(answers.filter(({ trouble }) => trouble !== null)).toHaveLength(1);
  });

  it('one runs out of memory: the row says so, and it is no fault of the checker', async () => {
    setFlagsFromString('--max-old-space-size=32'); // of workers that start from here on
    const fill = "if (id === 'mine/1') { const kept = []; for (;;) kept.push(new Array(1000).fill({})); }";
    const answers = sorted(await answersOf(jobs(3, 1), worker(fill)));
    expect(places(answers)).toEqual([0, 1, 2, 3]);
    expect(answers.map(({ trouble }) => trouble)).toEqual([null, null, null, null]);
    expect(answers.map(reason)[1]).toBe('not decided: its worker ran out of memory');
  });

  it('one exits in silence', async () => {
    const answers = await answersOf(jobs(1, 1), worker("if (id === 'mine/0') process.exit(7);"));
    const [at] = sorted(answers);
    expect(at?.trouble).toMatchObject({ kind: 'bug', detail: expect.stringContaining('ended with status 7') });
    expect(answers).toHaveLength(2);
  });

  it('all die at once, again and again: every row has an answer', async () => {
    const answers = await answersOf(jobs(1, 2, 3), new URL('data:text/javascript,throw new Error("no start")'));
    expect(places(sorted(answers))).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { trouble } of answers) expect(trouble).toMatchObject({ kind: 'bug' });
  });

  it('are stopped when nobody listens any more', async () => {
    const script = worker("if (id === 'mine/0') for (;;);");
    for await (const answered of answersOfWorkers(jobs(1, 1, 1), twoWorkers, script)) {
      expect(answered.place).toBe(1);
      break;
    }
  });
});
