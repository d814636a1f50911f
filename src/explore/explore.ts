// SPDX-License-Identifier: MIT
// From a Program and the name of one property to a Verdict. A generator: it yields its progress between slices of work,
// so that the caller can print and look at signals, and answer 'interrupt'.
//
// Phases: the search; for NO-LIVELOCK a fair cycle in what it stored, for leadsTo one in which what is due never comes;
// for a failure the shortest story.

import type { Program } from '../compile/program.ts';
import { Across } from './across.ts';
import type { Outcome } from './expansion.ts';
import type { Graph } from './graph.ts';
import { type Broken, Judge, type Sought } from './judge.ts';
import { findNeverLed, tellNeverLed } from './leads-to.ts';
import { findLivelock, tellLivelock } from './livelock.ts';
import { Meter } from './memory.ts';
import type { Options, Phase, Progress, Stop } from './options.ts';
import { type Paced, pace, timeToTell } from './pace.ts';
import { raceAt, tellRace } from './races.ts';
import { describe, stepsTo } from './reconstruct.ts';
import { replaying } from './replay.ts';
import { Run } from './run.ts';
import { findShortest } from './shortest.ts';
import { faultOf, isRepresented, judgedOfAll } from './symmetry.ts';
import type { Choices } from './trace.ts';
import {
  type Bound,
  type Counts,
  type Failure,
  type Fairness,
  fails,
  holds,
  unknown,
  type Verdict,
  type Wait,
} from './verdict.ts';
import { diagnose, tellDeadlock } from './waits.ts';

/** @param sought what SAME-OUTCOMES looks for; null for all other properties */
export function* explore(
  program: Program,
  options: Options,
  sought: Sought | null = null,
): Generator<Progress, Verdict, Stop> {
  try {
    return yield* exploring(program, options, sought);
  } finally {
    // Whoever helped has the states in hand.
    options.team?.dismiss();
    options.owners?.dismiss();
  }
}

