// SPDX-License-Identifier: MIT
// The compiled transition system: what compile/ produces and explore/ consumes. Nothing of TypeScript or of the Tree is
// left. A State is `words` 32-bit words in an Int32Array at some offset; equal states have equal words (dead locals and
// freed objects are zero), so comparing and hashing words is comparing states.

import type { Place } from '../lang/diagnostic.ts';
import type { FieldRole, MemoryModel } from '../lang/tree.ts';

export type { MemoryModel };

import type { ClassView } from '../lang/view.ts';

export type Role = 'thread' | 'daemon' | 'environment';

export interface Thread {
  readonly name: string;
  readonly role: Role;
  /** That its name says; null: none. */
  readonly cpu: number | null;
  /** Steps of an environment after which it begins no more; null: it has no bound. */
  readonly bound: number | null;
}

/** Where a thread stands. `idle`: a daemon or environment at its top. `running`: anything in between (also: blocked). */
export type Standing = 'finished' | 'idle' | 'running';

/** Receives successors. The caller owns the buffers; `step` makes room itself by calling `grow`. */
export interface Successors {
  /** `count` successors of `words` words each, from offset 0. */
  words: Int32Array;
  /** Number of successors so far. */
  count: number;
  /** Per successor, the ordinal of the path through the step's `choose` calls: 0 where there is none. */
  paths: Int32Array;
  /** Per successor: 0, or 1 + the index in `Program.faults` of the violation that ended the step. The words of a
   *  faulted successor are the state in which the violation happened, half a step in: never store it as a state. */
  faults: Int32Array;
  /** Rounds of loops that choose, in all ways of all steps so far. */
  work: number;
  /** Makes room for at least one more successor (may replace the arrays). */
  grow(): void;
}

/** A place in the model where a step can go wrong. */
export interface Fault {
  /** assert, warn: the model's own. range: value outside its type. index: outside an array. null: field of null.
   *  freed: use after free, or free twice. pool: alloc from an empty pool (a bound, never a `fails`).
   *  ways: of one step more than are looked at (a bound, too).
   *  endless: a loop inside one step did not end after 100,000 rounds (a mistake in the model). */
  readonly kind: 'assert' | 'warn' | 'range' | 'index' | 'null' | 'freed' | 'pool' | 'ways' | 'endless';
  /** One sentence: `page 3 does not fit u8 (0 … 255)`. */
  readonly message: string;
  readonly place: Place;
  /** Kernel function it happened in. */
  readonly function: string;
}

/** What a step touches of memory that threads share and write. */
export interface Access {
  readonly thread: number;
  /** Through the step, as in Successors.paths. */
  readonly path: number;
  readonly location: Location;
  readonly write: boolean;
  /** Neither marked (READ_ONCE and its like) nor in a section. */
  readonly plain: boolean;
}

/** Two accesses of one place that nothing orders, one of them a write, one of them plain. */
export interface Race {
  /** The next step of its thread makes it. */
  readonly access: Access;
  /** So does that of another one; or the last write to it by that CPU is missed, as if it had not been made. */
  readonly other: Access | { readonly cpu: number };
}

export type PropertyKind = 'always' | 'atEnd' | 'sometimes';

export interface Property extends Predicate {
  readonly kind: PropertyKind;
}

/** What can be asked of one state. */
export interface Predicate {
  readonly name: string;
  /** Evaluates the property in one state. Pure. Throws a PropertyFault when the property itself goes wrong
   *  (null dereference, index out of range), which is reported like a diagnostic. */
  holds(states: Int32Array, at: number): boolean;
  /** Locations it may read: the steps that write one of them are visible. */
  readonly reads: LocationSet;
  /** What decided it in one state. Yields often: who cannot wait leaves it. */
  explain(states: Int32Array, at: number): Generator<void, Explanation>;
}

/** Whenever `from` is true, `to` is true in the same state or in a later one, in every fair run. */
export interface LeadsTo {
  readonly name: string;
  readonly from: Predicate;
  readonly to: Predicate;
}

