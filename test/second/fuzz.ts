// SPDX-License-Identifier: MIT
// Random programs from seeds, in batches, until all are compared or one differs.

import { readAll } from './checker.ts';
import { type Counted, compare, type Subject } from './compare.ts';
import { Draw, numbers } from './random/draw.ts';
import { programOf, type Written } from './random/program.ts';

export interface Found {
  readonly seed: number;
  readonly difference: string;
  readonly written: Written;
}

export function subjectOf({ files, patched }: Written, folder: string): Subject {
  return { folder, files: new Map([...files].map(([path, text]) => [`${folder}/${path}`, text])), patched };
}

/** Programs that are read together. */
const BATCH = 20;

/** Compares `count` programs of the seeds from `first` on; `found` hears of each difference and says whether to go on. */
export function fuzz(first: number, programs: number, counted: Counted, found: (one: Found) => boolean): void {
  for (let from = first; from < first + programs; from += BATCH) {
    const seeds = Array.from({ length: Math.min(BATCH, first + programs - from) }, (_, i) => from + i);
    const written = seeds.map((seed) => programOf(new Draw([], numbers(seed))));
    const subjects = written.map((one, i) => subjectOf(one, `p${seeds[i]}`));
    const read = readAll(new Map(subjects.flatMap(({ files }) => [...files])));
    for (const [i, subject] of subjects.entries()) {
      let difference: string | null;
      try {
        difference = compare(subject, read, counted);
      } catch (error) {
        difference = `${error instanceof Error ? error.stack : error}`;
      }
      const [seed, one] = [seeds[i], written[i]];
      if (difference === null || seed === undefined || one === undefined) continue;
      if (!found({ seed, difference, written: one })) return;
    }
  }
}
