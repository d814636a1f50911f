// SPDX-License-Identifier: MIT
// The words of the kernel that a body may call, as data: what each does to memory, and in which order. What they become in
// a Tree, access.ts says.

/** `mb`: as between two full barriers. `none` of a read-modify-write: its result is not used, so nothing orders it. */
export type Order = 'once' | 'acquire' | 'release' | 'mb' | 'none';

export type Fence =
  | 'mb'
  | 'rmb'
  | 'wmb'
  | 'barrier'
  | 'before-atomic'
  | 'after-atomic'
  | 'after-spinlock'
  | 'after-unlock-lock';

export type Operation = 'add' | 'sub' | 'and' | 'or' | 'xor' | 'andnot';

/** Where among the arguments the place in memory and the operand stand. */
export type Primitive =
  | { readonly kind: 'load'; readonly order: Order; readonly takes: 'place' | 'address' }
  | { readonly kind: 'store'; readonly order: Order; readonly takes: 'place' | 'address' }
  /** A store, and a full barrier behind it. */
  | { readonly kind: 'store-mb' }
  | { readonly kind: 'fence'; readonly fence: Fence }
  | { readonly kind: 'exchange'; readonly order: Order }
  | { readonly kind: 'compare-exchange'; readonly order: Order }
  | {
      readonly kind: 'modify';
      readonly operation: Operation;
      readonly order: Order;
      /** Null: an operand comes first. */
      readonly operand: number | null;
      readonly result: 'nothing' | 'old' | 'new' | 'is zero' | 'is negative';
    }
  /** `atomic_add_unless(v, a, u)`: adds unless it is u, and says whether it did. */
  | { readonly kind: 'add-unless'; readonly result: 'old' | 'added' }
  | { readonly kind: 'lock' | 'unlock' | 'try-lock' | 'is-locked' }
  | { readonly kind: 'rcu-lock' | 'rcu-unlock' | 'rcu-wait' };

const orders = { '': 'mb', _relaxed: 'once', _acquire: 'acquire', _release: 'release' } as const;
const operations: readonly Operation[] = ['add', 'sub', 'and', 'or', 'xor', 'andnot'];

function atomics(prefix: string): readonly (readonly [string, Primitive])[] {
  const found: (readonly [string, Primitive])[] = [
    [`${prefix}_read`, { kind: 'load', order: 'once', takes: 'address' }],
    [`${prefix}_read_acquire`, { kind: 'load', order: 'acquire', takes: 'address' }],
    [`${prefix}_set`, { kind: 'store', order: 'once', takes: 'address' }],
    [`${prefix}_set_release`, { kind: 'store', order: 'release', takes: 'address' }],
    [`${prefix}_add_unless`, { kind: 'add-unless', result: 'added' }],
    [`${prefix}_fetch_add_unless`, { kind: 'add-unless', result: 'old' }],
    [`${prefix}_add_negative`, modify('add', 'mb', null, 'is negative')],
    [`${prefix}_sub_and_test`, modify('sub', 'mb', null, 'is zero')],
    [`${prefix}_inc_and_test`, modify('add', 'mb', 1, 'is zero')],
    [`${prefix}_dec_and_test`, modify('sub', 'mb', 1, 'is zero')],
  ];
  const named: readonly (readonly [string, Operation, number | null])[] = [
    ...operations.map((one) => [one, one, null] as const),
    ['inc', 'add', 1],
    ['dec', 'sub', 1],
  ];
  for (const [name, operation, operand] of named) {
    found.push([`${prefix}_${name}`, modify(operation, 'none', operand, 'nothing')]);
    for (const [suffix, order] of Object.entries(orders)) {
      found.push([`${prefix}_${name}_return${suffix}`, modify(operation, order, operand, 'new')]);
      found.push([`${prefix}_fetch_${name}${suffix}`, modify(operation, order, operand, 'old')]);
    }
  }
  for (const [suffix, order] of Object.entries(orders)) {
    found.push([`${prefix}_xchg${suffix}`, { kind: 'exchange', order }]);
    found.push([`${prefix}_cmpxchg${suffix}`, { kind: 'compare-exchange', order }]);
  }
  return found;
}

function modify(
  operation: Operation,
  order: Order,
  operand: number | null,
  result: Extract<Primitive, { kind: 'modify' }>['result'],
): Primitive {
  return { kind: 'modify', operation, order, operand, result };
}

const fences: Readonly<Record<string, Fence>> = {
  smp_mb: 'mb',
  smp_rmb: 'rmb',
  smp_wmb: 'wmb',
  barrier: 'barrier',
  smp_mb__before_atomic: 'before-atomic',
  smp_mb__after_atomic: 'after-atomic',
  smp_mb__after_spinlock: 'after-spinlock',
  smp_mb__after_unlock_lock: 'after-unlock-lock',
};

export const primitives: ReadonlyMap<string, Primitive> = new Map<string, Primitive>([
  ['READ_ONCE', { kind: 'load', order: 'once', takes: 'place' }],
  ['rcu_dereference', { kind: 'load', order: 'once', takes: 'place' }],
  ['smp_load_acquire', { kind: 'load', order: 'acquire', takes: 'address' }],
  ['WRITE_ONCE', { kind: 'store', order: 'once', takes: 'place' }],
  ['rcu_assign_pointer', { kind: 'store', order: 'release', takes: 'place' }],
  ['smp_store_release', { kind: 'store', order: 'release', takes: 'address' }],
  ['smp_store_mb', { kind: 'store-mb' }],
  ...Object.entries(fences).map(([name, fence]) => [name, { kind: 'fence', fence }] as const),
  ...Object.entries(orders).flatMap(
    ([suffix, order]) =>
      [
        [`xchg${suffix}`, { kind: 'exchange', order }],
        [`cmpxchg${suffix}`, { kind: 'compare-exchange', order }],
      ] as const,
  ),
  ...['atomic', 'atomic64', 'atomic_long'].flatMap(atomics),
  ['spin_lock', { kind: 'lock' }],
  ['spin_unlock', { kind: 'unlock' }],
  ['spin_trylock', { kind: 'try-lock' }],
  ['spin_is_locked', { kind: 'is-locked' }],
  ['rcu_read_lock', { kind: 'rcu-lock' }],
  ['rcu_read_unlock', { kind: 'rcu-unlock' }],
  ['synchronize_rcu', { kind: 'rcu-wait' }],
  ['synchronize_rcu_expedited', { kind: 'rcu-wait' }],
]);
