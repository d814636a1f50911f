// SPDX-License-Identifier: MIT
// One step in one line, for where it stands alone: `lock_page(page1)  locked false → true`. In the columns its calls stand
// on lines of their own. A step goes on up to its thread's next touch of memory, through calls that have nothing to do with
// what it did: what is named is the call in which it touched memory.

import type { Event } from '../compile/program.ts';
import { otherText, type Read, readsText, type Write, writesTexts } from './effects.ts';
import type { OpenCall } from './story.ts';
import { callText, namesIn } from './words.ts';

export interface StepText {
  /** The call in which it does what it does, as it is written, if it has entered that; null: it was in it before. */
  readonly call: string | null;
  /** That call, or the one that it was in: `lock_page()`; null: the thread's own body. */
  readonly where: string | null;
  /** What it does to memory, or waits for; empty: nothing that others see. */
  readonly effects: readonly string[];
}

/** @param inside the calls that the thread was in before the step, outermost first */
export function stepText(events: readonly Event[], inside: readonly OpenCall[]): StepText {
  const first = events.findIndex(isEffect);
  const entered: OpenCall[] = [];
  let left = 0;
  for (const event of first < 0 ? events : events.slice(0, first)) {
    if (event.kind === 'call') entered.push(event);
    else if (event.kind === 'return' && entered.pop() === undefined) left++;
  }
  const call = entered.at(-1) ?? null;
  const innermost = call ?? inside.at(-1 - left) ?? null;
  const named = call === null ? [] : namesIn(call.args);
  const shared = events.filter(isEffect);
  const writes = shared.filter((event): event is Write => event.kind === 'write');
  const written = new Set(writes.map(({ location }) => location.key));
  const reads = shared.filter((event): event is Read => event.kind === 'read' && !written.has(event.location.key));
  const others = shared.flatMap((event) =>
    event.kind === 'call' || event.kind === 'return' || event.kind === 'read' || event.kind === 'write'
      ? []
      : [otherText(event)],
  );
  return {
    call: call === null ? null : callText(call),
    where: innermost === null ? null : `${innermost.function}()`,
    effects: [...(reads.length > 0 ? [readsText(reads, named)] : []), ...writesTexts(writes, named), ...others],
  };
}

/** Whether it is what the step is about: memory that others see, or what it waits for. */
function isEffect(event: Event): boolean {
  return event.kind !== 'call' && event.kind !== 'return' && !('free' in event && event.free);
}
