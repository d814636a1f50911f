// SPDX-License-Identifier: MIT
// What the code of a random program may name at one point, and what it may do there.

import type { Tape } from './tape.ts';

export type Kind = 'int' | 'bool' | 'node' | 'node?' | 'record' | 'frame' | 'item' | 'array';

export interface Local {
  readonly name: string;
  readonly kind: Kind;
  readonly mutable: boolean;
}

export const written: Readonly<Record<Kind, string>> = {
  int: 'int<0, 3>',
  bool: 'bool',
  node: 'node',
  'node?': 'node | null',
  record: 'entry',
  frame: 'frame',
  item: 'item',
  array: 'array<int<0, 3>, 3>',
};

export interface Place {
  /** How many of f0, f1, f2 may be called. */
  readonly level: number;
  readonly tables: boolean;
  /** What `return` gives here; null where there is none (inside a section). */
  readonly result: 'void' | 'int' | 'node?' | null;
  /** In an atomic section: no polling loops. */
  readonly atomic: boolean;
  /** In a property: no choices, calls or sections. */
  readonly pure: boolean;
  /** Labels of the loops around, innermost last; '' for a loop without. */
  readonly loops: readonly string[];
  readonly depth: number;
}

export class Scope {
  readonly place: Place;
  private readonly locals: readonly Local[];
  private readonly added: Local[] = [];
  private readonly names: { count: number };

  constructor(place: Place, locals: readonly Local[] = [], names = { count: 0 }) {
    this.place = place;
    this.locals = locals;
    this.names = names;
  }

  inner(change: Partial<Place> = {}): Scope {
    const place = { ...this.place, depth: this.place.depth + 1, ...change };
    return new Scope(place, [...this.locals, ...this.added], this.names);
  }

  name(prefix: string): string {
    return `${prefix}${this.names.count++}`;
  }

  add(name: string, kind: Kind, mutable: boolean): string {
    this.added.push({ name, kind, mutable });
    return name;
  }

  /** A local of a kind, or null where there is none. */
  pick(tape: Tape, kind: Kind, mutable = false): string | null {
    const fitting = [...this.locals, ...this.added].filter((one) => one.kind === kind && (one.mutable || !mutable));
    return fitting.length === 0 ? null : (fitting[tape.next(fitting.length)]?.name ?? null);
  }
}
