// SPDX-License-Identifier: MIT
// Which executions can happen: sequential consistency, total store order, and the kernel's memory model, as their axioms say.
// That a variable is coherent and a read-modify-write atomic holds in all of them (executions.ts).

import { candidates, type Execution, TooMany } from './executions.ts';
import type { FenceKind, SmallProgram } from './programs.ts';
import {
  both,
  closed,
  type Events,
  either,
  empty,
  inverse,
  isAcyclic,
  isIrreflexive,
  maybe,
  only,
  type Relation,
  rangeOf,
  relate,
  seq,
  star,
  without,
} from './relations.ts';
import type { Event } from './ways.ts';

export type Model = 'sc' | 'tso' | 'weak';
export const models: readonly Model[] = ['sc', 'tso', 'weak'];

/** Final states by model; null: there are too many candidates. */
export function outcomesOf(
  program: SmallProgram,
  asked: readonly Model[] = models,
  most = 200_000,
): Readonly<Record<Model, ReadonlySet<string>>> | null {
  const found: Record<Model, Set<string>> = { sc: new Set(), tso: new Set(), weak: new Set() };
  const isOpen = (final: string): boolean => asked.some((model) => !found[model].has(final));
  try {
    for (const { execution, final } of candidates(program, isOpen, most))
      for (const model of asked) if (!found[model].has(final) && judges[model](execution)) found[model].add(final);
  } catch (error) {
    if (error instanceof TooMany) return null;
    throw error;
  }
  return found;
}

const judges: Readonly<Record<Model, (execution: Execution) => boolean>> = {
  sc: (execution) => {
    const { po, rf, co, fr } = new Derived(execution);
    return inSomeOrder(execution, (chosen) => isAcyclic(either(po, rf, co, fr, chosen)));
  },
  tso: (execution) => {
    const derived = new Derived(execution);
    const { po, rfe, co, fr, accesses, fence } = derived;
    const [reads, writes] = [derived.of(({ kind }) => kind === 'read'), derived.of(({ kind }) => kind === 'write')];
    const inMemory = seq(accesses, po, accesses);
    const kept = without(inMemory, seq(writes, po, reads));
    // A locked instruction that writes is a fence; giving a lock back is an ordinary store.
    const { rmw } = execution;
    const locked = only(
      execution.events.length,
      [...rmw, ...inverse(rmw)].reduce((all, row) => all | row, 0),
    );
    const implied = either(seq(locked, po, accesses), seq(accesses, po, locked));
    const order = either(kept, implied, fence('mb'), fence('rcu-sync'), rfe, co, fr);
    return inSomeOrder(execution, (chosen) => isAcyclic(either(order, chosen)));
  },
  weak: isKernels,
};

/** For each grace period and each read-side section, all before the one is before all in the other, or all in the one is
 *  before all behind the other.
 *  @param is whether that can be, as far as it has been chosen; what is chosen besides changes nothing for the better */
function inSomeOrder({ events, po }: Execution, is: (chosen: Relation) => boolean): boolean {
  const size = events.length;
  const periods = [...events.keys()].filter((i) => events[i]?.fence === 'rcu-sync');
  const pairs = periods.flatMap((period) => sections(events).map((section) => ({ period, ...section })));
  const before = (i: number): Events => inverse(po)[i] ?? 0;
  const after = (i: number): Events => po[i] ?? 0;
  const all = (from: Events, to: Events): Relation => relate(size, (a, b) => ((from >> a) & (to >> b) & 1) === 1);
  const go = (rest: typeof pairs, sum: Relation): boolean => {
    if (!is(sum)) return false;
    const [next, ...others] = rest;
    if (next === undefined) return true;
    return (
      go(others, either(sum, all(before(next.period), after(next.lock)))) ||
      go(others, either(sum, all(before(next.unlock), after(next.period))))
    );
  };
  return go(pairs, empty(size));
}

