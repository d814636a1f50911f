// SPDX-License-Identifier: MIT
// Cells of memory: a component for every scalar of a field, its place and what each world put there.

import type { DeclarationId, FieldRole, Type } from '../../lang/tree.ts';
import type { Cells, Component } from '../code/memory.ts';
import { there } from '../there.ts';
import type { Types } from './types.ts';
import type { WorldValue } from './world-values.ts';

/** What all components of a field share. */
export interface CellsPlace {
  readonly class: string;
  readonly classId: DeclarationId;
  readonly field: string;
  readonly objects: number;
  readonly length: number;
  readonly isArray: boolean;
  readonly ghost: boolean;
  readonly role: FieldRole | null;
  readonly unwritten: boolean;
}

export class Components {
  readonly every: Cells[] = [];
  /** Per world, per cells. */
  readonly initial: (readonly number[])[][];
  locations = 0;
  readonly #types: Types;

  constructor(types: Types, worlds: number) {
    this.#types = types;
    this.initial = Array.from({ length: worlds }, () => []);
  }

  /** `valuesIn(w)`: the elements of this component in world w; `fresh`: the value of a new object. */
  add(
    type: Type,
    part: readonly string[],
    place: CellsPlace,
    valuesIn: (world: number) => WorldValue[],
    fresh: WorldValue,
  ): Component {
    if (type.kind === 'record') {
      const fields = new Map<string, Component>();
      for (const field of type.fields) {
        const pick = (value: WorldValue): WorldValue =>
          value !== null && typeof value === 'object' && value.kind === 'record'
            ? value.fields.get(field.name)
            : undefined;
        fields.set(
          field.name,
          this.add(field.type, [...part, field.name], place, (w) => valuesIn(w).map(pick), pick(fresh)),
        );
      }
      return { kind: 'record', type, fields };
    }
    const values = this.initial.map((_, w) => valuesIn(w).map((value) => this.#encode(value, type)));
    const first = there(values, 0, 'world');
    const agreed = values.every((list) => list.every((value, i) => value === first[i]));
    const constant = place.unwritten && agreed ? first : null;
    const elements = place.objects * place.length;
    const cells: Cells = {
      id: this.every.length,
      class: place.class,
      classId: place.classId,
      name: [place.field, ...part].join('.'),
      part,
      field: place.field,
      type,
      range: this.#types.rangeOf(type),
      objects: place.objects,
      length: place.length,
      isArray: place.isArray,
      ghost: place.ghost,
      role: place.role,
      unwritten: place.unwritten,
      constant,
      fresh: this.#encode(fresh, type),
      location: constant !== null ? -1 : this.locations,
      tell: this.#types.tellerOf(type),
    };
    if (constant === null) this.locations += elements;
    this.every.push(cells);
    this.initial.forEach((lists, w) => {
      lists.push(there(values, w, 'world'));
    });
    return { kind: 'cells', cells };
  }

  #encode(value: WorldValue, type: Type): number {
    // Nothing there (a slot of a pool): zero bits, whatever value they mean.
    if (value === undefined) return this.#types.rangeOf(type).min;
    if (value === null) return 0;
    if (typeof value === 'number') return value;
    if (value.kind === 'object') return value.index + 1;
    const position =
      value.kind === 'table' && type.kind === 'table'
        ? this.#types.tables(type.of).findIndex((table) => table.id === value.id)
        : -1;
    if (position < 0) throw new Error(`checker bug: a ${value.kind} where a ${type.kind} is kept`);
    return position + 1;
  }
}
