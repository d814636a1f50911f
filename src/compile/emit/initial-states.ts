// SPDX-License-Identifier: MIT
// Packs what world() built into initial states, and runs in each the code that every thread has before its first touch.
// Hard case: that code breaks. Then the thread's top becomes a point of its own, and the breaking its first step, so that
// it is found, told and replayed like any other. Where it does not break, the step has been taken already.

import { type Diagnostic, ModelError, type Place } from '../../lang/diagnostic.ts';
import { type Layout, writeBits, writeElement } from '../code/layout.ts';
import type { Cells } from '../code/memory.ts';
import type { BuiltMemory } from '../memory/build-memory.ts';
import type { Successors } from '../program.ts';
import { there } from '../there.ts';
import type { Generated, ThreadUnit } from './emit.ts';

export interface Start {
  readonly states: Int32Array;
  /** Threads that break before their first touch, in some state, and whose top is no point yet. */
  readonly broken: ReadonlySet<number>;
}

export interface StartInput {
  readonly built: BuiltMemory;
  readonly layout: Layout;
  readonly threads: readonly ThreadUnit[];
  readonly generated: Generated;
  readonly world: Place;
  readonly line: (place: Place) => string;
}

export function initialStates(input: StartInput): Start {
  const { built, layout, threads, generated } = input;
  const { words } = layout;
  const states = new Int32Array(built.initial.length * words);
  const broken = new Set<number>();
  built.initial.forEach((values, w) => {
    const at = w * words;
    pack(input, values, states, at);
    threads.forEach((thread, t) => {
      const slots = layout.threads[t];
      const [start, step] = [generated.start[t], generated.step[t]];
      if (slots === undefined || start === undefined || step === undefined)
        throw new Error(`checker bug: thread ${t} has no code`);
      const { budget } = slots;
      const fill = (): void => {
        if (budget !== null && thread.budget !== null) writeBits(budget, states, at, thread.budget);
      };
      fill();
      if (start(states, at) < 0) broken.add(t);
      if (!thread.late) return;
      const first = new OneSuccessor(words);
      step(states, at, first);
      if (first.count === 0 || first.faults[0] !== 0) return;
      states.set(first.words, at);
      fill();
    });
  });
  return { states, broken };
}

function pack(input: StartInput, values: readonly (readonly number[])[], states: Int32Array, at: number): void {
  const { memory } = input.built;
  for (const cells of memory.every) {
    const slot = input.layout.cells.get(cells);
    const { min, max } = cells.range;
    const check = (value: number): void => {
      if (value < min || value > max) throw new ModelError([outOfRange(cells, value, input)]);
    };
    if (memory.pools.some((pool) => pool.class.id === cells.classId)) check(cells.fresh);
    there(values, cells.id, 'cells').forEach((value, element) => {
      check(value);
      if (slot !== undefined) writeElement(slot, states, at, { element, value });
    });
  }
}

function outOfRange(cells: Cells, value: number, { world, line }: StartInput): Diagnostic {
  const type = cells.type.kind === 'int' ? cells.type.name : 'its type';
  return {
    place: world,
    kind: 'model',
    what: `${value} in ${cells.class}.${cells.name}`,
    why: `the field is declared ${type}`,
    instead: 'a wider type, or another value',
    source: line(world),
  };
}

/** The code before a first touch chooses nothing, so it goes one way. */
class OneSuccessor implements Successors {
  words: Int32Array;
  readonly paths = new Int32Array(1);
  readonly faults = new Int32Array(1);
  count = 0;
  work = 0;

  constructor(words: number) {
    this.words = new Int32Array(words);
  }

  grow(): void {
    throw new Error('checker bug: the code before a first touch goes two ways');
  }
}
