// SPDX-License-Identifier: MIT
// Words and signs of what is not C in a litmus test: initial values, `locations`, conditions.

import type { Piece, Source } from './source.ts';

export interface Token {
  readonly text: string;
  readonly at: number;
}

const token = /\/\\|\\\/|=>|==|!=|<>|-?0x[0-9a-fA-F]+|-?\d+|[A-Za-z_][\w.$#]*|\S/g;

export class Tokens {
  readonly #all: readonly Token[];
  readonly #end: number;
  #next = 0;

  constructor(
    private readonly source: Source,
    piece: Piece,
  ) {
    this.#all = [...piece.text.matchAll(token)].map((one) => ({ text: one[0], at: piece.at + one.index }));
    this.#end = piece.at + piece.text.length;
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#all.length;
  }

  /** The token so many places further on; empty at the end. */
  peek(further = 0): string {
    return this.#all[this.#next + further]?.text ?? '';
  }

  get at(): number {
    return this.#all[this.#next]?.at ?? this.#end - 1;
  }

  take(): Token {
    const one = this.#all[this.#next];
    if (one === undefined) return this.refuse('more', 'the text ends here');
    this.#next++;
    return one;
  }

  /** Whether it was there; then it is behind us. */
  accept(text: string): boolean {
    if (this.peek() !== text) return false;
    this.#next++;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.refuse(`'${text}'`, 'nothing else can stand here');
  }

  refuse(wanted: string, why: string): never {
    const found = this.peek();
    return this.source.giveUp(this.at, Math.max(1, found.length), {
      what: found === '' ? 'an end that comes too early' : `'${found}', which is not understood here`,
      why,
      instead: wanted,
    });
  }
}

export const isName = (text: string): boolean => /^[A-Za-z_]/.test(text);

/** Null: it is no number of 32 bits. */
export function numberOf(text: string): number | null {
  if (!/^-?(?:0x[0-9a-f]+|\d+)$/i.test(text)) return null;
  const value = text.startsWith('-') ? -Number(text.slice(1)) : Number(text);
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : null;
}
