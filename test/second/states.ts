// SPDX-License-Identifier: MIT
// Every state that a scenario can reach, one after the other, with every step between them. No reduction, no hashing, no
// packing: a state is its memory and, per thread, what it has been told.

import type { Memory } from './memory.ts';
import type { Body, Model } from './model.ts';
import { BEGINNING, type Past, Runner, type Touch } from './runner.ts';
import { Blocked, Broken, Paused } from './trouble.ts';
import { fault } from './values.ts';
import { nextChoices } from './world.ts';

export type Standing = 'finished' | 'idle' | 'running';

/** One thread between two steps. */
export interface Thread {
  readonly past: Past;
  readonly finished: boolean;
  /** Where it stands, with all its locals. */
  readonly position: string;
  /** Where it stands. */
  readonly point: string;
  /** Steps that count against a budget, so far. */
  readonly spent: number;
  /** What breaks before its first touch, and so is its first step. */
  readonly broken: Broken | null;
}

export interface State {
  readonly memory: Memory;
  readonly memoryText: string;
  readonly threads: readonly Thread[];
}

export interface Edge {
  readonly thread: number;
  readonly to: number;
}

export interface Space {
  readonly states: readonly State[];
  readonly edges: readonly (readonly Edge[])[];
  /** Violations, by state in which the step began. */
  readonly broken: readonly { readonly from: number; readonly thread: number; readonly broken: Broken }[];
  /** Whether the state can be told from others by memory and by where the threads stand. */
  readonly complete: boolean;
  readonly starts: readonly number[];
  /** In some state, threads on two CPUs are about to touch one place, one of them to write it, one of them in a plain way. */
  readonly races: boolean;
}

/** A thread of an environment that never gets to a stop, a step with more ways than can be looked at, or more to run again
 *  than anybody waits for. */
export class TooMuch extends Error {}
const WAYS = 300;
/** Answers given to threads, old ones included: a second or two. */
const ANSWERS = 500_000;

export function standingOf({ finished, past }: Thread, { role }: Body): Standing {
  if (finished) return 'finished';
  return role !== 'thread' && past.top ? 'idle' : 'running';
}

/** The one in its name, or the lowest that is in nobody's and that no thread before it has. */
function cpuOf({ bodies }: Model, index: number): number {
  const said = bodies.map(({ name }) => /^CPU(\d\d?)\b/.exec(name)?.[1]);
  const own = said[index];
  if (own !== undefined) return Number(own);
  let rank = said.slice(0, index).filter((one) => one === undefined).length;
  for (let cpu = 0; ; cpu++) if (!said.some((one) => Number(one) === cpu) && rank-- === 0) return cpu;
}

/** Runs a body from its top to its first touch. */
function begin(model: Model, index: number, memory: Memory, spent: number): { thread: Thread; memory: Memory } {
  const body = model.bodies[index] ?? fault('no body');
  const working = memory.copy();
  const { warnings } = model;
  const runner = new Runner({
    memory: working,
    self: index,
    cpu: cpuOf(model, index),
    warnings,
    past: BEGINNING,
    mode: 'start',
    choices: [],
  });
  const thread = { past: BEGINNING, finished: false, position: 'top', point: 'top', spent, broken: null };
  try {
    runner.call(body.code, [model.root], { site: 0, line: 0 });
    if (body.role !== 'thread') throw new TooMuch(`${body.name} touches nothing`);
    return { thread: { ...thread, finished: true, position: 'x', point: 'x' }, memory: working };
  } catch (error) {
    if (error instanceof Broken) return { thread: { ...thread, broken: error }, memory };
    if (!(error instanceof Paused)) throw error;
    const { position, point } = error;
    return {
      thread: { ...thread, past: { answers: runner.answers, stops: 0, top: true }, position, point },
      memory: working,
    };
  }
}

interface Way {
  readonly outcome: { readonly memory: Memory; readonly thread: Thread } | Broken | Blocked;
  readonly limits: readonly number[];
  readonly touches: readonly Touch[];
  /** How many answers the thread got up to its end. */
  readonly answers: number;
}

/** One step of one thread, with its choices going one way: if that has to wait, the choices alone. */
function take(model: Model, index: number, state: State, choices: readonly number[]): Way {
  const whole = attempt(model, { index, state, choices, decides: false });
  if (!(whole.outcome instanceof Blocked) || !whole.hasChosen) return whole;
  const { outcome } = attempt(model, { index, state, choices, decides: true });
  return { ...whole, outcome };
}

interface Attempt {
  readonly index: number;
  readonly state: State;
  readonly choices: readonly number[];
  /** Whether it ends in front of its touch. */
  readonly decides: boolean;
}

