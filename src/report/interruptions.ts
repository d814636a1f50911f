// SPDX-License-Identifier: MIT
// Which steps of a thread may share a line. A line stands where the first of its steps happened; the others are told there,
// too. So it is true if no other thread got between them and touched what they write, or wrote what they touch: then all of
// them might as well have happened there. It is the one rule for everything that is told in one line, calls, reads in a row,
// and answers: a call that somebody interrupted has lines of its own below it, and one that was served meanwhile has a line for
// each part. And no line reaches into a loop, or over the moment from which on something is due.

import type { Event } from '../compile/program.ts';
import { type Border, bordersOf, type Story, type ToldStep } from './story.ts';

/** What a step does to memory: cells, and whether an object is there. */
interface Touches {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

export class Interruptions {
  readonly #story: Story;
  readonly #borders: readonly Border[];
  readonly #touches: readonly Touches[];
  readonly #known = new Map<string, ReadonlySet<number>>();
  readonly #written: ReadonlySet<string>;

  constructor(story: Story) {
    this.#story = story;
    this.#borders = bordersOf(story);
    this.#touches = story.steps.map(({ events }) => touchesOf(events));
    this.#written = new Set(this.#touches.flatMap(({ writes }) => [...writes]));
  }

  /** Whether an event could as well have happened at any other time: it looked at what nobody ever writes. */
  isTimeless(event: Event): boolean {
    return event.kind === 'read' && event.free && !this.#written.has(event.location.key);
  }

  /** Whether nothing got between those steps of one thread but answers that it waited for: whole rounds of daemons, each
   *  followed by the wait that it ends. A request to a server and its reply are one call.
   *  @returns the steps with which it went on */
  served(steps: readonly number[]): readonly number[] | null {
    const { steps: all } = this.#story;
    const [first, last] = [Math.min(...steps), Math.max(...steps)];
    if (last >= all.length || this.#borders.some(({ step }) => first < step && step <= last)) return null;
    const found: number[] = [];
    let others: ToldStep[] = [];
    for (const [i, step] of all.slice(first, last + 1).entries()) {
      if (step.thread !== all[first]?.thread) others.push(step);
      else if (others.length > 0) {
        if (!this.#isAnswer(others, step)) return null;
        found.push(first + i);
        others = [];
      }
    }
    return found.length > 0 ? found : null;
  }

  #isAnswer(others: readonly ToldStep[], next: ToldStep): boolean {
    for (const daemon of new Set(others.map(({ thread }) => thread))) {
      if (this.#story.threads[daemon]?.role !== 'daemon') return false;
      const own = others.filter(({ thread }) => thread === daemon);
      if (own[0]?.begins !== true || own.at(-1)?.ends !== true) return false;
    }
    if (!next.events.some(({ kind }) => kind === 'wait')) return false;
    const awaited = new Set(next.events.flatMap((event) => (event.kind === 'read' ? [event.location.key] : [])));
    return others.some(({ events }) =>
      events.some((event) => event.kind === 'write' && awaited.has(event.location.key)),
    );
  }

  /** Whether steps of one thread may be told where the first of them happened. */
  together(steps: readonly number[]): boolean {
    return this.disturbed(steps).size === 0;
  }

  /** Whether no other thread did anything in between. What one reads side by side one takes for one look. */
  alone(steps: readonly number[]): boolean {
    const [first, last] = [Math.min(...steps), Math.max(...steps)];
    const { steps: all } = this.#story;
    return this.together(steps) && all.slice(first, last + 1).every(({ thread }) => thread === all[first]?.thread);
  }

  /** The steps, of those and of all between them, that others met while they were under way. */
  disturbed(steps: readonly number[]): ReadonlySet<number> {
    const [first, last] = [Math.min(...steps), Math.max(...steps)];
    const known = this.#known.get(`${first} ${last}`);
    if (known !== undefined || steps.length === 0) return known ?? new Set();
    const found = this.#disturbed(first, last);
    this.#known.set(`${first} ${last}`, found);
    return found;
  }

  #disturbed(first: number, last: number): ReadonlySet<number> {
    const { steps } = this.#story;
    const thread = steps[first]?.thread;
    const own: number[] = [];
    const others: number[] = [];
    for (let i = first; i <= Math.min(last, steps.length - 1); i++)
      (steps[i]?.thread === thread ? own : others).push(i);
    // What stands for ever at the end comes after everything.
    if (last >= steps.length) own.push(last);
    const found = new Set<number>();
    for (const step of own) {
      if (this.#borders.some((border) => first < border.step && border.step <= step)) found.add(step);
      if (step >= steps.length ? others.length > 0 : others.some((other) => this.#meet(step, other))) found.add(step);
    }
    return found;
  }

  #meet(one: number, other: number): boolean {
    const [a, b] = [this.#touches[one], this.#touches[other]];
    if (a === undefined || b === undefined) return false;
    return overlap(a.writes, b.writes) || overlap(a.writes, b.reads) || overlap(a.reads, b.writes);
  }
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const one of few) if (many.has(one)) return true;
  return false;
}

function touchesOf(events: readonly Event[]): Touches {
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (const event of events) {
    if (event.kind === 'read' || event.kind === 'write') {
      (event.kind === 'read' ? reads : writes).add(event.location.key);
      reads.add(`object ${event.location.object}`);
    } else if (event.kind === 'alloc' || event.kind === 'free') writes.add(`object ${event.object}`);
  }
  return { reads, writes };
}
