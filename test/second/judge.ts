// SPDX-License-Identifier: MIT
// Verdicts by definition (docs/verdicts.md), on the whole state graph.

import type { Model, Property } from './model.ts';
import { type Space, type State, standingOf } from './states.ts';
import { Broken } from './trouble.ts';
import { fault, print } from './values.ts';

export interface Judged {
  /** `kind:line`. */
  readonly violations: ReadonlySet<string>;
  /** An alloc from an empty pool can happen. */
  readonly emptyPool: boolean;
  /** Names of `always` and `atEnd` that are false where they are judged. */
  readonly untrue: ReadonlySet<string>;
  /** Names of `sometimes` that are never true. */
  readonly unseen: ReadonlySet<string>;
  /** Properties that go wrong themselves somewhere. */
  readonly wrong: ReadonlySet<string>;
  readonly deadlock: boolean;
  readonly livelock: boolean;
  readonly races: boolean;
  readonly ends: number;
  /** Names of `leadsTo` that some fair run breaks. */
  readonly neverLed: ReadonlySet<string>;
  /** How runs come to rest, and what the outcomes are there. */
  readonly outcomes: ReadonlySet<string>;
}

type Rest = 'moves' | 'end' | 'deadlock' | 'in flight';

class Judge {
  private readonly model: Model;
  private readonly space: Space;
  /** Who can take a step, per state. */
  private readonly enabled: readonly ReadonlySet<number>[];

  constructor(model: Model, space: Space) {
    this.model = model;
    this.space = space;
    const enabled = space.edges.map((edges) => new Set(edges.map(({ thread }) => thread)));
    for (const { from, thread } of space.broken) enabled[from]?.add(thread);
    this.enabled = enabled;
  }

  state(at: number): State {
    return this.space.states[at] ?? fault('no state');
  }

  standing(at: number, index: number): 'finished' | 'idle' | 'running' {
    const { threads } = this.state(at);
    return standingOf(threads[index] ?? fault('no thread'), this.model.bodies[index] ?? fault('no body'));
  }

  /** Whether somebody is owed a turn here: can step, and is no environment at its top. */
  owed(at: number, index: number): boolean {
    const environment = this.model.bodies[index]?.role === 'environment';
    return (this.enabled[at]?.has(index) ?? false) && !(environment && this.standing(at, index) === 'idle');
  }

  rest(at: number): Rest {
    const all = this.model.bodies.map((_, i) => i);
    if (all.some((i) => this.owed(at, i))) return 'moves';
    const threads = all.filter((i) => this.model.bodies[i]?.role === 'thread');
    if (threads.some((i) => this.standing(at, i) !== 'finished')) return 'deadlock';
    const others = all.filter((i) => this.model.bodies[i]?.role !== 'thread');
    return others.every((i) => this.standing(at, i) === 'idle') ? 'end' : 'in flight';
  }

  /** A fair run that goes round for ever, while some thread is not finished: in a strongly connected part of the graph,
   *  everybody either takes a step or is, somewhere, not owed one. A state at rest to which only the environment comes
   *  back is a deadlock, and no livelock: what keeps away from it may be one. */
  livelock(among: ReadonlySet<number> = new Set(this.space.edges.keys())): boolean {
    return components(this.space, among).some((part) => {
      const first = part[0] ?? fault('an empty part');
      const waits = this.model.bodies.some(
        ({ role }, i) => role === 'thread' && this.standing(first, i) !== 'finished',
      );
      if (!waits || !this.isFair(part)) return false;
      const others = this.model.bodies.flatMap(({ role }, i) => (role === 'environment' ? [] : [i]));
      if (others.some((i) => part.some((at) => this.owed(at, i)))) return true;
      const moving = part.filter((at) => this.rest(at) === 'moves');
      return moving.length === part.length || this.livelock(new Set(moving));
    });
  }

  private isFair(part: readonly number[]): boolean {
    const members = new Set(part);
    const taken = new Set<number>();
    for (const at of part) {
      for (const { thread, to } of this.space.edges[at] ?? []) if (members.has(to)) taken.add(thread);
    }
    return taken.size > 0 && this.model.bodies.every((_, i) => taken.has(i) || part.some((at) => !this.owed(at, i)));
  }

  /** From a state where it is asked for, and for ever without an answer: at rest, or going round fairly. */
  neverLed(asked: (at: number) => boolean, answered: (at: number) => boolean): boolean {
    const waiting = new Set<number>();
    const open = [...this.space.edges.keys()].filter((at) => asked(at) && !answered(at));
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (waiting.has(at)) continue;
      waiting.add(at);
      for (const { to } of this.space.edges[at] ?? []) if (!answered(to)) open.push(to);
    }
    if ([...waiting].some((at) => this.rest(at) !== 'moves')) return true;
    return components(this.space, waiting).some((part) => this.isFair(part));
  }
}

