// SPDX-License-Identifier: MIT
// Several owners of one state space find what one search finds: the same verdict, for what holds the same counts, for what
// fails a story as short; also where owners are lost in the middle of a round. And what is lost or doubled on its way is found out.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import type { Options } from '../../src/explore/options.ts';
import { type Batch, ownerOf, type Report } from '../../src/explore/owners.ts';
import { replay } from '../../src/explore/replay.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { programs, runs } from '../fuzz.ts';
import { randomProgram } from './arbitrary.ts';
import { check, FULL } from './check.ts';
import { hand, type Instruction } from './hand.ts';
import { abba, dieHard, increment, independent } from './models.ts';
import { peterson } from './peterson.ts';
import { type Accidents, VirtualOwners } from './virtual-owners.ts';

const RUNS = programs(60);

/** Without the reduction of steps, which owners do not have. */
const MEMORY: Partial<Options> = { only: 'memory' };

interface Asked {
  readonly owners: number;
  readonly seed?: number;
  readonly accidents?: Accidents;
  readonly options?: Partial<Options>;
}

function across(program: Program, judge: string, { owners, seed = 1, accidents = {}, options = {} }: Asked) {
  const clears = options.reduction !== false;
  const virtual = new VirtualOwners(program, judge, owners, { clears, ...accidents }, seed);
  return { verdict: check(program, judge, { shortestStates: 0, ...options, owners: virtual }), virtual };
}

/** What both say in the same words. A search that fails stops at once; owners finish the level. */
function said(verdict: Verdict): Readonly<Record<string, unknown>> {
  const { memory, milliseconds, ...counts } = verdict.counts;
  if (verdict.kind !== 'fails') return { ...verdict, counts };
  const { trace, kind, property, message } = verdict.failure;
  return { kind, property, message, steps: trace?.steps.length ?? null, reduction: verdict.reduction };
}

function one(program: Program, judge: string, options: Partial<Options> = {}): Verdict {
  return check(program, judge, { shortestStates: 0, ...MEMORY, ...options });
}

const models: readonly [string, Program, string, Partial<Options>][] = [
  ['a lost update', increment(4), 'no lost update', {}],
  ['no lost update of one', increment(1), 'no lost update', {}],
  ['what is always true', increment(4), 'small', FULL],
  ['what holds', independent(4, 3), 'ASSERTS', {}],
  ['a deadlock', abba(), 'NO-DEADLOCK', {}],
  ['none', abba(['a', 'b']), 'NO-DEADLOCK', {}],
  ['a puzzle', dieHard(), 'not four', {}],
  ['peterson 3', peterson(3), 'mutual exclusion', FULL],
];