function* exploring(program: Program, options: Options, sought: Sought | null): Generator<Progress, Verdict, Stop> {
  const plain = new Judge(program, options.judge, sought);
  const represents = isRepresented(program, options, plain);
  const judge = represents ? new Judge(judgedOfAll(program), options.judge, sought) : plain;
  let meter = new Meter(options.maxMemory, hasHelp(options));
  const { now, cut } = options;
  const from = options.checkpoint?.from ?? null;
  const before = from?.milliseconds ?? 0;
  const clock = { now, maxTime: options.maxTime + before, cut, started: now() - before };
  const searching = (): number => clock.now() - clock.started;
  const { owners = null } = options;
  let run: Run | Across =
    owners === null
      ? new Run(program, options, judge, meter, from?.examples === true, searching)
      : new Across(program, options, judge, owners);
  const { reduction } = run;
  const counts = (): Counts => ({ ...run.counts(), memory: run.memory, milliseconds: clock.now() - clock.started });
  const progress = (phase: Phase) => (): Progress => ({
    phase,
    frontier: run.frontier,
    counts: counts(),
    ...(phase === 'search' ? fullAt(run.counts().states, meter) : {}),
  });
  const stopped = (kind: Bound['kind'], reason = reasonOf(kind, counts(), options)): Verdict =>
    unknown(counts(), reduction, { kind, reason, frontier: run.frontier });
  const failed = (failure: Failure): Verdict => fails(counts(), reduction, failure);

  let searched = yield* pace(run.search(), progress('search'), clock);
  if (
    run.reduces &&
    searched.kind === 'done' &&
    isComplete(searched.value) &&
    judge.unseen.length > 0 &&
    !run.other &&
    !run.examples
  ) {
    // Most examples are met without looking out for them. Those that were not may have been reduced away: once more, with
    // the steps that could bring them about visible.
    run.forget();
    meter = new Meter(options.maxMemory, hasHelp(options));
    run = new Run(program, options, judge, meter, true, searching);
    searched = yield* pace(run.search(), progress('search'), clock);
  }
  if (searched.kind === 'stopped') run.save();
  if (searched.kind === 'stopped') return stopped(searched.by);
  let outcome: Outcome | 'states' | 'walk' = searched.value;
  if (outcome === 'states' || outcome === 'walk') return stopped(outcome);
  // The assertion that is asked about never breaks, but nothing is said of what comes after another that does.
  if (outcome.kind === 'complete' && run.other !== null) outcome = { kind: 'broken', broken: run.other };
  if (outcome.kind === 'bound') return stopped(outcome.by, outcome.message);

  if (outcome.kind === 'broken') {
    const found = run.trace(outcome.broken, plain);
    run.forget();
    const broken = represents ? asItRuns(program, plain, outcome.broken, found) : outcome.broken;
    const goal = { judge: plain, broken, known: found };
    const work = findShortest(program, goal, options.shortestStates, new Meter(options.maxMemory));
    const told = options.shortestStates > 0 ? yield* pace(work, progress('shortest story'), clock) : null;
    const { choices, proved } = told?.kind === 'done' ? told.value : { choices: found, proved: false };
    const trace = describe(program, choices, proved);
    // A failure that there is no time to look at is a failure still.
    const looked = yield* pace(lookAt(program, broken, choices), progress('telling'), timeToTell(clock));
    const known = looked.kind === 'done' ? looked.value : { message: broken.message, waits: [] };
    return failed({ kind: broken.kind, property: broken.property, trace, loop: null, ...known });
  }

  if (judge.endless) {
    const { graph } = run;
    // Without edges no cycle is found, and that would read like a proof.
    if (graph === null) throw new Error(`checker bug: '${judge.name}' was searched without its edges`);
    const work = findEndless(graph, judge, meter);
    const looked = yield* pace(work, progress(judge.livelock ? 'livelock' : 'leadsTo'), clock);
    if (looked.kind === 'stopped') return stopped(looked.by);
    if (looked.value !== null) return failed(looked.value);
  }

  const [unseen] = judge.unseen;
  if (unseen !== undefined)
    return failed(vacuous(unseen.name, `'${unseen.name}' is never true: a verdict would be about nothing`));
  if ((judge.atEnd !== null || judge.outcomes) && run.counts().ends === 0) {
    const never = vacuous('a run ends', `no run comes to its end, so '${judge.name}' was never judged`);
    // Who wants no story wants no example of one.
    if (judge.outcomes || owners !== null || options.shortestStates === 0) return failed(never);
    const counted = counts();
    run.forget();
    const left = (): Options => ({
      ...options,
      maxTime: Math.max(0, options.maxTime + before - searching()),
      maxStates: Math.min(options.maxStates, options.shortestStates),
      checkpoint: undefined,
    });
    const looking = (work: Diagnosing) => pace(work, progress('telling'), timeToTell(clock));
    const shown = yield* withoutEnd(program, left, looking);
    const untold = { message: `${never.message}; to show one, the budget is too small` };
    return fails(counted, reduction, { ...never, ...(shown ?? untold) });
  }
  return holds(counts(), reduction, run.frontier, judge.unseen.length, judge.endless ? fairnessOf(program) : null);
}

type Diagnosing = ReturnType<typeof diagnose>;

/** A run that shows why none ends: it comes to rest with something in the middle, or a thread goes round for ever. Null where what is
 *  left of the time, or of the states that a story may take, is over before one is found. */
function* withoutEnd(
  program: Program,
  left: () => Options,
  looking: (work: Diagnosing) => Generator<Progress, Paced<readonly Wait[]>, Stop>,
): Generator<Progress, Partial<Failure> | null, Stop> {
  const rest: Sought = { message: 'everything rests, and something is in the middle', is: (found) => found !== 'end' };
  const stuck = yield* exploring(program, { ...left(), judge: 'SAME-OUTCOMES' }, rest);
  if (stuck.kind === 'fails' && stuck.failure.kind === 'outcome' && stuck.failure.trace !== null) {
    const { trace } = stuck.failure;
    const looked = yield* looking(diagnose(program, trace));
    return { trace, waits: looked.kind === 'done' ? looked.value : [] };
  }
  if (stuck.kind === 'unknown') return null;
  const round = yield* exploring(program, { ...left(), judge: 'NO-LIVELOCK' }, null);
  if (round.kind === 'unknown') return null;
  if (round.kind !== 'fails' || round.failure.kind !== 'livelock') return {};
  return { trace: round.failure.trace, loop: round.failure.loop };
}

