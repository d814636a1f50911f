// SPDX-License-Identifier: MIT
// Total store order: a store waits in the buffer of its CPU, which reads its own newest one; the oldest goes to memory at any time.
// A locked instruction, and a full barrier, wait until the buffer is empty. (Owens, Sarkar, Sewell: A better x86 memory model:
// x86-TSO, 2009.) A buffer holds so many stores and no more: one too many is a bound that was met, never an answer.

import type { SectionOrder } from '../../lang/tree.ts';
import type { Barrier } from '../code/code.ts';
import { there } from '../there.ts';
import { readPart, writePart } from './cells.ts';
import { bitsFor, Fields } from './fields.ts';
import type { Machine, MachineData, Told, Written } from './machine.ts';
import { acquires, releases } from './words.ts';

interface Store {
  readonly cell: number;
  /** As they are kept: above the least of their range. */
  readonly values: number[];
}

export class StoreBuffers implements Machine {
  readonly words: number;
  newest = false;
  emptied = false;
  readonly #data: MachineData;
  readonly #fields: Fields;
  /** Numbers of one store. */
  readonly #size: number;
  #states: Int32Array = new Int32Array(0);
  #at = 0;
  #cpu = 0;
  #buffer: Store[] = [];
  /** So many of them are from before this step. */
  #before = 0;
  /** The store of this step. */
  #fresh: Store | null = null;
  #locked = false;
  #changed = false;
  /** The section, where it is about a word. */
  #about: { readonly order: SectionOrder; readonly word: number } | null = null;
  /** Where numbers of words begin: per word and CPU, how many stores of its buffer go to memory before what was released does. */
  readonly #waited: number;

  constructor(data: MachineData) {
    this.#data = data;
    const fields = new Fields(data.base);
    const widest = Math.max(0, ...data.cells.flatMap((parts) => parts.map(({ bits }) => bits)));
    const most = Math.max(0, ...data.cells.map((parts) => parts.length));
    for (let i = 0; i < data.cpus * data.depth; i++) {
      fields.take(1, bitsFor(data.cells.length));
      fields.take(most, widest);
    }
    this.#size = 1 + most;
    this.#waited = fields.take(data.words.length * data.cpus, bitsFor(data.depth));
    this.#fields = fields;
    this.words = Math.max(1, fields.end);
  }

  begin(states: Int32Array, at: number, cpu: number): void {
    this.#states = states;
    this.#at = at;
    this.#cpu = cpu;
    this.#fresh = null;
    this.#locked = false;
    this.#about = null;
    this.#changed = false;
    this.#buffer = [];
    for (let i = 0; i < this.#data.depth; i++) {
      const cell = this.#read(i, 0) - 1;
      if (cell < 0) break;
      this.#buffer.push({ cell, values: this.#parts(cell).map((_, part) => this.#read(i, 1 + part)) });
    }
    this.#before = this.#buffer.length;
  }

