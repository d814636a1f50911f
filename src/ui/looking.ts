// SPDX-License-Identifier: MIT
// What is asked of a claim that somebody looks at: its runs, and what there is to see at each position. Comes in and goes out: plain
// data, so that a page can have it in a worker, where neither a long link nor a large model holds up what is drawn.

import { explainedAt, type Truths, type Turn, truthsAt, turnsAt } from '../ask/stepper.ts';
import type { View } from '../compile/program.ts';
import { goingOn } from '../explore/once.ts';
import { toEnd } from '../explore/pace.ts';
import type { Choices, Step } from '../explore/trace.ts';
import { ModelError, type Place } from '../lang/diagnostic.ts';
import { diagnosticsText } from '../report/diagnostics.ts';
import { plain } from '../report/paint.ts';
import { stepText } from '../report/step-text.ts';
import type { OpenCall } from '../report/story.ts';
import { comparing } from './compare.ts';
import { type ComparedTexts, compareLines } from './compare-lines.ts';
import { graphOf } from './graph-text.ts';
import { touchedBy } from './lanes/jumps.ts';
import { type Folding, type Lanes, lanesOf } from './lanes/lanes.ts';
import type { PackedRow } from './pack.ts';
import { pictureAt, type StatePicture, stateAt } from './picture/source.ts';
import { documentOf } from './send/documents.ts';
import type { Form } from './send/forms.ts';
import { mailText, sentOf } from './sending.ts';
import { openingRun, openSession, type Run, type Session } from './session.ts';

export interface ShownClaim {
  /** Of the model. */
  readonly checksum: string;
  /** Their names. */
  readonly threads: readonly string[];
}

/** A run as it is looked at. */
export interface ShownRun {
  readonly number: number;
  /** As far as they can be followed. */
  readonly choices: Choices;
  /** Why not further, in one sentence; null: to their end. */
  readonly problem: string | null;
  /** Whether it is the one that the claim's failure shows. */
  readonly isOwn: boolean;
  readonly broken: { readonly property: string; readonly message: string } | null;
  /** Whether its last step went wrong. */
  readonly broke: boolean;
  /** By step, the objects that it touches. */
  readonly touched: readonly (readonly string[])[];
}

/** Where a thread is in the text of a model. */
export interface Standpoint {
  readonly thread: number;
  readonly name: string;
  readonly place: Place;
  /** The function that it stands in. */
  readonly function: string;
}

export interface ShownWay {
  readonly path: number;
  /** The call that it enters; null: none. */
  readonly call: string | null;
  readonly effects: readonly string[];
  /** Whether the step goes wrong. */
  readonly bad: boolean;
}

export interface ShownTurn extends Pick<Turn, 'thread' | 'standing'> {
  readonly ways: readonly ShownWay[];
}

/** What there is to see after so many steps of a run. */
export interface Shown {
  readonly run: number;
  readonly at: number;
  /** The property whose reads are marked; null: the one that fails. */
  readonly asked: string | null;
  readonly picture: StatePicture;
  /** By thread; none where the step broke the run. */
  readonly turns: readonly ShownTurn[];
  readonly truths: Truths | null;
  /** Of the threads that have not finished. */
  readonly stands: readonly Standpoint[];
  /** Where the step that was just taken was, if its thread has finished with it. */
  readonly left: Standpoint | null;
  /** The step in one line. */
  readonly said: string;
}

export type Opening =
  | { readonly kind: 'open'; readonly claim: ShownClaim; readonly run: ShownRun }
  /** The model cannot be compiled. */
  | { readonly kind: 'trouble'; readonly text: string };

/** More are not run in turns at once. */
const mostSteps = 1000;

export class Looking {
  readonly #onStep: () => void;
  #session: Session | null = null;
  /** By number. */
  readonly #runs = new Map<number, Run>();
  #numbers = 0;

  /** @param onStep told after every step of a run that is followed */
  constructor(onStep: () => void = () => {}) {
    this.#onStep = onStep;
  }