/** Outermost read-side sections. */
function sections(events: readonly Event[]): readonly { readonly lock: number; readonly unlock: number }[] {
  const found: { lock: number; unlock: number }[] = [];
  const open = new Map<number, number[]>();
  for (const [i, { thread, fence }] of events.entries()) {
    const stack = open.get(thread) ?? [];
    open.set(thread, stack);
    if (fence === 'rcu-lock') stack.push(i);
    if (fence === 'rcu-unlock') {
      const lock = stack.pop();
      if (lock !== undefined && stack.length === 0) found.push({ lock, unlock: i });
    }
  }
  return found;
}

/** Relations that follow from an execution. */
class Derived {
  readonly size: number;
  readonly po: Relation;
  readonly rf: Relation;
  readonly co: Relation;
  readonly fr: Relation;
  readonly internal: Relation;
  readonly rfe: Relation;
  readonly accesses: Relation;

  constructor(private readonly execution: Execution) {
    const { events, po, rf, co } = execution;
    this.size = events.length;
    this.po = po;
    this.rf = rf;
    this.co = co;
    this.fr = seq(inverse(rf), co);
    this.internal = relate(this.size, (a, b) => {
      const thread = events[a]?.thread;
      return a === b || (thread === events[b]?.thread && thread !== -1);
    });
    this.rfe = without(rf, this.internal);
    this.accesses = this.of(({ kind }) => kind !== 'fence');
  }

  of(is: (event: Event, i: number) => boolean): Relation {
    const { events } = this.execution;
    return only(
      this.size,
      events.reduce((sum, event, i) => (is(event, i) ? sum | (1 << i) : sum), 0),
    );
  }

  /** Before such a fence, and behind it. */
  readonly fence = (...kinds: readonly FenceKind[]): Relation => {
    const fences = this.of(({ fence }) => fence !== null && kinds.includes(fence));
    return seq(this.po, fences, this.po);
  };
}

