// SPDX-License-Identifier: MIT
// One execution of a scenario by the plain interpreter, driven step by step. The rule of what a step is stands here:
// it begins at a touch or at a choice, contains one touch, and goes on until the next touch or choice would begin. If what
// was chosen has to wait, the choice is the step; but an environment at its top has chosen nothing.

import type { ScenarioFunction } from '../../../src/lang/tree.ts';
import { Evaluator, type Request } from './evaluator.ts';
import { Memory } from './memory.ts';
import type { Model, Role } from './model.ts';
import { Blocked, Broken, SharedObject, Structure, Table, truth, type Value } from './values.ts';

/** A request that waits for an answer; null: the body has come to its end. */
type Waiting = Request | null;

export type Outcome =
  | { readonly kind: 'taken' | 'blocked'; readonly limits: readonly number[] }
  | { readonly kind: 'broken'; readonly broken: Broken; readonly limits: readonly number[] };

interface Running {
  readonly role: Role;
  evaluator: Evaluator;
  code: Generator<Request, unknown, number>;
  waiting: Waiting;
  /** Whether no step has been taken since the body began. */
  fresh: boolean;
  budget: number | null;
}

/** Answers choices from a list, with 0 where the list is too short, and remembers how many ways there were. */
class Choices {
  readonly limits: number[] = [];
  private readonly given: readonly number[];
  constructor(given: readonly number[]) {
    this.given = given;
  }
  pick({ n, place }: Extract<Request, { kind: 'choice' }>): number {
    if (n < 1) throw new Broken('range', place);
    this.limits.push(n);
    return this.given[this.limits.length - 1] ?? 0;
  }
}

export class Machine {
  readonly memory = new Memory();
  readonly threads: readonly Running[];
  /** What the first thread to break did before its first touch: then nothing runs here. */
  readonly brokenAtOnce: Broken | null;
  /** How many ways each choice of world() had. */
  readonly worldLimits: readonly number[];
  private readonly model: Model;
  private readonly root: Value;

  constructor(model: Model, worldChoices: readonly number[]) {
    this.model = model;
    const choices = new Choices(worldChoices);
    this.root = this.finish(new Evaluator(model, this.memory, 0, 1), model.scenario.world, [], choices);
    this.worldLimits = choices.limits;
    this.memory.finish();
    const started = this.startAll();
    this.threads = started.threads;
    this.brokenAtOnce = started.broken;
  }

  private startAll(): { readonly threads: readonly Running[]; readonly broken: Broken | null } {
    try {
      return { threads: this.model.roles.map((role, index) => this.start(role, index)), broken: null };
    } catch (error) {
      if (error instanceof Broken) return { threads: [], broken: error };
      throw error;
    }
  }

  private finish(
    evaluator: Evaluator,
    body: ScenarioFunction['function'],
    args: readonly Value[],
    choices: Choices,
  ): Value {
    const code = evaluator.call(body, args);
    let turn = code.next();
    while (turn.done !== true) turn = code.next(turn.value.kind === 'choice' ? choices.pick(turn.value) : 0);
    return turn.value;
  }

  private start(role: Role, index: number): Running {
    const evaluator = new Evaluator(this.model, this.memory, index, 0);
    const code = evaluator.call(role.function, [this.root]);
    const made: Running = { role, evaluator, code, waiting: null, fresh: true, budget: role.budget };
    made.waiting = this.advance(made, 0);
    return made;
  }

  /** Goes on to the next request; a daemon or environment that comes to its end begins again at once. */
  private advance(thread: Running, answer: number): Waiting {
    const turn = thread.code.next(answer);
    return turn.done === true ? null : turn.value;
  }

  private restart(thread: Running, index: number): void {
    thread.evaluator = new Evaluator(this.model, this.memory, index, 0);
    thread.code = thread.evaluator.call(thread.role.function, [this.root]);
    thread.waiting = this.advance(thread, 0);
    thread.fresh = true;
  }

  standing(index: number): 'finished' | 'idle' | 'running' {
    const thread = this.thread(index);
    if (thread.waiting === null) return 'finished';
    return thread.role.role !== 'thread' && thread.fresh ? 'idle' : 'running';
  }

  private thread(index: number): Running {
    const found = this.threads[index];
    if (found === undefined) throw new Error(`no thread ${index}`);
    return found;
  }

