// SPDX-License-Identifier: MIT
// One run of the search loop with the order, the visited set and the reduction that the options ask for.

import type { Program } from '../compile/program.ts';
import { cleared } from './clearing.ts';
import { Edges } from './edges.ts';
import { BATCH, type Outcome } from './expansion.ts';
import { Folded } from './folded.ts';
import { chooseFolding } from './folding.ts';
import { Graph } from './graph.ts';
import type { Broken, Judge } from './judge.ts';
import type { Meter } from './memory.ts';
import type { Options } from './options.ts';
import { BreadthFirst, DepthFirst, RandomWalk } from './order.ts';
import { Path } from './path.ts';
import { createRandom } from './random.ts';
import { stepsTo } from './reconstruct.ts';
import { Reduction } from './reduction.ts';
import { Search } from './search.ts';
import { Store } from './store.ts';
import { asRun, isRepresented, judgedOfAll, represented } from './symmetry.ts';
import { Together } from './together.ts';
import type { Choices } from './trace.ts';
import { type Counts, type Reduced, reducedBy } from './verdict.ts';

/** A random walk begins anew after so many steps; without a budget, walking ends after so many states. */
const WALK_STEPS = 100_000;
const WALK_STATES = 1_000_000;

/** States from which folding can be chosen, and pays; or words of them, where each has many. */
const WORTH_FOLDING = { states: 50_000, words: 2 ** 24 };
/** States that are looked at for what they have in common; and words of them, at most. */
const SAMPLE = { states: 32768, words: 2 ** 21 };

/** Of the memory. From here on a table may still grow once. */
const SHORT = 0.6;

type Parts = {
  readonly search: Search;
  readonly store: Store | null;
  readonly path: Path | null;
  readonly together: Together | null;
};

export class Run {
  /** Whether steps are left out. */
  readonly reduces: boolean;
  /** Whether memory that nobody reads again is cleared. */
  readonly clears: boolean;
  /** Whether one of interchangeable threads stands for all. */
  readonly represents: boolean;
  /** As it is searched; before, all but for the representatives. */
  private readonly searched: Program;
  private readonly named: Program;
  /** Null once `forget` was called: then the last counts remain. */
  private parts: Parts | null = null;
  private last: Omit<Counts, 'memory' | 'milliseconds'> = NOTHING;
  private lastFrontier = 0;
  /** Whether the last batch is done, and nothing was found in it. */
  private isBetween = false;

  constructor(
    private readonly program: Program,
    private readonly options: Options,
    private readonly judge: Judge,
    private readonly meter: Meter,
    /** Whether the reduction keeps every state in which a `sometimes` could be seen. */
    readonly examples: boolean,
    /** Of searching, up to now. */
    private readonly milliseconds: () => number = () => 0,
  ) {
    const { reduction, order, only } = options;
    const may = reduction && order !== 'random-walk' && !judge.endless;
    const all = only === undefined;
    this.reduces = may && (all || only === 'steps') && program.threads.length > 1;
    this.represents = isRepresented(program, options, judge);
    const judged = this.represents ? judgedOfAll(program) : program;
    this.named = may && (all || only === 'memory') && !judge.outcomes ? cleared(judged, judge) : judged;
    // Where nothing can ever be dead, nothing is cleared.
    this.clears = this.named !== judged;
    this.searched = this.represents ? represented(this.named) : this.named;
  }

  get reduction(): Reduced {
    return reducedBy(this.reduces, this.clears, this.represents);
  }

