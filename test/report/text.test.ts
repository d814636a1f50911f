// SPDX-License-Identifier: MIT
// Verdict lines, summary, answer block and JSON: literal, because people grep them and programs read them.

import { describe, expect, it } from 'vitest';
import type { Counts, Verdict } from '../../src/explore/verdict.ts';
import { answerBlock } from '../../src/report/block.ts';
import { type Claim, type ClaimResult, nothingLeftOut } from '../../src/report/claim.ts';
import { json } from '../../src/report/json.ts';
import { bytes, count, seconds } from '../../src/report/numbers.ts';
import { plain } from '../../src/report/paint.ts';
import { summaryLine, verdictLine, widthsOf } from '../../src/report/text.ts';
import { timeline } from '../../src/report/timeline.ts';
import { failure, threads, write } from './events.ts';

const counts = (states: number, milliseconds: number): Counts => ({
  states,
  transitions: states * 3,
  depth: 12,
  memory: 4096,
  milliseconds,
  reduced: 0,
  deadEnds: 1,
  ends: 2,
  outcomes: 0,
});

const claim = (part: Partial<Claim>): Claim => ({
  id: '2020/T20',
  case: 'cases/2020-fuse-write/pwritev',
  title: 'fuse: pwritev() from an mmap of the same file',
  by: 'Linus Torvalds',
  variant: 'v5.9',
  property: 'NO-DEADLOCK',
  thread: 'fails',
  expect: 'fails',
  as: null,
  environmentSteps: null,
  ...part,
});

const fails: Verdict = {
  kind: 'fails',
  counts: counts(214, 21),
  reduction: 'steps',
  failure: failure({
    kind: 'deadlock',
    property: 'NO-DEADLOCK',
    message: 'CPU0 waits for itself',
    trace: {
      initial: 0,
      steps: [
        { thread: 0, path: 0 },
        { thread: 0, path: 0 },
      ],
      environmentSteps: 0,
      contextSwitches: 0,
      shortest: true,
    },
  }),
};
const holds: Verdict = { kind: 'holds', counts: counts(1119560, 12345), reduction: 'steps', fairness: null };
const unknown: Verdict = {
  kind: 'unknown',
  counts: counts(1, 1000),
  reduction: 'steps',
  bound: { kind: 'states', reason: 'stopped after 1 state (--max-states)', frontier: 2 },
};

const diagnoses = [{ kind: 'lost-store' as const, text: 'lost store: CPU0 stored 3' }];
const results: readonly ClaimResult[] = [
  { claim: claim({}), verdict: fails, replay: '0*2', traceVariant: 'v5.9', diagnoses },
  {
    claim: claim({ variant: 'v5.9+D', thread: 'open', expect: 'holds' }),
    verdict: holds,
    replay: null,
    traceVariant: 'v5.9',
    diagnoses: [],
  },
  {
    claim: claim({ id: 'tutorial/1', variant: '', expect: 'holds' }),
    verdict: fails,
    replay: null,
    traceVariant: 'v5.9',
    diagnoses: [],
  },
  {
    claim: claim({ id: '2020/X2', property: 'NO-LOST-WRITE' }),
    verdict: unknown,
    replay: null,
    traceVariant: 'v5.9',
    diagnoses: [],
  },
];

describe('verdict lines', () => {
  const widths = widthsOf(results.map((result) => result.claim));
  it('are aligned, one per row', () => {
    expect(`\n${results.map((result) => verdictLine(result, widths, plain)).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      2020/T20    v5.9    NO-DEADLOCK    fails    as expected          214 states   0.02 s
      2020/T20    v5.9+D  NO-DEADLOCK    holds    as expected    1,119,560 states   12.3 s
      tutorial/1  -       NO-DEADLOCK    fails    UNEXPECTED           214 states   0.02 s
      2020/X2     v5.9    NO-LOST-WRITE  unknown  not decided            1 state    1.00 s  stopped after 1 state (--max-states)
      "
    `);
  });
  it('are summed up', () => {
    const sum = '4 claims: 2 as expected, 1 unexpected, 1 unknown · 13.4 s';
    const some = { notChecked: ['a.ts', 'b.ts'], checkedInPart: ['c.ts'] };
    const all = { results, leftOut: nothingLeftOut, kept: 0 };
    expect(summaryLine(all, 13366, plain)).toBe(sum);
    expect(summaryLine({ ...all, kept: 3 }, 13366, plain)).toBe(`${sum} · 3 kept answers`);
    expect(summaryLine({ ...all, leftOut: some }, 13366, plain)).toBe(
      `${sum} · 2 files not checked · 1 file checked in part`,
    );
  });
  it('are painted in the verdict word only', () => {
    const shout = { ...plain, bad: (text: string) => `<${text}>` };
    expect(verdictLine(results[0] as ClaimResult, widths, shout)).toContain('  <fails  >  as expected  ');
  });
});

