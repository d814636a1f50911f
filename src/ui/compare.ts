// SPDX-License-Identifier: MIT
// Bug and fix side by side: the failing run, followed in the fixed model as far as it goes, step for step. Comes in: the run that
// fails and the fixed Program. Goes out: pairs of steps, and the one that the fix makes impossible, with the reason. Hard case: a
// fix adds steps and leaves some out, so that the next step of the run is not the next step of the fixed thread. Then the
// thread is looked ahead, alone, in both, and goes on where both first do the same again. A step is the same if it touches the same
// cells in the same function: lines move when a function is changed, and what is read there is what the fix is about.

import type { Event, Program } from '../compile/program.ts';
import { cellName, sameValue } from '../explore/cells.ts';
import { SuccessorBuffer } from '../explore/successors.ts';
import type { Choices, Step } from '../explore/trace.ts';
import type { Wait } from '../explore/verdict.ts';
import { awaited, Holders } from '../explore/waits.ts';
import { type Story, shortName } from '../report/story.ts';
import { briefText } from '../report/values.ts';

/** Steps that a thread is looked ahead. */
const farthest = 120;

export interface Pair {
  readonly thread: number;
  /** Index of a step of the failing run; null: only the fixed model takes it. */
  readonly bug: number | null;
  /** Index of a step in `Comparison.choices`; null: only the failing run has it. */
  readonly fixed: number | null;
  /** What it reads or writes otherwise than in the failing run: `page0._mapcount 1, not 0`. */
  readonly differs: readonly string[];
}

export interface Impossible {
  /** Index of the step of the failing run. */
  readonly bug: number;
  /** `waits`: its thread can take no step there. `branch`: it does something else. `finished`: it has nothing more to do. `fault`: it breaks. */
  readonly kind: 'waits' | 'branch' | 'finished' | 'fault';
  /** `CPU2 waits for mm.page_table_lock.held, which CPU1 has`. */
  readonly text: string;
  readonly waits: readonly Wait[];
}

export interface Comparison {
  /** In the order in which the steps are taken. */
  readonly pairs: readonly Pair[];
  /** What the fixed model did, to be replayed there. */
  readonly choices: Choices;
  /** Null: the whole run is possible. */
  readonly impossible: Impossible | null;
  /** One sentence: why it ends there, or what is at its end. */
  readonly ending: string;
  /** The first pair that sees something else than the failing run did; null: none does. */
  readonly turns: number | null;
}

/** A step of the fixed model, taken or looked at. */
interface Taken extends Step, Doing {
  readonly after: Int32Array;
  readonly broke: boolean;
}

/** A step of the failing run. */
interface Known extends Step, Doing {}

/** Yields after every step that it looks at.
 *  @param run the one that fails */
export function* comparing(
  { story, choices }: { readonly story: Story; readonly choices: Choices },
  fixed: Program,
): Generator<void, Comparison> {
  const threads = story.threads.map(({ name }) => {
    const found = fixed.threads.findIndex((one) => one.name === name);
    if (found < 0) throw new RangeError(`the two have different threads: only one has ${name}`);
    return found;
  });
  const run = story.steps.map(({ thread, inside, events }, i): Known => {
    const [is, path] = [threads[thread], choices.steps[i]?.path];
    if (is === undefined || path === undefined) throw new Error(`checker bug: step ${i} is none of the run`);
    return { thread: is, path, inside: inside.map((call) => call.function), events };
  });
  const follower = new Follower(fixed, Math.min(choices.initial, fixed.initialCount - 1));
  const pairs: Pair[] = [];
  const take = (step: Taken, bug: number | null): void => {
    const was = bug === null ? undefined : run[bug];
    const differs = was === undefined ? [] : differences(was.events, step.events);
    pairs.push({ thread: step.thread, bug, fixed: follower.take(step), differs });
  };
  const result = (impossible: Impossible | null): Comparison => {
    const turns = pairs.findIndex(({ differs }) => differs.length > 0);
    const ending = impossible?.text ?? follower.ending(story);
    return { pairs, choices: follower.choices, impossible, ending, turns: turns < 0 ? null : turns };
  };
  for (const [bug, step] of run.entries()) {
    let next = follower.next(step);
    yield;
    if (next === null || !isLike(next, step)) {
      const ahead = yield* follower.ahead(run.filter(({ thread }, i) => thread === step.thread && i >= bug));
      if (ahead.skips > 0 || (ahead.end === 'blocked' && follower.isIdle(step.thread))) {
        // It is left out; what comes instead of it is taken where both go on. A daemon may have nothing to do.
        pairs.push({ thread: step.thread, bug, fixed: null, differs: [] });
        continue;
      }
      if (ahead.skips === 0 || ahead.end === 'blocked') for (const one of ahead.steps) take(one, null);
      // Where nowhere do both go on, how far it comes alone says why.
      if (ahead.skips < 0) return result(follower.impossible(bug, step, ahead.end, pairs));
      next = follower.next(step);
    }
    if (next === null) throw new Error('checker bug: a step that was looked at cannot be taken');
    take(next, bug);
    if (next.broke) return result(follower.broken(bug, next));
  }
  return result(null);
}

