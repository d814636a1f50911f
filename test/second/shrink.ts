// SPDX-License-Identifier: MIT
// Makes a program that differs smaller: parts of the list of numbers that it was drawn from are cut out or set to 0, as
// long as it still differs.

import { readAll } from './checker.ts';
import { compare, nothingCounted } from './compare.ts';
import { subjectOf } from './fuzz.ts';
import { Draw } from './random/draw.ts';
import { programOf, type Written } from './random/program.ts';

export interface Smaller {
  readonly written: Written;
  readonly difference: string;
}

function differenceOf(written: Written): string | null {
  const subject = subjectOf(written, 'p');
  try {
    return compare(subject, readAll(subject.files), nothingCounted());
  } catch (error) {
    return `${error}`;
  }
}

/** @param attempts how many programs are tried */
export function shrink(taken: readonly number[], attempts: number): Smaller | null {
  let best: Smaller | null = null;
  let numbers = taken;
  let left = attempts;
  const better = (candidate: readonly number[]): boolean => {
    if (left-- <= 0) return false;
    const draw = new Draw(candidate);
    const written = programOf(draw);
    const difference = differenceOf(written);
    if (difference === null) return false;
    best = { written, difference };
    numbers = draw.taken;
    return true;
  };
  for (let size = Math.ceil(taken.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < numbers.length && left > 0; ) {
      const without = [...numbers.slice(0, at), ...numbers.slice(at + size)];
      const zeros = [
        ...numbers.slice(0, at),
        ...numbers.slice(at, at + size).map(() => 0),
        ...numbers.slice(at + size),
      ];
      const already = numbers.slice(at, at + size).every((one) => one === 0);
      if (!better(without) && (already || !better(zeros))) at += size;
      else if (already || numbers[at] === 0) at += size;
    }
  }
  return best;
}