  /** Yields after every batch. */
  *search(): Generator<void, Outcome | 'states' | 'walk'> {
    this.parts = this.prepare();
    const { search, path } = this.parts;
    const most = path !== null && this.options.maxStates === Infinity ? WALK_STATES : this.options.maxStates;
    const { checkpoint } = this.options;
    let outcome = this.goesOn() ? null : yield* search.begin();
    this.isBetween = outcome === null;
    for (;;) {
      if (outcome?.kind === 'complete' && path !== null) {
        path.restart();
        outcome = yield* search.begin();
      }
      if (outcome !== null) return outcome;
      const left = most - search.visited.count;
      if (path !== null && left <= 0) return 'walk';
      if (left < 0) {
        // A last batch that was whole, and passed the budget.
        this.save();
        return 'states';
      }
      // A budget cuts the last batches short. Without it they would have been whole, and their states in another order.
      if (left < BATCH && this.isBetween) this.save();
      this.isBetween = false;
      if (this.isShort()) yield* this.fold();
      else if (this.parts.together?.advance(left) !== true) outcome = yield* search.advance(Math.max(1, left));
      this.isBetween = outcome === null && left >= BATCH;
      if (this.isBetween && checkpoint?.isDue() === true) this.save();
      yield;
    }
  }

  /** Where the search was saved. */
  private goesOn(): boolean {
    const { checkpoint } = this.options;
    const marks = checkpoint?.from ?? null;
    if (checkpoint === undefined || marks === null || marks.examples !== this.examples) return false;
    const { search, store } = this.parts ?? {};
    if (!store || !(search?.order instanceof BreadthFirst) || search.edges !== null)
      throw new Error(`checker bug: a search for '${this.judge.name}' cannot go on`);
    for (const records of checkpoint.states())
      if (!store.takeBack(records)) throw new Error('checker bug: what was saved is no set of states');
    if (store.count !== marks.count) throw new Error(`checker bug: ${marks.count} states were saved`);
    search.goOn(marks);
    search.order.goOn(marks);
    return true;
  }

  /** Saves the search as it stands; not in the middle of a batch, where memory ended it. */
  save(): void {
    const { checkpoint } = this.options;
    const { search, store } = this.parts ?? {};
    if (checkpoint === undefined || !this.isBetween || !store || !(search?.order instanceof BreadthFirst)) return;
    const { expansion, reduced } = search;
    const { transitions, deadEnds, ends, other } = expansion;
    const unseen = this.judge.unseen.map(({ name }) => name);
    const numbers = { count: store.count, transitions, reduced, deadEnds, ends, other, unseen };
    const milliseconds = this.milliseconds();
    checkpoint.save({ ...numbers, ...search.order.marks, examples: this.examples, milliseconds }, (from, to) =>
      store.records(from, to),
    );
  }

  /** What was searched, if it was noted down for whoever looks for cycles in it. */
  get graph(): Graph | null {
    const { store = null, search } = this.parts ?? {};
    return store === null || !search?.edges ? null : new Graph(this.program, store, search.edges);
  }

  /** Every state found; null: only those of the current walk are kept. */
  get store(): Store | null {
    return this.parts?.store ?? null;
  }

  /** What broke, and is not what was asked about. */
  get other(): Broken | null {
    return this.parts?.search.other ?? null;
  }

  get memory(): number {
    return this.meter.peak;
  }

  get frontier(): number {
    return this.parts?.search.order.frontier ?? this.lastFrontier;
  }

  counts(): Omit<Counts, 'memory' | 'milliseconds'> {
    if (this.parts === null) return this.last;
    const { visited, expansion, order, reduced } = this.parts.search;
    const { transitions, deadEnds, ends } = expansion;
    return { states: visited.count, transitions, depth: order.depth, reduced, deadEnds, ends, outcomes: 0 };
  }

  /** The steps to what broke, as the search found it.
   *  @param judge of the program as it is, where the run's own is one of representatives */
  trace(broken: Broken, { always, atEnd }: Judge): Choices {
    if (this.parts === null) throw new Error('checker bug: a trace was asked for after the states were forgotten');
    const { initial, steps } = stepsTo(this.searched, this.parts.search.visited, broken.state);
    const choices = { initial, steps: broken.step === null ? steps : [...steps, broken.step] };
    if (!this.represents) return choices;
    const judged = broken.kind === 'always' ? always : broken.kind === 'atEnd' ? atEnd : null;
    const isWrong = judged === null ? null : (states: Int32Array, at: number): boolean => !judged.holds(states, at);
    return asRun(this.program, this.named, choices, isWrong);
  }