describe('the answer to one claim', () => {
  it('ends with the command that prints it again', () => {
    const lone = { threads: threads('CPU0'), failure: fails.kind === 'fails' ? fails.failure : null };
    const story = {
      ...lone,
      open: [],
      next: [],
      why: null,
      since: null,
      round: null,
      begins: [],
      steps: [{ thread: 0, inside: [], begins: false, ends: false, events: [write('page0.locked', 'false', 'true')] }],
    };
    const answer = {
      claim: claim({}),
      variant: 'v5.9',
      threads: lone.threads,
      checksum: '28517458641b058e',
      verdict: fails,
      command: 'faultline replay 2020/T20 0*2',
    };
    expect(`\n${answerBlock(answer, timeline(story, { full: false, free: false }), plain)}`).toMatchInlineSnapshot(`
      "
      2020/T20  fuse: pwritev() from an mmap of the same file  FAILS  NO-DEADLOCK
        v5.9 · 1 thread on 1 CPU · 214 states · complete · 0.02 s
        2 steps, 0 context switches · model 28517458

        CPU0
        ──────────────────────────────────────────────────────────────────────
        page0.locked false → true
        ✗ CPU0 waits for itself

        replay: faultline replay 2020/T20 0*2
      "
    `);
  });
  it('says what bounded it, and never "complete"', () => {
    const answer = {
      claim: claim({}),
      variant: 'v5.9',
      threads: threads('A', 'B'),
      checksum: '0',
      verdict: unknown,
      command: null,
    };
    expect(`\n${answerBlock(answer, [], plain)}`).toMatchInlineSnapshot(`
      "
      2020/T20  fuse: pwritev() from an mmap of the same file  UNKNOWN  NO-DEADLOCK
        v5.9 · 2 threads · 1 state · not complete · 1.00 s
        stopped after 1 state (--max-states); 2 states not looked into
      "
    `);
  });
});

describe('json', () => {
  it('is the documented schema, field by field', () => {
    const problem = { file: 'a.ts', line: 2, column: 5, what: 'this', why: 'that', instead: 'something else' };
    const leftOut = { ...nothingLeftOut, notChecked: ['a.ts'] };
    expect(JSON.parse(json(results.slice(0, 2), leftOut, { problems: [problem], fault: null }))).toStrictEqual({
      schema: 'faultline.check/1',
      claims: [
        {
          id: '2020/T20',
          case: 'cases/2020-fuse-write/pwritev',
          by: 'Linus Torvalds',
          variant: 'v5.9',
          property: 'NO-DEADLOCK',
          as: null,
          memory: 'sc',
          compiler: false,
          thread: 'fails',
          expected: 'fails',
          expectedEnvironmentSteps: null,
          verdict: 'fails',
          broken: 'NO-DEADLOCK',
          message: 'CPU0 waits for itself',
          states: 214,
          transitions: 642,
          outcomes: null,
          complete: true,
          seconds: 0.021,
          fairness: null,
          trace: {
            steps: 2,
            environmentSteps: 0,
            contextSwitches: 0,
            shortest: true,
            loop: null,
            due: null,
            variant: 'v5.9',
            replay: '0*2',
            diagnoses,
          },
        },
        {
          id: '2020/T20',
          case: 'cases/2020-fuse-write/pwritev',
          by: 'Linus Torvalds',
          variant: 'v5.9+D',
          property: 'NO-DEADLOCK',
          as: null,
          memory: 'sc',
          compiler: false,
          thread: 'open',
          expected: 'holds',
          expectedEnvironmentSteps: null,
          verdict: 'holds',
          broken: null,
          message: null,
          states: 1119560,
          transitions: 3358680,
          outcomes: null,
          complete: true,
          seconds: 12.345,
          fairness: null,
          trace: null,
        },
      ],
      summary: {
        claims: 2,
        asExpected: 2,
        unexpected: 0,
        unknown: 0,
        kept: 0,
        notChecked: ['a.ts'],
        checkedInPart: [],
      },
      problems: [problem],
      fault: null,
    });
  });
  it('never calls a bounded run complete', () => {
    expect(JSON.parse(json(results.slice(3), nothingLeftOut, { problems: [], fault: null })).claims[0]).toMatchObject({
      verdict: 'unknown',
      broken: null,
      message: 'stopped after 1 state (--max-states)',
      complete: false,
      fairness: null,
      trace: null,
    });
  });
});

describe('numbers', () => {
  it('read the same everywhere', () => {
    expect([count(0), count(999), count(1000), count(142471098)]).toEqual(['0', '999', '1,000', '142,471,098']);
    expect([seconds(4), seconds(9994), seconds(61234), seconds(1234567)]).toEqual([
      '0.00 s',
      '9.99 s',
      '61.2 s',
      '1,235 s',
    ]);
    expect([bytes(900), bytes(2 ** 31), bytes(1.5 * 2 ** 20), bytes(300 * 2 ** 20)]).toEqual([
      '900B',
      '2.0G',
      '1.5M',
      '300M',
    ]);
  });
});
