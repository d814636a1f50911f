// SPDX-License-Identifier: MIT
// Programs written by hand, so that the explorer is tested without the compiler. A thread is a list of instructions; an
// instruction is a plain function over named variables and declares what it touches. One instruction is one step.
//
// A state: the shared variables in order, then per thread its place and its locals.

import type {
  Datum,
  Event,
  Fault,
  Footprint,
  LocationSet,
  Program,
  Property,
  PropertyKind,
  Role,
  Successors,
} from '../../src/compile/program.ts';

export interface Memory {
  get(variable: string): number;
  set(variable: string, value: number): void;
  local(i: number): number;
  setLocal(i: number, value: number): void;
  choose(n: number): number;
}

/** What an instruction says at its end: the place to go on from, nothing for the next one, BLOCKED, or a fault. */
export type Result = number | undefined | typeof BLOCKED | { readonly fault: Fault['kind'] };

export const BLOCKED = 'blocked';

export interface Instruction {
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  /** Places it may go on from; the next one where left out. */
  readonly to?: readonly number[];
  run(memory: Memory): Result;
}

export interface HandThread {
  readonly name: string;
  readonly role?: Role;
  readonly locals?: number;
  /** Past the last place a thread has finished; daemons and environments are at their top again. */
  readonly code: readonly Instruction[];
}

export interface HandProgram {
  readonly title?: string;
  readonly variables: Readonly<Record<string, number>>;
  /** Further initial states, as changes of the first. */
  readonly initials?: readonly Readonly<Record<string, number>>[];
  readonly threads: readonly HandThread[];
  /** Variables that are observed at the end. */
  readonly outcomes?: readonly string[];
  readonly properties?: readonly {
    readonly name: string;
    readonly kind: PropertyKind;
    readonly reads: readonly string[];
    holds(get: (variable: string) => number): boolean;
  }[];
}

const KINDS: readonly Fault['kind'][] = ['assert', 'warn', 'range', 'index', 'null', 'freed', 'pool', 'endless'];
const PLACE = { file: 'hand.ts', line: 1, column: 1, length: 1 };

