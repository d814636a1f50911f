// SPDX-License-Identifier: MIT
// A naive second opinion: every state as a string in a Map, every definition spelled out again, no batches, no
// reduction, no cleverness. What the explorer says about small programs is compared with it.

import type { Program } from '../../src/compile/program.ts';
import { SuccessorBuffer } from '../../src/explore/successors.ts';

interface Edge {
  readonly thread: number;
  readonly fault: number;
  readonly to: string;
}

interface Node {
  readonly state: Int32Array;
  readonly edges: readonly Edge[];
}

export interface Opinion {
  readonly states: number;
  readonly transitions: number;
  readonly fault: boolean;
  readonly deadlock: boolean;
  readonly livelock: boolean;
  readonly always: boolean;
  readonly atEnd: boolean;
  readonly ends: boolean;
  readonly sometimes: boolean;
}

/** Environment steps, context switches, steps. */
export type Cost = readonly [number, number, number];

export class Oracle {
  private readonly nodes = new Map<string, Node>();
  /** Whether all states were seen: with more than `most` there is no opinion. */
  readonly complete: boolean;

  constructor(
    private readonly program: Program,
    most: number,
  ) {
    const queue: Int32Array[] = this.initials();
    for (const state of queue) {
      if (this.nodes.size > most) break;
      if (this.nodes.has(state.join())) continue;
      const edges: Edge[] = [];
      for (let thread = 0; thread < program.threads.length; thread++) {
        const out = new SuccessorBuffer(program.words);
        program.step(thread, state, 0, out);
        for (let i = 0; i < out.count; i++) {
          const after = out.words.slice(out.at(i), out.at(i + 1));
          edges.push({ thread, fault: out.faults[i], to: after.join() });
          if (out.faults[i] === 0) queue.push(after);
        }
      }
      this.nodes.set(state.join(), { state, edges });
    }
    this.complete = this.nodes.size <= most;
  }

  opinion(): Opinion {
    const nodes = [...this.nodes.values()];
    const ends = nodes.filter((node) => this.isEnd(node));
    return {
      states: nodes.length,
      transitions: nodes.flatMap(({ edges }) => edges).length,
      fault: nodes.some(({ edges }) => edges.some(({ fault }) => fault !== 0)),
      deadlock: nodes.some((node) => this.isDeadlock(node)),
      livelock: [nodes, nodes.filter((node) => !this.isDeadlock(node))].some((among) =>
        this.cycles(among).some((cycle) => this.isFair(cycle)),
      ),
      always: nodes.every((node) => this.holds('always', node)),
      atEnd: ends.every((node) => this.holds('atEnd', node)),
      ends: ends.length > 0,
      sometimes: nodes.some((node) => this.holds('sometimes', node)),
    };
  }

  /** The cheapest way to a goal, by relaxing every edge until nothing changes. */
  cheapest(goal: 'always' | 'atEnd' | 'deadlock' | number): Cost | null {
    const costs = new Map<string, Cost>();
    const offer = (key: string, last: number, cost: Cost): boolean => {
      const known = costs.get(`${key}|${last}`);
      if (known !== undefined && compare(known, cost) <= 0) return false;
      costs.set(`${key}|${last}`, cost);
      return true;
    };
    for (const state of this.initials()) offer(state.join(), -1, [0, 0, 0]);
    let best: Cost | null = null;
    const reach = (cost: Cost): void => {
      if (best === null || compare(cost, best) < 0) best = cost;
    };
    for (let changed = true; changed; ) {
      changed = false;
      for (const [key, cost] of [...costs]) {
        const [name = '', lastText] = key.split('|');
        const last = Number(lastText);
        const node = this.nodes.get(name);
        if (node === undefined) throw new Error('unknown state');
        if (this.isGoal(goal, node)) reach(cost);
        for (const { thread, fault, to } of node.edges) {
          const environment = this.program.threads[thread]?.role === 'environment' ? 1 : 0;
          const switched = last >= 0 && last !== thread ? 1 : 0;
          const next: Cost = [cost[0] + environment, cost[1] + switched, cost[2] + 1];
          if (fault === 0) changed = offer(to, thread, next) || changed;
          else if (fault === goal) reach(next);
        }
      }
    }
    return best;
  }