function attempt(model: Model, { index, state, choices, decides }: Attempt): Way & { readonly hasChosen: boolean } {
  const body = model.bodies[index] ?? fault('no body');
  const thread = state.threads[index] ?? fault('no thread');
  // What breaks before the first touch is a step like any other: nobody takes it whom something keeps.
  const nothing = { limits: [], touches: [], answers: 0, hasChosen: false };
  if (!model.passes(index, state.memory)) return { ...nothing, outcome: new Blocked() };
  if (thread.broken !== null) return { ...nothing, outcome: thread.broken };
  const { warnings } = model;
  const memory = state.memory.copy();
  const runner = new Runner({
    memory,
    self: index,
    cpu: cpuOf(model, index),
    warnings,
    past: thread.past,
    mode: 'step',
    decides,
    choices,
  });
  const { limits, touches } = runner;
  const way = (outcome: Way['outcome']): ReturnType<typeof attempt> => {
    const answers = runner.answers.length;
    // At its top, an environment has chosen nothing.
    const hasChosen = runner.hasChosen && (body.role !== 'environment' || !thread.past.top);
    return { outcome, limits, touches: [...touches.values()], answers, hasChosen };
  };
  const spent = body.budget === null ? 0 : Math.min(thread.spent + (decides ? 0 : 1), body.budget);
  try {
    runner.call(body.code, [model.root], { site: 0, line: 0 });
    if (body.role === 'thread') {
      const past = { answers: [], stops: runner.stops, top: false };
      return way({ memory, thread: { past, finished: true, position: 'x', point: 'x', spent, broken: null } });
    }
    const again = begin(model, index, memory, spent);
    return way(again.thread.broken ?? again);
  } catch (error) {
    if (error instanceof Broken || error instanceof Blocked) return way(error);
    if (!(error instanceof Paused)) throw error;
    const past = { answers: runner.answers, stops: runner.stops, top: decides && thread.past.top };
    const { position, point } = error;
    return way({ memory, thread: { past, finished: false, position, point, spent, broken: null } });
  }
}

/** Every way in which a thread can take its next step. */
function ways(model: Model, index: number, state: State): readonly Way[] {
  const body = model.bodies[index] ?? fault('no body');
  const thread = state.threads[index] ?? fault('no thread');
  if (thread.finished) return [];
  if (standingOf(thread, body) === 'idle' && body.budget !== null && thread.spent >= body.budget) return [];
  const found: Way[] = [];
  let choices: readonly number[] | null = [];
  while (choices !== null) {
    const way: Way = take(model, index, state, choices);
    found.push(way);
    // Each choice that could have gone otherwise is a way more: a loop that chooses in each round has more than can be looked at.
    if (found.length + way.limits.filter((limit) => limit > 1).length > WAYS)
      throw new TooMuch('a step with too many ways');
    choices = nextChoices(way.limits, choices);
  }
  return found;
}

/** All that decides how it goes on. */
const standsAt = ({ position, spent, past, broken }: Thread): string =>
  `${position} ${spent}${past.top ? ' top' : ''}${broken === null ? '' : '!'}`;

function keyOf(state: State): string {
  return `${state.memoryText}\n${state.threads.map(standsAt).join('\n')}`;
}

function conflict(one: Touch, other: Touch): boolean {
  return one.place === other.place && (one.write || other.write) && (one.plain || other.plain);
}

export function explore(model: Model, limit: number): Space {
  const states: State[] = [];
  const edges: Edge[][] = [];
  const broken: { from: number; thread: number; broken: Broken }[] = [];
  const numbers = new Map<string, number>();
  const add = (memory: Memory, threads: readonly Thread[]): number => {
    const state = { memory, memoryText: memory.text(), threads };
    const key = keyOf(state);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    states.push(state);
    return states.length - 1;
  };
  const starts = model.starts.map((start) => {
    let memory = start;
    const threads: Thread[] = [];
    for (let i = 0; i < model.bodies.length; i++) {
      const begun = begin(model, i, memory, 0);
      threads.push(begun.thread);
      memory = begun.memory;
    }
    return add(memory, threads);
  });
  // A thread that stands where it stood, over the same memory, has the same ways, wherever the others are.
  const known = new Map<string, readonly Way[]>();
  const waysOf = (thread: number, state: State): readonly Way[] => {
    const key = `${thread} ${standsAt(state.threads[thread] ?? fault('no thread'))}\n${state.memoryText}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = ways(model, thread, state);
    for (const { answers } of found) given += answers;
    if (given > ANSWERS) throw new TooMuch('a space that takes too long');
    known.set(key, found);
    return found;
  };
  const cpus = model.bodies.map((_, index) => cpuOf(model, index));
  let races = false;
  let given = 0;
  for (let at = 0; at < states.length && states.length <= limit; at++) {
    const state = states[at] ?? fault('no state');
    const found: Edge[] = [];
    const ahead: { readonly cpu: number | undefined; readonly touch: Touch }[] = [];
    for (let thread = 0; thread < model.bodies.length; thread++) {
      for (const { outcome, touches } of waysOf(thread, state)) {
        ahead.push(...touches.map((touch) => ({ cpu: cpus[thread], touch })));
        if (outcome instanceof Blocked) continue;
        if (outcome instanceof Broken) broken.push({ from: at, thread, broken: outcome });
        else found.push({ thread, to: add(outcome.memory, state.threads.with(thread, outcome.thread)) });
      }
    }
    edges.push(found);
    races ||= ahead.some((one) => ahead.some((other) => one.cpu !== other.cpu && conflict(one.touch, other.touch)));
  }
  return { states, edges, broken, starts, races, complete: states.length <= limit };
}
