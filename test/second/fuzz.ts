// SPDX-License-Identifier: MIT
// Random programs from seeds, in batches, until all are compared or one differs.

import { readAll } from './checker.ts';
import { type Counted, compare, type Subject } from './compare.ts';
import { libraryOf, programOfSeed, type Written } from './random/program.ts';

export interface Found {
  readonly seed: number;
  readonly difference: string;
  readonly written: Written;
}

export function subjectOf({ files, patched }: Written, folder: string): Subject {
  return {
    folder,
    scenario: `${folder}/m.ts`,
    files: new Map([...files].map(([path, text]) => [`${folder}/${path}`, text])),
    patched,
  };
}

/** Programs that are read together. */
const BATCH = 40;

interface Drawn {
  readonly seed: number;
  readonly written: Written;
  readonly subject: Subject;
}

/** Those that share what they declare stand in one folder. */
function drawn(seed: number): Drawn {
  const { written } = programOfSeed(seed);
  const { folder, files, patched } = subjectOf(
    written,
    `p${written.files.size > 1 ? libraryOf(seed) : `alone${seed}`}`,
  );
  const scenario = `${folder}/m${seed}.ts`;
  const named = new Map([...files].map(([path, text]) => [path === `${folder}/m.ts` ? scenario : path, text]));
  return { seed, written, subject: { folder, scenario, files: named, patched } };
}

/** Compares `count` programs of the seeds from `first` on; `found` hears of each difference and says whether to go on. */
export function fuzz(first: number, programs: number, counted: Counted, found: (one: Found) => boolean): void {
  for (let from = first; from < first + programs; from += BATCH) {
    const all = Array.from({ length: Math.min(BATCH, first + programs - from) }, (_, i) => drawn(from + i));
    const read = readAll(new Map(all.flatMap(({ subject }) => [...subject.files])));
    for (const { seed, written, subject } of all) {
      let difference: string | null;
      try {
        difference = compare(subject, read, counted);
      } catch (error) {
        difference = `${error instanceof Error ? error.stack : error}`;
      }
      if (difference !== null && !found({ seed, difference, written })) return;
    }
  }
}
