// SPDX-License-Identifier: MIT
// Single steps and whole state spaces of a Program, for tests: nothing but Program.step and a set of states as text.

import type { Fault, Program, Successors } from '../../src/compile/program.ts';

export interface Step {
  readonly thread: number;
  readonly path: number;
  readonly fault: Fault | null;
  readonly state: Int32Array;
}

class Buffer implements Successors {
  words: Int32Array<ArrayBuffer>;
  paths = new Int32Array(1);
  faults = new Int32Array(1);
  count = 0;
  work = 0;

  constructor(words: number) {
    this.words = new Int32Array(words);
  }

  /** Twice as much each time; what is there is kept. */
  grow(): void {
    const longer = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const made = new Int32Array(old.length * 2);
      made.set(old);
      return made;
    };
    this.words = longer(this.words);
    this.paths = longer(this.paths);
    this.faults = longer(this.faults);
  }
}

export class Steps {
  private readonly program: Program;
  constructor(program: Program) {
    this.program = program;
  }

  initial(i = 0): Int32Array {
    const { words } = this.program;
    return this.program.initial.slice(i * words, (i + 1) * words);
  }

  of(thread: number, state: Int32Array): readonly Step[] {
    const { words, faults } = this.program;
    const out = new Buffer(words);
    this.program.step(thread, state, 0, out);
    return Array.from({ length: out.count }, (_, i) => ({
      thread,
      path: out.paths[i] ?? -1,
      fault: faults[(out.faults[i] ?? 0) - 1] ?? null,
      state: out.words.slice(i * words, (i + 1) * words),
    }));
  }

  all(state: Int32Array): readonly Step[] {
    return this.program.threads.flatMap((_, thread) => this.of(thread, state));
  }

  /** Every reachable state, by its words; `visit` sees each with its steps. */
  reach(visit: (state: Int32Array, steps: readonly Step[]) => void = () => {}): number {
    const seen = new Map<string, Int32Array>();
    const work: Int32Array[] = [];
    const add = (state: Int32Array): void => {
      const key = state.join();
      if (seen.has(key)) return;
      seen.set(key, state);
      work.push(state);
    };
    for (let i = 0; i < this.program.initialCount; i++) add(this.initial(i));
    for (let state = work.pop(); state !== undefined; state = work.pop()) {
      const steps = this.all(state);
      visit(state, steps);
      for (const step of steps) if (step.fault === null) add(step.state);
    }
    return seen.size;
  }
}

/** Every violation that some run comes to. */
export function faultsOf(program: Program): readonly Fault[] {
  const found = new Set<Fault>();
  new Steps(program).reach((_, steps) => {
    for (const { fault } of steps) if (fault !== null) found.add(fault);
  });
  return [...found];
}
