// SPDX-License-Identifier: MIT
// The memory that one run of world() makes, and what is refused of it.

import { type Diagnostic, ModelError, type Place } from '../../lang/diagnostic.ts';
import type { ClassDeclaration, DeclarationId, Type } from '../../lang/tree.ts';
import { copy, misfit, type WorldObject, type WorldValue } from './world-values.ts';

/** Elements of fields of objects, in one state: more of them, and JavaScript's memory is full before anything was searched. */
const PLACES = 1_000_000;
export class Made {
  readonly objects = new Map<DeclarationId, WorldObject[]>();
  readonly pools = new Map<DeclarationId, number>();
  /** So many elements do the objects have that were made, those of pools included. */
  places = 0;
  readonly #source: (place: Place) => string;

  constructor(source: (place: Place) => string) {
    this.#source = source;
  }

  refuse(place: Place, what: string, why: string, instead: string): never {
    const diagnostic: Diagnostic = { place, kind: 'model', what, why, instead, source: this.#source(place) };
    throw new ModelError([diagnostic]);
  }

  /** As in all other code: what does not fit where it goes is wrong, not cut. */
  fit(value: WorldValue, type: Type, what: string, place: Place): WorldValue {
    const problem = misfit(value, type, what);
    if (problem !== null) this.refuse(place, problem, 'world() keeps to the types, like all code', 'a value that fits');
    return copy(value);
  }

  object(declared: ClassDeclaration, place: Place): WorldObject {
    this.#count(1, declared, place);
    const all = this.objects.get(declared.id) ?? [];
    this.objects.set(declared.id, all);
    const object: WorldObject = { kind: 'object', class: declared.id, index: all.length, fields: new Map() };
    all.push(object);
    return object;
  }

  pool(n: number, declared: ClassDeclaration, place: Place): void {
    if (n < 0) this.refuse(place, `a pool of ${n}`, 'it holds so many objects', '0 or more');
    this.#count(n, declared, place);
    this.pools.set(declared.id, n);
  }

  /** Before they are made. */
  #count(objects: number, { name, fields }: ClassDeclaration, place: Place): void {
    for (const { type } of fields) this.places += objects * (type.kind === 'array' ? type.length : 1);
    if (this.places <= PLACES) return;
    const what = `memory of more than ${number(PLACES)} places, with ${objects === 1 ? 'this' : number(objects)} ${name}`;
    this.refuse(place, what, 'every state holds all of them', 'shorter arrays, or fewer objects');
  }
}

export const number = (n: number): string => n.toLocaleString('en-US');
