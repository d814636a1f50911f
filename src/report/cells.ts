// SPDX-License-Identifier: MIT
// Which memory a story turns on. A touch is crucial if the failure is about it (deciding.ts), and so is what a failing wait
// reads; a write is asked for if the property that is false reads it; a cell is a meeting place if one thread reads what another one writes; a message if only a thread and
// daemons meet there; else private. Touches are fleeting if their thread left the cell as it was and nobody else looked
// meanwhile, as at a reference that was got and put: they make no place a meeting place.

import type { Datum, Event } from '../compile/program.ts';
import { sameValue } from '../explore/cells.ts';
import { decidingEvents } from './deciding.ts';
import type { Story } from './story.ts';

export type Standing = 'crucial' | 'asked' | 'meeting' | 'message' | 'private' | 'fleeting';

type Touch = Extract<Event, { kind: 'read' | 'write' }>;

interface Uses {
  readonly readers: Set<number>;
  readonly writers: Set<number>;
}

/** Touches of one cell by one thread, with no other thread's between them. */
interface Stretch {
  readonly thread: number;
  readonly touches: Touch[];
}

export class Cells {
  readonly #uses = new Map<string, Uses>();
  readonly #fleeting = new Set<Touch>();
  readonly #idle = new Set<Event>();
  #tellsWhatMatters = false;
  /** What the failure is about. */
  readonly #crucial: ReadonlySet<string>;
  readonly #deciding: ReadonlySet<Event>;
  /** What the property that is false reads. */
  readonly #asked: ReadonlySet<string>;
  readonly #threads: Story['threads'];

  constructor(story: Story) {
    this.#threads = story.threads;
    this.#crucial = new Set(story.failure?.waits.flatMap(({ location }) => (location === null ? [] : [location.key])));
    this.#deciding = decidingEvents(story);
    this.#asked = new Set(story.why?.reads.map((location) => location.key));
    const known = new Map<string, Datum>();
    for (const { thread, events } of story.steps) {
      for (const event of events) {
        if (!isTouch(event)) continue;
        const place = `${thread} ${event.location.key}`;
        const { value } = event;
        const last = known.get(place);
        if (event.kind === 'write' && sameValue(event.before, value) && last !== undefined && sameValue(last, value))
          this.#idle.add(event);
        known.set(place, value);
        this.#tellsWhatMatters ||= event.kind === 'write' && this.#asked.has(event.location.key);
      }
    }
    for (const stretches of stretchesOf(story).values()) {
      const mayGoUnseen = unseen(stretches);
      for (const stretch of stretches) {
        if (mayGoUnseen && leavesAsItWas(stretch)) for (const touch of stretch.touches) this.#fleeting.add(touch);
        else for (const touch of stretch.touches) this.#note(stretch.thread, touch);
      }
    }
  }

  /** Whether the property that is false reads memory that the story changes, and so says what matters in it. */
  get tellsWhatMatters(): boolean {
    return this.#tellsWhatMatters;
  }

  /** A write of what was there, by a thread that knew it. One that did not know may have lost what another one wrote. */
  isIdle(event: Event): boolean {
    return this.#idle.has(event);
  }

  /** Whether the failure turns on this very touch: it is told, whatever else is not. */
  decides(event: Event): boolean {
    return this.#deciding.has(event);
  }

  standing(event: Touch): Standing {
    if (this.#deciding.has(event) || this.#crucial.has(event.location.key)) return 'crucial';
    if (event.kind === 'write' && this.#asked.has(event.location.key)) return 'asked';
    if (this.#fleeting.has(event)) return 'fleeting';
    const uses = this.#uses.get(event.location.key);
    if (uses === undefined) return 'private';
    const { readers, writers } = uses;
    const users = new Set([...readers, ...writers]);
    if (users.size <= 1 || writers.size === 0) return 'private';
    const daemons = [...users].filter((user) => this.#threads[user]?.role === 'daemon').length;
    return users.size - daemons > 1 || daemons === users.size ? 'meeting' : 'message';
  }

  #note(thread: number, { location, kind }: Touch): void {
    const uses = this.#uses.get(location.key) ?? { readers: new Set(), writers: new Set() };
    this.#uses.set(location.key, uses);
    (kind === 'read' ? uses.readers : uses.writers).add(thread);
  }
}

function stretchesOf(story: Story): ReadonlyMap<string, readonly Stretch[]> {
  const all = new Map<string, Stretch[]>();
  for (const { thread, events } of story.steps) {
    for (const event of events) {
      if (!isTouch(event)) continue;
      const stretches = all.get(event.location.key) ?? [];
      all.set(event.location.key, stretches);
      const last = stretches[stretches.length - 1];
      if (last?.thread === thread) last.touches.push(event);
      else stretches.push({ thread, touches: [event] });
    }
  }
  return all;
}

/** Whether a change that is taken back changes nothing for others. A flag that two threads take in turn is a lock: who has
 *  it when is part of the story. And of a reference or a record that others read before and after, it is part of the story
 *  that it looked the same. */
function unseen(stretches: readonly Stretch[]): boolean {
  const threads = new Set(stretches.map(({ thread }) => thread));
  if (threads.size === 1) return true;
  const touches = stretches.flatMap((stretch) => stretch.touches);
  if (touches.every(({ value }) => value.kind === 'int')) return true;
  const takers = new Set(stretches.filter(leavesAsItWas).map(({ thread }) => thread));
  return takers.size === 1 && touches.every(({ value }) => value.kind === 'bool');
}

function leavesAsItWas({ touches }: Stretch): boolean {
  const writes = touches.filter((touch) => touch.kind === 'write');
  const [first] = writes;
  const last = writes[writes.length - 1];
  return first !== undefined && last !== undefined && sameValue(first.before, last.value);
}

export function isTouch(event: Event): event is Touch {
  return (event.kind === 'read' || event.kind === 'write') && !event.free;
}
