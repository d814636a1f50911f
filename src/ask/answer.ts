// SPDX-License-Identifier: MIT
// One row to its answer: compile, decide, and for a failure the columns. What comes out is plain data, the same from the
// main thread and from a worker; what goes wrong is handed on, to be printed when it is the question's turn.

import type { Thread } from '../compile/program.ts';
import type { Checkpoint } from '../explore/checkpoint.ts';
import { DEFAULTS, type Progress, type Stop } from '../explore/options.ts';
import type { Owners } from '../explore/owners.ts';
import { type Clock, timeToTell } from '../explore/pace.ts';
import type { Team } from '../explore/team.ts';
import type { Verdict } from '../explore/verdict.ts';
import type { Diagnostic } from '../lang/diagnostic.ts';
import { type ClaimResult, standing } from '../report/claim.ts';
import { type Named, namedIn } from '../report/diagnoses.ts';
import type { Detail } from '../report/story.ts';
import { pictureOf, storyOfFailure } from '../report/told.ts';
import { exploration, judgesWarnings, type Limits, notRun, Programs } from './decide.ts';
import type { Job, Row } from './jobs.ts';
import type { Question } from './load.ts';
import { refusalOf } from './refusal.ts';
import { telling } from './telling.ts';
import { bugText } from './trouble.ts';

/** What is the same for every job. */
export interface Setup {
  readonly limits: Limits;
  readonly detail: Detail;
  /** What is told of failures: the columns of all of them, or of those that nobody expected, or only what they show. */
  readonly tells: 'all columns' | 'unexpected columns' | 'diagnoses' | 'nothing';
}

export type Trouble =
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'bug'; readonly detail: string };

/** A failure with its columns. */
export interface Told {
  readonly threads: readonly Thread[];
  readonly checksum: string;
  /** The columns, or why there are none; empty where no run leads to the failure. */
  readonly picture: readonly string[];
}

export interface Answered {
  /** The index of the question. */
  readonly place: number;
  readonly verdict: Verdict;
  /** What is told of a failure. */
  readonly story: Told | null;
  readonly trouble: Trouble | null;
  /** Of the model that was searched; null where there is none. */
  readonly checksum?: string | null;
  /** Of which variant the trace is: where outcomes are compared, it may be the other one's. */
  readonly traceVariant: string;
  /** What the trace shows, where that is asked for. */
  readonly diagnoses: readonly Named[];
  /** Whether a budget of time or memory, a signal or trouble had a part in it: asked once more, more may be known. */
  readonly isCut: boolean;
}

interface Tellable {
  readonly question: Question;
  /** Of whose program the trace is. */
  readonly about: Question;
  readonly verdict: Verdict;
}

export interface Help {
  /** Who helps with what gets large. */
  readonly team?: Team | null;
  /** Who has the states of the one row that is asked. */
  readonly owners?: Owners | null;
  /** Where the one row that is asked is saved. */
  readonly checkpoint?: Checkpoint;
}

export class Answerer {
  readonly #setup: Setup;
  readonly #now: () => number;
  readonly #help: Help;
  readonly #programs = new Programs();

  /** @param now a clock, in milliseconds */
  constructor(setup: Setup, now: () => number, help: Help = {}) {
    this.#setup = setup;
    this.#now = now;
    this.#help = help;
  }

  /** Yields its progress often, and ends with what is known when it is told to. */
  *answering({ tree }: Pick<Job, 'tree'>, row: Row): Generator<Progress, Answered, Stop> {
    const { place } = row;
    const question = { ...row.question, tree };
    let isCut = false;
    const cut = (): void => {
      isCut = true;
    };
    try {
      const { limits } = this.#setup;
      const { team = null, owners = null, checkpoint } = this.#help;
      const options = { ...DEFAULTS, ...limits, ...row.search, now: this.#now, cut, team, owners, checkpoint };
      const { verdict, about } = yield* exploration(this.#programs, question, options);
      const clock = (): Clock => ({ ...this.#clock(verdict), cut });
      const story = yield* this.#story({ question, about, verdict }, clock);
      const diagnoses = yield* this.#diagnoses(about, verdict, clock);
      const { checksum } = this.#programs.of(question, judgesWarnings(question.claim.property));
      return { place, verdict, story, trouble: null, diagnoses, checksum, traceVariant: about.claim.variant, isCut };
    } catch (error) {
      return { ...withoutAnswer(place, question), ...troubled(error, question) };
    }
  }

  *#story({ question, about, verdict }: Tellable, clock: () => Clock): Generator<Progress, Told | null, Stop> {
    if (verdict.kind !== 'fails' || !this.#isWanted({ claim: question.claim, verdict })) return null;
    const { failure } = verdict;
    const program = this.#programs.of(about, judgesWarnings(about.claim.property));
    const { threads, checksum } = program;
    const work = pictureOf(program, failure, this.#setup.detail);
    const steps = failure.trace?.steps.length ?? 0;
    const picture = yield* telling(work, steps, clock(), verdict.counts);
    return { threads, checksum, picture: picture.kind === 'told' ? picture.value : [`  ${picture.why}`] };
  }

  /** To tell a story takes as long as many a search: what nobody sees is not told. */
  #isWanted(answer: Pick<ClaimResult, 'claim' | 'verdict'>): boolean {
    return wantsColumns(this.#setup.tells, answer);
  }

  /** None where the story is too long to be told in time. */
  *#diagnoses(about: Question, verdict: Verdict, clock: () => Clock): Generator<Progress, readonly Named[], Stop> {
    if (verdict.kind !== 'fails' || verdict.failure.trace === null || this.#setup.tells !== 'diagnoses') return [];
    const { failure } = verdict;
    const program = this.#programs.of(about, judgesWarnings(about.claim.property));
    const steps = failure.trace?.steps.length ?? 0;
    const story = yield* telling(storyOfFailure(program, failure), steps, clock(), verdict.counts);
    return story.kind === 'told' && story.value !== null ? namedIn(story.value) : [];
  }

  #clock({ counts }: Verdict): Clock {
    const now = this.#now;
    return timeToTell({ now, maxTime: this.#setup.limits.maxTime, started: now() - counts.milliseconds });
  }
}

/** Of a failure. */
export function wantsColumns(tells: Setup['tells'], answer: Pick<ClaimResult, 'claim' | 'verdict'>): boolean {
  return tells === 'all columns' || (tells === 'unexpected columns' && standing(answer) === 'unexpected');
}

/** Of a row that was not answered. */
export function withoutAnswer(place: number, { claim }: Pick<Question, 'claim'>): Omit<Answered, 'verdict'> {
  return { place, story: null, trouble: null, diagnoses: [], traceVariant: claim.variant, isCut: true };
}

function troubled(error: unknown, question: Question): Pick<Answered, 'verdict' | 'trouble'> {
  const refusal = refusalOf(error, question);
  if (refusal === null) return bug(error);
  const trouble = { kind: 'refused' as const, diagnostics: refusal.diagnostics };
  return { verdict: notRun('not decided: the model cannot be used'), trouble };
}

export function bug(error: unknown): Pick<Answered, 'verdict' | 'trouble'> {
  return { verdict: notRun('not decided: checker bug'), trouble: { kind: 'bug', detail: bugText(error) } };
}
