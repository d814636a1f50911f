// SPDX-License-Identifier: MIT
// Runs one path of one step and tells what happened: the narrating twin of the generated steps, made of those points alone at
// which something is to be told: most traces come to few of them. It is the same code with hooks in it, so that what is told is
// what was explored.

import { readBits, type ThreadSlots, writeBits } from '../code/layout.ts';
import { emitNarration, type Narrating, type ThreadUnit } from '../emit/emit.ts';
import { machineOf } from '../ordering/machine-of.ts';
import type { Event, Narration } from '../program.ts';
import { there } from '../there.ts';
import { accesses } from './accesses.ts';
import { happenings } from './happenings.ts';
import { Kept, type Log } from './kept.ts';
import type { NarratorInput } from './location.ts';

export interface Narrator {
  narrate(thread: number, states: Int32Array, at: number, path: number): Narration;
}

/** So many events are kept of a step until it is known whether it ends at all: of one that does not, a round is told. */
const MANY = 20_000;

/** How many events a loop had told when it came back to a touch that it had made. */
function firstRound(events: readonly Event[]): number {
  const seen = new Set<string>();
  for (const [i, { kind, place }] of events.entries()) {
    const key = `${kind} ${place.file}:${place.line}:${place.column}`;
    if (seen.has(key)) return i;
    seen.add(key);
  }
  return events.length;
}

export function createNarrator(input: NarratorInput): Narrator {
  const { threads, memory, layout, faults } = input;
  const kept = new Kept();
  const log: Log = { events: [], gate: 0 };
  const choices: number[] = [];
  const limits: number[] = [];
  let known = 0;
  let used = 0;

  const pick = (n: number): number => {
    if (used === known) {
      choices[known] = 0;
      limits[known] = n;
      known++;
    }
    return there(choices, used++, 'choice');
  };

  const told = { ...accesses(input, kept, log), ...happenings(input, kept, log) };
  let most = MANY;
  type Hook = (...values: readonly unknown[]) => void;
  const bounded = Object.fromEntries(
    Object.entries(told).map(([name, tell]) => {
      const hook: Hook = (...values) => {
        if (log.events.length < most) (tell as Hook)(...values);
      };
      return [name, hook];
    }),
  );
  const machine = input.machine === null ? null : machineOf(input.machine);
  const made = threads.map(() => new Map<number, Narrating>());
  const stepAt = (thread: number, unit: ThreadUnit, slots: ThreadSlots, point: number): Narrating => {
    const ofThread = there(made, thread, 'thread');
    const known = ofThread.get(point);
    if (known !== undefined) return known;
    const source = emitNarration(unit, slots, point, { memory, layout, hooks: kept.hooks });
    const step = new Function('T', 'pick', 'M', source)(bounded, pick, machine) as Narrating;
    ofThread.set(point, step);
    return step;
  };

  return {
    narrate(thread, states, at, path) {
      const unit = threads[thread];
      const slots = layout.threads[thread];
      const after = new Int32Array(layout.words);
      if (unit === undefined || slots === undefined) throw new Error(`checker bug: no thread ${thread}`);
      const point = readBits(slots.point, states, at);
      const restore = (): void => after.set(states.subarray(at, at + layout.words));
      restore();
      if (point === unit.points.regions.length) return { taken: false, events: [], after };
      if (slots.budget !== null && unit.idle.has(point) && readBits(slots.budget, states, at) === 0)
        return { taken: false, events: [], after };
      const step = stepAt(thread, unit, slots, point);
      known = 0;
      for (let ordinal = 0; ; ordinal++) {
        const begun = (kept: number): void => {
          restore();
          log.events = [];
          used = 0;
          most = kept;
        };
        const attempt = (kept: number): number => {
          begun(kept);
          const result = step.run(after, 0);
          if (result !== 3 || step.decide === null) return result;
          begun(kept);
          return step.decide(after, 0);
        };
        // Of other ways nobody hears.
        let result = attempt(ordinal === path ? MANY : 0);
        if (ordinal === path) {
          if (log.events.length >= MANY && faults[-1 - result]?.kind !== 'endless') result = attempt(Infinity);
          const fault = faults[-1 - result];
          if (fault?.kind === 'endless') {
            // The other rounds are like the first.
            log.events.splice(firstRound(log.events));
            log.events.push({ kind: 'fault', fault, place: fault.place, depth: 0 });
          }
          if (result === 1 && slots.budget !== null) {
            const left = readBits(slots.budget, after, 0);
            if (left > 0) writeBits(slots.budget, after, 0, left - 1);
          }
          return { taken: result !== 0, events: log.events, after };
        }
        while (known > 0) {
          const next = there(choices, known - 1, 'choice') + 1;
          choices[known - 1] = next;
          if (next < there(limits, known - 1, 'limit')) break;
          known--;
        }
        if (known === 0) return { taken: false, events: [], after };
      }
    },
  };
}
