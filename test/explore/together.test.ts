// SPDX-License-Identifier: MIT
// Several threads find what one finds: the same verdict, the same counts, the same trace, and the same states under the same
// ids. Random programs and others' counts with a team that has no threads; claims of cases with one that has.

import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { judgesWarnings, programOf } from '../../src/ask/decide.ts';
import { load } from '../../src/ask/load.ts';
import { select } from '../../src/ask/select.ts';
import { openProject } from '../../src/cli/disk.ts';
import { Threads } from '../../src/cli/team.ts';
import type { Program } from '../../src/compile/program.ts';
import { Judge } from '../../src/explore/judge.ts';
import { Meter } from '../../src/explore/memory.ts';
import { DEFAULTS, type Options } from '../../src/explore/options.ts';
import { Run } from '../../src/explore/run.ts';
import type { Phase } from '../../src/explore/team.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { FOUND } from '../../src/explore/wave.ts';
import { compileText, scenarioText } from '../compile/model.ts';
import { programs, runs } from '../fuzz.ts';
import { randomProgram } from './arbitrary.ts';
import { check, FULL } from './check.ts';
import { increment } from './models.ts';
import { peterson } from './peterson.ts';
import { Prompt, VirtualTeam } from './virtual-team.ts';

const RUNS = programs(100);
const SIZES = [1, 2, 3];

/** All but what a team needs itself. */
function said({ counts, ...verdict }: Verdict): unknown {
  const { memory, milliseconds, ...rest } = counts;
  return { ...verdict, counts: rest };
}

/** Every state with its parent, in the order of ids; and how it ended. */
async function statesOf(program: Program, judge: string, options: Partial<Options>): Promise<unknown> {
  const team = options.team ?? null;
  const all = { ...DEFAULTS, now: () => 0, judge, ...options };
  const run = new Run(program, all, new Judge(program, judge), new Meter(Infinity, team !== null), false);
  const work = run.search();
  let turn = work.next();
  // Threads come when they can. They are called before the first state is expanded.
  while (team?.ready === false) await setTimeout(1);
  while (turn.done !== true) turn = work.next();
  const outcome = turn.value;
  const { store } = run;
  if (store === null) throw new Error('nothing was stored');
  let hash = 0;
  let lost = 0;
  for (let id = 0; id < store.count; id++) {
    const [block, at] = [store.block(id), store.offset(id)];
    for (let w = 0; w < program.words; w++) hash = (Math.imul(hash, 31) + (block[at + w] ?? 0)) | 0;
    hash = (Math.imul(hash, 31) + store.parent(id)) | 0;
    if (store.find(block, at) !== id) lost++;
  }
  team?.dismiss();
  return { outcome, hash, lost, ...run.counts() };
}

