// SPDX-License-Identifier: MIT
// All that one comes to, step by step.

/** These, and what comes next to any of them. */
export function closure<T>(from: Iterable<T>, next: (one: T) => Iterable<T>): Set<T> {
  const found = new Set(from);
  // A set hands out what is added while it is gone through.
  for (const one of found) for (const other of next(one)) found.add(other);
  return found;
}
