// SPDX-License-Identifier: MIT
// The border of the language, as data: everything that a model may not say, why, and what to write instead. The
// translation refuses by these keys and the reference of the language is checked against them, so neither can drift.

import { ghosts, operators, statements, values } from './subset-code.ts';
import { classes, functions, types } from './subset-declarations.ts';
import { files } from './subset-files.ts';
import { scenarios } from './subset-scenarios.ts';

export const refusals = {
  ...files,
  ...functions,
  ...types,
  ...classes,
  ...values,
  ...operators,
  ...statements,
  ...ghosts,
  ...scenarios,
} as const;

export type RefusalKey = keyof typeof refusals;
