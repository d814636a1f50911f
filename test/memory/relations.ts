// SPDX-License-Identifier: MIT
// Relations between at most 32 events, as rows of bits.

export type Relation = Int32Array;
/** Events as bits. */
export type Events = number;

export const bits = (set: Events): readonly number[] => {
  const found: number[] = [];
  for (let rest = set; rest !== 0; rest &= rest - 1) found.push(31 - Math.clz32(rest & -rest));
  return found;
};

export const empty = (size: number): Relation => new Int32Array(size);

export const has = (relation: Relation, from: number, to: number): boolean => ((relation[from] ?? 0) & (1 << to)) !== 0;

export function relate(size: number, related: (from: number, to: number) => boolean): Relation {
  return empty(size).map((_, from) => {
    let row = 0;
    for (let to = 0; to < size; to++) if (related(from, to)) row |= 1 << to;
    return row;
  });
}

/** `[events]`: each of them and itself. */
export const only = (size: number, events: Events): Relation => empty(size).map((_, i) => events & (1 << i));

export const either = (...all: readonly [Relation, ...Relation[]]): Relation =>
  all[0].map((_, i) => all.reduce((row, one) => row | (one[i] ?? 0), 0));

export const both = (a: Relation, b: Relation): Relation => a.map((row, i) => row & (b[i] ?? 0));

export const without = (a: Relation, b: Relation): Relation => a.map((row, i) => row & ~(b[i] ?? 0));

/** `a ; b ; …` */
export function seq(first: Relation, ...others: readonly Relation[]): Relation {
  return others.reduce((a, b) => a.map((row) => bits(row).reduce((sum, i) => sum | (b[i] ?? 0), 0)), first);
}

/** `a?` */
export const maybe = (a: Relation): Relation => a.map((row, i) => row | (1 << i));

/** `a+` */
export function closed(a: Relation): Relation {
  const made = a.slice();
  for (let k = 0; k < made.length; k++)
    for (let i = 0; i < made.length; i++) if (has(made, i, k)) made[i] = (made[i] ?? 0) | (made[k] ?? 0);
  return made;
}

/** `a*` */
export const star = (a: Relation): Relation => maybe(closed(a));

export const inverse = (a: Relation): Relation => relate(a.length, (from, to) => has(a, to, from));

export const isIrreflexive = (a: Relation): boolean => a.every((row, i) => (row & (1 << i)) === 0);
export const isAcyclic = (a: Relation): boolean => isIrreflexive(closed(a));
export const isEmpty = (a: Relation): boolean => a.every((row) => row === 0);
