// SPDX-License-Identifier: MIT
// A data race at the end of a trace: who touches what, where in the code, and how each of them came there.

import type { Access, Event, Location, Program } from '../compile/program.ts';
import { cellName } from './cells.ts';
import type { Replay, ReplayedStep } from './replay.ts';
import type { ToldAccess, ToldRace } from './verdict.ts';

type Frame = ToldAccess['stack'][number];

/** Null: nothing races there. */
export function raceAt(program: Program, { steps, last }: Replay): ToldRace | null {
  const race = program.race(last, 0);
  if (race === null) return null;
  const { access, other } = race;
  const second = toldAt(program, last, access, null);
  const first = 'cpu' in other ? missedBy(program, steps, access, other.cpu) : toldAt(program, last, other, null);
  return { location: access.location, accesses: [first, second] };
}

/** The last write of a CPU to the place which can be the one that is missed. */
function missedBy(program: Program, steps: readonly ReplayedStep[], missing: Access, cpu: number): ToldAccess {
  for (let i = steps.length - 1; i >= 0; i--) {
    const { thread, path, before, narration } = steps[i]!;
    if (program.cpus[thread] !== cpu) continue;
    const isIt = ({ key }: Location): boolean => key === missing.location.key;
    const made =
      program
        .accesses(thread, before, 0)
        .find((one) => one.path === path && one.write && isIt(one.location) && (one.plain || missing.plain)) ??
      // Not where the code has it, but where a compiler has put it.
      (narration.events.some((one) => one.kind === 'write' && one.compiled !== undefined && isIt(one.location))
        ? { ...missing, thread, path, write: true, plain: true }
        : undefined);
    if (made !== undefined) return toldAt(program, before, made, i);
  }
  throw new Error(`checker bug: nobody on CPU ${cpu} wrote what is missed`);
}

function toldAt(program: Program, state: Int32Array, access: Access, step: number | null): ToldAccess {
  const { thread, path, write, plain } = access;
  return { thread: program.threads[thread]!.name, write, plain, step, stack: stackAt(program, state, access, path) };
}

/** The calls around the access: those that the thread is in before the step, and those that it enters within it. */
function stackAt(program: Program, state: Int32Array, { thread, location, write }: Access, path: number): Frame[] {
  const before = program.view(state, 0).threads[thread]?.stack ?? [];
  const { events } = program.narrate(thread, state, 0, path);
  const kind = write ? 'write' : 'read';
  const at = events.findIndex((event) => event.kind === kind && event.location.key === location.key);
  if (at < 0) throw new Error(`checker bug: ${program.threads[thread]!.name} does not ${kind} ${cellName(location)}`);
  const frames: Frame[] = before.map(({ function: name, args, place }) => ({ function: name, args, place }));
  for (const event of events.slice(0, at)) enter(frames, event);
  const innermost = frames.pop();
  if (innermost === undefined) throw new Error('checker bug: an access outside of any body');
  frames.push({ ...innermost, place: events[at]!.place });
  return frames.reverse();
}

function enter(frames: Frame[], event: Event): void {
  if (event.kind === 'return') frames.pop();
  if (event.kind !== 'call') return;
  const caller = frames.pop();
  if (caller !== undefined) frames.push({ ...caller, place: event.place });
  frames.push({ function: event.function, args: event.args, place: event.place });
}

/** One sentence about a data race. */
export function tellRace({ location, accesses: [one, other] }: ToldRace): string {
  const [first, second] = [functionOf(one), functionOf(other)];
  return `data race in ${first === second ? first : `${first} / ${second}`}, for ${cellName(location)}`;
}

const functionOf = ({ stack, thread }: ToldAccess): string => stack[0]?.function ?? thread;
