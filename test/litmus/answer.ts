// SPDX-License-Identifier: MIT
// A litmus test given as text, answered.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { answerLitmus } from '../../src/ask/litmus.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { loadGrammar } from '../../src/lang/litmus/grammar.ts';
import { type Litmus, readLitmus } from '../../src/lang/litmus/litmus.ts';
import type { MemoryModel } from '../../src/lang/tree.ts';
import type { LitmusAnswer } from '../../src/report/litmus.ts';

/** Found from here, and from where a script is put together. */
const wasm = createRequire(import.meta.url).resolve('tree-sitter-c/tree-sitter-c.wasm');
const grammar = await loadGrammar(readFileSync(wasm));

export const readTest = (text: string): Litmus => readLitmus('test.litmus', text, grammar);

export interface How {
  /** Whether a run is told. */
  readonly tells?: boolean;
  readonly memory?: MemoryModel;
}

/** @param test as text, or read already */
export function answer(test: string | Litmus, { tells = false, memory = 'sc' }: How = {}): LitmusAnswer {
  const limits = { ...DEFAULTS, now: () => 0 };
  const read = typeof test === 'string' ? readTest(test) : test;
  return toEnd(answerLitmus(read, { limits, detail: { full: false, free: false }, tells, memory }));
}

/** Final states, a line each. */
export const statesOf = (text: string, how: How = {}): readonly string[] =>
  answer(text, how).states.map(({ values }) => values.map((one) => `${one.name}=${one.text}`).join(' '));
