// SPDX-License-Identifier: MIT
// From a trace back to what happened: each step is run once more and told.

import type { Program } from '../compile/program.ts';
import { toEnd } from '../explore/pace.ts';
import { type Replay, type ReplayedStep, replaying } from '../explore/replay.ts';
import { treatments } from '../explore/treatment.ts';
import type { Failure } from '../explore/verdict.ts';
import { beginningOf } from './initial.ts';
import type { Detail, Story, ToldStep } from './story.ts';
import { drawing } from './timeline.ts';

export function storyOf(program: Program, failure: Failure): Story | null {
  return toEnd(storyOfFailure(program, failure));
}

/** Yields after every step. */
export function* storyOfFailure(program: Program, failure: Failure): Generator<void, Story | null> {
  if (failure.trace === null) return null;
  const replayed = yield* replaying(program, failure.trace);
  if (replayed.problem !== null)
    throw new Error(`checker bug: a trace of its own cannot be replayed: ${replayed.problem.message}`);
  return yield* told(program, replayed, failure);
}

/** The columns of a failure; empty where no run leads to it. */
export function* pictureOf(program: Program, failure: Failure, detail: Detail): Generator<void, readonly string[]> {
  const story = yield* storyOfFailure(program, failure);
  return story === null ? [] : yield* drawing(story, detail);
}

/** Yields after every step. */
export function* told(program: Program, replayed: Replay, failure: Failure | null): Generator<void, Story> {
  const steps: ToldStep[] = [];
  for (const step of replayed.steps) {
    steps.push(toldStep(program, step));
    yield;
  }
  const open = program.view(replayed.last, 0).threads.map(({ stack: [, ...inside] }) => inside);
  const next = program.threads.map((_, thread) =>
    program.standing(thread, replayed.last, 0) === 'running'
      ? program.narrate(thread, replayed.last, 0, 0).events
      : null,
  );
  const loop = failure?.loop ?? null;
  const round = loop === null ? null : treatments(program, replayed.steps.slice(loop));
  const { why, since } = yield* reasonsOf(program, replayed, failure);
  const begins = failure === null ? [] : beginningOf(program, replayed.initial);
  return { threads: program.threads, steps, open, next, failure, why, since, round, begins };
}

/** A run that goes on from another one has the same steps, as objects. */
const known = new WeakMap<ReplayedStep, ToldStep>();

function toldStep(program: Program, step: ReplayedStep): ToldStep {
  const before = known.get(step);
  if (before !== undefined) return before;
  const { thread, narration } = step;
  const [, ...inside] = program.view(step.before, 0).threads[thread]?.stack ?? [];
  const begins = program.standing(thread, step.before, 0) === 'idle';
  const ends = program.standing(thread, step.after, 0) === 'idle';
  const told = { thread, inside, events: narration.events, begins, ends };
  known.set(step, told);
  return told;
}

function* reasonsOf(
  program: Program,
  replayed: Replay,
  failure: Failure | null,
): Generator<void, Pick<Story, 'why' | 'since'>> {
  switch (failure?.kind) {
    case 'always':
    case 'atEnd': {
      const property = program.properties.find(({ name, kind }) => name === failure.property && kind === failure.kind);
      return { why: property === undefined ? null : yield* property.explain(replayed.last, 0), since: null };
    }
    case 'race': {
      const reads = failure.race === undefined ? [] : [failure.race.location];
      return { why: { function: null, facts: [], reads }, since: null };
    }
    case 'leadsTo': {
      const states = [replayed.initial, ...replayed.steps.map(({ after }) => after)];
      const state = failure.due === undefined ? undefined : states[failure.due];
      const leads = program.leadsTo.find(({ name }) => name === failure.property);
      if (leads === undefined || state === undefined)
        throw new Error(`checker bug: what is due after step ${failure.due} is not in the run`);
      return { why: yield* leads.to.explain(replayed.last, 0), since: yield* leads.from.explain(state, 0) };
    }
    default:
      return { why: null, since: null };
  }
}
