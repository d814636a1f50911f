// SPDX-License-Identifier: MIT
// Two oracles side by side, edge for edge: every step that the plain interpreter takes, the compiled Program must take
// too, with the same choices, the same memory after it, the same violations, and the other way round.

import { PropertyFault } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { type Edge, edges, type Turn, worlds } from './interpret.ts';
import { Machine } from './interpret/machine.ts';
import type { Model } from './interpret/model.ts';
import { Broken, print, type SharedObject } from './interpret/values.ts';
import { Steps } from './steps.ts';

export interface Compared {
  /** What differed first, and after which schedule; null: nothing did. */
  readonly difference: string | null;
  readonly states: number;
  readonly edges: number;
  readonly complete: boolean;
  /** Packed states that were seen, as text. */
  readonly words: ReadonlySet<string>;
  readonly faults: number;
  readonly stuck: number;
}

interface Pair {
  readonly world: readonly number[];
  readonly schedule: readonly Turn[];
  readonly machine: Machine;
  readonly state: Int32Array;
}

class Difference extends Error {}

class Comparison {
  readonly visited = new Set<string>();
  readonly words = new Set<string>();
  edges = 0;
  faults = 0;
  stuck = 0;
  private readonly work: Pair[] = [];
  private readonly program: Program;
  private readonly model: Model;
  private readonly steps: Steps;

  constructor(program: Program, model: Model) {
    this.program = program;
    this.model = model;
    this.steps = new Steps(program);
  }

  run(limit: number): boolean {
    const starts = worlds(this.model);
    this.same('initial states', this.program.initialCount, starts.length);
    starts.forEach((world, i) => {
      const { words } = this.program;
      const state = this.program.initial.slice(i * words, (i + 1) * words);
      this.visit({ world, schedule: [], machine: new Machine(this.model, world), state });
    });
    for (let at = this.work.pop(); at !== undefined; at = this.work.pop()) {
      if (this.visited.size > limit) return false;
      let moves = 0;
      for (let thread = 0; thread < this.program.threads.length; thread++) moves += this.expand(at, thread);
      if (moves === 0) this.stuck++;
    }
    return true;
  }

  private visit(pair: Pair): void {
    this.words.add(pair.state.join());
    const key = `${pair.state.join()}\n${pair.machine.key()}`;
    if (this.visited.has(key)) return;
    this.visited.add(key);
    this.compare(pair);
    this.work.push(pair);
  }

  private same(what: string, compiled: unknown, interpreted: unknown): void {
    if (compiled !== interpreted) throw new Difference(`${what}: compiled ${compiled}, interpreted ${interpreted}`);
  }

  /** Memory, standings and properties of one state. */
  private compare({ machine, state, schedule }: Pair): void {
    const at = `after ${describe(schedule)}`;
    const { objects, threads } = this.program.view(state, 0);
    const names = new Map<string, string[]>();
    for (const { name, class: owner } of objects) names.set(owner, [...(names.get(owner) ?? []), name]);
    const nameOf = (object: SharedObject): string => names.get(object.class.name)?.[object.index] ?? '?';
    for (const list of machine.memory.classes.values()) {
      for (const object of list) {
        const seen = objects.find((one) => one.name === nameOf(object));
        // What nobody ever allocates is no part of the state.
        if (!object.live && !this.model.isAllocated(object.class)) continue;
        this.same(`${at}: ${nameOf(object)} freed`, seen?.freed, !object.live);
        if (!object.live) continue;
        for (const field of seen?.fields ?? [])
          this.same(`${at}: ${nameOf(object)}.${field.name}`, field.value, print(object.fields.get(field.name), nameOf));
      }
    }
    threads.forEach(({ name, standing }, i) => {
      this.same(`${at}: standing of ${name}`, standing, machine.standing(i));
    });
    const { always, atEnd, sometimes } = this.model.scenario;
    [...always, ...atEnd, ...sometimes].forEach((property, i) => {
      const compiled = answer(() => this.program.properties[i]?.holds(state, 0));
      this.same(
        `${at}: ${property.name}`,
        compiled,
        answer(() => machine.holds(property)),
      );
    });
  }

  private expand(from: Pair, thread: number): number {
    const at = `after ${describe(from.schedule)}, thread ${thread}`;
    const compiled = this.steps.of(thread, from.state);
    const interpreted = edges(this.model, from.world, from.schedule, thread);
    const open = interpreted.filter((edge) => edge.outcome.kind !== 'blocked');
    this.same(`${at}: steps`, compiled.length, open.length);
    compiled.forEach((step, i) => {
      const edge = open[i];
      if (edge === undefined) return;
      this.edges++;
      this.same(`${at}: path`, step.path, edge.path);
      this.same(`${at}: violation`, step.fault === null ? 'none' : violation(step.fault), violationOf(edge));
      const told = this.program.narrate(thread, from.state, 0, step.path);
      const last = told.events[told.events.length - 1];
      if (step.fault !== null) {
        this.faults++;
        if (step.fault.kind === 'endless') return;
        this.same(`${at}: violation told`, last?.kind === 'fault' ? last.fault : last?.kind, step.fault);
        return;
      }
      this.same(`${at}: told as taken`, told.taken, true);
      this.same(`${at}: state told`, told.after.join(), step.state.join());
      const schedule = [...from.schedule, { thread, choices: edge.choices }];
      this.visit({ world: from.world, schedule, machine: edge.machine, state: step.state });
    });
    return open.length;
  }
}

/** What a property says, or what is wrong with it. */
function answer(ask: () => boolean | undefined): string {
  try {
    return String(ask());
  } catch (error) {
    if (error instanceof PropertyFault) return violation(error.fault);
    if (error instanceof Broken) return violation(error);
    throw error;
  }
}

/** A loop that does not end is found in the step as a whole, not in a line of it. */
function violation({ kind, place }: { kind: string; place: { line: number } }): string {
  return kind === 'endless' ? kind : `${kind} in line ${place.line}`;
}

function violationOf(edge: Edge): string {
  return edge.outcome.kind === 'broken' ? violation(edge.outcome.broken) : 'none';
}

function describe(schedule: readonly Turn[]): string {
  return schedule.map(({ thread, choices }) => [thread, ...choices].join(':')).join('.') || 'the start';
}

/** Explores both to the end, or until `limit` pairs of states. */
export function compareSteps(program: Program, model: Model, limit: number): Compared {
  const run = new Comparison(program, model);
  let difference: string | null = null;
  let complete = false;
  try {
    complete = run.run(limit);
  } catch (error) {
    if (!(error instanceof Difference)) throw error;
    difference = error.message;
  }
  const { words, edges: count, faults, stuck } = run;
  return { difference, states: run.visited.size, edges: count, complete, words, faults, stuck };
}
