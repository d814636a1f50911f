// SPDX-License-Identifier: MIT
// What a state has of the weak machine (views.ts): the histories of the cells, and the views of CPUs, locks and registers. A step
// looks at few of them: what it does look at is unpacked, and packed again when it ends; all else stays as it is.

import { there } from '../there.ts';
import { type PartSlot, readPart, writePart } from './cells.ts';
import { Cpu } from './cpu.ts';
import { bitsFor, Fields } from './fields.ts';
import type { MachineData } from './machine.ts';
import { PackedViews } from './packed-views.ts';
import { from, kept } from './store-buffers.ts';
import { ANYHOW, NEVER, Touching } from './touches.ts';
import { change, type View } from './view.ts';
import { Words } from './words.ts';

export interface Message {
  values: number[];
  /** Written by a locked instruction that read the message before it: nothing comes between. */
  locked: boolean;
  /** A compiler may make of it what it likes. */
  plain: boolean;
  /** 1 + the CPU; 0: it was there from the beginning. */
  by: number;
  /** What has reached whoever this one has reached. */
  view: View;
  /** Of a release: the writes of its CPU before it. Where it is that of a lock, the next holder carries them on. */
  carried: View;
}

/** A history is kept as its length less one, its messages, the oldest first, and nothing behind them. */
interface Place {
  readonly parts: readonly PartSlot[];
  readonly length: number;
  /** Of each message: its values, `locked`, `plain`, `by`; then `view`, and `carried` where that matters. */
  readonly numbers: readonly number[];
  readonly views: readonly number[];
  readonly carries: boolean;
}

export class Histories {
  /** Of a state, with all else that is in it. */
  readonly words: number;
  readonly cpus: readonly Cpu[];
  readonly locks: Words;
  readonly #data: MachineData;
  readonly #fields: Fields;
  readonly #views: PackedViews;
  readonly #places: readonly Place[];
  readonly #global: number;
  readonly #shadows: number;
  /** Null: everybody may touch everything, always. */
  readonly #touching: Touching | null;
  /** Of the cells that this step has looked at. */
  readonly #unpacked = new Map<number, Message[]>();
  /** Of registers that live in one step. */
  readonly #passing = new Map<number, View>();
  #states: Int32Array = new Int32Array(0);
  #at = 0;

