// SPDX-License-Identifier: MIT
// One step in one line, for where it stands alone: `lock_page(page1)  locked false → true`. In the columns its calls stand
// on lines of their own.

import type { Event } from '../compile/program.ts';
import { otherText, type Read, readsText, type Write, writesTexts } from './effects.ts';
import { callText, namesIn } from './words.ts';

export interface StepText {
  /** The innermost call that it enters, as it is written; null: it stays in the calls that it is in. */
  readonly call: string | null;
  /** What it does to memory, or waits for; empty: nothing that others see. */
  readonly effects: readonly string[];
}

export function stepText(events: readonly Event[]): StepText {
  const call = events.findLast((event) => event.kind === 'call');
  const named = call?.kind === 'call' ? namesIn(call.args) : [];
  const shared = events.filter((event) => !('free' in event && event.free));
  const writes = shared.filter((event): event is Write => event.kind === 'write');
  const written = new Set(writes.map(({ location }) => location.key));
  const reads = shared.filter((event): event is Read => event.kind === 'read' && !written.has(event.location.key));
  const others = shared.flatMap((event) =>
    event.kind === 'call' || event.kind === 'return' || event.kind === 'read' || event.kind === 'write'
      ? []
      : [otherText(event)],
  );
  const texts = [...(reads.length > 0 ? [readsText(reads, named)] : []), ...writesTexts(writes, named), ...others];
  return { call: call?.kind === 'call' ? callText(call) : null, effects: texts };
}
