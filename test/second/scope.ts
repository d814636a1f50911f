// SPDX-License-Identifier: MIT
// Names of one function while it is read: which slot of its frame a local has.

import type { Uses } from './code.ts';
import type { Reader } from './reader.ts';
import type { Type } from './types.ts';

export interface Local {
  readonly slot: number;
  readonly type: Type;
}

export class Scope {
  readonly reader: Reader;
  readonly file: string;
  readonly uses: Uses;
  private readonly outer: Scope | null;
  private readonly names = new Map<string, Local>();
  private count = 0;

  constructor(reader: Reader, file: string, uses: Uses, outer: Scope | null) {
    this.reader = reader;
    this.file = file;
    this.uses = uses;
    this.outer = outer;
  }

  inner(): Scope {
    return new Scope(this.reader, this.file, this.uses, this);
  }

  get slots(): number {
    return this.outer?.slots ?? this.count;
  }

  private next(): number {
    return this.outer === null ? this.count++ : this.outer.next();
  }

  declare(name: string, type: Type): Local {
    const local = { slot: this.next(), type };
    this.names.set(name, local);
    return local;
  }

  find(name: string): Local | null {
    return this.names.get(name) ?? this.outer?.find(name) ?? null;
  }

  /** Slots of what is declared in this block itself. */
  get own(): readonly number[] {
    return [...this.names.values()].map(({ slot }) => slot);
  }
}
