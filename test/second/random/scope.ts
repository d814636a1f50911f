// SPDX-License-Identifier: MIT
// What the next piece of a random program may use: locals by type, labels, and what is allowed where it stands.

import type { Draw } from './draw.ts';

export type Kind = 'int' | 'wide' | 'bool' | 'obj' | 'obj?' | 'rec' | 'kind' | 'frame' | 'cells' | 'item';

export interface Variable {
  readonly name: string;
  readonly kind: Kind;
  readonly assignable: boolean;
}

export interface Place {
  /** `w.a` and so on; in a helper, its parameter alone. */
  readonly objects: readonly [string, ...string[]];
  /** Roots that can be written: `w.count`. */
  readonly roots: boolean;
  /** Helpers that may be called: those below this level. */
  readonly level: number;
  /** Calls through tables. */
  readonly tables: boolean;
  /** Every third statement allocates or frees. */
  readonly pools: boolean;
  /** Only looks: no calls that write, no choices, no allocation. */
  readonly pure: boolean;
  /** In a property: ghosts may be read. */
  readonly property: boolean;
  readonly atomic: boolean;
  /** Kind of result that `return` gives; null: none may stand here. */
  readonly result: Kind | 'void' | null;
  /** Labels of the loops around, the innermost last; '' where it has none. */
  readonly loops: readonly string[];
  /** Label of the block around. */
  readonly blocks: readonly string[];
}

export class Scope {
  readonly place: Place;
  readonly depth: number;
  private readonly variables: Variable[];
  private readonly counter: { count: number };

  constructor(place: Place, variables: readonly Variable[] = [], counter = { count: 0 }, depth = 0) {
    this.place = place;
    this.variables = [...variables];
    this.counter = counter;
    this.depth = depth;
  }

  inner(change: Partial<Place> = {}): Scope {
    return new Scope({ ...this.place, ...change }, this.variables, this.counter, this.depth + 1);
  }

  name(letter: string): string {
    return `${letter}${this.counter.count++}`;
  }

  add(name: string, kind: Kind, assignable: boolean): string {
    this.variables.push({ name, kind, assignable });
    return name;
  }

  pick(draw: Draw, kind: Kind, assignable = false): string | null {
    const found = this.variables.filter((one) => one.kind === kind && (one.assignable || !assignable));
    return found.length === 0 ? null : (found[draw.next(found.length)]?.name ?? null);
  }
}
