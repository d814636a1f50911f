// SPDX-License-Identifier: MIT
// What a search looks for. One property is judged per search; assertions and their kin always are, because a state in
// which they broke has no meaning; and every `sometimes` must be seen before anything may be said to hold.

import type { Fault, LeadsTo, Predicate, Program, Property } from '../compile/program.ts';
import { assertionOf } from './assertion.ts';
import type { Rest } from './rest.ts';
import type { Step } from './trace.ts';
import type { Failure } from './verdict.ts';

export const BUILT_IN = ['NO-DEADLOCK', 'NO-LIVELOCK', 'NO-DATA-RACE', 'ASSERTS', 'SAME-OUTCOMES'] as const;

/** What is to be done with states at rest where outcomes are compared: look at each, until one is what is sought. */
export interface Sought {
  /** One sentence about what has it. */
  readonly message: string;
  is(rest: Rest, states: Int32Array, at: number): boolean;
}

/** What broke and where, before anybody asked for the story. */
export interface Broken {
  readonly kind: Exclude<Failure['kind'], 'sometimes' | 'livelock' | 'leadsTo'>;
  readonly property: string;
  readonly message: string;
  /** Id of the state that is wrong; for a fault, of the state in which the step began. */
  readonly state: number;
  /** The step that went wrong and the index in `Program.faults`, for a fault. */
  readonly step: Step | null;
  readonly fault: number | null;
}

export class Judge {
  readonly always: Property | null;
  readonly atEnd: Property | null;
  readonly deadlock: boolean;
  readonly livelock: boolean;
  readonly race: boolean;
  readonly leadsTo: LeadsTo | null;
  readonly outcomes: boolean;
  /** The text of the one assertion that is asked about; null: all of them. */
  readonly assertion: string | null;
  /** What no state has satisfied yet: of every `sometimes`, and of what is to lead to something. */
  readonly unseen: Predicate[];
  private readonly all: readonly Predicate[];
  /** The names of all that has to be seen. */
  readonly unseenAtFirst: readonly string[];

  /** @param name a property of the program, or one of BUILT_IN */
  constructor(
    private readonly program: Program,
    readonly name: string,
    private readonly sought: Sought | null = null,
  ) {
    const property = program.properties.find((p) => p.name === name) ?? null;
    this.assertion = assertionOf(name);
    this.leadsTo = program.leadsTo.find((p) => p.name === name) ?? null;
    if (
      property === null &&
      this.leadsTo === null &&
      this.assertion === null &&
      !BUILT_IN.some((known) => known === name)
    )
      throw new Error(`checker bug: no property '${name}' in '${program.title}'`);
    this.always = property?.kind === 'always' ? property : null;
    this.atEnd = property?.kind === 'atEnd' ? property : null;
    this.deadlock = name === 'NO-DEADLOCK';
    this.livelock = name === 'NO-LIVELOCK';
    this.race = name === 'NO-DATA-RACE';
    this.outcomes = name === 'SAME-OUTCOMES';
    if (this.outcomes !== (sought !== null))
      throw new Error(`checker bug: '${name}' ${sought === null ? 'compares nothing' : 'compares no outcomes'}`);
    this.unseen = program.properties.filter((p) => p.kind === 'sometimes');
    if (this.leadsTo !== null) this.unseen.push({ ...this.leadsTo.from, name: `the first condition of ${name}` });
    this.all = [...this.unseen];
    this.unseenAtFirst = this.all.map((one) => one.name);
  }

  /** Whether it is about runs that go on for ever, and all edges are wanted. */
  get endless(): boolean {
    return this.livelock || this.leadsTo !== null;
  }

  /** Whether a new state has to be looked at. */
  get looks(): boolean {
    return this.always !== null || this.race || this.unseen.length > 0;
  }

  /** Some state has satisfied it. */
  see(name: string): void {
    const at = this.unseen.findIndex((one) => one.name === name);
    if (at >= 0) this.unseen.splice(at, 1);
  }

  /** What another search had not seen yet: neither more nor less has been seen here. */
  goOn(unseen: readonly string[]): void {
    this.unseen.splice(0, Infinity, ...this.all.filter(({ name }) => unseen.includes(name)));
  }

  state(states: Int32Array, at: number, id: number): Broken | null {
    const { unseen, always } = this;
    for (let i = unseen.length - 1; i >= 0; i--) if (unseen[i]!.holds(states, at)) unseen.splice(i, 1);
    if (this.races(states, at)) return broken('race', this.name, 'two threads race for the same memory', id);
    if (always === null || always.holds(states, at)) return null;
    return broken('always', always.name, `'${always.name}' is false`, id);
  }

  /** Whether it is about data races, and there is one in this state. */
  races(states: Int32Array, at: number): boolean {
    return this.race && this.program.race(states, at) !== null;
  }

  atRest(rest: Rest, states: Int32Array, at: number, id: number): Broken | null {
    const { atEnd, sought } = this;
    if (sought?.is(rest, states, at)) return broken('outcome', this.name, sought.message, id);
    if (rest === 'end' && atEnd !== null && !atEnd.holds(states, at))
      return broken('atEnd', atEnd.name, `everything has finished and '${atEnd.name}' is false`, id);
    if (rest === 'deadlock' && this.deadlock)
      return broken('deadlock', this.name, 'some thread is blocked for ever', id);
    return null;
  }

  /** Whether the search is over. Where one assertion is asked about, another violation ends its run and nothing else. */
  isAnswer({ property }: Broken): boolean {
    return this.assertion === null || property === this.name;
  }

  fault(index: number, step: Step, id: number): Broken {
    const { message } = this.program.faults[index]!;
    const property = message === this.assertion ? this.name : 'ASSERTS';
    return { kind: 'fault', property, message, state: id, step, fault: index };
  }
}

/** An empty pool is a bound of the model, and so many ways of a step are one of the checker: no mistakes in the model. */
export function isBound(fault: Fault): fault is Fault & { readonly kind: 'pool' | 'ways' } {
  return fault.kind === 'pool' || fault.kind === 'ways';
}

function broken(kind: Broken['kind'], property: string, message: string, state: number): Broken {
  return { kind, property, message, state, step: null, fault: null };
}
