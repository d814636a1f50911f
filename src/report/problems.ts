// SPDX-License-Identifier: MIT
// What is wrong with an input, as every document of `--json` lists it: what stands on stderr, in parts.

import type { Diagnostic } from '../lang/diagnostic.ts';

export interface Problem {
  /** Where it stands; null where it is no matter of a line: an option, a claim that does not exist. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

export function problemIn({ place, what, why, instead }: Diagnostic): Problem {
  // A file that cannot be read has no line to point at.
  const [line, column] = place.line > 0 ? [place.line, place.column] : [null, null];
  return { file: place.file, line, column, what, why, instead };
}

export function problemOf(what: string, why: string, instead: string): Problem {
  return { file: null, line: null, column: null, what, why, instead };
}

/** What went wrong beside the answers. */
export interface Trouble {
  readonly problems: readonly Problem[];
  /** Of the checker; null where there was none. */
  readonly fault: string | null;
}