  /** Gives the memory back. */
  forget(): void {
    this.options.team?.dismiss();
    this.last = this.counts();
    this.lastFrontier = this.frontier;
    this.parts = null;
  }

  /** Whether the rest of the memory should be used with more care, and can be. */
  private isShort(): boolean {
    const { options, meter, parts } = this;
    // What is saved are the states as they are.
    if (options.checkpoint !== undefined) return false;
    if (parts === null || !isFoldable(parts)) return false;
    const { count } = parts.search.visited;
    if (count < WORTH_FOLDING.states && count * this.program.words < WORTH_FOLDING.words) return false;
    return options.fold === 'always' || (options.fold !== 'never' && meter.used > meter.limit * SHORT);
  }

  /** The same states under the same ids in less room. The rest of the search is done by one thread. */
  private *fold(): Generator<void, void> {
    const { parts, meter, program } = this;
    if (parts === null || parts.store === null) throw new Error('checker bug: there is nothing to fold');
    const { search, store } = parts;
    this.options.team?.dismiss();
    parts.together?.forget();
    const folded = new Folded(meter, program.words, chooseFolding(sampleOf(store), program.words));
    yield* folded.take(store);
    search.moveTo(folded);
    this.parts = { search, store: null, path: null, together: null };
  }

  private prepare(): Parts {
    const { options, judge, meter, searched: program } = this;
    const reduction = this.reduces ? new Reduction(program, judge, this.examples) : null;
    if (options.order === 'random-walk') {
      const path = new Path(meter, program.words, createRandom(options.seed));
      const order = new RandomWalk(WALK_STEPS);
      return { search: new Search(program, path, order, judge, reduction, meter), store: null, path, together: null };
    }
    const store = new Store(meter, program.words);
    const edges = judge.endless ? new Edges(meter, program.threads.length) : null;
    if (options.order === 'depth-first') {
      const search = new Search(program, store, new DepthFirst(meter), judge, reduction, meter, edges);
      return { search, store, path: null, together: null };
    }
    const order = new BreadthFirst();
    const search = new Search(program, store, order, judge, reduction, meter, edges);
    const { examples, clears, represents } = this;
    // Edges are noted down in the order of finding, and outcomes collected by whoever compares them: by one thread each.
    // What races, only who compiled the program knows.
    const team = judge.endless || judge.outcomes || judge.race ? null : (options.team ?? null);
    const together =
      team === null
        ? null
        : new Together(
            { program: this.program, search, store, order, judge, examples, clears, represents },
            team,
            meter,
          );
    return { search, store, path: null, together };
  }
}

/** From everywhere: those found first are not like the others. Every second one first, so that one half of them is as the whole. */
function sampleOf(store: Store): Int32Array {
  const { words, count } = store;
  const states = Math.min(SAMPLE.states, Math.floor(SAMPLE.words / words), count);
  const half = Math.ceil(states / 2);
  const sample = new Int32Array(states * words);
  for (let i = 0; i < states; i++) {
    const place = i < half ? 2 * i : 2 * (i - half) + 1;
    const id = Math.floor((place * count) / states);
    const [block, at] = [store.block(id), store.offset(id)];
    for (let w = 0; w < words; w++) sample[i * words + w] = block[at + w]!;
  }
  return sample;
}

/** Other orders find states that came from anywhere; who looks for cycles holds on to the store. */
function isFoldable({ search, store }: Parts): boolean {
  return store !== null && search.edges === null && search.order instanceof BreadthFirst;
}

const NOTHING = { states: 0, transitions: 0, depth: 0, reduced: 0, deadEnds: 0, ends: 0, outcomes: 0 };