  end(): void {
    if (!this.#changed) return;
    for (let i = 0; i < this.#data.depth; i++) {
      const one = this.#buffer[i];
      this.#write(i, 0, one === undefined ? 0 : one.cell + 1);
      for (let part = 0; part + 1 < this.#size; part++) this.#write(i, 1 + part, one?.values[part] ?? 0);
    }
  }

  finish(): void {}

  load(cell: number, part: number): number {
    const own = this.#buffer.findLast((one) => one.cell === cell);
    const slot = there(this.#parts(cell), part, 'part');
    if (own === undefined) return readPart(slot, this.#states, this.#at);
    return from(there(own.values, part, 'part'), slot);
  }

  store({ cell, part, value }: { cell: number; part: number; value: number }): Written {
    const slot = there(this.#parts(cell), part, 'part');
    if (this.#locked) {
      if (!this.#isEmptied()) return 'not';
      writePart(slot, this.#states, this.#at, value);
      return 'done';
    }
    // A store begins with the first part, and has them all: what is `local` may store to one cell again.
    if (part === 0 || this.#fresh === null) {
      if (this.#buffer.length === this.#data.depth) return 'full';
      this.#fresh = { cell, values: this.#parts(cell).map(() => 0) };
      this.#buffer.push(this.#fresh);
      this.#changed = true;
    }
    this.#fresh.values[part] = kept(value, slot);
    return 'done';
  }

  missed(): number {
    return -1;
  }

  howRead(cell: number): 'own' | null {
    return this.#buffer.some((one) => one.cell === cell) ? 'own' : null;
  }

  howWritten(): 'buffered' | null {
    return this.#locked ? null : 'buffered';
  }

  /** All of them are locked instructions here, whatever the kernel asks of them; but for what is `local`. */
  section(order: SectionOrder | null, word: number): boolean {
    this.#leave();
    this.#locked = order !== null && order !== 'local';
    this.#about = order === null || word < 0 ? null : { order, word };
    if (this.#about === null || order === null) return true;
    if ((order === 'locked' || order === 'full') && !this.#isEmptied()) return false;
    return (
      !acquires(order) || this.#others(word).every((index) => this.#fields.read(index, this.#states, this.#at) === 0)
    );
  }

  /** What was released is in memory behind the stores that were in the buffer. */
  #leave(): void {
    if (this.#about === null || !releases(this.#about.order)) return;
    this.#fields.write(this.#waits(this.#about.word, this.#cpu), this.#states, this.#at, this.#buffer.length);
  }

  #others(word: number): readonly number[] {
    const all = Array.from({ length: this.#data.cpus }, (_, cpu) => this.#waits(word, cpu));
    return all.filter((_, cpu) => cpu !== this.#cpu);
  }

  #waits(word: number, cpu: number): number {
    return this.#waited + word * this.#data.cpus + cpu;
  }

  fence(fence: Barrier): boolean {
    return fence !== 'all' || this.#isEmptied();
  }

  #isEmptied(): boolean {
    while (this.settling(true) !== null) this.drain();
    return this.emptied || this.#buffer.length === 0;
  }

  settling(isBarrier: boolean): Told | null {
    return this.#before === 0 && (isBarrier || this.#locked) ? this.oldest() : null;
  }

  oldest(): Told | null {
    const [one] = this.#buffer;
    if (one === undefined) return null;
    const slots = this.#parts(one.cell);
    return { cell: one.cell, values: slots.map((slot, part) => from(there(one.values, part, 'part'), slot)) };
  }

  drain(): boolean {
    const one = this.oldest();
    if (one === null) return false;
    this.#buffer.shift();
    this.#before = Math.max(0, this.#before - 1);
    this.#fresh = null;
    this.#changed = true;
    for (let word = 0; word < this.#data.words.length; word++) {
      const index = this.#waits(word, this.#cpu);
      const left = this.#fields.read(index, this.#states, this.#at);
      this.#fields.write(index, this.#states, this.#at, Math.max(0, left - 1));
    }
    for (const [part, slot] of this.#parts(one.cell).entries())
      writePart(slot, this.#states, this.#at, there(one.values, part, 'part'));
    return true;
  }

  depend(): void {}
  control(): void {}
  keep(): void {}

  #parts(cell: number) {
    return there(this.#data.cells, cell, 'cell');
  }

  #read(store: number, which: number): number {
    return this.#fields.read(this.#index(store, which), this.#states, this.#at);
  }

  #write(store: number, which: number, value: number): void {
    this.#fields.write(this.#index(store, which), this.#states, this.#at, value);
  }

  #index(store: number, which: number): number {
    return (this.#cpu * this.#data.depth + store) * this.#size + which;
  }
}

/** 32 bits are kept as they are. */
export const kept = (value: number, { bits, min }: { bits: number; min: number }): number =>
  bits >= 32 ? value : value - min;
export const from = (value: number, { bits, min }: { bits: number; min: number }): number =>
  bits >= 32 ? value : value + min;
