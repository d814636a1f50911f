// SPDX-License-Identifier: MIT
// The locals of one function. Bodies of `atomically` and `waitUntil` share them: they are part of the function.

import type ts from 'typescript';
import type { Local, Type } from '../tree.ts';

/** What kind of code this is: it decides where `new` may stand and what a returned object literal means. */
export type Code = 'world' | 'function' | 'field' | 'module';

export class Scope {
  readonly code: Code;
  readonly locals: Map<ts.Symbol, Local>;
  /** What `return` must deliver; null where that is found out from the returns themselves. */
  readonly result: Type | null;
  /** The types of the values returned so far. */
  readonly returned: Type[] = [];
  readonly #assigned: ReadonlySet<ts.Symbol>;

  constructor(code: Code, result: Type | null, assigned: ReadonlySet<ts.Symbol> = new Set(), outer?: Scope) {
    this.code = code;
    this.result = result;
    this.locals = outer?.locals ?? new Map();
    this.#assigned = outer === undefined ? assigned : outer.#assigned;
    this.#counter = outer === undefined ? { next: 0 } : outer.#counter;
  }

  readonly #counter: { next: number };

  /** The body of an `atomically`: same locals, its own `return`. */
  inner(result: Type | null): Scope {
    return new Scope(this.code, result, undefined, this);
  }

  /** A null symbol makes a local that the model has no name for. */
  declare(symbol: ts.Symbol | null, name: string, type: Type, constant = false): Local {
    const id = this.#counter.next++;
    const local: Local = { id, name, type, constant: constant || symbol === null || !this.#assigned.has(symbol) };
    if (symbol !== null) this.locals.set(symbol, local);
    return local;
  }
}
