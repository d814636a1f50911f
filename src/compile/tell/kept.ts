// SPDX-License-Identifier: MIT
// The things that narrating code speaks of: numbers in the code, kept here when it is emitted.

import type { Place } from '../../lang/diagnostic.ts';
import type { Activation, Instruction, Telling } from '../code/code.ts';
import type { Cells } from '../code/memory.ts';
import type { Hooks } from '../emit/region-context.ts';
import type { Event } from '../program.ts';

class Table<T> {
  readonly items: T[] = [];
  private readonly index = new Map<T, number>();
  add(item: T): number {
    const known = this.index.get(item);
    if (known !== undefined) return known;
    this.index.set(item, this.items.length);
    this.items.push(item);
    return this.items.length - 1;
  }
  get(i: number): T {
    const item = this.items[i];
    if (item === undefined) throw new Error('checker bug: the narrator lost an item');
    return item;
  }
}

export class Kept {
  readonly activations = new Table<Activation>();
  readonly cells = new Table<Cells>();
  readonly texts = new Table<string>();
  readonly guards = new Table<Extract<Instruction, { op: 'guard' }>>();
  readonly places = new Table<Place>();
  readonly tellings = new Table<readonly Telling[]>();
  readonly hooks: Hooks = {
    activation: (item) => this.activations.add(item),
    cells: (item) => this.cells.add(item),
    text: (item) => this.texts.add(item),
    guard: (item) => this.guards.add(item),
    place: (item) => this.places.add(item),
    telling: (item) => this.tellings.add(item),
  };

  where(place: number, activation: number): { readonly place: Place; readonly depth: number } {
    return { place: this.places.get(place), depth: this.activations.get(activation).depth };
  }
}

/** Of the step that runs. */
export interface Log {
  events: Event[];
  /** Where the events of the gate begin: once it is passed, it is none of the story. */
  gate: number;
}
