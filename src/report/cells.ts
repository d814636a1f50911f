// SPDX-License-Identifier: MIT
// Which memory a story turns on. A cell is crucial if the failure is about it; a write is asked for if the property that is
// false reads it; a cell is a meeting place if one thread reads what another one writes; a message if only a thread and daemons meet there; fleeting if one thread alone touched it and left
// it as it was; else private.

import type { Event } from '../compile/program.ts';
import type { Story } from './story.ts';

export type Standing = 'crucial' | 'asked' | 'meeting' | 'message' | 'private' | 'fleeting';

type Touch = Extract<Event, { kind: 'read' | 'write' }>;

interface Uses {
  readonly readers: Set<number>;
  readonly writers: Set<number>;
  before: string | null;
  after: string | null;
}

export class Cells {
  readonly #uses = new Map<string, Uses>();
  readonly #crucial: ReadonlySet<string>;
  /** What the property that is false reads. */
  readonly #asked: ReadonlySet<string>;
  readonly #threads: Story['threads'];

  constructor(story: Story) {
    this.#threads = story.threads;
    this.#crucial = new Set(story.failure?.waits.map((wait) => wait.location));
    this.#asked = new Set(story.why?.reads.map((location) => location.key));
    for (const step of story.steps) {
      for (const event of step.events) if (isTouch(event)) this.#note(step.thread, event);
    }
  }

  standing(event: Touch): Standing {
    if (this.#crucial.has(`${event.location.object}.${event.location.field}`)) return 'crucial';
    if (event.kind === 'write' && this.#asked.has(event.location.key)) return 'asked';
    const uses = this.#uses.get(event.location.key);
    if (uses === undefined) return 'private';
    const { readers, writers, before, after } = uses;
    const users = new Set([...readers, ...writers]);
    if (users.size > 1 && writers.size > 0) {
      const daemons = [...users].filter((user) => this.#threads[user]?.role === 'daemon').length;
      return users.size - daemons > 1 || daemons === users.size ? 'meeting' : 'message';
    }
    return writers.size > 0 && before === after ? 'fleeting' : 'private';
  }

  #note(thread: number, event: Touch): void {
    const { key } = event.location;
    const uses = this.#uses.get(key) ?? { readers: new Set(), writers: new Set(), before: null, after: null };
    this.#uses.set(key, uses);
    if (event.kind === 'read') uses.readers.add(thread);
    else {
      uses.writers.add(thread);
      uses.before ??= event.before;
      uses.after = event.value;
    }
  }
}

export function isTouch(event: Event): event is Touch {
  return (event.kind === 'read' || event.kind === 'write') && !event.free;
}
