// SPDX-License-Identifier: MIT
// A trace is a list of choices from an initial state; its text form is the replay argument.

/** One step: which thread, and which path through its `choose` calls. */
export interface Step {
  readonly thread: number;
  readonly path: number;
}