export interface Explanation {
  /** The function that the property calls and is: `no_lost_store`. Null if it is more than one call. */
  readonly function: string | null;
  /** In the order in which they were looked at. */
  readonly facts: readonly Fact[];
  /** The memory that was read. */
  readonly reads: readonly Location[];
}

export type Relation = '=' | '≠' | '<' | '≤' | '>' | '≥';

/** A comparison as it is, not as it should be. Without a relation: a flag, or a number that was tested for zero. */
export interface Compared {
  readonly left: Side;
  readonly relation: Relation | null;
  readonly right: Side | null;
}

export interface Side {
  readonly term: Term;
  readonly value: Datum;
}

/** What was computed with: a cell, a number, an operation on them. */
export type Term =
  | { readonly kind: 'cell'; readonly location: Location }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'not'; readonly operand: Term }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Term; readonly right: Term };

export interface Fact extends Compared {
  /** Whether the property could be true if this had come out the other way. */
  readonly decisive: boolean;
}

/** Part of what can be told of a run when it is over. */
export interface Observation {
  readonly name: string;
  /** In a state at rest. Pure; throws a PropertyFault as properties do. */
  value(states: Int32Array, at: number): number;
  /** `true`, `3`, the name of an enum's member. */
  text(value: number): string;
}

/** Bit set over `Program.locations` static locations (a field of a class, an allocation pool …). */
export type LocationSet = Uint32Array;

/** Some bits of one word of a state. */
export interface LocationPlace {
  readonly word: number;
  readonly mask: number;
}

/** Where a state says at which of its points a thread is. */
export interface PointPlace {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
}

/** What a step from a program point may touch, over all paths through it; and what may still be touched from there on. */
export interface Footprint {
  readonly reads: LocationSet;
  readonly writes: LocationSet;
}

/** Something a step did, in order, for the timeline. Only produced by `Program.narrate`. */
export type Event =
  | {
      readonly kind: 'call';
      readonly function: string;
      readonly args: readonly NamedValue[];
      readonly place: Place;
      readonly depth: number;
    }
  | {
      readonly kind: 'return';
      readonly function: string;
      readonly value: Datum | null;
      readonly place: Place;
      readonly depth: number;
    }
  /** A touch of shared memory. `free` marks constants, ghosts and stack structures: no step, usually not printed. */
  | {
      readonly kind: 'read';
      readonly location: Location;
      /** Of a record, the parts that were looked at. */
      readonly value: Datum;
      /** `own`: of a store of its CPU that is not in memory yet; `old`: memory has a newer value. Else it is memory's. `again`: the
       *  compiler reads it, in place of what the code has read before; `early`: before the code does. */
      readonly how?: 'own' | 'old' | 'again' | 'early';
      readonly free: boolean;
      readonly place: Place;
      readonly depth: number;
    }
  | {
      readonly kind: 'write';
      readonly location: Location;
      readonly before: Datum;
      readonly value: Datum;
      /** `buffered`: into the store buffer of its CPU; `behind`: a newer value is in memory already. Else memory changes. */
      readonly how?: 'buffered' | 'behind';
      /** By the compiler, before the code says so, or behind it. */
      readonly compiled?: 'early' | 'late';
      readonly free: boolean;
      readonly place: Place;
      readonly depth: number;
    }
  | {
      readonly kind: 'wait';
      readonly satisfied: boolean;
      readonly source: string;
      /** What the step reads that decides it. */
      readonly reads: readonly Reading[];
      readonly place: Place;
      readonly depth: number;
    }
  | {
      readonly kind: 'choose';
      readonly n: number;
      readonly value: number;
      readonly place: Place;
      readonly depth: number;
    }
  | { readonly kind: 'alloc' | 'free'; readonly object: string; readonly place: Place; readonly depth: number }
  | {
      readonly kind: 'note';
      readonly text: string;
      readonly values: readonly Datum[];
      readonly place: Place;
      readonly depth: number;
    }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly place: Place; readonly depth: number };

