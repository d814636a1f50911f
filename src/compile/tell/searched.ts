// SPDX-License-Identifier: MIT
// What a search asks of a Program, made of plain data: so another thread of execution, which has been sent the data, has the
// same Program as the one that compiled it, and compiles nothing. It cannot tell what happened: nobody asks it.

import { cpusOf } from '../../lang/cpus.ts';
import { maskOf } from '../code/layout.ts';
import { type Generated, generatedBy } from '../emit/emit.ts';
import { emptySet } from '../emit/footprints.ts';
import { type Permuting, permuting } from '../emit/permuting.ts';
import type {
  Carried,
  Fault,
  Footprint,
  LeadsTo,
  Observation,
  Predicate,
  Program,
  Role,
  Standing,
  Successors,
} from '../program.ts';
import { there } from '../there.ts';

/** A property that went wrong while it was evaluated: a mistake in the property. */
export class PropertyFault extends Error {
  readonly property: string;
  readonly fault: Fault;
  constructor(property: string, fault: Fault) {
    super(
      `${fault.place.file}:${fault.place.line}:${fault.place.column}: the property '${property}' cannot be evaluated: ${fault.message}`,
    );
    this.name = 'PropertyFault';
    this.property = property;
    this.fault = fault;
  }
}

/** What only the one that compiled it knows. */
export interface Teller extends Pick<Program, 'restores' | 'stepsTo' | 'narrate' | 'view' | 'race' | 'accesses'> {
  property(index: number): Predicate['explain'];
  leadsTo(index: number): { readonly from: Predicate['explain']; readonly to: Predicate['explain'] };
  outcome(index: number): Observation['text'];
}

/** Where it was sent to. */
export function sent(carried: Carried): Program {
  const silent = (): never => {
    throw new Error('checker bug: a Program that was sent cannot tell');
  };
  return searched(carried, generatedBy(carried.text), {
    restores: silent,
    stepsTo: silent,
    narrate: silent,
    view: silent,
    race: silent,
    accesses: silent,
    property: () => silent,
    leadsTo: () => ({ from: silent, to: silent }),
    outcome: () => silent,
  });
}

interface Stander {
  readonly role: Role;
  readonly idle: ReadonlySet<number>;
  readonly over: ReadonlySet<number>;
  readonly points: number;
}

/** Behind the last point it has finished. */
export function standingAt({ role, idle, over, points }: Stander, point: number): Standing {
  if (role === 'thread') return point === points || over.has(point) ? 'finished' : 'running';
  return idle.has(point) || over.has(point) ? 'idle' : 'running';
}

export function searched(carried: Carried, generated: Generated, teller: Teller): Program {
  const { title, words, threads, initial, faults, locations, checksum, stands, places, properties } = carried;
  const { leadsTo, outcomes, symmetry } = carried;
  const nothing: Footprint = { reads: emptySet(locations), writes: emptySet(locations) };
  const standOf = (thread: number) => there(stands, thread, 'thread');
  const [pointWords, pointShifts, pointMasks] = [
    Int32Array.from(stands, ({ point: { word } }) => word),
    Int32Array.from(stands, ({ point: { shift } }) => shift),
    Int32Array.from(stands, ({ point: { bits } }) => maskOf(bits)),
  ];
  /** The search asks it of every state: as straight as it gets. A word that there is none of would make it no number. */
  const point: Program['point'] = (thread, states, at) =>
    ((states[at + (pointWords[thread] as number)] as number) >>> (pointShifts[thread] as number)) &
    (pointMasks[thread] as number);
  const steps = generated.step;
  let permutings: readonly Permuting[] | null = null;
  /** Behind the last point a thread has finished, and touches nothing. */
  const footprint = (which: 'next' | 'future', thread: number, at: number): Footprint => {
    const all = standOf(thread)[which];
    return at === all.length ? nothing : there(all, at, 'point');
  };
  const answerOf = (name: string, index: number) => {
    const evaluate = there(generated.properties, index, 'property');
    return (states: Int32Array, at: number): number => {
      const result = evaluate(states, at);
      if (result >= 0) return result;
      throw new PropertyFault(name, there(faults, -1 - result, 'fault'));
    };
  };
  const predicateOf = (
    { name, reads }: Carried['properties'][number] | Carried['leadsTo'][number]['from'],
    index: number,
    explain: Predicate['explain'],
  ): Predicate => {
    const answer = answerOf(name, index);
    return { name, reads, holds: (states, at) => answer(states, at) !== 0, explain };
  };
  const standers = threads.map(({ role }, thread): Stander => {
    const { idle, over, points } = standOf(thread);
    return { role, idle: new Set(idle), over: new Set(over), points };
  });
  const found = new Found(words);
  const canStepWith = (flag: 'newest' | 'emptied', thread: number, states: Int32Array, at: number): boolean => {
    const { machine } = generated;
    if (machine === null) return false;
    found.count = 0;
    machine[flag] = true;
    try {
      program.step(thread, states, at, found);
    } finally {
      // Whoever catches what was thrown would go on, and see nothing that is old.
      machine[flag] = false;
    }
    return found.count > 0;
  };
  const program: Program = {
    title,
    words,
    threads,
    initial,
    initialCount: initial.length / words,
    faults,
    properties: properties.map((one, index) => ({
      kind: one.kind,
      ...predicateOf(one, index, teller.property(index)),
    })),
    leadsTo: leadsTo.map(({ name, from, to }, index): LeadsTo => {
      const first = properties.length + 2 * index;
      const explained = teller.leadsTo(index);
      return {
        name,
        from: predicateOf(from, first, explained.from),
        to: predicateOf(to, first + 1, explained.to),
      };
    }),
    outcomes: outcomes.map(({ name, least }, index): Observation => {
      const answer = answerOf(name, properties.length + 2 * leadsTo.length + index);
      return { name, value: (states, at) => answer(states, at) + least, text: teller.outcome(index) };
    }),
    locations,
    checksum,
    step: (thread, states, at, out) => (steps[thread] as (typeof steps)[number])(states, at, out),
    stepAll: generated.stepAll,
    lags: (thread, states, at) => generated.machine !== null && !canStepWith('newest', thread, states, at),
    settles: (thread, states, at) => canStepWith('emptied', thread, states, at),
    standing(thread, states, at) {
      return standingAt(standers[thread] as Stander, point(thread, states, at));
    },
    point,
    pointPlace: (thread) => standOf(thread).point,
    points: (thread) => standOf(thread).points + 1,
    next: (thread, at) => footprint('next', thread, at),
    future: (thread, at) => footprint('future', thread, at),
    live: (thread, at) => there(standOf(thread).live, at, 'point'),
    place: (location) => there(places, location, 'location'),
    symmetry,
    permute(which, states, at, to, into) {
      permutings ??= symmetry.map((one) => permuting(one, words, point));
      there(permutings, which, 'permutation')(states, at, to, into);
    },
    restores: teller.restores,
    stepsTo: teller.stepsTo,
    narrate: teller.narrate,
    view: teller.view,
    cpus: cpusOf(threads.map(({ name }) => name)),
    race: teller.race,
    accesses: teller.accesses,
    carried,
  };
  return program;
}

/** Steps of which it matters alone whether there are any. */
class Found implements Successors {
  count = 0;
  work = 0;
  words: Int32Array;
  paths = new Int32Array(1);
  faults = new Int32Array(1);

  constructor(words: number) {
    this.words = new Int32Array(words);
  }

  grow(): void {
    this.words = new Int32Array(this.words.length * 2);
    this.paths = new Int32Array(this.paths.length * 2);
    this.faults = new Int32Array(this.faults.length * 2);
  }
}
