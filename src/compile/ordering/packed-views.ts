// SPDX-License-Identifier: MIT
// Views where they stand in a state. A step looks at few of them: one is unpacked when somebody does, and packed again when the
// step ends. A position that moves, moves in all of them: where a view is packed, in its word.

import { there } from '../there.ts';
import type { Fields } from './fields.ts';
import { change, type View } from './view.ts';

export class PackedViews {
  readonly #fields: Fields;
  /** Bits of a position, by cell. */
  readonly #sizes: readonly number[];
  /** [view] the first of its numbers. */
  readonly #firsts: number[] = [];
  readonly #lists: (View | null)[] = [];
  /** Views that are unpacked. */
  readonly #unpacked: number[] = [];
  #states: Int32Array = new Int32Array(0);
  #at = 0;

  constructor(fields: Fields, sizes: readonly number[]) {
    this.#fields = fields;
    this.#sizes = sizes;
  }

  /** The first of so many more. */
  take(count: number): number {
    const first = this.#firsts.length;
    for (let i = 0; i < count; i++) {
      this.#firsts.push(this.#fields.takeAll(this.#sizes));
      this.#lists.push(null);
    }
    return first;
  }

  /** Of another state. */
  begin(states: Int32Array, at: number): void {
    for (const view of this.#unpacked) this.#lists[view] = null;
    this.#unpacked.length = 0;
    this.#fields.check(states, at);
    this.#states = states;
    this.#at = at;
  }

  /** The view itself: who changes it changes what the state has when the step has ended. */
  of(view: number): View {
    const known = this.#lists[view];
    if (known !== null && known !== undefined) return known;
    const list = this.#fields.readAll(there(this.#firsts, view, 'view'), this.#sizes.length, this.#states, this.#at);
    this.set(view, list);
    return list;
  }

  set(view: number, list: View): void {
    if (there(this.#lists, view, 'view') === null) this.#unpacked.push(view);
    this.#lists[view] = list;
  }

  /** It is one of nothing. */
  clear(view: number): void {
    const count = this.#sizes.length;
    const isPacked = there(this.#lists, view, 'view') === null;
    if (isPacked && this.#fields.areNothing(there(this.#firsts, view, 'view'), count, this.#states, this.#at)) return;
    this.set(view, new Array<number>(count).fill(0));
  }

  position(view: number, cell: number): number {
    const known = this.#lists[view];
    if (known !== null && known !== undefined) return there(known, cell, 'cell');
    return this.#fields.read(there(this.#firsts, view, 'view') + cell, this.#states, this.#at);
  }

  /** @param moved of a position that is not 0 */
  move(cell: number, moved: (position: number) => number): void {
    for (const [view, first] of this.#firsts.entries()) {
      const list = this.#lists[view] ?? null;
      if (list !== null) change(list, cell, moved);
      else this.#fields.change(first + cell, this.#states, this.#at, moved);
    }
  }

  end(): void {
    for (const view of this.#unpacked) {
      const list = there(this.#lists, view, 'view');
      if (list === null) throw new Error('checker bug: an unpacked view is packed');
      this.#fields.writeAll(there(this.#firsts, view, 'view'), list, this.#states, this.#at);
    }
  }
}
