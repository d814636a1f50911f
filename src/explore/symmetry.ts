// SPDX-License-Identifier: MIT
// Interchangeable threads: states that differ only in which of them is which are one state. Which permutations there are, with the
// objects that go with the threads, the compiler finds and proves (compile/emit/symmetry.ts): G below, a group. Off for endless
// runs, outcomes and data races, for random walks, and where the states are on several machines.
//
// For g in G and a state s, g(s) is s renamed. By what the compiler has checked, thread t steps from s to u by a path if and only
// if g(t) steps from g(s) to g(u) by the path of the same number, or both end in faults of one kind and message; t and g(t) are of
// the same role and stand alike; and g(s) is reachable if s is. The search stores r(s), one of all g(s), in place of s.
//
// What is judged is judged of all g(s) (`judgedOfAll`): an `always` or `atEnd` is true where it is of each of them, a `sometimes`
// where it is of one; it reads what any of its images reads. So nothing is asked of properties: they may name threads and objects
// as they like. A property is false in a reachable state if and only if it is, so understood, in one that is stored; a deadlock,
// an end and a fault are there for all g(s) or for none.
//
// Why nothing that is judged gets lost. ~ of clearing.ts is a bisimulation in which steps keep their thread and path; so is "is
// some g(s)", up to the name of the thread. What is stored for a successor is related to it by the one after the other, hence
// bisimilar; and what is judged is the same in bisimilar states: of clearing by its (2), where the reads are those of all images.
// That r(s) is stored, and not another image, matters for how many there are, and for nothing else.
//
// The partial-order reduction on top. Its proof takes the rest of a run, w, to a successor of s. Here the successor is renamed,
// and w with it: a run of the same length, to what is judged as the end of w is. Visible is what writes what any image reads.
//
// A story is a run of the program: from the end to the beginning, every renaming is undone for the threads of the steps before it,
// and the initial state is the one that all of them make of the first (`asRun`).

import type { LocationSet, Program } from '../compile/program.ts';
import { changed } from './changed.ts';
import type { Judge } from './judge.ts';
import { has } from './locations.ts';
import type { Options } from './options.ts';
import { sized } from './sized.ts';
import { SuccessorBuffer } from './successors.ts';
import type { Choices, Step } from './trace.ts';

/** Whether it may be searched so. A loop that does not end within a step is told by the name of its thread: whoever asks about
 *  one alone asks about that thread. */
export function isRepresented(program: Program, { reduction, order, only, owners }: Options, judge: Judge): boolean {
  return (
    program.symmetry.length > 0 &&
    reduction &&
    (only === undefined || only === 'threads') &&
    order !== 'random-walk' &&
    !owners &&
    !judge.endless &&
    !judge.outcomes &&
    !judge.race &&
    !program.faults.some(({ kind, message }) => kind === 'endless' && message === judge.assertion)
  );
}

/** The program with its properties asked of all images of a state. */
export function judgedOfAll(program: Program): Program {
  const { words, symmetry } = program;
  const image = new Int32Array(words);
  const some = (states: Int32Array, at: number, is: (states: Int32Array, at: number) => boolean): boolean => {
    if (is(states, at)) return true;
    for (let g = 0; g < symmetry.length; g++) {
      program.permute(g, states, at, image, 0);
      if (is(image, 0)) return true;
    }
    return false;
  };
  return {
    ...program,
    properties: program.properties.map((one) => ({
      ...one,
      reads: imagesOf(one.reads, program),
      holds:
        one.kind === 'sometimes'
          ? (states, at) => some(states, at, one.holds)
          : (states, at) => !some(states, at, (words, from) => !one.holds(words, from)),
    })),
  };
}

function imagesOf(reads: LocationSet, { symmetry, locations }: Program): LocationSet {
  const all = reads.slice();
  for (const { locations: to } of symmetry)
    for (let location = 0; location < locations; location++)
      if (has(reads, location)) all[to[location]! >>> 5]! |= 1 << (to[location]! & 31);
  return all;
}

/** The program with the representative in place of every state it makes: for a search, which tells nothing. */
export function represented(program: Program): Program {
  const orbits = new Orbits(program);
  return changed(program, (states, at) => orbits.represent(states, at));
}

class Orbits {
  /** [permutation × threads + thread]: who comes to its place. */
  private readonly origins: Int32Array;
  private readonly points: Int32Array;
  private readonly candidates: Int32Array;
  private least: Int32Array;
  private image: Int32Array;

  constructor(private readonly program: Program) {
    const { symmetry, threads, words } = program;
    this.origins = new Int32Array(symmetry.length * threads.length);
    for (const [g, { threads: images }] of symmetry.entries())
      for (const [t, image] of images.entries()) this.origins[g * threads.length + image] = t;
    this.points = new Int32Array(threads.length);
    this.candidates = new Int32Array(symmetry.length);
    this.least = new Int32Array(words);
    this.image = new Int32Array(words);
  }

