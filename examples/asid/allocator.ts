// SPDX-License-Identifier: MIT
// How an address space gets the number that its TLB entries are tagged with: numbers are handed out until none is left; then a new
// generation begins, every CPU keeps the number that it runs, and flushes its TLB before it goes on. Two CPUs, three numbers.
//
// Stands for: check_and_switch_context, new_context, flush_context of arch/arm64/mm/context.c (v6.0).
// Leaves out: pinned numbers, where the search for a free one begins (the lowest is taken), and how memory is ordered. What happens
// under the lock is one step, with its loops over CPUs. No number is 0.

import { array, assert, atomically, type bool, choose, type int, READ_ONCE, same, waitUntil } from 'faultline';

const NUMBERS = 4;

type number_t = int<0, 3>;

/** The word in which the kernel keeps a number with the generation that gave it. */
export type context_id = { readonly generation: int<0, 7>; readonly asid: number_t };

export class mm_struct {
  id: context_id = { generation: 0, asid: 0 };
  /** Which program it runs: after the second exec, another one. */
  life: int<0, 1> = 0;
}

type translation = { readonly of: mm_struct | null; readonly life: int<0, 1> };

export class cpu {
  active: context_id = { generation: 0, asid: 0 };
  reserved: context_id = { generation: 0, asid: 0 };
  flush_pending: bool = false;
  running: mm_struct | null = null;
  tlb: array<translation, typeof NUMBERS> = array(NUMBERS, { of: null, life: 0 });
}

export class allocator {
  generation: int<0, 7> = 1;
  used: array<bool, typeof NUMBERS> = array(NUMBERS, false);
  constructor(
    readonly cpu0: cpu,
    readonly cpu1: cpu,
  ) {}
}

/** A task that is scheduled three times, on any CPU, and becomes another program before the last. */
export function run_task(a: allocator, mm: mm_struct): void {
  for (let turn: int<0, 3> = 0; turn < 3; turn++) {
    const here = choose(2) === 0 ? a.cpu0 : a.cpu1;
    atomically(() => {
      waitUntil(() => here.running === null);
      here.running = mm;
      if (turn === 2) {
        mm.id = { generation: 0, asid: 0 };
        mm.life = 1;
      }
    });
    const asid = check_and_switch_context(a, here, mm);
    atomically(() => {
      const found = here.tlb[asid];
      assert(
        found.of === null || (found.of === mm && found.life === mm.life),
        'an address space uses the translations of another',
      );
      here.tlb[asid] = { of: mm, life: mm.life };
      here.running = null;
    });
  }
}

/** Stands for: arch/arm64/mm/context.c check_and_switch_context (v6.0) */
function check_and_switch_context(a: allocator, here: cpu, mm: mm_struct): number_t {
  const id = READ_ONCE(mm.id);
  const old = READ_ONCE(here.active);
  if (old.asid !== 0 && id.generation === a.generation) {
    const won = atomically(() => {
      if (!same(here.active, old)) return false;
      here.active = id;
      return true;
    }, 'relaxed');
    if (won) return id.asid;
  }
  return atomically(() => {
    if (mm.id.generation !== a.generation) {
      const asid = new_context(a, mm.id);
      mm.id = { generation: a.generation, asid };
    }
    if (here.flush_pending) {
      here.flush_pending = false;
      for (let i: int<0, 4> = 0; i < NUMBERS; i++) here.tlb[i] = { of: null, life: 0 };
    }
    here.active = mm.id;
    return mm.id.asid;
  }, 'lock');
}

/** Stands for: arch/arm64/mm/context.c new_context (v6.0) */
function new_context(a: allocator, id: context_id): number_t {
  if (id.asid !== 0) {
    if (update_reserved(a.cpu0, id, a.generation) || update_reserved(a.cpu1, id, a.generation)) return id.asid;
    if (!a.used[id.asid]) {
      a.used[id.asid] = true;
      return id.asid;
    }
  }
  const free = first_free(a);
  if (free !== 0) return free;
  a.generation = (a.generation + 1) as int<0, 7>;
  flush_context(a);
  return first_free(a);
}

/** Of one CPU. That two CPUs keep one number does not come about here: a task runs on one at a time.
 *  Stands for: arch/arm64/mm/context.c check_update_reserved_asid (v6.0) */
function update_reserved(on: cpu, id: context_id, generation: int<0, 7>): bool {
  if (!same(on.reserved, id)) return false;
  on.reserved = { ...id, generation };
  return true;
}

function first_free(a: allocator): number_t {
  for (let i: int<0, 4> = 1; i < NUMBERS; i++) {
    if (a.used[i]) continue;
    a.used[i] = true;
    return i as number_t;
  }
  return 0;
}

/** Stands for: arch/arm64/mm/context.c flush_context (v6.0) */
function flush_context(a: allocator): void {
  for (let i: int<0, 4> = 0; i < NUMBERS; i++) a.used[i] = false;
  keep(a, a.cpu0);
  keep(a, a.cpu1);
}

function keep(a: allocator, on: cpu): void {
  if (on.active.asid !== 0) on.reserved = on.active;
  on.active = { generation: 0, asid: 0 };
  a.used[on.reserved.asid] = true;
  on.flush_pending = true;
}