export function hand(model: HandProgram): Program {
  const names = Object.keys(model.variables);
  const indexOf = new Map(names.map((name, i) => [name, i]));
  const index = (name: string): number => {
    const i = indexOf.get(name);
    if (i === undefined) throw new Error(`no variable ${name}`);
    return i;
  };
  const bases: number[] = [];
  let words = names.length;
  for (const thread of model.threads) {
    bases.push(words);
    words += 1 + (thread.locals ?? 0);
  }
  const set = (variables: readonly string[]): LocationSet => {
    const bits = new Uint32Array(Math.ceil(names.length / 32));
    for (const name of variables) bits[index(name) >> 5] |= 1 << (index(name) & 31);
    return bits;
  };
  const footprints = model.threads.map((thread) => footprintsOf(thread, set));
  const faults: readonly Fault[] = KINDS.map((kind) => ({ kind, message: `${kind}!`, place: PLACE, function: 'f' }));
  const cell = (name: string) => ({
    key: name,
    object: 'memory',
    class: 'memory',
    field: name,
    index: null,
    part: [],
    role: null,
  });

  /** Runs one path of the step from a copy of the state. `digits` are the choices to make; missing ones are 0. */
  const execute = (t: number, state: Int32Array, digits: number[], bounds: number[], events: Event[]): Result => {
    const { code } = model.threads[t];
    const base = bases[t];
    const instruction = code[state[base]];
    if (instruction === undefined) return BLOCKED;
    let chosen = 0;
    const declared = (list: readonly string[] | undefined, name: string): void => {
      if (!list?.includes(name)) throw new Error(`${model.threads[t].name} touches ${name} undeclared`);
    };
    const result = instruction.run({
      get(name) {
        declared([...(instruction.reads ?? []), ...(instruction.writes ?? [])], name);
        const number = state[index(name)];
        events.push({ kind: 'read', location: cell(name), value: int(number), free: false, ...AT });
        return number;
      },
      set(name, number) {
        declared(instruction.writes, name);
        const before = state[index(name)];
        state[index(name)] = number;
        events.push({
          kind: 'write',
          location: cell(name),
          before: int(before),
          value: int(number),
          free: false,
          ...AT,
        });
      },
      local: (i) => state[base + 1 + i],
      setLocal(i, value) {
        state[base + 1 + i] = value;
      },
      choose(n) {
        bounds[chosen] = n;
        digits[chosen] ??= 0;
        return digits[chosen++];
      },
    });
    if (result === BLOCKED) events.push({ kind: 'wait', satisfied: false, source: 'condition', reads: [], ...AT });
    else if (typeof result === 'object')
      events.push({ kind: 'fault', fault: faults[KINDS.indexOf(result.fault)], ...AT });
    else {
      const next = result ?? state[base] + 1;
      const restarts = next >= code.length && (model.threads[t].role ?? 'thread') !== 'thread';
      state[base] = restarts ? 0 : next;
      if (restarts) state.fill(0, base + 1, base + 1 + (model.threads[t].locals ?? 0));
    }
    return result;
  };

  const eachPath = (
    t: number,
    states: Int32Array,
    at: number,
    tell: (path: number, result: Result, state: Int32Array, events: readonly Event[]) => void,
  ): void => {
    const digits: number[] = [];
    for (let path = 0; ; path++) {
      const state = states.slice(at, at + words);
      const bounds: number[] = [];
      const events: Event[] = [];
      tell(path, execute(t, state, digits, bounds, events), state, events);
      digits.length = bounds.length;
      while (digits.length > 0 && digits[digits.length - 1] + 1 >= bounds[digits.length - 1]) digits.pop();
      if (digits.length === 0) return;
      digits[digits.length - 1]++;
    }
  };

  const step = (t: number, states: Int32Array, at: number, out: Successors): void => {
    eachPath(t, states, at, (path, result, state) => {
      if (result === BLOCKED) return;
      if (out.count === out.paths.length) out.grow();
      out.words.set(state, out.count * words);
      out.paths[out.count] = path;
      out.faults[out.count++] = typeof result === 'object' ? 1 + KINDS.indexOf(result.fault) : 0;
    });
  };

  const standing: Program['standing'] = (t, states, at) => {
    const { code, role } = model.threads[t];
    const place = states[at + bases[t]];
    if ((role ?? 'thread') === 'thread') return place >= code.length ? 'finished' : 'running';
    return place === 0 ? 'idle' : 'running';
  };

  const initials = [{}, ...(model.initials ?? [])].map((change) => ({ ...model.variables, ...change }));
  const initial = new Int32Array(words * initials.length);
  for (const [i, values] of initials.entries())
    for (const name of names) initial[i * words + index(name)] = values[name];

  return {
    title: model.title ?? 'by hand',
    words,
    threads: model.threads.map(({ name, role }) => ({ name, role: role ?? 'thread', cpu: null, bound: null })),
    initial,
    initialCount: initials.length,
    faults,
    leadsTo: [],
    outcomes: (model.outcomes ?? []).map((name) => ({
      name,
      value: (states, at) => states[at + index(name)],
      text: String,
    })),
    properties: (model.properties ?? []).map(
      (property): Property => ({
        name: property.name,
        kind: property.kind,
        // biome-ignore lint/correctness/useYield: there is nothing to wait for
        *explain() {
          return { function: null, facts: [], reads: [] };
        },
        holds: (states, at) => property.holds((name) => states[at + index(name)]),
        reads: set(property.reads),
      }),
    ),
    locations: names.length,
    checksum: 'hand',
    step,
    lags: () => false,
    settles: () => false,
    stepAll(states, at, out, ends) {
      for (let t = 0; t < model.threads.length; t++) {
        step(t, states, at, out);
        ends[t] = out.count;
      }
    },
    standing,
    point: (t, states, at) => states[at + bases[t]],
    pointPlace: (t) => ({ word: bases[t], shift: 0, bits: 32 }),
    points: (t) => model.threads[t].code.length + 1,
    restores: () => false,
    stepsTo: () => null,
    cpus: model.threads.map((_, t) => t),
    race: () => null,
    accesses: () => [],
    symmetry: [],
    permute: () => {
      throw new Error('nothing is interchangeable');
    },
    carried: null,
    next: (t, point) => footprints[t].next[point],
    future: (t, point) => footprints[t].future[point],
    // What an instruction declares as written it may read, too.
    live: (t, point) => {
      const { reads, writes } = footprints[t].future[point];
      return reads.map((word, i) => word | writes[i]);
    },
    place: (location) => ({ word: location, mask: -1 }),
    narrate(t, states, at, path) {
      let found = { taken: false, events: [] as readonly Event[], after: new Int32Array(words) };
      eachPath(t, states, at, (p, result, state, events) => {
        if (p === path) found = { taken: result !== BLOCKED, events, after: new Int32Array(state) };
      });
      return found;
    },
    view: (states, at) => ({
      objects: [
        {
          name: 'memory',
          class: 'memory',
          view: null,
          freed: false,
          fields: names.map((name, i) => ({ name, value: int(states[at + i]), ghost: false, constant: false })),
        },
      ],
      threads: model.threads.map(({ name, role }, t) => ({
        name,
        role: role ?? 'thread',
        standing: standing(t, states, at),
        stack: [],
      })),
    }),
  };
}

const int = (value: number): Datum => ({ kind: 'int', value });

const AT = { place: PLACE, depth: 0 };

/** What each place touches next, and from there on: the union over everything that can follow. */
function footprintsOf(
  thread: HandThread,
  set: (variables: readonly string[]) => LocationSet,
): { readonly next: readonly Footprint[]; readonly future: readonly Footprint[] } {
  const { code } = thread;
  const restarts = (thread.role ?? 'thread') !== 'thread';
  const next = [...code, {}].map(({ reads, writes }: Partial<Instruction>) => ({
    reads: set(reads ?? []),
    writes: set(writes ?? []),
  }));
  const future = next.map((_, place) => {
    const reached = new Set([place]);
    for (const at of reached)
      for (const to of code[at]?.to ?? [at + 1]) reached.add(to < code.length ? to : restarts ? 0 : code.length);
    const all = [...reached].map((at) => code[at]);
    return {
      reads: set(all.flatMap((instruction) => instruction?.reads ?? [])),
      writes: set(all.flatMap((instruction) => instruction?.writes ?? [])),
    };
  });
  return { next, future };
}