describe('several owners', () => {
  it.each(models)('say what one search says: %s', (_, program, judge, options) => {
    const expected = said(one(program, judge, options));
    for (const owners of [1, 2, 3, 4, 7]) {
      const { verdict } = across(program, judge, { owners, options });
      expect(said(verdict), `${owners} owners`).toEqual(expected);
    }
  });

  it('find the published counts', () => {
    // BEEM, peterson.1: see known-counts.test.ts.
    const { verdict } = across(peterson(3), 'mutual exclusion', { owners: 3, options: FULL });
    expect(verdict.counts).toMatchObject({ states: 12_498, transitions: 33_369, depth: 53 });
    expect(verdict.kind).toBe('holds');
  });

  it('say of random programs what one search says', () => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(randomProgram, fc.integer({ min: 1, max: 4 }), fc.nat(1000), ({ program, text }, owners, seed) => {
        for (const judge of ['always', 'atEnd', 'NO-DEADLOCK', 'ASSERTS', 'ASSERTS: none'])
          for (const options of [{}, FULL]) {
            const alone = one(program, judge, options);
            const { verdict } = across(program, judge, { owners, seed, options });
            kinds.set(verdict.kind, (kinds.get(verdict.kind) ?? 0) + 1);
            const context = `${judge}, ${owners} owners\n${text}`;
            if (alone.kind !== 'fails' || verdict.kind !== 'fails') {
              expect(said(verdict), context).toEqual(said(alone));
              continue;
            }
            // Of stories of the same length, each search has its own, and what is said of it.
            const { message: _, ...same } = said(alone);
            if (verdict.failure.kind === alone.failure.kind) expect(said(verdict), context).toMatchObject(same);
            // Of several failures on one level, either may be met first by one search; owners take what was asked about.
            if (alone.failure.property === judge) expect(verdict.failure.property, context).toBe(judge);
            const { trace } = verdict.failure;
            expect(trace === null, context).toBe(alone.failure.trace === null);
            if (trace !== null) expect(replay(program, trace).problem, context).toBe(null);
          }
      }),
      runs(RUNS),
    );
    expect(kinds.get('holds')).toBeGreaterThan(RUNS);
    expect(kinds.get('fails')).toBeGreaterThan(RUNS);
  });

  it('know no states behind a step that faults', () => {
    // What the step had written when it went wrong breaks a property that no state breaks.
    const wrong: Instruction = {
      writes: ['x'],
      run(m) {
        m.set('x', 2);
        return { fault: 'assert' };
      },
    };
    const program = hand({
      variables: { x: 0, y: 0 },
      threads: [
        { name: 'A', code: [wrong] },
        { name: 'B', code: [{ writes: ['y'], run: (m) => m.set('y', 1) as undefined }] },
      ],
      properties: [{ name: 'below 2', kind: 'always', reads: ['x'], holds: (get) => get('x') < 2 }],
    });
    const expected = said(one(program, 'below 2'));
    expect(expected).toMatchObject({ kind: 'fault', property: 'ASSERTS', steps: 1 });
    for (const owners of [1, 2, 3]) expect(said(across(program, 'below 2', { owners }).verdict)).toEqual(expected);
  });

  it('tell the same story whoever was faster, and whoever was lost', () => {
    for (const [, program, judge, options] of models) {
      const { verdict: first } = across(program, judge, { owners: 3, options });
      for (let seed = 2; seed < 6; seed++) {
        const loses = (round: number, turns: number, owner: number): boolean =>
          turns === (seed % 3) + 1 && (round + owner + seed) % 4 === 0 && lost++ % 2 === 0;
        let lost = 0;
        const { verdict } = across(program, judge, { owners: 3, seed, options, accidents: { loses } });
        expect({ ...verdict, counts: { ...verdict.counts, memory: 0 } }).toEqual({
          ...first,
          counts: { ...first.counts, memory: 0 },
        });
      }
    }
  });

  it.each(models)('lose one at each level, and nothing else: %s', (_, program, judge, options) => {
    const { verdict } = across(program, judge, { owners: 3, options });
    const levels = verdict.counts.depth + 1;
    const expected = { ...verdict, counts: { ...verdict.counts, memory: 0 } };
    let lost = 0;
    // Each time at one level out of so many.
    const every = 4;
    for (let first = 0; first < every; first++) {
      const done = new Set<number>();
      const loses = (round: number, turns: number, owner: number): boolean => {
        const now = !done.has(round) && round % every === first && owner === round % 3 && turns === round % 5;
        if (now) done.add(round);
        return now;
      };
      const forgets = (round: number, owner: number): boolean => round % every === first && owner === (round + 1) % 3;
      const again = across(program, judge, { owners: 3, options, seed: first, accidents: { loses, forgets } });
      expect({ ...again.verdict, counts: { ...again.verdict.counts, memory: 0 } }).toEqual(expected);
      lost += again.virtual.lost;
    }
    expect(lost).toBeGreaterThan(levels);
  });

  it('stop at a number of states: at the end of a level, or of what is there', () => {
    const program = peterson(3);
    const { verdict } = across(program, 'mutual exclusion', { owners: 3, options: { ...FULL, maxStates: 2000 } });
    expect(verdict).toMatchObject({ kind: 'unknown', bound: { kind: 'states' } });
    expect(verdict.counts.states).toBeGreaterThan(2000);
    const own = across(program, 'mutual exclusion', { owners: 2, options: FULL, accidents: { maxStates: 500 } });
    expect(own.verdict).toMatchObject({ kind: 'unknown', bound: { kind: 'states' } });
  });
});

