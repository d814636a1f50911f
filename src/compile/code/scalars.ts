// SPDX-License-Identifier: MIT
// What a scalar may be, and how it is shown. All values are 32-bit integers: flags are 0 and 1, references 0 (null) or
// 1 + object number.

import type { Datum } from '../program.ts';

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What a stored number means: a flag, an object, a member of an enum. */
export type Teller = (value: number) => Datum;
