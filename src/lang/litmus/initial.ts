// SPDX-License-Identifier: MIT
// Initial values: `x=1`, `int y=2;`, `int *p=&x`, `0:r1=3`, `spinlock_t s`. What a value is not given for is 0.

import { type Observed, takeValue, type Value } from './condition.ts';
import type { Piece, Source } from './source.ts';
import { isName, Tokens } from './tokens.ts';

export interface Initial extends Observed {
  /** The type that is written, and its stars; null: none is. */
  readonly type: string | null;
  readonly stars: number;
  /** Null: it is only declared. */
  readonly value: Value | null;
}

const skipped = ['volatile', 'const', 'struct', 'unsigned', 'signed'];

export function initialValues(source: Source, piece: Piece): readonly Initial[] {
  const tokens = new Tokens(source, piece);
  const found: Initial[] = [];
  while (!tokens.isAtEnd) {
    if (tokens.accept(';')) continue;
    found.push(one(tokens));
    if (!tokens.isAtEnd && tokens.peek() !== ';') tokens.refuse(';', 'initial values are apart by semicolons');
  }
  return found;
}

function one(tokens: Tokens): Initial {
  const { at } = tokens;
  let process: number | null = null;
  const words: string[] = [];
  let stars = 0;
  let name: string | null = null;
  while (name === null) {
    if (process === null && tokens.peek(1) === ':') {
      process = processIn(tokens);
    } else if (tokens.accept('*')) stars++;
    else if (tokens.accept('[')) {
      name = nameIn(tokens);
      tokens.expect(']');
    } else {
      const word = nameIn(tokens);
      if (isName(tokens.peek()) || tokens.peek() === '*' || tokens.peek(1) === ':') words.push(word);
      else name = word;
    }
  }
  if (tokens.peek() === '[')
    tokens.refuse('x, y', 'arrays are outside of what is read: variables of their own are the same');
  const type = words.filter((word) => !skipped.includes(word)).at(-1) ?? words.at(-1) ?? null;
  return { at, process, name, type, stars, value: tokens.accept('=') ? initialValue(tokens) : null };
}

/** `0:`, also behind a type. */
function processIn(tokens: Tokens): number {
  const { text } = tokens.take();
  if (!/^\d+$/.test(text)) tokens.refuse('0:', 'processes have numbers');
  tokens.expect(':');
  return Number(text);
}

function nameIn(tokens: Tokens): string {
  if (!isName(tokens.peek())) tokens.refuse('x=1', 'a variable and its value');
  return tokens.take().text;
}

/** Also `ATOMIC_INIT(1)`, and addresses in parentheses. */
function initialValue(tokens: Tokens): Value {
  if (/^ATOMIC\w*_INIT$/.test(tokens.peek())) tokens.take();
  if (!tokens.accept('(')) return takeValue(tokens);
  const value = initialValue(tokens);
  tokens.expect(')');
  return value;
}
