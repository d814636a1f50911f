// SPDX-License-Identifier: MIT
// The exit statuses.

export const exitStatus = {
  /** Every claim as expected. */
  expected: 0,
  /** Some verdict differs from what its claim expects. */
  unexpected: 1,
  /** A file, claim, variant, option or model that cannot be used. */
  badInput: 2,
  /** A budget, or Ctrl-C, ended some run before it was decided. */
  undecided: 3,
  /** A fault of the checker itself. */
  checkerBug: 70,
  /** What was to be printed could not be written: a full disk. */
  outputFailed: 74,
  /** A second Ctrl-C, and a reader that went away: what a shell calls 128 + SIGINT and 128 + SIGPIPE. */
  interrupted: 130,
  pipeClosed: 141,
  /** A second SIGTERM, 128 + SIGTERM. */
  terminated: 143,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Worst first: a fault of ours makes every answer doubtful, bad input means that something was not asked at all. */
const worstFirst: readonly ExitStatus[] = [
  exitStatus.checkerBug,
  exitStatus.badInput,
  exitStatus.unexpected,
  exitStatus.undecided,
];

export function worst(statuses: readonly ExitStatus[]): ExitStatus {
  return worstFirst.find((status) => statuses.includes(status)) ?? exitStatus.expected;
}
