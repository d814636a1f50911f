// SPDX-License-Identifier: MIT
// What a scalar may be, and how it is shown. All values are 32-bit integers: flags are 0 and 1, references 0 (null) or
// 1 + object number.

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Turns a stored number into what a person reads: `true`, `page0`, `VM_FAULT_LOCKED`. */
export type Printer = (value: number) => string;