describe('a team of 1, 2 and 3', () => {
  it('says of random programs what one thread says', () => {
    let waves = 0;
    fc.assert(
      fc.property(randomProgram, ({ program, text }) => {
        for (const judge of ['always', 'atEnd', 'NO-DEADLOCK', 'ASSERTS', 'ASSERTS: none'])
          for (const reduction of [true, false]) {
            const alone = said(check(program, judge, { reduction }));
            for (const size of SIZES) {
              const team = new VirtualTeam(size);
              expect(said(check(program, judge, { reduction, team })), `${judge}, ${size}\n${text}`).toEqual(alone);
              waves += team.waves;
            }
          }
      }),
      runs(RUNS),
    );
    expect(waves).toBeGreaterThan(RUNS * 30);
  });

  it.each(SIZES)('finds the published counts with %i', (size) => {
    const team = new VirtualTeam(size);
    // BEEM, peterson.1: see known-counts.test.ts.
    expect(check(peterson(3), 'mutual exclusion', { ...FULL, team }).counts).toMatchObject({
      states: 12_498,
      transitions: 33_369,
      depth: 53,
    });
    expect(team.waves).toBeGreaterThan(50); // but for the levels of less than three states, each has one at least
  });

  it.each(SIZES)('gives every state the same id and parent with %i', async (size) => {
    for (const maxStates of [30_000, 40_001]) {
      const options = { ...FULL, maxStates };
      const alone = await statesOf(peterson(4), 'mutual exclusion', options);
      expect(await statesOf(peterson(4), 'mutual exclusion', { ...options, team: new VirtualTeam(size) })).toEqual(
        alone,
      );
    }
    const alone = await statesOf(increment(6), 'small', {});
    expect(await statesOf(increment(6), 'small', { team: new VirtualTeam(size) })).toEqual(alone);
  });

  it.each([2, 3])('gives what is found too early to who comes to it first, with %i', async (size) => {
    const options = { ...FULL, maxStates: 400_000 };
    const alone = await statesOf(peterson(4), 'mutual exclusion', options);
    const team = new VirtualTeam(size, null, true);
    expect(await statesOf(peterson(4), 'mutual exclusion', { ...options, team })).toEqual(alone);
    expect(team.waves).toBeGreaterThan(30);
  });

  it.each<Phase>(['expand', 'place', 'refill'])('is found out when a piece of work is lost: %s', async (phase) => {
    const alone = await statesOf(peterson(3), 'mutual exclusion', FULL);
    const spoilt = statesOf(peterson(3), 'mutual exclusion', { ...FULL, team: new VirtualTeam(3, phase) });
    expect(await spoilt.catch(() => null)).not.toEqual(alone);
  });

  // Both examples have to be looked out for, and are due in one wave, far from each other. Once the one is seen, whoever goes on
  // alone meets the other one later; who has met it in that wave has to look out for it again.
  it.each([2, 3])('has not seen what it saw in a wave that was forgotten, with %i', (size) => {
    const program = compileText(`
class cell { v: int<0, 3> = 0; }
class counter { v: int<0, 15> = 0; }
${scenarioText({
  world:
    '() => ({ a: new cell(), b: new cell(), c: new cell(), d: new cell(), n: new cell(), q: new cell(), k: new counter() })',
  threads: `{
    N(w) { for (let i: u8 = 0; i < 2; i++) { w.k.v = (w.k.v + 1) & 15; } w.n.v = 1; },
    M(w) { w.k.v = (w.k.v + 3) & 15; },
    A(w) { w.a.v = 1; w.a.v = 2; },
    B(w) { w.b.v = 1; w.b.v = 3; },
    C(w) { w.c.v = 2; w.c.v = 1; },
    D(w) { w.d.v = 1; w.d.v = 0; },
    E(w) { for (let i: u8 = 0; i < 2; i++) { w.k.v = (w.k.v + 7) & 15; } w.q.v = 1; },
  }`,
  always: '{ always: (w) => w.k.v <= 15 }',
  sometimes: `{
    'b alone': (w) => w.n.v === 1 && w.a.v === 0 && w.b.v === 1 && w.q.v === 0,
    'd alone': (w) => w.q.v === 1 && w.c.v === 0 && w.d.v === 1 && w.n.v === 0,
  }`,
})}`);
    const alone = said(check(program, 'always'));
    expect(alone).toMatchObject({ kind: 'holds' });
    expect(said(check(program, 'always', { team: new Prompt(size) }))).toEqual(alone);
  });

  it('must find alone what it found together', () => {
    // One that says that something broke, where nothing does.
    class Liar extends VirtualTeam {
      override meet(phase: Phase, here: () => void): void {
        super.meet(phase, here);
        if (phase === 'expand') this.report(FOUND);
      }
    }
    expect(() => check(peterson(3), 'mutual exclusion', { ...FULL, team: new Liar(2) })).toThrow(
      'checker bug: several threads found what one does not find',
    );
  });
});

describe('threads', () => {
  const script = new URL('../../dist/helper.js', import.meta.url);
  const sizes = { worthCalling: 0, worthMeeting: 16, shift: 14 };
  const teams = [2, 3].map((size) => new Threads(size, sizes, script));
  afterAll(() => Promise.all(teams.map((team) => team.end())));

  const project = openProject(import.meta.url);
  const { questions } = load(project, select(project, ['2022/T-9', '2022/T-5']).scenarios, 'v6.0-pae');

  // The first holds in about 100,000 states, the second fails after as many; both with reduction.
  it.each(['P7', 'NOT-TORN'])('find what one finds: %s', async (property) => {
    const question = questions.find(({ claim }) => claim.property === property);
    if (question === undefined) throw new Error(`no row about ${property}`);
    const program = programOf(question, judgesWarnings(property));
    const alone = await statesOf(program, property, {});
    for (const team of teams) {
      expect(await statesOf(program, property, { team })).toEqual(alone);
    }
  });
});
