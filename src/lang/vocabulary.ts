// SPDX-License-Identifier: MIT
// The words a model may use, as `import { … } from 'faultline'`. They exist for editors and `tsc --strict`; a model is
// compiled by us and never run by Node, so a call that reaches one of these bodies is a mistake and says so.

/** A flag. One bit of state. */
export type bool = boolean;
/** Integers with a range. A value that does not fit its field, local, parameter or result is a violation, not a wrap. */
export type u8 = number;
export type i8 = number;
export type u16 = number;
export type i16 = number;
export type i32 = number;
/** An integer from `Min` to `Max`, both included: the fewest bits, the tightest check. */
export type int<Min extends number, Max extends number> = Min extends Max ? number : number;

/** A set of flags that prints by their names: `FGP_LOCK|FGP_CREAT`. `Member` is an enum, or constants:
 *  `flags<typeof FGP_LOCK | typeof FGP_CREAT>`. From 0 to all of them together. */
export type flags<Member extends number> = Member extends Member ? number : number;

/** `N` values of type `T`. An index outside 0 … N−1 is a violation. Made by {@link array}; lives in a field or a `const`. */
export type array<T, N extends number> = { [index: number]: T } & { readonly length: N };

/** A field that only properties look at: reading and writing it costs no step, and model code may not branch on it. */
export type ghost<T> = T;

// Roles of fields. They change nothing in a run: a failure is explained by them, where the run shows what they speak of.
/** Copied from somewhere else, and used in place of it: a TLB entry. `Name` is what it is called. */
export type copy<T, _Name extends string> = T;
/** Part of a value that memory holds in several fields, or elements of one array; `Name` is the name of the whole. */
export type part<T, _Name extends string> = T;
/** While it is neither false nor zero, the object has been given back, and may be somebody else's. */
export type freed<T> = T;
/** What is stored here is on its way, to where it is kept. */
export type stored<T> = T;
/** Where what was stored is to arrive. */
export type kept<T> = T;
/** What the model keeps for itself: no memory of the machine, and so known to everybody at once, whatever memory is. */
export type instant<T> = T;
/** Wider than a word of the machine, as `u64` and `loff_t` are on 32 bits: a number of two words, of half of its bits each, or a record
 *  of as many as it has parts. Under `compiler` they are read and written one after the other (docs/memory.md). */
export type wide<T> = T;

function outside(word: string): never {
  throw new Error(`${word}: a model is compiled by faultline, never run`);
}

/** A fixed array filled with one value: the initial value of an `array<T, N>` field or local. */
export function array<T, N extends number>(_length: N, _value: T): array<T, N> {
  return outside('array');
}

/** What a section that writes is ordered with. Where memory is `weak` it has to be said (docs/memory.md). */
export type Order = 'local' | 'relaxed' | 'acquire' | 'release' | 'lock' | 'full';
/** Everything in the body happens in one step: a locked instruction, or a section nobody can look into.
 *  Always exactly one step, even when it touches nothing shared. A `waitUntil` inside is a guard: while it is false the
 *  whole step cannot be taken, and nothing of it has happened. */
export function atomically<T>(_body: () => T, _order?: Order): T;
/** The same, ordered with others about the same object, whose lock is held in it, or whose word of the kernel its fields are. */
export function atomically<T>(_order: Order | 'locked', _object: object, _body: () => T): T;
export function atomically(): never {
  return outside('atomically');
}

/** Blocks the thread until the condition holds. Evaluating it, and going on, is one step. Blocked for ever is a deadlock. */
export function waitUntil(_condition: () => boolean, _order?: 'once' | 'acquire'): void {
  return outside('waitUntil');
}

