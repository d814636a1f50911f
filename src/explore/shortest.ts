// SPDX-License-Identifier: MIT
// The shortest story: once something is known to break, the trace to the same failure with the fewest environment steps,
// then the fewest context switches, then the fewest steps. Without reduction: a reduced space may lack that very trace.
//
// It does not share the loop of search.ts. There a state is final when it is found, and batches, judging and the
// reduction rest on that; here a cheaper way to a state may turn up until the moment it is expanded (Dijkstra).
//
// A node is a state with the thread that stepped last. The first node of a state that is taken is its cheapest and
// expands all threads. A later one, by thread t, costs no less, so it can only gain where t goes on without a switch:
// it expands t alone, and nothing if it is dearer by a switch or more. So a state costs little more than one expansion.

import type { Program } from '../compile/program.ts';
import { BucketQueue, ENVIRONMENT, STEP, SWITCH } from './buckets.ts';
import { type Broken, isBound, type Judge } from './judge.ts';
import type { Meter } from './memory.ts';
import { describe, stepOf } from './reconstruct.ts';
import { restOf } from './rest.ts';
import { Store } from './store.ts';
import { SuccessorBuffer } from './successors.ts';
import type { Choices, Step } from './trace.ts';

export interface Goal {
  readonly judge: Judge;
  readonly broken: Broken;
  /** A trace to the failure. Found is what costs less, and this one where nothing does. */
  readonly known: Choices;
}

export interface Shortest {
  readonly choices: Choices;
  readonly proved: boolean;
}

/** Nodes between two yields. */
const SLICE = 256;

export function* findShortest(
  program: Program,
  goal: Goal,
  maxStates: number,
  meter: Meter,
): Generator<void, Shortest> {
  const search = new ShortestSearch(program, goal, meter);
  for (;;) {
    for (let i = 0; i < SLICE; i++) {
      if (search.states > maxStates) return { choices: search.best(), proved: false };
      if (!search.advance()) return { choices: search.best(), proved: search.sawAllCheaper };
    }
    yield;
  }
}

class ShortestSearch {
  private readonly store: Store;
  private readonly queue = new BucketQueue();
  private readonly out: SuccessorBuffer;
  private readonly threadEnds: Int32Array;
  /** Nodes per state: one for no thread, and one for each thread that may have stepped last. */
  private readonly width: number;
  private room = 1024;
  /** [node] its cost plus one; 0: not found. */
  private costs: Float64Array;
  /** [node] the node it was reached from; −1 − i for initial state i. */
  private parents: Float64Array;
  /** [state] the cost plus one of its first node that was taken; 0: none yet. */
  private first: Float64Array;
  private owners: Int32Array;
  private ids: Int32Array;
  private bestCost: number;
  /** Where a run with an empty pool goes on, or a step with too many ways, nobody knows. The cheapest such step. */
  private unknownFrom = Infinity;
  private bestNode = -1;
  private bestStep: Step | null = null;

  constructor(
    private readonly program: Program,
    private readonly goal: Goal,
    private readonly meter: Meter,
  ) {
    this.store = new Store(meter, program.words);
    this.out = new SuccessorBuffer(program.words, meter);
    this.threadEnds = new Int32Array(program.threads.length);
    this.width = program.threads.length + 1;
    this.costs = meter.float64(this.room * this.width);
    this.parents = meter.float64(this.room * this.width);
    this.first = meter.float64(this.room);
    this.owners = meter.int32(1024);
    this.ids = meter.int32(1024);
    const { environmentSteps, contextSwitches, steps } = describe(program, goal.known, false);
    // A story too long for the three parts of a cost is no measure: then the search starts from none.
    this.bestCost =
      steps.length < SWITCH
        ? environmentSteps * ENVIRONMENT + contextSwitches * SWITCH + steps.length * STEP
        : Number.MAX_SAFE_INTEGER;
    const { initial, initialCount } = program;
    this.insert(initial, initialCount);
    for (let i = 0; i < initialCount; i++) this.offer(this.idOf(i) * this.width, 0, -1 - i);
  }

  get states(): number {
    return this.store.count;
  }

  /** Whether no run that costs less than the best was cut off by a bound of the model. */
  get sawAllCheaper(): boolean {
    return this.unknownFrom >= this.bestCost;
  }

  /** Takes the cheapest node. False: nothing is left that could cost less than the best. */
  advance(): boolean {
    const taken = this.queue.pop();
    if (taken === null || taken.cost >= this.bestCost) return false;
    const { node, cost } = taken;
    if (this.costs[node] !== cost + 1) return true;
    const id = Math.floor(node / this.width);
    const last = (node % this.width) - 1;
    if (this.first[id] === 0) {
      this.first[id] = cost + 1;
      this.expand(node, cost, null);
    } else if (cost + 1 < this.first[id]! + SWITCH) this.expand(node, cost, last);
    return true;
  }

