// SPDX-License-Identifier: MIT
// Sets of static locations, and when two footprints may be swapped.

import type { Footprint, LocationSet } from '../compile/program.ts';

export function has(set: LocationSet, location: number): boolean {
  const word = set[location >>> 5];
  if (word === undefined) throw new Error(`checker bug: a set that knows nothing of location ${location}`);
  return ((word >>> (location & 31)) & 1) === 1;
}

export function intersects(a: LocationSet, b: LocationSet): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if ((a[i]! & b[i]!) !== 0) return true;
  return false;
}

/** Neither writes what the other touches. A guard is a read: independent steps do not enable or disable each other. */
export function independent(a: Footprint, b: Footprint): boolean {
  return !intersects(a.writes, b.reads) && !intersects(a.writes, b.writes) && !intersects(a.reads, b.writes);
}
