// SPDX-License-Identifier: MIT
// Reachable states one by one, and what permutations make of them: as many orbits as a search without its twins may store.

import { expect } from 'vitest';
import type { Program } from '../../src/compile/program.ts';
import { replay } from '../../src/explore/replay.ts';
import { restOf } from '../../src/explore/rest.ts';
import { SuccessorBuffer } from '../../src/explore/successors.ts';
import type { Failure } from '../../src/explore/verdict.ts';
import { compileText, scenarioText } from '../compile/model.ts';

export const declarations = `class box { v: int<0, 3> = 0; }
class item { v: int<0, 3> = 0; to: o | null = null; }
class o {
  n: int<0, 3> = 0; flag: bool = false; to: o | null = null; of: item | null = null; refs: array<o | null, 2> = array(2, null);
  cells: array<int<0, 3>, 2> = array(2, 0); readonly box: box = new box(); seen: ghost<o | null> = null;
  constructor(readonly k: int<0, 3> = 0, readonly peer: o | null = null) {}
}
function bump(p: o): void { p.n = (p.n + 1) & 3; }
`;
export const world = '() => ({ s: new o(), a: new o(), b: new o(), c: new o() })';
export const only = { reduction: true, only: 'threads' } as const;

export function compiled(parts: Readonly<Record<string, string>>, more = ''): Program {
  return compileText(declarations + more + scenarioText({ world, ...parts }));
}

/** Who goes where, sorted. */
export const groupOf = ({ symmetry }: Program): readonly string[] =>
  symmetry.map(({ threads }) => threads.join('')).sort();

interface Step {
  readonly path: number;
  readonly fault: string | null;
  readonly words: string;
}

function stepsOf(
  program: Program,
  thread: number,
  state: Int32Array,
  rename: (words: Int32Array) => Int32Array,
): Step[] {
  const out = new SuccessorBuffer(program.words);
  program.step(thread, state, 0, out);
  return Array.from({ length: out.count }, (_, i) => {
    const fault = program.faults[(out.faults[i] ?? 0) - 1];
    const words = fault === undefined ? rename(out.words.slice(out.at(i), out.at(i + 1))).join() : '';
    return { path: out.paths[i] ?? -1, fault: fault === undefined ? null : `${fault.kind} ${fault.message}`, words };
  });
}

/** All reachable states, by their words; null: more than that. */
export function reachable(program: Program, most: number): ReadonlyMap<string, Int32Array> | null {
  const { words } = program;
  const found = new Map<string, Int32Array>();
  const open: Int32Array[] = [];
  const meet = (state: Int32Array): void => {
    if (found.has(state.join())) return;
    found.set(state.join(), state);
    open.push(state);
  };
  for (let i = 0; i < program.initialCount; i++) meet(program.initial.slice(i * words, (i + 1) * words));
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (found.size > most) return null;
    const out = new SuccessorBuffer(words);
    for (let t = 0; t < program.threads.length; t++) program.step(t, state, 0, out);
    for (let i = 0; i < out.count; i++) if (out.faults[i] === 0) meet(out.words.slice(out.at(i), out.at(i + 1)));
  }
  return found;
}

/** Each permutation takes reachable states to reachable states, and steps to steps. How many orbits there are. */
export function orbitsOf(program: Program, states: ReadonlyMap<string, Int32Array>, text: string): number {
  const orbits = new Set<string>();
  const renamedBy = (g: number) => (state: Int32Array) => {
    const image = new Int32Array(program.words);
    program.permute(g, state, 0, image, 0);
    return image;
  };
  for (const state of states.values()) {
    const images = [state.join()];
    for (const [g, { threads }] of program.symmetry.entries()) {
      const rename = renamedBy(g);
      const image = rename(state);
      if (!states.has(image.join())) throw new Error(`an image is not reachable\n${text}`);
      images.push(image.join());
      for (const [t, to] of threads.entries()) {
        const [here, there] = [stepsOf(program, t, state, rename), stepsOf(program, to, image, (words) => words)];
        expect(there, text).toEqual(here);
        expect(program.standing(to, image, 0)).toBe(program.standing(t, state, 0));
      }
    }
    orbits.add(images.sort()[0] ?? '');
  }
  return orbits.size;
}

/** A run of the program that ends in what the failure says. */
export function expectTrue(program: Program, failure: Failure, text: string): void {
  if (failure.trace === null) return;
  const { problem, last, steps } = replay(program, failure.trace);
  expect(problem, text).toBe(null);
  const property = program.properties.find(({ name }) => name === failure.property);
  if (failure.kind === 'always' || failure.kind === 'atEnd') expect(property?.holds(last, 0), text).toBe(false);
  if (failure.kind === 'fault') expect(steps.at(-1)?.fault?.kind, text).toBeDefined();
  if (failure.kind === 'atEnd' || failure.kind === 'deadlock') {
    const [out, ends] = [new SuccessorBuffer(program.words), new Int32Array(program.threads.length)];
    program.stepAll(last, 0, out, ends);
    expect(restOf(program, last, 0, { ends, from: 0, out }), text).toBe(
      failure.kind === 'deadlock' ? 'deadlock' : 'end',
    );
  }
}
