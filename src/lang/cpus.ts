// SPDX-License-Identifier: MIT
// Which CPU each thread runs on: the one that its name says. `CPU0 task` and `CPU0 irq` are two threads of one CPU. Who names
// none has one to itself.

/** `CPU0`, `CPU12 munmap`; null: the name says none. */
export function namedCpu(name: string): number | null {
  const number = /^CPU(\d{1,2})\b/.exec(name)?.[1];
  return number === undefined ? null : Number(number);
}

/** @param names of all threads, in their order */
export function cpusOf(names: readonly string[]): readonly number[] {
  const taken = new Set(names.map(namedCpu));
  let free = 0;
  return names.map((name) => {
    const named = namedCpu(name);
    if (named !== null) return named;
    while (taken.has(free)) free++;
    return free++;
  });
}