  /** One step. After anything but `taken` this execution is of no use any more.
   *  @param decides whether it ends in front of its touch: for who is blocked there */
  step(index: number, given: readonly number[], decides = false): Outcome {
    const thread = this.thread(index);
    const choices = new Choices(given);
    if (thread.waiting === null || (thread.fresh && thread.budget === 0)) return { kind: 'blocked', limits: [] };
    if (decides && (thread.waiting.kind === 'touch' || (thread.fresh && thread.role.role === 'environment')))
      return { kind: 'blocked', limits: [] };
    try {
      if (!this.passes(thread, index)) return { kind: 'blocked', limits: [] };
      this.run(thread, index, { choices, decides });
      if (!decides && thread.budget !== null && thread.budget > 0) thread.budget--;
      return { kind: 'taken', limits: choices.limits };
    } catch (error) {
      if (error instanceof Blocked) return { kind: 'blocked', limits: choices.limits };
      if (error instanceof Broken) return { kind: 'broken', broken: error, limits: choices.limits };
      throw error;
    }
  }

  /** Whether nothing keeps it from its next step. */
  private passes({ role: { when } }: Running, index: number): boolean {
    if (when === null) return true;
    return truth(this.finish(new Evaluator(this.model, this.memory, index, 1), when, [this.root], new Choices([])));
  }

  private run(
    thread: Running,
    index: number,
    { choices, decides }: { readonly choices: Choices; readonly decides: boolean },
  ): void {
    thread.fresh &&= decides;
    let touched = false;
    const chosen = new Set<string>();
    while (thread.waiting !== null) {
      const request = thread.waiting;
      if (request.kind === 'touch') {
        if (touched || decides) return;
        touched = true;
        thread.waiting = this.advance(thread, 0);
      } else {
        if (!request.inside) {
          // A choice costs nothing, but the same one twice without a touch between would be a loop without a step.
          if (touched || chosen.has(request.id)) return;
          chosen.add(request.id);
        }
        thread.waiting = this.advance(thread, choices.pick(request));
      }
    }
    if (thread.role.role !== 'thread') this.restart(thread, index);
  }

  holds(property: ScenarioFunction): boolean {
    return truth(this.observe(property));
  }

  /** What a property or an outcome says here. */
  observe(one: ScenarioFunction): Value {
    const evaluator = new Evaluator(this.model, this.memory, 0, 1);
    return this.finish(evaluator, one.function, [this.root], new Choices([]));
  }

  /** Memory as text: equal texts, equal contents. */
  snapshot(): string {
    const texts: string[] = [];
    for (const [id, objects] of this.memory.classes) {
      for (const object of objects) {
        const fields = [...object.fields].map(([name, value]) => `${name}=${show(value)}`);
        texts.push(`${id}/${object.index}:${object.live ? fields.join() : 'free'}`);
      }
    }
    return texts.join(';');
  }

  finished(): string {
    return this.threads.map((thread) => (thread.waiting === null ? 'x' : '-')).join('');
  }

  /** Everything that the future depends on. */
  key(): string {
    const threads = this.threads.map((thread) => {
      if (thread.waiting === null) return 'finished';
      const seen: Structure[] = [];
      const stack = thread.evaluator.stack.map((entry) => show(entry as Value, seen)).join();
      const frames = thread.evaluator.frames.map(({ locals }) =>
        [...locals].map(([id, value]) => `${id}=${show(value, seen)}`).join(),
      );
      return `${thread.fresh} ${thread.budget} ${stack} ${frames.join('|')}`;
    });
    return `${this.snapshot()}\n${threads.join('\n')}`;
  }
}

/** `seen`: structures may be reached by several names; each is written out once. */
function show(value: Value, seen: Structure[] = []): string {
  if (value instanceof SharedObject) return `&${value.class.name}/${value.index}`;
  if (value instanceof Table) return `#${value.declaration.name}`;
  if (Array.isArray(value)) return `[${value.map((item) => show(item, seen)).join()}]`;
  if (value instanceof Structure) {
    const known = seen.indexOf(value);
    if (known >= 0) return `*${known}`;
    seen.push(value);
  }
  if (value !== null && typeof value === 'object' && 'fields' in value) {
    return `{${[...value.fields].map(([name, part]) => `${name}=${show(part, seen)}`).join()}}`;
  }
  return String(value);
}
