// SPDX-License-Identifier: MIT
// A story as touches of memory, cell by cell: who read or wrote what, in which step and in which call.

import type { Datum, Event } from '../compile/program.ts';
import { sameValue } from '../explore/cells.ts';
import { type Story, shortName } from './story.ts';

export type Touch = Extract<Event, { kind: 'read' | 'write' }>;

/** A touch with its step. */
export interface Touched {
  readonly thread: number;
  readonly step: number;
  readonly event: Touch;
}

/** With the call that it happened in. */
export interface Placed extends Touched {
  /** Its place among all touches of the story. */
  readonly at: number;
  /** The innermost function; null: the thread's own body. */
  readonly inside: string | null;
  /** The same number for touches of one call of it. */
  readonly call: number;
}

/** What a call returned, where it was told. */
export interface Returned {
  readonly thread: number;
  readonly call: number;
  readonly value: Datum;
}

/** By cell, in the order of the run; what costs no step is left out. */
export function historyOf(story: Story): ReadonlyMap<string, readonly Touched[]> {
  const history = new Map<string, Touched[]>();
  story.steps.forEach(({ thread, events }, step) => {
    for (const event of events) {
      if ((event.kind !== 'read' && event.kind !== 'write') || event.free) continue;
      const touches = history.get(event.location.key);
      if (touches === undefined) history.set(event.location.key, [{ thread, step, event }]);
      else touches.push({ thread, step, event });
    }
  });
  return history;
}

export function isChange({ event }: Touched): boolean {
  return changes(event);
}

/** Whether it makes a cell something else than it was. */
export function changes(event: Event): event is Extract<Event, { kind: 'write' }> {
  return event.kind === 'write' && !sameValue(event.before, event.value);
}

/** All touches, those that cost no step too, and what calls returned. */
export class Happened {
  readonly touches: readonly Placed[];
  readonly returns: readonly Returned[];
  readonly #byCell = new Map<string, Placed[]>();
  readonly #byStep = new Map<number, Placed[]>();

  constructor(story: Story) {
    const touches: Placed[] = [];
    const returns: Returned[] = [];
    const stacks = story.threads.map((): { name: string; call: number }[] => []);
    let calls = 0;
    story.steps.forEach(({ thread, inside, events }, step) => {
      const stack = stacks[thread];
      if (stack === undefined) throw new Error(`checker bug: step ${step} is of a thread that is not there`);
      // Calls that no step told of are followed as call-tree.ts follows them.
      let same = 0;
      while (same < inside.length && stack[same]?.name === inside[same]?.function) same++;
      stack.length = same;
      for (const call of inside.slice(same)) stack.push({ name: call.function, call: ++calls });
      for (const event of events) {
        const top = stack.at(-1);
        if (event.kind === 'call') stack.push({ name: event.function, call: ++calls });
        else if (event.kind === 'return') {
          if (top !== undefined && event.value !== null) returns.push({ thread, call: top.call, value: event.value });
          stack.pop();
        } else if (event.kind === 'read' || event.kind === 'write')
          touches.push({ thread, step, event, at: touches.length, inside: top?.name ?? null, call: top?.call ?? 0 });
      }
    });
    this.touches = touches;
    this.returns = returns;
    for (const touch of touches) {
      append(this.#byCell, touch.event.location.key, touch);
      append(this.#byStep, touch.step, touch);
    }
  }

  /** Touches of one cell. */
  of(key: string): readonly Placed[] {
    return this.#byCell.get(key) ?? [];
  }

  /** Touches of one step. */
  in(step: number): readonly Placed[] {
    return this.#byStep.get(step) ?? [];
  }

  lastChange(key: string): Placed | undefined {
    return this.of(key).findLast(isChange);
  }
}

function append<K>(map: Map<K, Placed[]>, key: K, touch: Placed): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [touch]);
  else known.push(touch);
}

/** Keys of the cells that the property which is false looked at. */
export function askedBy(story: Story): ReadonlySet<string> {
  return new Set((story.why?.reads ?? []).map(({ key }) => key));
}

export interface Diagnosis {
  readonly kind: 'stale-copy' | 'lost-store' | 'torn-read' | 'use-after-free';
  /** A sentence, with everything that it rests on. */
  readonly text: string;
  /** What it speaks of: told in the columns, too. */
  readonly events: readonly Event[];
}

/** `CPU1`. */
export function nameOf(story: Story, thread: number): string {
  const one = story.threads[thread];
  if (one === undefined) throw new Error(`checker bug: no thread ${thread}`);
  return shortName(one.name, story.threads);
}

/** `CPU1 in put_page()`. */
export function whoText(story: Story, { thread, inside }: Placed): string {
  return inside === null ? nameOf(story, thread) : `${nameOf(story, thread)} in ${inside}()`;
}

/** The objects that a value leads to. */
export function leadsTo(value: Datum): readonly string[] {
  switch (value.kind) {
    case 'reference':
      return value.to === null ? [] : [value.to];
    case 'record':
      return value.parts.flatMap((part) => leadsTo(part.value));
    case 'array':
      return value.items.flatMap(leadsTo);
    default:
      return [];
  }
}