  /** Puts the representative of a state in its place: of all images the one in which the first threads have come farthest, and of
   *  those the one with the least words. Which permutation was it? −1: none, it is one. */
  represent(states: Int32Array, at: number): number {
    const { program, points, candidates, image } = this;
    const { words, symmetry } = program;
    const { length } = points;
    for (let t = 0; t < length; t++) points[t] = program.point(t, states, at);
    let found = 0;
    // Of the points so far: −1 are those of the state itself.
    let best = -1;
    for (let g = 0; g < symmetry.length; g++) {
      const order = this.compare(g, best);
      if (order > 0) continue;
      if (order < 0) {
        best = g;
        found = 0;
      }
      candidates[found++] = g;
    }
    if (found === 0) return -1;
    let taken = -1;
    const { least } = this;
    for (let i = 0; i < found; i++) {
      program.permute(candidates[i]!, states, at, image, 0);
      const isFirst = taken < 0 && best >= 0;
      if (!isFirst && !(taken < 0 ? isLess(image, states, at, words) : isLess(image, least, 0, words))) continue;
      least.set(image);
      taken = candidates[i]!;
    }
    if (taken >= 0) states.set(least, at);
    return taken;
  }

  /** Of two permutations, which makes the list of points that comes first: below 0, the first. */
  private compare(one: number, other: number): number {
    const { origins, points } = this;
    const { length } = points;
    for (let t = 0; t < length; t++) {
      const a = points[origins[one * length + t]!]!;
      const b = points[other < 0 ? t : origins[other * length + t]!]!;
      if (a !== b) return b - a;
    }
    return 0;
  }
}

function isLess(words: Int32Array, than: Int32Array, at: number, count: number): boolean {
  for (let w = 0; w < count; w++) if (words[w] !== than[at + w]) return words[w]! < than[at + w]!;
  return false;
}

/** The run of the program that is behind what a search has done.
 *  @param searched what it searched but for the representatives @param steps the last one may fault
 *  @param isWrong whether a state at the end is what is sought; null: each image is, as good as any */
export function asRun(
  program: Program,
  searched: Program,
  { initial, steps }: Choices,
  isWrong: ((states: Int32Array, at: number) => boolean) | null,
): Choices {
  const orbits = new Orbits(program);
  const { words, symmetry } = program;
  const out = new SuccessorBuffer(words);
  const state = searched.initial.slice(initial * words, (initial + 1) * words);
  /** Behind the initial state, and behind each step. */
  const done = [orbits.represent(state, 0)];
  for (const { thread, path } of steps) {
    out.count = 0;
    searched.step(thread, state, 0, out);
    const i = out.paths.subarray(0, out.count).indexOf(path);
    if (i < 0) throw new Error('checker bug: a step of the search is gone');
    if (out.faults[i] !== 0) break;
    state.set(out.words.subarray(out.at(i), out.at(i + 1)));
    done.push(orbits.represent(state, 0));
  }
  const last = isWrong === null ? -1 : wrongImage(program, state, isWrong);
  // Who somebody at the end was before the last renamings, step by step.
  let names = last < 0 ? program.threads.map((_, t) => t) : [...symmetry[last]!.threads];
  const run: Step[] = [];
  for (let k = steps.length; k > 0; k--) {
    if (k < done.length && done[k]! >= 0) names = symmetry[done[k]!]!.threads.map((image) => names[image]!);
    run.push({ thread: names[steps[k - 1]!.thread]!, path: steps[k - 1]!.path });
  }
  let first = program.initial.slice(initial * words, (initial + 1) * words);
  for (const g of [...done, last]) {
    if (g < 0) continue;
    const image = new Int32Array(words);
    program.permute(g, first, 0, image, 0);
    first = image;
  }
  for (let i = 0; i < program.initialCount; i++)
    if (sized(words).same(program.initial, i * words, first, 0)) return { initial: i, steps: run.reverse() };
  throw new Error('checker bug: an initial state that there is none of');
}

/** The fault that ends a run, as its own thread has it; null: none does. */
export function faultOf(program: Program, { initial, steps }: Choices): number | null {
  const { words } = program;
  const out = new SuccessorBuffer(words);
  let state = program.initial.subarray(initial * words, (initial + 1) * words);
  for (const { thread, path } of steps) {
    out.count = 0;
    program.step(thread, state, 0, out);
    const i = out.paths.subarray(0, out.count).indexOf(path);
    if (i < 0) throw new Error('checker bug: the run of a representative is no run');
    if (out.faults[i] !== 0) return out.faults[i]! - 1;
    state = out.words.slice(out.at(i), out.at(i + 1));
  }
  return null;
}

/** −1: the state itself. */
function wrongImage(program: Program, state: Int32Array, isWrong: (states: Int32Array, at: number) => boolean): number {
  if (isWrong(state, 0)) return -1;
  const image = new Int32Array(program.words);
  for (let g = 0; g < program.symmetry.length; g++) {
    program.permute(g, state, 0, image, 0);
    if (isWrong(image, 0)) return g;
  }
  throw new Error('checker bug: what broke is right in all images of the state');
}
