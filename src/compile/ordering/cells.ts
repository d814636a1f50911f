// SPDX-License-Identifier: MIT
// Which memory goes through a store buffer or a history: every field that somebody writes while the model runs, but for ghosts, for
// what a model keeps for itself (`instant`) and for the flags that say what is allocated. A record is one cell, so that it is written and seen whole; where it is
// asked what a compiler makes of the code, what is wide is as many as it has words.

import type { Instruction } from '../code/code.ts';
import { type Layout, readElement, writeElement } from '../code/layout.ts';
import { bitsOf, type Cells, type Component, type Memory } from '../code/memory.ts';

/** Where a component of a field stands among the cells of a machine: its element 0, and which part of the cell it is. */
export interface Via {
  readonly base: number;
  readonly part: number;
}

/** One cell of the machine, in the state. */
export interface Cell {
  readonly parts: readonly { readonly cells: Cells; readonly element: number }[];
}

export interface Ordered {
  readonly via: ReadonlyMap<Cells, Via>;
  readonly cells: readonly Cell[];
}

/** @param words whether what is wide is in several words */
export function orderedCells(memory: Memory, words: boolean): Ordered {
  const via = new Map<Cells, Via>();
  const all: Cell[] = [];
  for (const { fields } of memory.classes.values()) {
    for (const field of fields.values()) {
      if (field.ghost || field.unwritten) continue;
      const { component } = field;
      const apart = words && field.wide && component.kind === 'record' ? [...component.fields.values()] : [component];
      for (const one of apart) {
        const parts = partsOf(one).filter((cells) => cells.constant === null && cells.role?.instant !== true);
        const [first] = parts;
        if (first === undefined) continue;
        for (const [part, cells] of parts.entries()) via.set(cells, { base: all.length, part });
        for (let element = 0; element < first.objects * first.length; element++)
          all.push({ parts: parts.map((cells) => ({ cells, element })) });
      }
    }
  }
  return { via, cells: all };
}

/** The cells that an access may touch: one, where the code names the object. */
export function cellsOf({ via, cells, element }: Extract<Instruction, { op: 'load' | 'store' }>): readonly number[] {
  if (via === null) return [];
  const elements = cells.objects * cells.length;
  if (element.kind !== 'const') return Array.from({ length: elements }, (_, i) => via.base + i);
  // Of null, or outside of its array: the run ends before anything is touched.
  return element.value < 0 || element.value >= elements ? [] : [via.base + element.value];
}

function partsOf(component: Component): readonly Cells[] {
  return component.kind === 'cells' ? [component.cells] : [...component.fields.values()].flatMap(partsOf);
}

/** As plain data, which can be sent: how a machine reads and writes a part of a cell. */
export interface PartSlot {
  readonly slot: Parameters<typeof readElement>[0];
  readonly element: number;
  readonly bits: number;
  readonly min: number;
}

export function partSlots({ cells }: Ordered, layout: Layout): readonly (readonly PartSlot[])[] {
  return cells.map(({ parts }) =>
    parts.map(({ cells: of, element }) => {
      const slot = layout.cells.get(of);
      if (slot === undefined) throw new Error(`checker bug: ${of.class}.${of.name} has no place in the state`);
      return { slot, element, bits: bitsOf(of.range), min: of.range.min };
    }),
  );
}

export const readPart = ({ slot, element }: PartSlot, states: Int32Array, at: number): number =>
  readElement(slot, states, at, element);

export const writePart = ({ slot, element }: PartSlot, states: Int32Array, at: number, value: number): void =>
  writeElement(slot, states, at, { element, value });