  best(): Choices {
    if (this.bestNode < 0) return this.goal.known;
    const steps: Step[] = this.bestStep === null ? [] : [this.bestStep];
    let node = this.bestNode;
    for (let parent = this.parents[node]!; parent >= 0; parent = this.parents[node]!) {
      const [from, to] = [Math.floor(parent / this.width), Math.floor(node / this.width)];
      const step = stepOf(this.program, (node % this.width) - 1, this.store, from, to, this.out);
      if (step === null) throw new Error('checker bug: no step leads to a node of the shortest story');
      steps.push(step);
      node = parent;
    }
    return { initial: -1 - this.parents[node]!, steps: steps.reverse() };
  }

  /** @param only the one thread to step; null: all of them, and look whether this state is what we want */
  private expand(node: number, cost: number, only: number | null): void {
    const { program, store, out, threadEnds } = this;
    const id = Math.floor(node / this.width);
    const states = store.block(id);
    const at = store.offset(id);
    out.count = 0;
    if (only === null) {
      program.stepAll(states, at, out, threadEnds);
      if (this.isGoal(id, states, at)) this.accept(cost, node, null);
    } else program.step(only, states, at, out);
    const kept = this.keepStates(node, cost, only);
    this.insert(out.words, kept);
    for (let i = 0; i < kept; i++) {
      const thread = this.owners[i]!;
      this.offer(this.idOf(i) * this.width + thread + 1, cost + this.costOf(thread, node), node);
    }
  }

  private isGoal(id: number, states: Int32Array, at: number): boolean {
    const { judge, broken } = this.goal;
    if (broken.kind === 'always') return judge.always !== null && !judge.always.holds(states, at);
    if (broken.kind === 'race') return judge.races(states, at);
    if (broken.kind === 'fault') return false;
    const rest = restOf(this.program, states, at, { ends: this.threadEnds, from: 0, out: this.out });
    return rest !== null && judge.atRest(rest, states, at, id) !== null;
  }

  /** Leaves in the buffer, and counts, the successors that are states and not too dear; `owners` says whose they are. */
  private keepStates(node: number, cost: number, only: number | null): number {
    const { out, threadEnds, program } = this;
    if (out.count > this.owners.length) {
      this.owners = this.meter.longer(this.owners, out.count * 2);
      this.ids = this.meter.longer(this.ids, out.count * 2);
    }
    let kept = 0;
    let thread = only ?? 0;
    for (let i = 0; i < out.count; i++) {
      if (only === null) while (i >= threadEnds[thread]!) thread++;
      const reached = cost + this.costOf(thread, node);
      if (reached >= this.bestCost) continue;
      if (out.faults[i] !== 0) {
        const fault = out.faults[i]! - 1;
        if (isBound(program.faults[fault]!)) this.unknownFrom = Math.min(this.unknownFrom, reached);
        if (fault === this.goal.broken.fault) this.accept(reached, node, { thread, path: out.paths[i]! });
        continue;
      }
      out.words.copyWithin(kept * program.words, out.at(i), out.at(i + 1));
      this.owners[kept++] = thread;
    }
    return kept;
  }

  /** What one step of a thread adds. The first step of all is no switch. */
  private costOf(thread: number, node: number): number {
    const last = (node % this.width) - 1;
    const environment = this.program.threads[thread]!.role === 'environment' ? ENVIRONMENT : 0;
    return STEP + environment + (last >= 0 && last !== thread ? SWITCH : 0);
  }

  private accept(cost: number, node: number, step: Step | null): void {
    if (cost >= this.bestCost) return;
    this.bestCost = cost;
    this.bestNode = node;
    this.bestStep = step;
  }

  private offer(node: number, cost: number, parent: number): void {
    if (cost >= this.bestCost || (this.costs[node] !== 0 && this.costs[node]! <= cost + 1)) return;
    this.costs[node] = cost + 1;
    this.parents[node] = parent;
    this.queue.push(cost, node);
  }

  private insert(words: Int32Array, count: number): void {
    if (count > this.ids.length) this.ids = this.meter.longer(this.ids, count * 2);
    // Parents are kept per node, not per state: the store's are not used.
    this.store.insertBatch(words, count, this.owners, this.ids);
    if (this.store.count <= this.room) return;
    while (this.store.count > this.room) this.room *= 2;
    this.costs = this.meter.longer64(this.costs, this.room * this.width);
    this.parents = this.meter.longer64(this.parents, this.room * this.width);
    this.first = this.meter.longer64(this.first, this.room);
  }

  private idOf(i: number): number {
    return this.ids[i]! < 0 ? ~this.ids[i]! : this.ids[i]!;
  }
}