/** The kernel's model, for accesses that are all marked. */
export function isKernels(execution: Execution): boolean {
  const { addr, data, ctrl, rmw } = execution;
  const derived = new Derived(execution);
  const { size, po, rf, co, fr, internal, rfe, accesses: m, fence } = derived;
  const external = without(
    relate(size, () => true),
    internal,
  );
  const writes = derived.of(({ kind }) => kind === 'write');
  const acquires = derived.of(({ kind, order }) => kind === 'read' && order === 'acquire');
  const releases = derived.of(({ kind, order }) => kind === 'write' && order === 'release');
  const rmws = derived.of(({ kind, part }) => kind !== 'fence' && part === 'rmw');
  const lockReads = derived.of(({ kind, part }) => kind === 'read' && part === 'lock');
  const lockWrites = derived.of(({ kind, part }) => kind === 'write' && part === 'lock');
  const unlocks = derived.of(({ part }) => part === 'unlock');
  const returning = derived.of(({ kind, order }) => kind === 'read' && order !== 'none');

  const acquirePo = seq(acquires, po, m);
  const poRelease = seq(m, po, releases);
  const unlockLock = seq(po, unlocks, either(po, rf), lockReads, po);
  const rmb = seq(returning, fence('rmb'), returning);
  const wmb = seq(writes, fence('wmb'), writes);
  const mb = either(
    seq(m, fence('mb'), m),
    seq(m, fence('before-atomic'), rmws, maybe(po), m),
    seq(m, maybe(po), rmws, fence('after-atomic'), m),
    seq(m, maybe(po), lockWrites, fence('after-spinlock'), m),
    seq(m, po, unlocks, either(co, po), lockWrites, fence('after-unlock-lock'), m),
  );
  const syncs = derived.of((event) => event.fence === 'rcu-sync');
  const strong = either(mb, seq(po, syncs, maybe(po)));

  const dep = either(addr, data);
  const overwrite = either(co, fr);
  const toWrite = either(seq(either(dep, ctrl), writes), both(overwrite, internal));
  const toRead = either(addr, seq(dep, both(rf, internal)));
  const ordered = either(toRead, toWrite, strong, poRelease, acquirePo, wmb, rmb, both(unlockLock, internal));
  // What a read-modify-write puts behind a write carries on what that one did: so since 6.3.
  const carriedOn = star(seq(rf, rmw));
  const cumulative = seq(either(seq(maybe(rfe), either(strong, poRelease)), wmb, unlockLock), carriedOn);
  const prop = seq(maybe(both(overwrite, external)), star(cumulative), maybe(rfe));
  const itself = relate(size, (a, b) => a === b);
  const hb = either(ordered, rfe, both(without(prop, itself), internal));
  if (!isAcyclic(hb)) return false;
  const pb = seq(prop, strong, star(hb));
  if (!isAcyclic(pb)) return false;
  // Load buffering in a wider sense: full barriers, the one passed before the other by the order in which threads read and
  // write, and the other way round by what was seen. A machine that makes no store before its time has one order of them.
  // In front of an operation, with nothing between (where a section ends or begins, nothing is), `before-atomic` is one as well.
  const { events } = execution;
  const isFull = ({ fence: one, thread }: Event, i: number): boolean => {
    const next = events.slice(i + 1).find(({ fence: other }) => other !== 'rcu-lock' && other !== 'rcu-unlock');
    const atOnce = one === 'before-atomic' && next?.thread === thread && next.part === 'rmw';
    return one === 'mb' || one === 'rcu-sync' || atOnce;
  };
  const full = derived.of(isFull);
  const fences = (kind: FenceKind): Relation => derived.of((one, i) => one.fence === kind && !isFull(one, i));
  // One that makes a barrier with an operation knows what stands before the first of the two, and orders what stands behind the second.
  const knows = either(
    seq(m, po, full),
    seq(m, po, fences('before-atomic')),
    seq(m, maybe(po), rmws, po, fences('after-atomic')),
    seq(m, maybe(po), lockWrites, po, fences('after-spinlock')),
  );
  const first = without(seq(fences('before-atomic'), po, rmws), seq(po, rmws, po, rmws));
  const atOnce = either(
    full,
    rangeOf(seq(rmws, po, fences('after-atomic'))),
    rangeOf(seq(lockWrites, po, fences('after-spinlock'))),
  );
  const made = either(atOnce, first);
  const orders = either(seq(atOnce, po, m), seq(fences('before-atomic'), po, rmws, maybe(po), m));
  // And around a grace period: a section that it waits for reads what comes behind it.
  const hbs = star(hb);
  const inTime = (chosen: Relation): boolean =>
    isAcyclic(either(po, rf, chosen)) && isAcyclic(seq(prop, either(strong, chosen), hbs));
  if (!inSomeOrder(execution, inTime)) return false;
  const passed = seq(made, closed(either(po, rf)), inverse(made));
  if (!isAcyclic(either(passed, seq(orders, prop, knows)))) return false;
  return respectsGracePeriods(execution, { prop, syncs, onwards: seq(star(hb), star(pb)) });
}

interface Onwards {
  readonly prop: Relation;
  readonly syncs: Relation;
  /** `hb* ; pb*` */
  readonly onwards: Relation;
}

/** As many grace periods as sections around a cycle forbid it. */
function respectsGracePeriods({ events, po }: Execution, { prop, syncs, onwards }: Onwards): boolean {
  const size = events.length;
  const link = seq(maybe(po), onwards, prop, po);
  const back = empty(size);
  for (const { lock, unlock } of sections(events)) back[unlock] = (back[unlock] ?? 0) | (1 << lock);
  let order = syncs;
  for (;;) {
    const next = either(
      order,
      seq(syncs, link, back),
      seq(back, link, syncs),
      seq(syncs, link, order, link, back),
      seq(back, link, order, link, syncs),
      seq(order, link, order),
    );
    if (next.every((row, i) => row === order[i])) break;
    order = next;
  }
  const rb = seq(prop, po, order, maybe(po), onwards);
  return isIrreflexive(rb);
}