  constructor(data: MachineData) {
    this.#data = data;
    const { cells, depths, carries } = data;
    const fields = new Fields(data.base);
    const sizes = depths.map((depth) => bitsFor(depth - 1));
    this.#places = cells.map((parts, cell) => {
      const depth = this.depth(cell);
      const length = fields.take(1, bitsFor(depth - 1));
      const numbers: number[] = [];
      const views: number[] = [];
      const isCarried = there(carries, cell, 'cell');
      for (let i = 0; i < depth; i++) {
        numbers.push(fields.take(0, 0));
        for (const { bits } of parts) fields.take(1, bits);
        fields.take(2, 1);
        fields.take(1, bitsFor(data.cpus));
        views.push(fields.takeAll(isCarried ? [...sizes, ...sizes] : sizes));
      }
      return { parts, length, numbers, views, carries: isCarried };
    });
    const views = new PackedViews(fields, sizes);
    this.cpus = Array.from({ length: data.cpus }, () => new Cpu(data, fields, views));
    this.#global = views.take(1);
    this.#shadows = views.take(data.shadows);
    this.locks = new Words(data.words, views);
    this.#fields = fields;
    this.#views = views;
    this.#touching = data.touches.length === 0 ? null : new Touching(data.touches, data.cpus);
    this.words = Math.max(1, fields.end);
  }

  begin(states: Int32Array, at: number): void {
    this.#states = states;
    this.#at = at;
    this.#unpacked.clear();
    this.#passing.clear();
    this.#views.begin(states, at);
    for (const cpu of this.cpus) cpu.begin(states, at);
  }

  /** Of a cell what was written to it, the newest last: that is what memory holds. */
  history(cell: number): Message[] {
    const known = this.#unpacked.get(cell);
    if (known !== undefined) return known;
    const { parts, numbers, views, carries } = this.#place(cell);
    const [fields, states, at] = [this.#fields, this.#states, this.#at];
    const cells = this.#data.cells.length;
    const messages = Array.from({ length: this.#length(cell) }, (_, i): Message => {
      const first = there(numbers, i, 'message');
      const beside = first + parts.length;
      const view = there(views, i, 'message');
      return {
        values: parts.map((_, part) => fields.read(first + part, states, at)),
        locked: fields.read(beside, states, at) !== 0,
        plain: fields.read(beside + 1, states, at) !== 0,
        by: fields.read(beside + 2, states, at),
        view: fields.readAll(view, cells, states, at),
        carried: carries ? fields.readAll(view + cells, cells, states, at) : this.nothing(),
      };
    });
    const newest = there(messages, messages.length - 1, 'message');
    newest.values = parts.map((slot) => kept(readPart(slot, states, at), slot));
    this.#unpacked.set(cell, messages);
    return messages;
  }

  /** As it is packed. */
  #length(cell: number): number {
    return this.#fields.read(this.#place(cell).length, this.#states, this.#at) + 1;
  }

  end(): void {
    const [states, at] = [this.#states, this.#at];
    for (const [cell, messages] of this.#unpacked) this.#pack(cell, messages);
    this.#views.end();
    for (const cpu of this.cpus) cpu.end(states, at);
  }

  #pack(cell: number, messages: readonly Message[]): void {
    const [fields, states, at] = [this.#fields, this.#states, this.#at];
    const { parts, length, numbers, views, carries } = this.#place(cell);
    const before = this.#length(cell);
    const newest = messages.length - 1;
    fields.write(length, states, at, newest);
    const none = this.nothing();
    for (let i = 0; i < Math.max(before, messages.length); i++) {
      const one = messages[i];
      const first = there(numbers, i, 'message');
      const beside = first + parts.length;
      const view = there(views, i, 'message');
      for (let part = 0; part < parts.length; part++) {
        const value = one === undefined || i === newest ? 0 : there(one.values, part, 'part');
        fields.write(first + part, states, at, value);
      }
      fields.write(beside, states, at, one?.locked === true ? 1 : 0);
      fields.write(beside + 1, states, at, one?.plain === true ? 1 : 0);
      fields.write(beside + 2, states, at, one?.by ?? 0);
      fields.writeAll(view, one?.view ?? none, states, at);
      if (carries) fields.writeAll(view + none.length, one?.carried ?? none, states, at);
    }
    const { values } = there(messages, newest, 'message');
    for (const [part, slot] of parts.entries()) writePart(slot, states, at, from(there(values, part, 'part'), slot));
  }

  /** Whoever knows of the cell a position from this one on, knows one that is later by one: something is put in front of it.
   *  @param others views that are in no state */
  makeRoom(cell: number, position: number, others: readonly View[]): void {
    this.#move(cell, (known) => (known >= position ? known + 1 : known), others);
  }

  /** What nobody can read any more is dropped, and a view of what everybody knows is one of nothing: equal states are equal.
   *  @param others views that are in no state */
  forget(others: readonly View[]): void {
    this.#touching?.begin(this.#states, this.#at);
    for (let cell = 0; cell < this.#places.length; cell++) {
      const by = this.#unread(cell);
      if (by === null) this.#bare(cell, others);
      if (by === null || by === 0) continue;
      this.history(cell).splice(0, by);
      this.#move(cell, (known) => Math.max(0, known - by), others);
    }
    for (const messages of this.#unpacked.values()) {
      const oldest = there(messages, 0, 'message');
      // What it was attached to is gone, and who wrote it first matters to its CPU alone: everybody has to know it.
      oldest.locked = false;
      oldest.plain = false;
    }
  }

  /** How many messages of a cell nobody can read any more; null: nobody touches it any more. */
  #unread(cell: number): number | null {
    let least: number | null = null;
    for (const [which, cpu] of this.cpus.entries()) {
      const touch = this.#touching === null ? ANYHOW : this.#touching.of(which, cell);
      if (cpu.done || touch === NEVER) continue;
      // A section about a word knows what others about it have written.
      const known = touch === ANYHOW ? cpu.least(cell) : Math.max(cpu.least(cell), this.locks.written(touch, cell));
      least = Math.min(least ?? known, known);
      if (least === 0) break;
    }
    return least;
  }

  /** Nothing is left of a cell but what memory holds. */
  #bare(cell: number, others: readonly View[]): void {
    if (!this.#unpacked.has(cell) && this.#isBare(cell)) return;
    const messages = this.history(cell);
    const { values } = there(messages, messages.length - 1, 'message');
    if (messages.length > 1) this.#move(cell, () => 0, others);
    const [view, carried] = [this.nothing(), this.nothing()];
    messages.splice(0, messages.length, { values, locked: false, plain: false, by: 0, view, carried });
  }

  /** As it is packed. The newest values are in memory. */
  #isBare(cell: number): boolean {
    const [fields, states, at] = [this.#fields, this.#states, this.#at];
    const { parts, numbers, carries } = this.#place(cell);
    const count = parts.length + 3 + (carries ? 2 : 1) * this.#data.cells.length;
    return this.#length(cell) === 1 && fields.areNothing(there(numbers, 0, 'message'), count, states, at);
  }

  #move(cell: number, moved: (position: number) => number, others: readonly View[]): void {
    const [fields, states, at] = [this.#fields, this.#states, this.#at];
    const cells = this.#data.cells.length;
    for (const [where, { views, carries }] of this.#places.entries()) {
      const messages = this.#unpacked.get(where);
      if (messages === undefined) {
        const length = this.#length(where);
        for (let i = 0; i < length; i++) {
          const view = there(views, i, 'message') + cell;
          fields.change(view, states, at, moved);
          if (carries) fields.change(view + cells, states, at, moved);
        }
      } else {
        for (const { view, carried } of messages) {
          change(view, cell, moved);
          change(carried, cell, moved);
        }
      }
    }
    this.#views.move(cell, moved);
    for (const view of this.#passing.values()) change(view, cell, moved);
    for (const view of others) change(view, cell, moved);
  }

  /** What full barriers have made known to each other. */
  get global(): View {
    return this.#views.of(this.#global);
  }

  /** What was known when the value of a register was read; undefined: it has none in this step. */
  shadow(which: number): View | undefined {
    return which < this.#data.shadows ? this.#views.of(this.#shadows + which) : this.#passing.get(which);
  }

  setShadow(which: number, view: View): void {
    if (which < this.#data.shadows) this.#views.set(this.#shadows + which, view);
    else this.#passing.set(which, view);
  }

  clearShadow(which: number): void {
    if (which < this.#data.shadows) this.#views.clear(this.#shadows + which);
    else this.#passing.delete(which);
  }

  nothing(): View {
    return new Array<number>(this.#data.cells.length).fill(0);
  }

  /** Whether what a release of the cell carries for the next holder of a lock matters. */
  carries(cell: number): boolean {
    return this.#place(cell).carries;
  }

  /** So many messages of a cell there is room for. */
  depth(cell: number): number {
    return there(this.#data.depths, cell, 'cell');
  }

  parts(cell: number): readonly PartSlot[] {
    return there(this.#data.cells, cell, 'cell');
  }

  #place(cell: number): Place {
    return there(this.#places, cell, 'cell');
  }
}