describe('what goes wrong between them is found out', () => {
  const spoilt = (accidents: Accidents) => () => {
    // Whoever waits for ever is to be seen.
    let time = 0;
    const options = { ...FULL, maxTime: 300_000, now: () => time++ };
    return across(peterson(3), 'mutual exclusion', { owners: 3, options, accidents });
  };
  const sound = spoilt({})().verdict;

  const isIn = ({ round, from, index }: Batch, to: number): boolean =>
    round === 12 && from === 1 && to === 2 && index === 0;

  it('a batch that comes twice counts once', () => {
    const { verdict } = spoilt({ post: (batch) => [batch, batch] })();
    expect(said(verdict)).toEqual(said(sound));
  });

  it('a batch that is counted twice', () => {
    const isOf = (batch: Batch, to: number): boolean => batch.round === 12 && batch.from === 1 && to === 2;
    // As another one, which all behind it make room for.
    const again = (batch: Batch): readonly Batch[] => {
      const later = { ...batch, index: batch.index + 1 };
      return batch.index === 0 ? [batch, later] : [later];
    };
    expect(spoilt({ post: (batch, to) => (isOf(batch, to) ? again(batch) : [batch]) })).toThrow(
      /checker bug: owner 1 sent \d+ states, and \d+ came/,
    );
  });

  it('an owner that says it sent more than it did', () => {
    const wrong = ({ round, owner, sent }: Report): readonly number[] =>
      round === 12 && owner === 1 ? sent.map((one, to) => (to === 2 ? one + 1 : one)) : sent;
    expect(spoilt({ report: (one) => ({ ...one, sent: wrong(one) }) })).toThrow(
      /checker bug: in round 12 owner 1 sent \d+ states to 2, which took \d+/,
    );
  });

  it('a batch that is lost', () => {
    expect(spoilt({ post: (batch, to) => (isIn(batch, to) ? [] : [batch]) })).toThrow(
      'checker bug: batch 0 of round 12 from owner 1 is lost',
    );
  });

  it('a batch that is lost at the end: nobody says that it holds', () => {
    const { verdict } = spoilt({ post: (batch) => (batch.round === 12 && batch.total !== null ? [] : [batch]) })();
    expect(verdict).toMatchObject({ kind: 'unknown', bound: { kind: 'time' } });
  });

  it('a state that is sent to another owner', () => {
    const swap = (batch: Batch): Batch => {
      // Some other state; most belong to somebody else.
      return { ...batch, records: batch.records.map((word) => word ^ 1) };
    };
    expect(spoilt({ post: (batch, to) => (isIn(batch, to) ? [swap(batch)] : [batch]) })).toThrow(
      'checker bug: owner 1 sent a state to 2 that is somebody else',
    );
  });

  it('an owner that counts its states wrong', () => {
    const report = ({ states, ...one }: Report): Report => ({ ...one, states: one.round === 12 ? states + 1 : states });
    expect(spoilt({ report })).toThrow(/checker bug: owner \d has \d+ states, and said \d+/);
  });

  it('a round that somebody does again in another way', () => {
    const accidents: Accidents = {
      forgets: (round, owner) => round === 12 && owner === 1,
      report: (one, before) => ({ ...one, transitions: one.transitions + before }),
    };
    expect(spoilt(accidents)).toThrow('checker bug: owner 1 did round 12 in two ways');
  });

  it('a piece of what was kept that is gone', () => {
    let lost = false;
    const accidents: Accidents = {
      keep: (piece) => (piece.round === 9 ? [] : [piece]),
      loses: (round) => {
        const now = round === 12 && !lost;
        lost ||= now;
        return now;
      },
    };
    expect(spoilt(accidents)).toThrow('checker bug: piece 0 of round 9 is lost');
  });

  it('owners share fairly', () => {
    const counts = [0, 0, 0];
    for (let hash = -1000; hash < 1000; hash++) {
      const owner = ownerOf(Math.imul(hash, 0x9e3779b1), 3);
      counts[owner] = (counts[owner] ?? 0) + 1;
    }
    for (const count of counts) expect(count).toBeGreaterThan(600);
  });
});
