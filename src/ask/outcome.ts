// SPDX-License-Identifier: MIT
// What is broken at the end of a replayed trace, told as `check` tells it. A trace comes without its verdict: whether it
// still breaks anything is looked up anew, because the model may have changed since it was printed.

import type { LeadsTo, Program } from '../compile/program.ts';
import { assertionOf } from '../explore/assertion.ts';
import { tellEnding } from '../explore/endings.ts';
import { tellNeverLed } from '../explore/leads-to.ts';
import { tellLivelock } from '../explore/livelock.ts';
import { raceAt, tellRace } from '../explore/races.ts';
import { describe } from '../explore/reconstruct.ts';
import type { Replay, ReplayedStep } from '../explore/replay.ts';
import { restOf } from '../explore/rest.ts';
import { sized } from '../explore/sized.ts';
import { SuccessorBuffer } from '../explore/successors.ts';
import type { Choices } from '../explore/trace.ts';
import { isFair, treatments } from '../explore/treatment.ts';
import type { Failure } from '../explore/verdict.ts';
import { diagnose, tellDeadlock } from '../explore/waits.ts';

/** The first of the properties that the end of the trace breaks; null if it breaks none. */
export function* failureAt(
  program: Program,
  choices: Choices,
  replayed: Replay,
  properties: readonly string[],
): Generator<void, Failure | null> {
  const trace = describe(program, choices, false);
  const failure = (kind: Failure['kind'], property: string, message: string): Failure => {
    return { kind, property, message, trace, loop: null, waits: [] };
  };
  const fault = replayed.steps.at(-1)?.fault;
  if (fault) {
    const named = properties.find((name) => assertionOf(name) === fault.message);
    return failure('fault', named ?? 'ASSERTS', fault.message);
  }
  const rest = restAt(program, replayed.last);
  for (const name of properties) {
    const property = program.properties.find((one) => one.name === name);
    if (property?.kind === 'always' && !property.holds(replayed.last, 0))
      return failure('always', name, `'${name}' is false`);
    if (property?.kind === 'atEnd' && rest === 'end' && !property.holds(replayed.last, 0))
      return failure('atEnd', name, `everything has finished and '${name}' is false`);
    if (name === 'NO-DEADLOCK' && rest === 'deadlock') {
      const waits = yield* diagnose(program, choices);
      return { ...failure('deadlock', name, tellDeadlock(waits)), waits };
    }
    const race = name === 'NO-DATA-RACE' ? raceAt(program, replayed) : null;
    if (race !== null) return { ...failure('race', name, tellRace(race)), race };
    const leads = program.leadsTo.find((one) => one.name === name);
    const due = leads === undefined ? null : dueFrom(leads, replayed);
    if (leads !== undefined && due !== null) {
      const loop = rest === null ? loopOf(program, replayed, due) : null;
      if (rest === null && loop === null) continue;
      return { ...failure('leadsTo', name, tellNeverLed(leads, { due, loop })), due, loop };
    }
    const loop = name === 'NO-LIVELOCK' ? loopOf(program, replayed, 0) : null;
    if (loop !== null && isLivelock(program, replayed.steps.slice(loop)))
      return { ...failure('livelock', name, tellLivelock(program, choices.steps.slice(loop), replayed.last, 0)), loop };
  }
  return null;
}

/** What the scenario observes there, if everything has come to rest; null if not, or if it observes nothing. */
export function endingAt(program: Program, replayed: Replay): string | null {
  if (program.outcomes.length === 0 || replayed.steps.at(-1)?.fault) return null;
  const rest = restAt(program, replayed.last);
  return rest === null ? null : tellEnding(program, rest, replayed.last);
}

/** Whether, and how, everything has come to rest in a state. */
export function restAt(program: Program, state: Int32Array): ReturnType<typeof restOf> {
  const out = new SuccessorBuffer(program.words);
  const ends = new Int32Array(program.threads.length);
  program.stepAll(state, 0, out, ends);
  return restOf(program, state, 0, { ends, from: 0, out });
}

/** After how many steps the first condition was true for the first time since the second one was; null: it is not due at the end. */
function dueFrom({ from, to }: LeadsTo, replayed: Replay): number | null {
  const states = [replayed.initial, ...replayed.steps.map((step) => step.after)];
  const begins = states.findLastIndex((state) => to.holds(state, 0)) + 1;
  const due = states.findIndex((state, i) => i >= begins && from.holds(state, 0));
  return due < 0 ? null : due;
}

/** Where a trace that ends in a state it was in before was in it first, from some step on; null: that was no fair round. */
function loopOf(program: Program, { initial, steps, last }: Replay, from: number): number | null {
  const states = [initial, ...steps.map((step) => step.after)].slice(0, -1);
  const { same } = sized(program.words);
  const loop = states.findIndex((state, i) => i >= from && same(state, 0, last, 0));
  return loop >= 0 && isFair(program, steps.slice(loop)) ? loop : null;
}

/** Whether it keeps a thread from finishing, and is no deadlock around which the environment moves. */
function isLivelock(program: Program, round: readonly ReplayedStep[]): boolean {
  const { threads } = program;
  const [first] = round;
  if (first === undefined) throw new Error('checker bug: a round without a step');
  const { before } = first;
  if (threads.every(({ role }, t) => role !== 'thread' || program.standing(t, before, 0) === 'finished')) return false;
  const treated = treatments(program, round);
  const someoneCould = treated.some(
    (treatment, t) => threads[t]?.role !== 'environment' && (treatment === 'steps' || treatment === 'at times'),
  );
  return someoneCould || round.every((step) => restAt(program, step.before) === null);
}
