// SPDX-License-Identifier: MIT
// The text of one litmus test, and what is wrong with it. Everything that reads a part of it speaks of offsets into the
// whole file, so that a refusal has its line and caret wherever it is found.

import type { Diagnostic, Place } from '../diagnostic.ts';

/** A stretch of the file. */
export interface Piece {
  readonly text: string;
  /** Offset of its first character. */
  readonly at: number;
}

export interface Refusal {
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

/** Thrown where nothing can be read after what was refused; the reader of the file catches it. */
export class Unreadable extends Error {}

export class Source {
  readonly diagnostics: Diagnostic[] = [];
  readonly #lines: readonly string[];
  /** Offset of the first character of each line. */
  readonly #begins: number[] = [];

  constructor(
    readonly file: string,
    readonly text: string,
  ) {
    this.#lines = text.split('\n');
    let begin = 0;
    for (const line of this.#lines) {
      this.#begins.push(begin);
      begin += line.length + 1;
    }
  }

  place(at: number, length = 1): Place {
    const line = this.#begins.findLastIndex((begin) => begin <= at);
    const text = this.#lines[line] ?? '';
    const column = at - (this.#begins[line] ?? 0);
    const room = Math.max(1, text.length - column);
    return { file: this.file, line: line + 1, column: column + 1, length: Math.max(1, Math.min(length, room)) };
  }

  refuse(at: number, length: number, { what, why, instead }: Refusal): void {
    const place = this.place(at, length);
    this.diagnostics.push({ place, kind: 'subset', what, why, instead, source: this.#lines[place.line - 1] ?? '' });
  }

  /** @throws Unreadable */
  giveUp(at: number, length: number, refusal: Refusal): never {
    this.refuse(at, length, refusal);
    throw new Unreadable(refusal.what);
  }
}