  /** @param row as `graphText` writes it */
  open(row: string, choices: Choices): Opening {
    try {
      this.#session = openSession(graphOf(row) as PackedRow);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return { kind: 'trouble', text: diagnosticsText(error.diagnostics, plain) };
    }
    const { checksum, threads } = this.#session.program;
    const claim = { checksum, threads: threads.map(({ name }) => name) };
    return { kind: 'open', claim, run: this.#follow(choices, null) };
  }

  /** A step of one's own; at most the run itself goes on with it.
   *  @param path null: the first that there is
   *  @returns `next`: it is the step that the run takes; null: it is not possible */
  step(number: number, at: number, thread: number, path: number | null): ShownRun | 'next' | null {
    const { program } = this.#opened();
    const run = this.#runOf(number);
    if (run.replayed.steps[at - 1]?.fault) return null;
    const { ways } = turnsAt(program, stateAt(run.replayed, at))[thread] ?? { ways: [] };
    const way = path === null ? ways[0] : ways.find((one) => one.path === path);
    if (way === undefined) return null;
    const next = run.choices.steps[at];
    if (next?.thread === thread && next.path === way.path) return 'next';
    const step: Step = { thread, path: way.path };
    return this.#follow({ ...run.choices, steps: [...run.choices.steps.slice(0, at), step] }, run);
  }

  /** On in turns, to the end or for a while; null: nothing can move. */
  finish(number: number, at: number): ShownRun | null {
    const run = this.#runOf(number);
    if (run.replayed.steps[at - 1]?.fault) return null;
    const from = stateAt(run.replayed, at);
    const { steps } = this.#toEnd(goingOn(this.#opened().program, { kind: 'round-robin' }, from, mostSteps));
    const before = run.choices.steps.slice(0, at);
    return steps.length > 0 ? this.#follow({ ...run.choices, steps: [...before, ...steps] }, run) : null;
  }

  lanes(number: number, folding: Folding): Lanes {
    return lanesOf(this.#runOf(number).lanes, folding);
  }

  at(number: number, at: number, asked: string | null): Shown {
    const { program } = this.#opened();
    const run = this.#runOf(number);
    const state = stateAt(run.replayed, at);
    const broke = at > 0 && run.replayed.steps[at - 1]?.fault !== null;
    const reads = asked === null || broke ? undefined : explainedAt(program, asked, state)?.reads;
    const { threads } = program.view(state, 0);
    const stands = threads.flatMap(({ name, stack }, thread): readonly Standpoint[] => {
      const frame = stack.at(-1);
      return frame === undefined ? [] : [{ thread, name, place: frame.place, function: frame.function }];
    });
    return {
      run: number,
      at,
      asked,
      picture: pictureAt(run.pictures, at, reads),
      turns: broke ? [] : turnsAt(program, state).map((turn) => shownTurn(turn, insideOf(threads, turn.thread))),
      truths: broke ? null : truthsAt(program, state),
      stands,
      left: leftBehind(run, at, stands),
      said: saidAt(run, at),
    };
  }

  /** @param other a row of another variant, as `graphText` writes it
   *  @returns or why they cannot be compared */
  compare(number: number, other: string): ComparedTexts | string {
    const run = this.#runOf(number);
    try {
      const row = graphOf(other) as PackedRow;
      const session = openSession({ ...row, traceVariant: row.question.claim.variant });
      const comparison = this.#toEnd(comparing(run, session.program));
      const fixed = this.#toEnd(openingRun(session, comparison.choices));
      return compareLines(comparison, run.story, fixed.story);
    } catch (error) {
      if (error instanceof ModelError || error instanceof RangeError) return error.message;
      throw error;
    }
  }

  /** What the terminal prints of it. */
  mail(number: number): string {
    return mailText(this.#opened(), this.#runOf(number));
  }

  sent(number: number, form: Form): string {
    return this.#toEnd(documentOf(form, sentOf(this.#opened(), this.#runOf(number))));
  }

  /** Nobody looks at it any more. */
  close(number: number): void {
    this.#runs.delete(number);
  }

  #opened(): Session {
    if (this.#session === null) throw new Error('checker bug: nothing is open');
    return this.#session;
  }

  #runOf(number: number): Run {
    const run = this.#runs.get(number);
    if (run === undefined) throw new Error(`checker bug: there is no run ${number}`);
    return run;
  }

  #follow(choices: Choices, known: Run | null): ShownRun {
    const { row } = this.#opened();
    const run = this.#toEnd(openingRun(this.#opened(), choices, known));
    const number = this.#numbers++;
    this.#runs.set(number, run);
    const { failure, replayed, story } = run;
    return {
      number,
      choices: run.choices,
      problem: replayed.problem?.message ?? null,
      isOwn: row.verdict?.kind === 'fails' && failure === row.verdict.failure,
      broken: failure === null ? null : { property: failure.property, message: failure.message },
      broke: (replayed.steps.at(-1)?.fault ?? null) !== null,
      touched: touchedBy(story),
    };
  }

  #toEnd<T>(work: Generator<void, T>): T {
    return toEnd(watched(work, this.#onStep));
  }
}

function* watched<T>(work: Generator<void, T>, onStep: () => void): Generator<void, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
    onStep();
    yield;
  }
}

/** The calls that a thread is in, without its own body. */
function insideOf(threads: View['threads'], thread: number): readonly OpenCall[] {
  return threads[thread]?.stack.slice(1) ?? [];
}

function shownTurn({ thread, standing, ways }: Turn, inside: readonly OpenCall[]): ShownTurn {
  const shown = ways.map(({ path, events, fault }): ShownWay => {
    const { call, effects } = stepText(events, inside);
    return { path, call, effects, bad: fault !== null };
  });
  return { thread, standing, ways: shown };
}

function leftBehind({ story }: Run, at: number, stands: readonly Standpoint[]): Standpoint | null {
  const step = story.steps[at - 1];
  const event = step?.events.at(-1);
  if (step === undefined || event === undefined || stands.some(({ thread }) => thread === step.thread)) return null;
  const name = story.threads[step.thread]?.name ?? '';
  return { thread: step.thread, name, place: event.place, function: step.inside.at(-1)?.function ?? name };
}

function saidAt({ story }: Run, at: number): string {
  if (at === 0) return 'the beginning';
  const step = story.steps[at - 1];
  if (step === undefined) return '';
  const { call, where, effects } = stepText(step.events, step.inside);
  const name = story.threads[step.thread]?.name ?? '';
  return [`${name}:`, call ?? where ?? '', effects.join(', ')].filter((part) => part !== '').join(' ');
}
