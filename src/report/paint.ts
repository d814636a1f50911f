// SPDX-License-Identifier: MIT
// Colours as functions that are handed in: a report is the same text with and without them. Below the CLI nobody knows
// whether there is a terminal.

export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  doubtful(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

const asIs = (text: string): string => text;

export const plain: Paint = { good: asIs, bad: asIs, doubtful: asIs, strong: asIs, faint: asIs };
