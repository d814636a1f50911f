// SPDX-License-Identifier: MIT
// Where everything stands in a state: every cell, register and program counter gets as many bits as it needs, none
// across a word border. Registers of one thread that are never live at the same point share their bits.

import { there } from '../there.ts';
import type { Register } from './code.ts';
import { bitsOf, type Cells } from './memory.ts';

/** `bits` bits of one word, holding value − min. */
export interface Slot {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
  readonly min: number;
}

/** Elements of one cells array. `packed`: all in one word, `bits` apart. Else a power of two apart, over several words. */
export interface CellsSlot {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
  readonly min: number;
  readonly packed: boolean;
  /** Bits from one element to the next. */
  readonly stride: number;
}

export interface ThreadSlots {
  readonly point: Slot;
  /** Environment steps left, where they are bounded. */
  readonly budget: Slot | null;
  readonly registers: ReadonlyMap<Register, Slot>;
}

export interface ThreadNeeds {
  /** Values the program counter takes: points, and one for `finished`. */
  readonly points: number;
  readonly budget: number | null;
  /** Registers live at each point. */
  readonly live: readonly ReadonlySet<Register>[];
}

export interface Layout {
  readonly words: number;
  readonly cells: ReadonlyMap<Cells, CellsSlot>;
  readonly threads: readonly ThreadSlots[];
}

export function maskOf(bits: number): number {
  return bits >= 32 ? -1 : (1 << bits) - 1;
}

class Bits {
  /** One mask of used bits per word. */
  readonly used: number[] = [];

  /** First place of `bits` bits in a row that are free here and in `also`. */
  find(bits: number, also: readonly number[]): { word: number; shift: number } {
    const mask = maskOf(bits);
    for (let word = 0; ; word++) {
      if (word === this.used.length) this.used.push(0);
      const used = there(this.used, word, 'word') | (also[word] ?? 0);
      for (let shift = 0; shift + bits <= 32; shift++) if ((used & (mask << shift)) === 0) return { word, shift };
    }
  }

  take(bits: number): { word: number; shift: number } {
    const place = this.find(bits, []);
    this.mark(place.word, maskOf(bits) << place.shift);
    return place;
  }

  mark(word: number, mask: number): void {
    while (this.used.length <= word) this.used.push(0);
    this.used[word] = there(this.used, word, 'word') | mask;
  }
}

export function layOut(cells: readonly Cells[], threads: readonly ThreadNeeds[]): Layout {
  const bits = new Bits();
  const slots = new Map<Cells, CellsSlot>();
  const total = (item: Cells): number => bitsOf(item.range) * item.objects * item.length;
  for (const item of [...cells].sort((a, b) => total(b) - total(a))) slots.set(item, placeCells(bits, item));

  const placed = threads.map((needs): ThreadSlots => {
    const pointBits = bitsOf({ min: 0, max: needs.points });
    const point: Slot = { ...bits.take(pointBits), bits: pointBits, min: 0 };
    const budgetBits = needs.budget === null ? 0 : bitsOf({ min: 0, max: needs.budget });
    const budget: Slot | null = needs.budget === null ? null : { ...bits.take(budgetBits), bits: budgetBits, min: 0 };
    const registers = placeRegisters(bits, needs.live);
    for (const slot of registers.values()) bits.mark(slot.word, maskOf(slot.bits) << slot.shift);
    return { point, budget, registers };
  });
  return { words: Math.max(1, bits.used.length), cells: slots, threads: placed };
}

function placeCells(bits: Bits, item: Cells): CellsSlot {
  const width = bitsOf(item.range);
  const elements = item.objects * item.length;
  const { min } = item.range;
  if (width === 0 || elements === 0) return { word: 0, shift: 0, bits: 0, min, packed: true, stride: 0 };
  if (width * elements <= 32) {
    const place = bits.take(width * elements);
    return { ...place, bits: width, min, packed: true, stride: width };
  }
  const stride = 2 ** Math.ceil(Math.log2(width));
  const perWord = 32 / stride;
  const word = bits.used.length;
  for (let i = 0; i < elements; i++)
    bits.mark(word + Math.floor(i / perWord), maskOf(stride) << ((i % perWord) * stride));
  return { word, shift: 0, bits: width, min, packed: false, stride };
}

/** Wide registers first; each at the first place that no register live at the same time holds. */
function placeRegisters(bits: Bits, live: readonly ReadonlySet<Register>[]): Map<Register, Slot> {
  const neighbours = new Map<Register, Set<Register>>();
  for (const set of new Set(live)) {
    for (const register of set) {
      const known = neighbours.get(register) ?? new Set<Register>();
      neighbours.set(register, known);
      for (const other of set) if (other !== register) known.add(other);
    }
  }
  const result = new Map<Register, Slot>();
  const order = [...neighbours.keys()].sort((a, b) => bitsOf(b.range) - bitsOf(a.range) || a.id - b.id);
  for (const register of order) {
    const width = bitsOf(register.range);
    const taken: number[] = [];
    for (const other of neighbours.get(register) ?? []) {
      const slot = result.get(other);
      if (slot !== undefined && slot.bits > 0)
        taken[slot.word] = (taken[slot.word] ?? 0) | (maskOf(slot.bits) << slot.shift);
    }
    const place = width === 0 ? { word: 0, shift: 0 } : bits.find(width, taken);
    result.set(register, { ...place, bits: width, min: register.range.min });
  }
  return result;
}

/** Of one element, for whoever is not generated code. */
export function elementSlot(slot: CellsSlot, element: number): Slot {
  const { bits, min } = slot;
  if (slot.packed) return { word: slot.word, shift: slot.shift + element * slot.stride, bits, min };
  const perWord = 32 / slot.stride;
  return { word: slot.word + Math.floor(element / perWord), shift: (element % perWord) * slot.stride, bits, min };
}

export function readElement(slot: CellsSlot, states: Int32Array, at: number, element: number): number {
  return slot.bits === 0 ? slot.min : readBits(elementSlot(slot, element), states, at);
}

export function writeElement(
  slot: CellsSlot,
  states: Int32Array,
  at: number,
  write: { element: number; value: number },
): void {
  if (slot.bits > 0) writeBits(elementSlot(slot, write.element), states, at, write.value);
}

export function readBits(slot: Slot, states: Int32Array, at: number): number {
  if (slot.bits === 0) return slot.min;
  const word = there(states, at + slot.word, 'word');
  if (slot.bits >= 32) return word;
  return ((word >>> slot.shift) & maskOf(slot.bits)) + slot.min;
}

export function writeBits(slot: Slot, states: Int32Array, at: number, value: number): void {
  if (slot.bits === 0) return;
  const mask = maskOf(slot.bits) << slot.shift;
  const stored = slot.bits >= 32 ? value : ((value - slot.min) << slot.shift) & mask;
  states[at + slot.word] = (there(states, at + slot.word, 'word') & ~mask) | stored;
}