/** Strongly connected components of some states (Tarjan), without recursion. */
function components(space: Space, among: ReadonlySet<number>): readonly (readonly number[])[] {
  const found: number[][] = [];
  const order = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const onStack = new Set<number>();
  const lowest = (at: number, value: number): void => {
    low.set(at, Math.min(low.get(at) ?? value, value));
  };
  for (const root of among) {
    if (order.has(root)) continue;
    const work: { at: number; next: number }[] = [{ at: root, next: 0 }];
    while (work.length > 0) {
      const top = work[work.length - 1] ?? fault('empty');
      const { at } = top;
      if (top.next === 0) {
        order.set(at, order.size);
        lowest(at, order.size - 1);
        stack.push(at);
        onStack.add(at);
      }
      const edge = space.edges[at]?.[top.next++];
      if (edge === undefined) {
        work.pop();
        const parent = work[work.length - 1];
        const mine = low.get(at) ?? 0;
        if (parent !== undefined) lowest(parent.at, mine);
        if (mine !== order.get(at)) continue;
        const part: number[] = [];
        for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
          onStack.delete(one);
          part.push(one);
          if (one === at) break;
        }
        found.push(part);
      } else if (!among.has(edge.to)) continue;
      else if (!order.has(edge.to)) work.push({ at: edge.to, next: 0 });
      else if (onStack.has(edge.to)) lowest(at, order.get(edge.to) ?? 0);
    }
  }
  return found;
}

/** A loop without end has many lines: which of them is named is nobody's business. */
export function violationText(kind: string, line: number): string {
  return kind === 'endless' ? kind : `${kind}:${line}`;
}

export function judge(model: Model, space: Space): Judged {
  const judge = new Judge(model, space);
  const violations = new Set<string>();
  let emptyPool = false;
  for (const { broken } of space.broken) {
    if (broken.kind === 'pool') emptyPool = true;
    else violations.add(violationText(broken.kind, broken.line));
  }
  const untrue = new Set<string>();
  const unseen = new Set(model.properties.filter(({ kind }) => kind === 'sometimes').map(({ name }) => name));
  const wrong = new Set<string>();
  const outcomes = new Set<string>();
  let ends = 0;
  let deadlock = false;
  const holds = (property: Property, at: number): boolean | null => {
    try {
      return model.holds(property, judge.state(at).memory);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      wrong.add(property.name);
      return null;
    }
  };
  const observe = (property: Property, at: number): string => {
    try {
      return print(model.observe(property, judge.state(at).memory));
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      wrong.add(property.name);
      return '?';
    }
  };
  for (let at = 0; at < space.states.length; at++) {
    const rest = at < space.edges.length ? judge.rest(at) : 'moves';
    if (rest === 'end') ends++;
    if (rest === 'deadlock') deadlock = true;
    for (const property of model.properties) {
      const { kind, name } = property;
      if (kind === 'always' && holds(property, at) === false) untrue.add(name);
      if (kind === 'atEnd' && rest === 'end' && holds(property, at) === false) untrue.add(name);
      if (kind === 'sometimes' && unseen.has(name) && holds(property, at) === true) unseen.delete(name);
    }
    if (rest === 'moves') continue;
    const seen = model.properties.filter(({ kind }) => kind === 'outcomes').map((one) => observe(one, at));
    if (seen.length > 0) outcomes.add(`${rest}: ${seen.join()}`);
  }
  const neverLed = new Set<string>();
  for (const { name, from, to } of model.leadsTo) {
    const asked = new Set<number>();
    const answered = new Set<number>();
    for (const at of space.states.keys()) {
      if (holds(from, at) === true) asked.add(at);
      if (holds(to, at) === true) answered.add(at);
    }
    if (asked.size === 0) neverLed.add(`the first condition of ${name}`);
    else if (
      judge.neverLed(
        (at) => asked.has(at),
        (at) => answered.has(at),
      )
    )
      neverLed.add(name);
  }
  return {
    neverLed,
    violations,
    emptyPool,
    untrue,
    unseen,
    wrong,
    deadlock,
    livelock: judge.livelock(),
    races: space.races,
    ends,
    outcomes,
  };
}

/** Memory as the outcomes see it, and where everybody stands: what can be compared state for state. */
export function seenIn(model: Model, state: State): string {
  const outcomes = model.properties.filter(({ kind }) => kind === 'outcomes');
  const values = outcomes.map((one) => print(model.observe(one, state.memory)));
  const standings = state.threads.map((thread, i) => standingOf(thread, model.bodies[i] ?? fault('no body'))[0]);
  return `${values.join()} ${standings.join('')}`;
}
