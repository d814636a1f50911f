// SPDX-License-Identifier: MIT
// Which stretches of a thread were alone. What nobody interrupted may be told in one line; what somebody interrupted is
// what the story is about.

import type { Story, ToldStep } from './story.ts';

export class Interruptions {
  readonly #story: Story;
  readonly #runs: readonly number[];

  constructor(story: Story) {
    this.#story = story;
    this.#runs = runsOf(story);
  }

  /** Whether steps of one thread stand in one stretch in which no other thread did anything. */
  alone(steps: readonly number[]): boolean {
    return new Set(steps.map((step) => this.#runs[step])).size <= 1;
  }

  /** Whether nothing got between two steps of a thread but answers that it waited for: whole rounds of daemons, each
   *  followed by the wait that it ends. A request to a server and its reply are one call. */
  aloneOrServed(thread: number, first: number, last: number): boolean {
    const { steps, failure } = this.#story;
    const loop = failure?.loop ?? null;
    if (loop !== null && first < loop && loop <= last) return false;
    let served: ToldStep[] = [];
    for (const step of steps.slice(first, last + 1)) {
      if (step.thread !== thread) served.push(step);
      else {
        if (served.length > 0 && !this.#isAnswer(served, step)) return false;
        served = [];
      }
    }
    return served.length === 0;
  }

  #isAnswer(served: readonly ToldStep[], next: ToldStep): boolean {
    const daemons = new Set(served.map((step) => step.thread));
    for (const daemon of daemons) {
      if (this.#story.threads[daemon]?.role !== 'daemon') return false;
      const own = served.filter((step) => step.thread === daemon);
      if (own[0]?.begins !== true || own[own.length - 1]?.ends !== true) return false;
    }
    if (!next.events.some((event) => event.kind === 'wait')) return false;
    const awaited = new Set(next.events.flatMap((event) => (event.kind === 'read' ? [event.location.key] : [])));
    return served.some((step) =>
      step.events.some((event) => event.kind === 'write' && awaited.has(event.location.key)),
    );
  }
}

/** Numbers the stretches of steps of one thread; the beginning of a loop begins a new one, and so does the end. */
function runsOf(story: Story): readonly number[] {
  let run = 0;
  const runs = story.steps.map((step, index) => {
    const before = story.steps[index - 1];
    if (before !== undefined && (before.thread !== step.thread || index === story.failure?.loop)) run++;
    return run;
  });
  return [...runs, run + 1];
}