/** The thread that stands for another has a fault of its own for the same mistake. */
function asItRuns(program: Program, judge: Judge, broken: Broken, found: Choices): Broken {
  const fault = faultOf(program, found);
  const step = found.steps.at(-1);
  return fault === null || step === undefined ? broken : judge.fault(fault, step, broken.state);
}

/** What breaks a property of runs that go on for ever, or rest for ever. */
function* findEndless(graph: Graph, judge: Judge, meter: Meter): Generator<void, Failure | null> {
  const { program, store } = graph;
  if (judge.leadsTo !== null) {
    const found = yield* findNeverLed(graph, judge.leadsTo, meter);
    if (found === null) return null;
    const { choices, due, loop } = found;
    const message = tellNeverLed(judge.leadsTo, found);
    const trace = describe(program, choices, false);
    return { kind: 'leadsTo', property: judge.name, message, trace, loop, due, waits: [] };
  }
  const lasso = yield* findLivelock(graph, meter);
  if (lasso === null) return null;
  const { entry, loop } = lasso;
  const stem = stepsTo(program, store, entry);
  const message = tellLivelock(program, loop, store.block(entry), store.offset(entry));
  const trace = describe(program, { ...stem, steps: [...stem.steps, ...loop] }, false);
  return { kind: 'livelock', property: judge.name, message, trace, loop: stem.steps.length, waits: [] };
}

function fairnessOf({ threads }: Program): Fairness {
  const environment = threads.filter(({ role }) => role === 'environment');
  const bounded = environment.filter(({ bound }) => bound !== null).map(({ name }) => name);
  return {
    owed: threads.filter(({ role }) => role !== 'environment').map(({ name }) => name),
    free: environment.map(({ name }) => name),
    bounded,
    // A search does not know what it was not asked.
    unbounded: bounded.length === 0 ? null : 'unknown',
  };
}

/** Few states take what a search takes before it begins. */
function fullAt(states: number, { used, limit }: Meter): Pick<Progress, 'fullAt'> {
  return limit === Infinity || states < 100_000 ? {} : { fullAt: Math.floor((states * limit) / used) };
}

/** Then they have to see what is kept. */
const hasHelp = ({ team }: Options): boolean => team !== undefined && team !== null;

function isComplete(outcome: Outcome | 'states' | 'walk'): boolean {
  return typeof outcome === 'object' && outcome.kind === 'complete';
}

/** What is known of a failure once its trace has been followed. */
function* lookAt(
  program: Program,
  { kind, message }: Broken,
  choices: Choices,
): Generator<void, Pick<Failure, 'message' | 'waits' | 'race'>> {
  if (kind === 'deadlock') {
    const waits = yield* diagnose(program, choices);
    return { message: tellDeadlock(waits), waits };
  }
  if (kind === 'race') {
    const race = raceAt(program, yield* replaying(program, choices));
    if (race === null) throw new Error('checker bug: a data race is gone when it is looked at');
    return { message: tellRace(race), waits: [], race };
  }
  if (kind !== 'fault') return { message, waits: [] };
  const { steps } = yield* replaying(program, choices);
  return { message: steps.at(-1)?.fault?.message ?? message, waits: [] };
}

function vacuous(property: string, message: string): Failure {
  return { kind: 'sometimes', property, message, trace: null, loop: null, waits: [] };
}

function reasonOf(kind: Bound['kind'], counts: Counts, options: Options): string {
  const states = `${counts.states.toLocaleString('en-US')} states`;
  switch (kind) {
    case 'states':
      return `more than ${options.maxStates.toLocaleString('en-US')} states (--max-states)`;
    case 'memory':
      return `the memory is full after ${states} (--max-memory, or Node's own)`;
    case 'time':
      return `the time is over after ${states} (--max-time)`;
    case 'interrupt':
      return `interrupted after ${states}`;
    case 'walk':
      return `a random walk takes samples: it ended after ${states}, repeats included`;
    case 'pool':
    case 'ways':
    case 'property':
      return `stopped after ${states}`;
  }
}
