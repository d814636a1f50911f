// SPDX-License-Identifier: MIT
// Everything that a small scenario can do, by re-execution from the start: no packed states, no generated code, no line
// shared with the compiler. States are compared by memory and by where each thread stands.

import type { ScenarioDeclaration, Tree } from '../../src/lang/tree.ts';
import { Machine, type Outcome } from './interpret/machine.ts';
import { Model } from './interpret/model.ts';

/** One step of a schedule: who, and which way its choices went. */
export interface Turn {
  readonly thread: number;
  readonly choices: readonly number[];
  /** Whether the choices are all of it. */
  readonly decides: boolean;
}

export interface Reached {
  /** Memory contents and which threads have finished. */
  readonly snapshots: ReadonlySet<string>;
  /** Of those, in which nothing can run. */
  readonly stuck: ReadonlySet<string>;
  /** `kind line`. */
  readonly faults: ReadonlySet<string>;
  readonly states: number;
  /** False: `limit` states were not enough. */
  readonly complete: boolean;
}

export interface Edge extends Turn {
  /** Ordinal among the ways through this thread's step. */
  readonly path: number;
  readonly outcome: Outcome;
  /** Where it led; of use only when taken. */
  readonly machine: Machine;
}

/** One step has so many ways that looking at each is no use. */
export class TooWide extends Error {}
const WAYS = 300;

/** Starts over and repeats a schedule. */
export function replay(model: Model, world: readonly number[], schedule: readonly Turn[]): Machine {
  const machine = new Machine(model, world);
  for (const { thread, choices, decides } of schedule) {
    if (machine.step(thread, choices, decides).kind !== 'taken') throw new Error('a schedule could not be repeated');
  }
  return machine;
}

/** The choices that come after these, like the digits of a counter; null after the last. */
export function nextChoices(limits: readonly number[], choices: readonly number[]): readonly number[] | null {
  const digits = limits.map((_, i) => choices[i] ?? 0);
  for (let last = digits.length - 1; last >= 0; last--) {
    const raised = (digits[last] ?? 0) + 1;
    if (raised < (limits[last] ?? 0)) return [...digits.slice(0, last), raised];
  }
  return null;
}

export function worlds(model: Model): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  let choices: readonly number[] | null = [];
  while (choices !== null) {
    found.push(choices);
    choices = nextChoices(new Machine(model, choices).worldLimits, choices);
  }
  return found;
}

/** Every way one thread can go on after a schedule, those that turn out to be blocked or broken included. */
export function edges(
  model: Model,
  world: readonly number[],
  schedule: readonly Turn[],
  thread: number,
): readonly Edge[] {
  const found: Edge[] = [];
  let choices: readonly number[] | null = [];
  for (let path = 0; choices !== null; path++) {
    if (path === WAYS) throw new TooWide(`thread ${thread} has more than ${WAYS} ways`);
    const tried = (decides: boolean): Edge => {
      const machine = replay(model, world, schedule);
      return { thread, choices: made, decides, path, outcome: machine.step(thread, made, decides), machine };
    };
    const made = choices;
    const whole = tried(false);
    found.push(whole.outcome.kind === 'blocked' ? tried(true) : whole);
    choices = nextChoices(whole.outcome.limits, made);
  }
  return found;
}

export function interpret(
  tree: Tree,
  options: { scenario: ScenarioDeclaration; layers: readonly string[]; limit: number },
): Reached {
  const model = new Model(tree, options.scenario, options.layers);
  const snapshots = new Set<string>();
  const stuck = new Set<string>();
  const faults = new Set<string>();
  const visited = new Set<string>();
  const work: { world: readonly number[]; schedule: readonly Turn[]; machine: Machine }[] = [];
  const visit = (world: readonly number[], schedule: readonly Turn[], machine: Machine): void => {
    const key = machine.key();
    if (visited.has(key)) return;
    visited.add(key);
    work.push({ world, schedule, machine });
  };
  for (const world of worlds(model)) visit(world, [], new Machine(model, world));
  for (let at = work.pop(); at !== undefined && visited.size <= options.limit; at = work.pop()) {
    const here = `${at.machine.snapshot()} ${at.machine.finished()}`;
    snapshots.add(here);
    let moves = 0;
    for (let thread = 0; thread < model.roles.length; thread++) {
      for (const { outcome, machine, choices, decides } of edges(model, at.world, at.schedule, thread)) {
        if (outcome.kind === 'blocked') continue;
        moves++;
        if (outcome.kind === 'broken') faults.add(`${outcome.broken.kind} ${outcome.broken.place.line}`);
        else visit(at.world, [...at.schedule, { thread, choices, decides }], machine);
      }
    }
    if (moves === 0) stuck.add(here);
  }
  return { snapshots, stuck, faults, states: visited.size, complete: visited.size <= options.limit };
}
