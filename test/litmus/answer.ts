// SPDX-License-Identifier: MIT
// A litmus test given as text, answered.

import { readFileSync } from 'node:fs';
import { answerLitmus } from '../../src/ask/litmus.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { loadGrammar } from '../../src/lang/litmus/grammar.ts';
import { type Litmus, readLitmus } from '../../src/lang/litmus/litmus.ts';
import type { LitmusAnswer } from '../../src/report/litmus.ts';

const grammar = await loadGrammar(
  readFileSync(new URL('../../node_modules/tree-sitter-c/tree-sitter-c.wasm', import.meta.url)),
);

export const readTest = (text: string): Litmus => readLitmus('test.litmus', text, grammar);

export function answer(text: string, tells = false): LitmusAnswer {
  const limits = { ...DEFAULTS, now: () => 0 };
  return toEnd(answerLitmus(readTest(text), { limits, detail: { full: false, free: false }, tells }));
}

/** Final states, a line each. */
export const statesOf = (text: string): readonly string[] =>
  answer(text).states.map(({ values }) => values.map((one) => `${one.name}=${one.text}`).join(' '));