  private isGoal(goal: 'always' | 'atEnd' | 'deadlock' | number, node: Node): boolean {
    if (goal === 'always') return !this.holds('always', node);
    if (goal === 'atEnd') return this.isEnd(node) && !this.holds('atEnd', node);
    return goal === 'deadlock' && this.isDeadlock(node);
  }

  private initials(): Int32Array[] {
    const { initial, initialCount, words } = this.program;
    return Array.from({ length: initialCount }, (_, i) => initial.slice(i * words, (i + 1) * words));
  }

  private holds(name: string, node: Node): boolean {
    const property = this.program.properties.find((p) => p.name === name);
    return property?.holds(node.state, 0) ?? true;
  }

  private can(node: Node, thread: number): boolean {
    return node.edges.some((edge) => edge.thread === thread);
  }

  private threads(role: string): number[] {
    return this.program.threads.flatMap((thread, t) => (thread.role === role ? [t] : []));
  }

  private standing(node: Node, thread: number): string {
    return this.program.standing(thread, node.state, 0);
  }

  private isEnd(node: Node): boolean {
    return (
      this.threads('thread').every((t) => this.standing(node, t) === 'finished') &&
      this.threads('daemon').every((t) => this.standing(node, t) === 'idle' && !this.can(node, t)) &&
      this.threads('environment').every((t) => this.standing(node, t) === 'idle')
    );
  }

  private isDeadlock(node: Node): boolean {
    return (
      this.threads('thread').some((t) => this.standing(node, t) !== 'finished') &&
      ![...this.threads('thread'), ...this.threads('daemon')].some((t) => this.can(node, t)) &&
      !this.threads('environment').some((t) => this.can(node, t) && this.standing(node, t) !== 'idle')
    );
  }

  /** For each state that can come back to itself, once, all states that it can go to and come back from. */
  private cycles(nodes: readonly Node[]): Node[][] {
    const among = new Set(nodes);
    const reached = new Map(nodes.map((node) => [node, this.reachable(node, among)]));
    const seen = new Set<Node>();
    return nodes.flatMap((node) => {
      if (seen.has(node)) return [];
      const cycle = nodes.filter((other) => reached.get(node)?.has(other) && reached.get(other)?.has(node));
      for (const other of cycle) seen.add(other);
      return cycle.length === 0 ? [] : [cycle];
    });
  }

  private isFair(cycle: readonly Node[]): boolean {
    if (this.threads('thread').every((t) => cycle.every((node) => this.standing(node, t) === 'finished'))) return false;
    const names = new Set(cycle.map(({ state }) => state.join()));
    const need = (other: Node, t: number): boolean =>
      this.can(other, t) && !(this.threads('environment').includes(t) && this.standing(other, t) === 'idle');
    const fair = [...this.program.threads.keys()].every((t) =>
      cycle.some((other) => !need(other, t) || other.edges.some((e) => e.thread === t && names.has(e.to))),
    );
    const workers = [...this.threads('thread'), ...this.threads('daemon')];
    const onlyNoise =
      !cycle.some((other) => workers.some((t) => this.can(other, t))) && cycle.some((other) => this.isDeadlock(other));
    return fair && !onlyNoise;
  }

  /** What one step or more lead to, without leaving these states. */
  private reachable(node: Node, among: ReadonlySet<Node>): ReadonlySet<Node> {
    const reached = new Set<Node>();
    const visit = ({ edges }: Node): void => {
      for (const { to, fault } of edges) {
        const next = fault === 0 ? this.nodes.get(to) : undefined;
        if (next !== undefined && among.has(next)) reached.add(next);
      }
    };
    visit(node);
    for (const other of reached) visit(other);
    return reached;
  }
}

export function compare(a: Cost, b: Cost): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