// Ordering, as in the kernel. Where memory is sequentially consistent, these are what code without them is: READ_ONCE(p.n) is p.n, and
// a barrier is nothing. docs/memory.md says what they are elsewhere. What is named stands there without C's `&`.
/** A read that the compiler leaves alone. */
export function READ_ONCE<T>(_place: T): T {
  return outside('READ_ONCE');
}
/** A write that the compiler leaves alone. A statement. */
export function WRITE_ONCE<T>(_place: T, _value: T): void {
  return outside('WRITE_ONCE');
}
/** What follows is not before it. */
export function smp_load_acquire<T>(_place: T): T {
  return outside('smp_load_acquire');
}
/** What is before stays before it. A statement. */
export function smp_store_release<T>(_place: T, _value: T): void {
  return outside('smp_store_release');
}
/** A write, and a full barrier behind it. A statement. */
export function smp_store_mb<T>(_place: T, _value: T): void {
  return outside('smp_store_mb');
}
/** A read of a reference: what is read through it comes later. */
export function rcu_dereference<T>(_place: T): T {
  return outside('rcu_dereference');
}
/** A release: who finds the object finds what was written into it before. A statement. */
export function rcu_assign_pointer<T>(_place: T, _value: T): void {
  return outside('rcu_assign_pointer');
}
/** Writes a value, and returns what was there, in one step. A full barrier on both sides. */
export function xchg<T>(_place: T, _value: T): T {
  return outside('xchg');
}
/** Writes a value, and returns what was there, in one step. Ordered by nothing. */
export function xchg_relaxed<T>(_place: T, _value: T): T {
  return outside('xchg_relaxed');
}
/** Writes a value, and returns what was there, in one step. What follows is not before it. */
export function xchg_acquire<T>(_place: T, _value: T): T {
  return outside('xchg_acquire');
}
/** Writes a value, and returns what was there, in one step. What is before stays before it. */
export function xchg_release<T>(_place: T, _value: T): T {
  return outside('xchg_release');
}
/** Writes a value if what is there is the expected one, and returns what was there, in one step. A full barrier on both sides, where it has written. */
export function cmpxchg<T>(_place: T, _expected: T, _value: T): T {
  return outside('cmpxchg');
}
/** Writes a value if what is there is the expected one, and returns what was there, in one step. Ordered by nothing, where it has written. */
export function cmpxchg_relaxed<T>(_place: T, _expected: T, _value: T): T {
  return outside('cmpxchg_relaxed');
}
/** Writes a value if what is there is the expected one, and returns what was there, in one step. What follows is not before it, where it has written. */
export function cmpxchg_acquire<T>(_place: T, _expected: T, _value: T): T {
  return outside('cmpxchg_acquire');
}
/** Writes a value if what is there is the expected one, and returns what was there, in one step. What is before stays before it, where it has written. */
export function cmpxchg_release<T>(_place: T, _expected: T, _value: T): T {
  return outside('cmpxchg_release');
}
/** Of the compiler alone: plain accesses stay on their side. A processor knows nothing of it. */
export function barrier(): void {
  return outside('barrier');
}
/** A full barrier. */
export function smp_mb(): void {
  return outside('smp_mb');
}
/** Reads stay on their side. */
export function smp_rmb(): void {
  return outside('smp_rmb');
}
/** Writes stay on their side. */
export function smp_wmb(): void {
  return outside('smp_wmb');
}
/** A full barrier in front of an atomic operation that orders nothing itself. */
export function smp_mb__before_atomic(): void {
  return outside('smp_mb__before_atomic');
}
/** A full barrier behind an atomic operation that orders nothing itself. */
export function smp_mb__after_atomic(): void {
  return outside('smp_mb__after_atomic');
}
/** Makes of the lock in front of it a full barrier. */
export function smp_mb__after_spinlock(): void {
  return outside('smp_mb__after_spinlock');
}

/** A number from 0 to n−1 that nobody controls; every one is explored. No step of its own: the next step begins with it. */
export function choose(_n: number): number {
  return outside('choose');
}

/** `choose(2) === 1`. */
export function maybe(): boolean {
  return outside('maybe');
}

/** Sets aside `n` free objects of a class for `alloc`. Only in `world()`. */
export function pool<T extends object>(_class: new () => T, _n: number): void {
  return outside('pool');
}

/** A fresh object from the pool, fields at their initial values; one step. An empty pool ends the run as `unknown`
 *  (the pool is a bound of the model, not a failure of the kernel). */
export function alloc<T extends object>(_class: new () => T): T {
  return outside('alloc');
}

/** Gives an object back to its pool; one step. Touching it afterwards is a violation that names both places. */
export function free(_object: object): void {
  return outside('free');
}

/** The number of the thread that runs this code: 0, 1, … in the order in which the scenario lists them. */
export function self(): number {
  return outside('self');
}

/** The number of the CPU that the thread runs on: the one in its name, `CPU1 munmap`. A thread whose name says none has one to
 *  itself: the lowest that nobody else has. */
export function cpu(): number {
  return outside('cpu');
}

/** A claim of the model's own. Judged in every run; the run ends there. */
export function assert(_condition: boolean, _why: string): asserts _condition {
  return outside('assert');
}

/** Like assert, but only judged when the claim's property is ASSERTS; otherwise execution goes on (WARN_ON, VM_BUG_ON). */
export function warn(_condition: boolean, _why: string): void {
  return outside('warn');
}

/** Words and values for the printed trace. Changes no state and costs no step. */
export function note(_text: string, ..._values: readonly unknown[]): void {
  return outside('note');
}

/** Whether two records have the same fields: `===` on records is refused because it compares identity in TypeScript. */
export function same<T extends object>(_a: T, _b: T): boolean {
  return outside('same');
}

type Expected = 'holds' | 'fails';
/** `sc`: every write at once. `tso`: a store buffer per CPU. `weak`: what the kernel may count on, and no more. */
type MemoryModel = 'sc' | 'tso' | 'weak';

/** What somebody said about a scenario, and what runs of it are compared with: one row, or several that differ in variant
 *  and property alone. */
