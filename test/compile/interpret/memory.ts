// SPDX-License-Identifier: MIT
// The objects of one execution, by class. While world() runs, `new` adds to them; afterwards only pools give and take.

import type { ClassDeclaration, DeclarationId } from '../../../src/lang/tree.ts';
import { copy, SharedObject, zero } from './values.ts';

export class Memory {
  readonly classes = new Map<DeclarationId, SharedObject[]>();
  building = true;
  private readonly pools = new Map<ClassDeclaration, number>();

  private objects(declaration: ClassDeclaration): SharedObject[] {
    const known = this.classes.get(declaration.id) ?? [];
    this.classes.set(declaration.id, known);
    return known;
  }

  add(declaration: ClassDeclaration, live = true): SharedObject {
    const all = this.objects(declaration);
    const made = new SharedObject(declaration, all.length, live);
    all.push(made);
    return made;
  }

  setAside(declaration: ClassDeclaration, n: number): void {
    this.pools.set(declaration, n);
  }

  /** Objects of the pools come after those that world() made. */
  finish(): void {
    this.building = false;
    for (const [declaration, n] of this.pools) {
      for (let i = 0; i < n; i++) {
        const made = this.add(declaration, false);
        for (const field of declaration.fields) made.fields.set(field.name, copy(zero(field.type)));
      }
    }
  }

  /** The first object of a class that is free. */
  free(id: DeclarationId): SharedObject | null {
    return this.classes.get(id)?.find((object) => !object.live) ?? null;
  }
}
