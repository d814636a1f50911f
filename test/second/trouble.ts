// SPDX-License-Identifier: MIT
// The ways in which code stops before its end: a violation, a wait that is not over, and the place where its step is over.

export type Violation = 'assert' | 'warn' | 'range' | 'index' | 'null' | 'freed' | 'pool' | 'endless';

/** A violation. An empty pool is none, but ends the run in the same way. */
export class Broken {
  readonly kind: Violation;
  readonly line: number;
  constructor(kind: Violation, line: number) {
    this.kind = kind;
    this.line = line;
  }
}

/** A condition is false: the step that looked at it cannot be taken. */
export class Blocked {}

/** The next touch or choice belongs to the next step. */
export class Paused {
  /** Where, with everything that the thread still holds. */
  readonly position: string;
  /** Where, and nothing else. */
  readonly point: string;
  constructor(position: string, point: string) {
    this.position = position;
    this.point = point;
  }
}