export interface Claim {
  /** `<year>/<label in the brief>`; several rows may share one id. */
  readonly id: string;
  readonly by: string;
  /** Kernel plus overlays, `v5.9+D`. Left out where the scenario names no kernel and wants no overlay, or `expect` does. */
  readonly variant?: string;
  /** A key of `always`, `atEnd` or `leadsTo`, or NO-DEADLOCK, NO-LIVELOCK, NO-DATA-RACE, ASSERTS, `ASSERTS: <text>`, SAME-OUTCOMES. Left
   *  out where `expect` names it. */
  readonly property?: string;
  /** With SAME-OUTCOMES: the variant that this one is compared with. */
  readonly as?: string;
  /** What the thread concluded; `derived` where only the brief says it. */
  readonly thread: 'holds' | 'fails' | 'open' | 'derived';
  /** By variant where there is a `property`, by property where there is none, or by variant and property. */
  readonly expect: Expected | { readonly [key: string]: Expected | { readonly [property: string]: Expected } };
  /** Where `fails` is expected of `always`, `atEnd`, NO-DEADLOCK or NO-DATA-RACE: how many steps of the environment no failure of the
   *  property can do without, and one needs no more. */
  readonly environmentSteps?: number;
  /** What becomes visible when (docs/memory.md); left out: as the scenario says. */
  readonly memory?: MemoryModel;
  /** Whether plain accesses are what a compiler may make of them (docs/memory.md); left out: as the scenario says. */
  readonly compiler?: boolean;
  /** One line for the listing, where the scenario's title is not enough. */
  readonly about?: string;
  readonly rows?: undefined;
}

/** What several claims have in common, once, and what each of them has of its own: together each is a claim. */
export type Claims = Said & { readonly rows: readonly Said[] };
type Said = { readonly [part in Exclude<keyof Claim, 'rows'>]?: Claim[part] };

/** Code that runs again and again and need not end. */
export type Body<W> = (w: W) => void;
/** A body that takes no step while `when` is false: that of a task while an interrupt handler has its CPU. */
export interface Gated<W> {
  readonly when: Predicate<W>;
  run(w: W): void;
}
/** An activity of the environment with a budget of steps, or one that something keeps, or both. */
export interface Activity<W> {
  readonly steps?: number;
  readonly when?: Predicate<W>;
  run(w: W): void;
}
export type Predicate<W> = (w: W) => boolean;
export type Observation<W> = ((w: W) => number) | ((w: W) => boolean);

/** Properties that several scenarios judge, as a constant of a file: `always: handed_over`, or `always: { ...handed_over, … }`, and
 *  likewise `atEnd` and `sometimes`. `W` is what they look at of the worlds. */
export type Properties<W> = { readonly [name: string]: Predicate<W> };

/** World, threads, properties and claims of one question. A literal: it is read, never executed. */
export interface Scenario<W> {
  readonly title: string;
  /** Where it was said: an address, or who and when. */
  readonly thread?: string;
  /** The kernel tree that imports of a kernel are linked against when a claim names no variant. */
  readonly kernel?: string;
  /** What becomes visible when (docs/memory.md); left out: every write at once, `sc`. */
  readonly memory?: MemoryModel;
  /** Whether plain accesses are what a compiler may make of them (docs/memory.md); left out: they stand as written. */
  readonly compiler?: boolean;
  /** Builds the shared objects. May `choose` to enumerate small initial states. Costs no step. */
  world(): W;
  /** Must finish, and are owed a turn (weak fairness). One column each, in this order. */
  readonly threads: { readonly [name: string]: Body<W> | Gated<W> };
  /** Start again from the top whenever they finish; owed a turn while they can run; need not finish (a server, a flusher).
   *  Idle means: at the top. */
  readonly daemons?: { readonly [name: string]: Body<W> | Gated<W> };
  /** Like daemons, but never owed a turn at the top: reclaim, a hostile sibling, hardware. Each step is counted.
   *  `steps` bounds them: an activity that has begun may finish, none begins once the steps are used up. */
  readonly environment?: { readonly [name: string]: Body<W> | Activity<W> };
  /** Must hold in every state. */
  readonly always?: { readonly [name: string]: Predicate<W> };
  /** Must hold when every thread has finished, daemons are idle with nothing to do, and the environment is idle. */
  readonly atEnd?: { readonly [name: string]: Predicate<W> };
  /** Whenever the first is true, the second is true in the same state or in a later one: in every run in which threads and
   *  daemons get their turns (weak fairness), also where they never end. */
  readonly leadsTo?: { readonly [name: string]: readonly [Predicate<W>, Predicate<W>] };
  /** Must hold in at least one state, or a `holds` is refused as a proof about nothing. At least one for each variant. With
   *  `variants`, only these are asked for it: what only a patch can do. */
  readonly sometimes: {
    readonly [name: string]: Predicate<W> | { readonly variants: readonly string[]; when(w: W): boolean };
  };
  /** What can be told of a run when it is over. SAME-OUTCOMES compares the combinations that two variants come to. */
  readonly outcomes?: { readonly [name: string]: Observation<W> };
  /** What is asked, row by row. Left out: nothing yet, and `run` shows one interleaving. */
  readonly claims?: readonly (Claim | Claims)[];
}

/** The one default export of a scenario file. */
export function scenario<W>(_scenario: Scenario<W>): Scenario<W> {
  return outside('scenario');
}
