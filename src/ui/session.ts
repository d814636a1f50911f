// SPDX-License-Identifier: MIT
// A claim that is looked at: its Program, and one run of it as far as it can be followed, told. Each run by hand is a new one:
// values, so that one comes back to an earlier one by keeping it.

import { judgesWarnings, programOf } from '../ask/decide.ts';
import type { Question } from '../ask/load.ts';
import { failureAt } from '../ask/outcome.ts';
import type { Program } from '../compile/program.ts';
import { toEnd } from '../explore/pace.ts';
import { type Replay, replaying } from '../explore/replay.ts';
import { type Choices, formatTrace } from '../explore/trace.ts';
import type { Failure } from '../explore/verdict.ts';
import type { Story } from '../report/story.ts';
import { told } from '../report/told.ts';
import { type LaneSource, laneSource } from './lanes/lanes.ts';
import { aboutOf, failingChoices, type PackedRow } from './pack.ts';
import { type PictureSource, pictureSource } from './picture/source.ts';

export interface Session {
  readonly row: PackedRow;
  /** Whose program it is: where outcomes are compared, it may be the other side's. */
  readonly about: Question;
  readonly program: Program;
}

export interface Run {
  /** As it was asked for. */
  readonly choices: Choices;
  readonly replayed: Replay;
  readonly story: Story;
  readonly failure: Failure | null;
  readonly lanes: LaneSource;
  readonly pictures: PictureSource;
}

const usual = { full: false, free: false };

/** @throws ModelError where the model cannot be compiled */
export function openSession(row: PackedRow): Session {
  const about = aboutOf(row);
  return { row, about, program: programOf(about, judgesWarnings(about.claim.property)) };
}

export function openRun(session: Session, choices: Choices): Run {
  return toEnd(openingRun(session, choices));
}

/** Yields after every step that it follows, and then often.
 *  @param known a run of the same session: what it has in common is not done again */
export function* openingRun(session: Session, choices: Choices, known: Run | null = null): Generator<void, Run> {
  const { program, row } = session;
  const replayed = yield* replaying(program, choices, known?.replayed ?? null);
  const followed = { initial: choices.initial, steps: replayed.steps.map(({ thread, path }) => ({ thread, path })) };
  const own = failingChoices(row);
  const isOwn = own !== null && replayed.problem === null && formatTrace(own) === formatTrace(choices);
  const failure =
    isOwn && row.verdict?.kind === 'fails'
      ? row.verdict.failure
      : yield* failureAt(program, followed, replayed, judgedIn(session));
  const story = yield* told(program, replayed, failure);
  return {
    choices: followed,
    replayed,
    story,
    failure,
    lanes: yield* laneSource(story, usual),
    pictures: pictureSource(program, replayed, story),
  };
}

/** The claim's property first, then whatever else a run can break. */
function judgedIn({ about, program }: Session): readonly string[] {
  const { property } = about.claim;
  const own = program.properties.filter(({ kind }) => kind !== 'sometimes').map(({ name }) => name);
  const all = [property, ...own, ...program.leadsTo.map(({ name }) => name), 'NO-DEADLOCK', 'NO-LIVELOCK'];
  return [...new Set(all)].filter((name) => name !== 'SAME-OUTCOMES');
}
