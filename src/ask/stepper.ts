// SPDX-License-Identifier: MIT
// A run taken by hand: which threads can step from a state, what each would do, and what is true there. A search asks the
// same and keeps nothing of it.

import type { Event, Explanation, Fault, Predicate, Program, Property, Standing } from '../compile/program.ts';
import { PropertyFault } from '../compile/tell/searched.ts';
import { there } from '../compile/there.ts';
import { toEnd } from '../explore/pace.ts';
import type { Rest } from '../explore/rest.ts';
import { SuccessorBuffer } from '../explore/successors.ts';
import { restAt } from './outcome.ts';

/** One path through the next step of a thread. */
export interface Way {
  readonly path: number;
  readonly events: readonly Event[];
  /** Whether the step goes wrong. */
  readonly fault: Fault | null;
  readonly after: Int32Array;
}

export interface Turn {
  readonly thread: number;
  readonly standing: Standing;
  /** In the order of their paths; none where it has finished, is blocked, or may begin no more. */
  readonly ways: readonly Way[];
  /** What a blocked thread does up to where it waits. */
  readonly blocked: readonly Event[];
}

/** By thread. */
export function turnsAt(program: Program, state: Int32Array): readonly Turn[] {
  const out = new SuccessorBuffer(program.words);
  return program.threads.map((_, thread) => {
    out.count = 0;
    program.step(thread, state, 0, out);
    const ways = Array.from({ length: out.count }, (__, i): Way => {
      const path = there(out.paths, i, 'path');
      const wrong = there(out.faults, i, 'fault');
      const { events } = program.narrate(thread, state, 0, path);
      const last = events.at(-1);
      const known = wrong === 0 ? null : there(program.faults, wrong - 1, 'fault');
      // As it was told: with the value that did not fit.
      const fault = known !== null && last?.kind === 'fault' ? last.fault : known;
      return { path, events, fault, after: out.words.slice(out.at(i), out.at(i + 1)) };
    });
    const standing = program.standing(thread, state, 0);
    const isBlocked = ways.length === 0 && standing === 'running';
    return { thread, standing, ways, blocked: isBlocked ? program.narrate(thread, state, 0, 0).events : [] };
  });
}

export interface Truth {
  readonly name: string;
  readonly kind: Property['kind'] | 'from' | 'to';
  /** Null: it cannot be evaluated there, and `fault` says why. */
  readonly value: boolean | null;
  readonly fault: string | null;
  /** Whether a run is judged by it in this state: `atEnd` only where all have finished. */
  readonly judged: boolean;
}

export interface Truths {
  readonly rest: Rest | null;
  /** In the order of the model. */
  readonly all: readonly Truth[];
}

export function truthsAt(program: Program, state: Int32Array): Truths {
  const rest = restAt(program, state);
  const truth = (predicate: Predicate, kind: Truth['kind'], judged: boolean): Truth => {
    const { name } = predicate;
    try {
      return { name, kind, value: predicate.holds(state, 0), fault: null, judged };
    } catch (error) {
      if (!(error instanceof PropertyFault)) throw error;
      return { name, kind, value: null, fault: error.fault.message, judged };
    }
  };
  const own = program.properties.map((one) => truth(one, one.kind, one.kind !== 'atEnd' || rest === 'end'));
  const pairs = program.leadsTo.flatMap(({ name, from, to }) => [
    { ...truth(from, 'from', true), name },
    { ...truth(to, 'to', true), name },
  ]);
  return { rest, all: [...own, ...pairs] };
}

/** What a property looked at in a state; null: there is no such property, or it cannot be evaluated there. */
export function explainedAt(program: Program, name: string, state: Int32Array): Explanation | null {
  const leads = program.leadsTo.find((one) => one.name === name);
  const property: Predicate | undefined = program.properties.find((one) => one.name === name) ?? leads?.to;
  return property === undefined ? null : toEnd(property.explain(state, 0));
}