interface Ahead {
  /** Of the fixed thread: before both do the same again, or all that it does. */
  readonly steps: readonly Taken[];
  /** How many steps of the run are left out until then; −1: they never do the same again. */
  readonly skips: number;
  readonly end: 'blocked' | 'finished' | 'goes on' | 'fault';
}

class Follower {
  readonly #program: Program;
  readonly #initial: number;
  readonly #steps: Step[] = [];
  readonly #holders = new Holders();
  #state: Int32Array;

  constructor(program: Program, initial: number) {
    this.#program = program;
    this.#initial = initial;
    const { words } = program;
    this.#state = program.initial.slice(initial * words, (initial + 1) * words);
  }

  get choices(): Choices {
    return { initial: this.#initial, steps: this.#steps };
  }

  /** @returns its index */
  take({ thread, path, events, after }: Taken): number {
    this.#steps.push({ thread, path });
    this.#holders.note(thread, events);
    this.#state = after;
    return this.#steps.length - 1;
  }

  /** What a thread does next, by the path that is most like what it did in the run; null: it can take no step. */
  next(like: Known, state = this.#state): Taken | null {
    const program = this.#program;
    const { thread } = like;
    const [, ...stack] = program.view(state, 0).threads[thread]?.stack ?? [];
    const inside = stack.map((frame) => frame.function);
    const out = new SuccessorBuffer(program.words);
    program.step(thread, state, 0, out);
    let best: { readonly step: Taken; readonly likeness: number } | null = null;
    for (let i = 0; i < out.count; i++) {
      const path = out.paths[i];
      if (path === undefined) throw new Error('checker bug: a successor without a path');
      const { events } = program.narrate(thread, state, 0, path);
      const likeness =
        (isLike({ inside, events }, like) ? 4 : 0) +
        (sameChoices(events, like.events) ? 2 : 0) +
        (path === like.path ? 1 : 0);
      if (best !== null && best.likeness >= likeness) continue;
      best = {
        step: {
          thread,
          path,
          inside,
          events,
          after: out.words.slice(out.at(i), out.at(i + 1)),
          broke: out.faults[i] !== 0,
        },
        likeness,
      };
    }
    return best?.step ?? null;
  }

  /** @param own what its thread does in the run from here on */
  *ahead(own: readonly Known[]): Generator<void, Ahead> {
    const [first] = own;
    if (first === undefined) throw new Error('checker bug: a thread is followed that takes no step');
    const steps: Taken[] = [];
    let state = this.#state;
    let best: { readonly at: number; readonly skips: number } | null = null;
    let end: Ahead['end'] = 'goes on';
    while (steps.length < farthest) {
      const step: Taken | null = this.next(first, state);
      yield;
      if (step === null) {
        const answer = yield* this.#answer(first.thread, state);
        const last = answer.at(-1);
        if (last !== undefined) {
          steps.push(...answer);
          state = last.after;
          continue;
        }
        end = this.#program.standing(first.thread, state, 0) === 'finished' ? 'finished' : 'blocked';
        break;
      }
      const at = steps.length;
      const most: number = best === null ? farthest : best.at + best.skips - at;
      const skips: number = own.slice(0, Math.max(0, most)).findIndex((one) => isLike(step, one));
      if (skips >= 0) best = { at, skips };
      if (step.broke) {
        end = 'fault';
        break;
      }
      steps.push(step);
      state = step.after;
    }
    return best === null ? { steps, skips: -1, end } : { steps: steps.slice(0, best.at), skips: best.skips, end };
  }

  /** Whether it is a daemon, or the environment, at its top. */
  isIdle(thread: number): boolean {
    return this.#program.standing(thread, this.#state, 0) === 'idle';
  }

  /** Of a run that was followed to its end. */
  ending({ failure }: Story): string {
    const program = this.#program;
    if (failure === null) return 'the whole run is possible';
    const property = program.properties.find(({ name, kind }) => name === failure.property && kind === failure.kind);
    if (property !== undefined)
      return `the whole run is possible, and ${failure.property} is ${property.holds(this.#state, 0) ? 'true' : 'false'} at its end`;
    const waiting = new Set(failure.waits.map(({ thread }) => thread));
    const still = this.#holders.waitsIn(program, this.#state).filter(({ thread }) => waiting.has(thread));
    if (still.length > 0)
      return `the whole run is possible: ${still.map((wait) => `${shortName(wait.thread, program.threads)} ${this.#waitText(wait)}`).join('; ')}`;
    const names = [...waiting].map((name) => shortName(name, program.threads));
    return waiting.size === 0
      ? 'the whole run is possible'
      : `nobody waits for ever there: ${names.join(' and ')} can go on`;
  }

  /** What a daemon that has nothing to do yet does for a thread that waits for it; empty: none can help. Who is in the middle of
   *  something, or has a part of the run to play, is not moved: that would be another run. */
  *#answer(thread: number, state: Int32Array): Generator<void, readonly Taken[]> {
    const program = this.#program;
    if (program.standing(thread, state, 0) === 'finished') return [];
    for (const [daemon, { role }] of program.threads.entries()) {
      if (role !== 'daemon' || program.standing(daemon, state, 0) !== 'idle') continue;
      const steps: Taken[] = [];
      let at = state;
      while (steps.length < farthest) {
        const step = this.next({ thread: daemon, path: 0, inside: [], events: [] }, at);
        yield;
        if (step === null || step.broke) break;
        steps.push(step);
        at = step.after;
        const out = new SuccessorBuffer(program.words);
        program.step(thread, at, 0, out);
        if (out.count > 0) return steps;
      }
    }
    return [];
  }

  impossible(bug: number, { thread, inside }: Known, end: Ahead['end'], pairs: readonly Pair[]): Impossible {
    const who = this.#name(thread);
    if (end === 'blocked') {
      const waits = this.#holders
        .waitsIn(this.#program, this.#state)
        .filter((wait) => wait.thread === this.#program.threads[thread]?.name);
      return { bug, kind: 'waits', text: `${who} ${waits.map((wait) => this.#waitText(wait)).join(', and ')}`, waits };
    }
    const last = pairs.findLast((pair) => pair.thread === thread && pair.differs.length > 0);
    const saw = last === undefined ? '' : `: it has seen ${last.differs.join(', ')}`;
    const where = inside.length === 0 ? '' : ` in ${inside.at(-1)}()`;
    switch (end) {
      case 'finished':
        return { bug, kind: 'finished', text: `${who} goes another way${where} and finishes${saw}`, waits: [] };
      case 'fault':
        return { bug, kind: 'fault', text: `${who} goes another way${where} and breaks${saw}`, waits: [] };
      case 'goes on':
        return { bug, kind: 'branch', text: `${who} goes another way${where}${saw}`, waits: [] };
    }
  }

  broken(bug: number, { events, thread }: Taken): Impossible {
    const fault = events.findLast((event) => event.kind === 'fault');
    const what = fault?.kind === 'fault' ? fault.fault.message : 'it breaks';
    return { bug, kind: 'fault', text: `${this.#name(thread)}: ${what}`, waits: [] };
  }

  #waitText(wait: Wait): string {
    const holders = wait.heldBy.map((name) =>
      name === wait.thread
        ? `it ${wait.ownFlag ? 'set' : 'has'} itself`
        : `${shortName(name, this.#program.threads)} has`,
    );
    return `waits for ${awaited(wait)}${holders.length === 0 ? '' : `, which ${holders.join(' and ')}`}`;
  }

  #name(thread: number): string {
    const one = this.#program.threads[thread];
    if (one === undefined) throw new Error(`checker bug: no thread ${thread}`);
    return shortName(one.name, this.#program.threads);
  }
}

type Touch = Extract<Event, { kind: 'read' | 'write' }>;

/** What a step does, and the functions that its thread was in before it. */
interface Doing {
  readonly inside: readonly string[];
  readonly events: readonly Event[];
}

/** What a step touches, and in which functions: nothing of the values. */
function touched({ inside: before, events }: Doing): string {
  const inside = [...before];
  const found: string[] = [];
  for (const event of events) {
    if (event.kind === 'call') inside.push(event.function);
    else if (event.kind === 'return') inside.pop();
    else if (isTouch(event)) found.push(`${inside.at(-1) ?? ''} ${event.kind} ${cellName(event.location)}`);
    else if (event.kind === 'alloc' || event.kind === 'free')
      found.push(`${event.kind} ${event.object.replace(/#.*/, '')}`);
  }
  return found.join('; ');
}

function isTouch(event: Event): event is Touch {
  return (event.kind === 'read' || event.kind === 'write') && !event.free;
}

function isLike(one: Doing, other: Doing): boolean {
  return touched(one) === touched(other);
}

function sameChoices(one: readonly Event[], other: readonly Event[]): boolean {
  const chosen = (events: readonly Event[]): string =>
    events.flatMap((event) => (event.kind === 'choose' ? [event.value] : [])).join();
  return chosen(one) === chosen(other);
}

function differences(was: readonly Event[], is: readonly Event[]): readonly string[] {
  const [before, now] = [was.filter(isTouch), is.filter(isTouch)];
  return now.flatMap((event, i) => {
    const old = before[i];
    const first = now.findIndex((one) => one.location.key === event.location.key) === i;
    if (old === undefined || !first || sameValue(old.value, event.value)) return [];
    return [`${cellName(event.location)} ${briefText(event.value)}, not ${briefText(old.value)}`];
  });
}
