// SPDX-License-Identifier: MIT
// Relations between at most 32 events, as rows of bits.

export type Relation = Int32Array;
/** Events as bits. */
export type Events = number;

export const empty = (size: number): Relation => new Int32Array(size);

export const has = (relation: Relation, from: number, to: number): boolean => ((relation[from] ?? 0) & (1 << to)) !== 0;

/** Row by row, in plain loops: the oracle spends its time here. */
function rows(size: number, row: (i: number) => Events): Relation {
  const made = empty(size);
  for (let i = 0; i < size; i++) made[i] = row(i);
  return made;
}

export function relate(size: number, related: (from: number, to: number) => boolean): Relation {
  return rows(size, (from) => {
    let row = 0;
    for (let to = 0; to < size; to++) if (related(from, to)) row |= 1 << to;
    return row;
  });
}

/** `[events]`: each of them and itself. */
export const only = (size: number, events: Events): Relation => rows(size, (i) => events & (1 << i));

export function either(...all: readonly [Relation, ...Relation[]]): Relation {
  const made = all[0].slice();
  for (let k = 1; k < all.length; k++) {
    const one = all[k];
    for (let i = 0; i < made.length; i++) made[i] = (made[i] ?? 0) | (one?.[i] ?? 0);
  }
  return made;
}

export const both = (a: Relation, b: Relation): Relation => rows(a.length, (i) => (a[i] ?? 0) & (b[i] ?? 0));

export const without = (a: Relation, b: Relation): Relation => rows(a.length, (i) => (a[i] ?? 0) & ~(b[i] ?? 0));

/** `a ; b ; …` */
export function seq(first: Relation, ...others: readonly Relation[]): Relation {
  let made = first;
  for (const next of others) {
    const before = made;
    made = rows(first.length, (i) => {
      let sum = 0;
      for (let rest = before[i] ?? 0; rest !== 0; rest &= rest - 1) sum |= next[31 - Math.clz32(rest & -rest)] ?? 0;
      return sum;
    });
  }
  return made;
}

/** `[range(a)]` */
export const rangeOf = (a: Relation): Relation =>
  only(
    a.length,
    a.reduce((all, row) => all | row, 0),
  );

/** `a?` */
export const maybe = (a: Relation): Relation => rows(a.length, (i) => (a[i] ?? 0) | (1 << i));

/** `a+` */
export function closed(a: Relation): Relation {
  const made = a.slice();
  for (let k = 0; k < made.length; k++)
    for (let i = 0; i < made.length; i++) if (has(made, i, k)) made[i] = (made[i] ?? 0) | (made[k] ?? 0);
  return made;
}

/** `a*` */
export const star = (a: Relation): Relation => maybe(closed(a));

export function inverse(a: Relation): Relation {
  const made = empty(a.length);
  for (let from = 0; from < a.length; from++)
    for (let rest = a[from] ?? 0; rest !== 0; rest &= rest - 1) {
      const to = 31 - Math.clz32(rest & -rest);
      made[to] = (made[to] ?? 0) | (1 << from);
    }
  return made;
}

export const isIrreflexive = (a: Relation): boolean => a.every((row, i) => (row & (1 << i)) === 0);
export const isAcyclic = (a: Relation): boolean => isIrreflexive(closed(a));
export const isEmpty = (a: Relation): boolean => a.every((row) => row === 0);
