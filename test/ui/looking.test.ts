// SPDX-License-Identifier: MIT
// What a page is told of a claim: a run that goes on from another one is the same as one that is followed from its beginning.

import { describe, expect, it } from 'vitest';
import { parseTrace } from '../../src/explore/trace.ts';
import { graphText } from '../../src/ui/graph-text.ts';
import { asPrinted } from '../../src/ui/lanes/lanes.ts';
import { Looking, type ShownRun } from '../../src/ui/looking.ts';
import { rowOf } from './claims.ts';

const row = graphText(rowOf('cases/2022-delayed-rmap/lost-store.ts', 'P1', 'v6.0'));
const none = { initial: 0, steps: [] };

function opened(trace: string): { readonly looking: Looking; readonly run: ShownRun; readonly steps: () => number } {
  let steps = 0;
  const looking = new Looking(() => steps++);
  const parsed = parseTrace(trace);
  if (parsed.kind === 'problem') throw new Error(parsed.problem);
  const answer = looking.open(row, parsed.choices);
  if (answer.kind !== 'open') throw new Error(answer.text);
  return { looking, run: answer.run, steps: () => steps };
}

/** All that there is to see of it, but for its number. */
function seen(looking: Looking, { number, ...run }: ShownRun) {
  const positions = [...run.choices.steps, null].map((_, at) => ({ ...looking.at(number, at, null), run: 0 }));
  return { run, positions, lanes: looking.lanes(number, asPrinted), mail: looking.mail(number) };
}

describe('steps by hand', () => {
  it('make the run that its trace makes', () => {
    const { looking, run } = opened('-');
    let [now, at] = [run, 0];
    // The first steps of the run that loses a store, then another way.
    for (const thread of [0, 1, 1, 1, 2, 2, 1]) {
      const next = looking.step(now.number, at, thread, null);
      if (next === null || next === 'next') throw new Error(`thread ${thread} cannot step`);
      [now, at] = [next, at + 1];
    }
    const anew = opened('0.1.1.1.2.2.1');
    expect(seen(looking, now)).toEqual(seen(anew.looking, anew.run));
  });

  it('in the middle of a run leave it, and what was before is kept', () => {
    const { looking, run } = opened('0.1*11.2*22.0.1*10');
    expect(run).toMatchObject({ problem: null, broken: { property: 'P1' }, broke: false });
    expect(looking.step(run.number, 1, 1, 0)).toBe('next');
    const other = looking.step(run.number, 5, 2, 0);
    if (other === null || other === 'next') throw new Error('CPU2 cannot step');
    const anew = opened('0.1*4.2');
    expect(seen(looking, other)).toEqual(seen(anew.looking, anew.run));
    // And the run that was left is what it was.
    expect(looking.at(run.number, 45, null).said).toBe(opened('0.1*11.2*22.0.1*10').looking.at(0, 45, null).said);
  });

  it('that are not possible make nothing', () => {
    const { looking, run } = opened('-');
    expect(looking.step(run.number, 0, 0, 7)).toBeNull();
    expect(looking.step(run.number, 0, 99, null)).toBeNull();
  });

  it('to the end go on in turns', () => {
    const { looking, run } = opened('0*90');
    // The thread has fewer steps than that, and says so.
    expect(run.problem).toMatch(/^step \d+: CPU0 store has finished$/);
    const end = looking.finish(run.number, run.choices.steps.length);
    if (end === null) throw new Error('nothing can move');
    const { picture, truths } = looking.at(end.number, end.choices.steps.length, null);
    expect(picture.threads.map(({ standing }) => standing)).toEqual(['finished', 'finished', 'finished', 'idle']);
    expect(truths?.rest).toBe('end');
    expect(looking.finish(end.number, end.choices.steps.length)).toBeNull();
  });
});

it('tells after every step that it has followed it', () => {
  const { run, steps } = opened('0.1*11.2*22.0.1*10');
  expect(run.choices.steps).toHaveLength(45);
  expect(steps()).toBeGreaterThanOrEqual(45);
});

it('a closed run is nobody’s', () => {
  const { looking, run } = opened('-');
  looking.close(run.number);
  expect(() => looking.at(run.number, 0, null)).toThrow('there is no run 0');
});

it('without a verdict there is no failing run', () => {
  const answer = new Looking().open(row, none);
  expect(answer).toMatchObject({ kind: 'open', run: { isOwn: false, broken: null, problem: null } });
});