/** A value as data. It is made text in report/ alone. */
export type Datum =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** Of an enum or of flags. `members`: the one that it is, or the flags that are set in it; none where they do not make it up. */
  | { readonly kind: 'enum'; readonly value: number; readonly members: readonly string[] }
  /** An object by its name, or a table of functions. */
  | { readonly kind: 'reference'; readonly to: string | null }
  | { readonly kind: 'record'; readonly parts: readonly NamedValue[] }
  | { readonly kind: 'array'; readonly items: readonly Datum[] }
  /** A stack structure, which is nowhere in memory. */
  | { readonly kind: 'structure'; readonly name: string }
  /** A value that nobody can tell: of a local after its last use. */
  | { readonly kind: 'untold' };

/** A place in the model that reads a cell, or a part of the record in it. */
export interface Reading {
  readonly place: Place;
  readonly part: readonly string[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: Datum;
}

/** One memory cell of one object. `key` is unique per cell; records are one cell. */
export interface Location {
  readonly key: string;
  /** `page0`, the name of the object as `world()` calls it, else `page#2`. */
  readonly object: string;
  readonly class: string;
  readonly field: string;
  /** In an array; null: the field is none. */
  readonly index: number | null;
  /** The way into a record, where only a part of it is meant. Empty: the whole cell. */
  readonly part: readonly string[];
  /** What the model says that the field is. */
  readonly role: FieldRole | null;
}

/** What one step of one thread did. */
export interface Narration {
  /** Whether the path could be taken. False: the thread is blocked there; the events before the wait are still given. */
  readonly taken: boolean;
  readonly events: readonly Event[];
  /** The state after it (of `words` words); meaningless when not taken. */
  readonly after: Int32Array;
}

/** A thread's call stack, outermost first. */
export interface Frame {
  readonly function: string;
  readonly args: readonly NamedValue[];
  readonly locals: readonly NamedValue[];
  readonly place: Place;
}

/** A state for people. */
export interface View {
  readonly objects: readonly {
    readonly name: string;
    readonly class: string;
    /** What the model says of how it is drawn. */
    readonly view: ClassView | null;
    readonly freed: boolean;
    readonly fields: readonly {
      readonly name: string;
      readonly value: Datum;
      readonly ghost: boolean;
      readonly constant: boolean;
    }[];
  }[];
  readonly threads: readonly {
    readonly name: string;
    readonly role: Role;
    readonly standing: Standing;
    readonly stack: readonly Frame[];
  }[];
}

/** Threads, and objects with them, that can take each other's place in every state without anybody being able to tell
 *  (emit/symmetry.ts). */
export interface Permutation {
  /** By thread, whose place it takes. */
  readonly threads: readonly number[];
  /** By location, where it goes. */
  readonly locations: readonly number[];
  /** Bits that move, six numbers each: word, shift, mask, to which word and shift, and the table that they go through or −1. */
  readonly always: readonly number[];
  /** By thread and by point, finished included: what else moves where it stands there. */
  readonly standing: readonly (readonly (readonly number[])[])[];
  readonly tables: readonly (readonly number[])[];
}

export interface Program {
  readonly title: string;
  /** Words per state, at least 1. */
  readonly words: number;
  readonly threads: readonly Thread[];
  /** `initialCount` states of `words` words each. */
  readonly initial: Int32Array;
  readonly initialCount: number;
  readonly faults: readonly Fault[];
  readonly properties: readonly Property[];
  readonly leadsTo: readonly LeadsTo[];
  readonly outcomes: readonly Observation[];
  /** Number of static locations that footprints speak of. */
  readonly locations: number;
  /** Hash of everything the transition relation depends on, in hex: printed beside traces. */
  readonly checksum: string;

