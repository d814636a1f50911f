// SPDX-License-Identifier: MIT
// Two oracles side by side, edge for edge: every step that the plain interpreter takes, the compiled Program must take
// too, with the same choices, the same memory after it, the same violations, and the other way round.

import type { Fault, Program } from '../../src/compile/program.ts';
import { PropertyFault } from '../../src/compile/tell/searched.ts';
import { valueText } from '../../src/report/values.ts';
import { Machine } from './interpret/machine.ts';
import type { Model } from './interpret/model.ts';
import { Broken, print, type SharedObject } from './interpret/values.ts';
import { type Edge, edges, TooWide, type Turn, worlds } from './interpret.ts';
import { Steps } from './steps.ts';
import { checkTold } from './told.ts';

export interface Compared {
  /** What differed first, and after which schedule; null: nothing did. */
  readonly difference: string | null;
  readonly complete: boolean;
  /** A step with too many ways was met, and the comparison ended there. */
  readonly tooWide: boolean;
  /** Pairs of states. */
  readonly states: number;
  readonly edges: number;
  /** Packed states that were seen, as text. */
  readonly words: ReadonlySet<string>;
  /** Kinds of violations. */
  readonly faults: ReadonlySet<string>;
  readonly deadlocks: number;
  readonly ends: number;
  /** `always` and `atEnd` properties that were false in a state where they are judged; `?name`: went wrong there. */
  readonly untrue: ReadonlySet<string>;
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
  readonly faults = new Set<string>();
  readonly untrue = new Set<string>();
  edges = 0;
  deadlocks = 0;
  ends = 0;
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
      const state = this.steps.initial(i);
      const machine = new Machine(this.model, world);
      if (machine.brokenAtOnce === null) this.visit({ world, schedule: [], machine, state });
      else this.breaksAtOnce(state, machine.brokenAtOnce);
    });
    // Daemons that break before their first touch take one step more in each round: nothing else can be compared.
    if (this.faults.size > 0) return false;
    for (let at = this.work.pop(); at !== undefined; at = this.work.pop()) {
      if (this.visited.size > limit) return false;
      const { machine } = at;
      const standings = this.program.threads.map((_, i) => machine.standing(i));
      const answers = this.ask(at);
      const moves = this.program.threads.map((_, thread) => this.expand(at, thread));
      this.rest(standings, moves, answers);
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

  /** What breaks before a thread's first touch is that thread's first step. */
  private breaksAtOnce(state: Int32Array, broken: Broken): void {
    const first = this.steps.all(state).flatMap(({ fault }) => (fault === null ? [] : [violation(fault)]));
    this.same('broken at once', first.includes(violation(broken)), true);
    this.faults.add(broken.kind);
  }

  /** Memory and standings of one state. */
  private compare({ machine, state, schedule }: Pair): void {
    const at = `after ${describe(schedule)}`;
    const { objects, threads } = this.program.view(state, 0);
    const names = new Map<string, string[]>();
    for (const { name, class: owner } of objects) names.set(owner, [...(names.get(owner) ?? []), name]);
    const nameOf = (object: SharedObject): string => names.get(object.class.name)?.[object.index] ?? '?';
    for (const list of machine.memory.classes.values()) {
      for (const object of list) {
        // What nobody ever allocates is no part of the state.
        if (!object.live && !this.model.isAllocated(object.class)) continue;
        const seen = objects.find((one) => one.name === nameOf(object));
        this.same(`${at}: ${nameOf(object)} freed`, seen?.freed, !object.live);
        if (!object.live) continue;
        for (const field of seen?.fields ?? [])
          this.same(
            `${at}: ${nameOf(object)}.${field.name}`,
            valueText(field.value),
            print(object.fields.get(field.name), nameOf),
          );
      }
    }
    threads.forEach(({ name, standing }, i) => {
      this.same(`${at}: standing of ${name}`, standing, machine.standing(i));
    });
  }

  /** What each property says, by name. */
  private ask({ machine, state, schedule }: Pair): ReadonlyMap<string, string> {
    const { always, atEnd, sometimes } = this.model.scenario;
    const answers = new Map<string, string>();
    [...always, ...atEnd, ...sometimes].forEach((property, i) => {
      const compiled = answer(() => this.program.properties[i]?.holds(state, 0));
      const interpreted = answer(() => machine.holds(property));
      this.same(`after ${describe(schedule)}: ${property.name}`, compiled, interpreted);
      answers.set(property.name, compiled);
    });
    this.model.scenario.outcomes.forEach((one, i) => {
      const compiled = answer(() => this.program.outcomes[i]?.value(state, 0));
      const interpreted = answer(() => Number(machine.observe(one)));
      this.same(`after ${describe(schedule)}: ${one.name}`, compiled, interpreted);
    });
    return answers;
  }

  private expand(from: Pair, thread: number): number {
    const at = `after ${describe(from.schedule)}, thread ${thread}`;
    const interpreted = edges(this.model, from.world, from.schedule, thread);
    const compiled = this.steps.of(thread, from.state);
    const open = interpreted.filter((edge) => edge.outcome.kind !== 'blocked');
    this.same(`${at}: steps`, compiled.length, open.length);
    compiled.forEach((step, i) => {
      const edge = open[i];
      if (edge === undefined) return;
      this.edges++;
      this.same(`${at}: path`, step.path, edge.path);
      this.same(`${at}: violation`, step.fault === null ? 'none' : violation(step.fault), violationOf(edge));
      if (step.fault !== null) this.faults.add(step.fault.kind);
      if (step.fault?.kind === 'endless') return;
      const told = this.program.narrate(thread, from.state, 0, step.path);
      if (step.fault !== null) {
        const last = told.events[told.events.length - 1];
        this.same(
          `${at}: violation told`,
          last?.kind === 'fault' ? toldOf(last.fault, step.fault) : last?.kind,
          'the same',
        );
        return;
      }
      this.same(`${at}: told as taken`, told.taken, true);
      this.same(`${at}: state told`, told.after.join(), step.state.join());
      this.same(`${at}: story`, checkTold(this.program, from.state, step.state, told.events), null);
      const schedule = [...from.schedule, { thread, choices: edge.choices, decides: edge.decides }];
      this.visit({ world: from.world, schedule, machine: edge.machine, state: step.state });
    });
    return open.length;
  }

  /** Whether the run has come to its end here, or is stuck, and what that means for the properties. */
  private rest(standings: readonly string[], moves: readonly number[], answers: ReadonlyMap<string, string>): void {
    const { always, atEnd } = this.model.scenario;
    const note = (name: string): void => {
      const said = answers.get(name);
      if (said !== 'true') this.untrue.add(said === 'false' ? name : `?${name}`);
    };
    for (const { name } of always) note(name);
    const roles = this.program.threads.map(({ role }) => role);
    const is = (role: string, holds: (i: number) => boolean): boolean =>
      roles.every((one, i) => one !== role || holds(i));
    const moving = roles.some((role, i) => (role !== 'environment' || standings[i] === 'running') && moves[i] !== 0);
    const done = is('thread', (i) => standings[i] === 'finished');
    if (!done && !moving) this.deadlocks++;
    if (!done || !is('daemon', (i) => standings[i] === 'idle' && moves[i] === 0)) return;
    if (!is('environment', (i) => standings[i] === 'idle')) return;
    this.ends++;
    for (const { name } of atEnd) note(name);
  }
}

/** What a property or an outcome says, or what is wrong with it. */
function answer(ask: () => boolean | number | undefined): string {
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

/** A story says the value that did not fit besides. */
function toldOf(told: Fault, fault: Fault): string {
  const same = told.place === fault.place && told.kind === fault.kind && told.message.startsWith(fault.message);
  return same ? 'the same' : `${told.message} in line ${told.place.line}`;
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
  let tooWide = false;
  try {
    complete = run.run(limit);
  } catch (error) {
    if (error instanceof Difference) difference = error.message;
    else if (error instanceof TooWide) tooWide = true;
    else throw error;
  }
  const { words, edges: count, faults, deadlocks, ends, untrue } = run;
  return {
    difference,
    complete,
    tooWide,
    states: run.visited.size,
    edges: count,
    words,
    faults,
    deadlocks,
    ends,
    untrue,
  };
}
