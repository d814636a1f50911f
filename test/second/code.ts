// SPDX-License-Identifier: MIT
// Code that has been read: every node of the syntax tree is turned into a function once, so that running it again costs
// no look at the tree. Names are resolved while reading; what is where in memory is decided while running.

import type { Runner } from './runner.ts';
import type { ClassShape, Type } from './types.ts';
import type { Table, Value } from './values.ts';

/** An expression: its value, and its type as far as it is known from declarations. */
export interface Code {
  readonly run: (runner: Runner) => Value;
  readonly type: Type;
  /** Written as a number, or computed from such. A `let` that begins with it is an i32. */
  readonly literal?: boolean;
}

/** How a statement ended: undefined, or a way out. */
export type Jump =
  | { readonly kind: 'break' | 'continue'; readonly label: string | null }
  | { readonly kind: 'return'; readonly value: Value; readonly line: number };

export type Statement = (runner: Runner) => Jump | undefined;

/** What code that can run does, apart from running: it decides which fields are constants. */
export interface Uses {
  readonly writes: Set<string>;
  readonly allocates: Set<ClassShape>;
  readonly calls: Set<FunctionCode>;
  /** Tables that it names. */
  readonly tables: Set<Table>;
  /** Types of tables through which it calls. */
  readonly types: Set<string>;
}

export function noUses(): Uses {
  return { writes: new Set(), allocates: new Set(), calls: new Set(), tables: new Set(), types: new Set() };
}

export interface FunctionCode {
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly result: Type;
  /** Number of locals, parameters first. */
  slots: number;
  body: Statement;
  readonly uses: Uses;
}