  /** Appends every successor of the state by one step of one thread. None: the thread is finished or blocked. */
  step(thread: number, states: Int32Array, at: number, out: Successors): void;
  /** The same for all threads in order; `ends[t]` receives `out.count` after thread t. The inner loop of a full search. */
  stepAll(states: Int32Array, at: number, out: Successors, ends: Int32Array): void;
  /** Whether a thread that can step needs an old value for it. Who looks again and again at what it waits for sees what is newest
   *  some time, and waits for ever. */
  lags(thread: number, states: Int32Array, at: number): boolean;
  /** Whether a thread that cannot step waits for the store buffer of its CPU alone. No other body of the CPU can keep it waiting for ever. */
  settles(thread: number, states: Int32Array, at: number): boolean;
  standing(thread: number, states: Int32Array, at: number): Standing;
  /** The thread's program point, from 0 to points(thread)−1. */
  point(thread: number, states: Int32Array, at: number): number;
  /** For who reads it of every state, and writes down how (explore/straight.ts). */
  pointPlace(thread: number): PointPlace;
  points(thread: number): number;
  /** What the next step from a point may touch (guards included). */
  next(thread: number, point: number): Footprint;
  /** What any step from this point on may touch, the next included. Daemons and environment: includes starting again. */
  future(thread: number, point: number): Footprint;
  /** What a thread may read from a point on before it has written it itself. */
  live(thread: number, point: number): LocationSet;
  /** Where a location is in a state. */
  place(location: number): LocationPlace;
  /** A group, but for the one that leaves everything in its place. None: no threads are interchangeable. */
  readonly symmetry: readonly Pick<Permutation, 'threads' | 'locations'>[];
  /** Writes a state with one of these done to it. */
  permute(which: number, states: Int32Array, at: number, to: Int32Array, into: number): void;
  /** Whether the next step of a thread would write to a cell, given by its key, what is in it already: as one does that waits
   *  for a lock to be free, and takes it. */
  restores(thread: number, states: Int32Array, at: number, key: string): boolean;
  /** How many steps a thread is away, at least, from one that writes to a cell, given by its key, and names its object: 0 is
   *  its next one. Null: there is none. */
  stepsTo(thread: number, states: Int32Array, at: number, key: string): number | null;
  /** Executes one path of one step, telling what happened. `path` as in Successors.paths. */
  narrate(thread: number, states: Int32Array, at: number, path: number): Narration;
  view(states: Int32Array, at: number): View;
  /** The CPU of each thread. */
  readonly cpus: readonly number[];
  /** A data race of the next steps in a state; null: there is none. */
  race(states: Int32Array, at: number): Race | null;
  /** What the next step of a thread touches, on every path: also where it has to wait. */
  accesses(thread: number, states: Int32Array, at: number): readonly Access[];
  /** For other threads of execution, which help to search it; null: it cannot be sent. */
  readonly carried: Carried | null;
}

/** All that a search uses of a Program, as plain data: functions cannot be sent. What it cannot do is tell. */
export interface Carried
  extends Pick<Program, 'title' | 'words' | 'threads' | 'initial' | 'faults' | 'locations' | 'checksum'> {
  /** Of the module with the step functions. */
  readonly text: string;
  /** By thread. */
  readonly stands: readonly {
    /** Where its program counter is in a state. */
    readonly point: PointPlace;
    readonly points: number;
    /** Points at which a daemon or environment is at its top. */
    readonly idle: readonly number[];
    /** With nothing before the end but a barrier that may never be made. */
    readonly over: readonly number[];
    /** By point. */
    readonly next: readonly Footprint[];
    readonly future: readonly Footprint[];
    /** With one more, for where it has finished. */
    readonly live: readonly LocationSet[];
  }[];
  /** By location. */
  readonly places: readonly LocationPlace[];
  readonly symmetry: readonly Permutation[];
  /** In the order of their functions in the module. */
  readonly properties: readonly (Named & { readonly kind: PropertyKind })[];
  readonly leadsTo: readonly { readonly name: string; readonly from: Named; readonly to: Named }[];
  readonly outcomes: readonly { readonly name: string; readonly least: number }[];
}

type Named = Pick<Predicate, 'name' | 'reads'>;
