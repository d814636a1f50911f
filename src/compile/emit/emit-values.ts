// SPDX-License-Identifier: MIT
// JavaScript for pure values and for reading and writing cells in a packed state. `S` is the array of words, `o` the
// offset of the state; every offset is a literal where the object is known.

import type { Pure, Register } from '../code/code.ts';
import { type CellsSlot, elementSlot, type Layout, maskOf, type Slot } from '../code/layout.ts';
import type { Cells } from '../code/memory.ts';
import { intervalOf, whole } from '../code/values.ts';

export function nameOf(register: Register): string {
  return `r${register.id}`;
}

/** Collects what generated code refers to by name outside its function: constant tables. */
export interface Names {
  constants(cells: Cells): string;
  readonly layout: Layout;
}

/** In brackets when negative: `0--5` is no JavaScript. */
function literal(value: number): string {
  return value < 0 ? `(${value})` : String(value);
}

/** An expression that is a number. */
export function emitNumber(pure: Pure, names: Names): string {
  switch (pure.kind) {
    case 'const':
      return literal(pure.value);
    case 'register':
      return nameOf(pure.register);
    case 'lookup':
      return `${names.constants(pure.cells)}[${emitNumber(pure.element, names)}]`;
    case 'select':
      return `(${emitCondition(pure.test, names)}?${emitNumber(pure.then, names)}:${emitNumber(pure.else, names)})`;
    case 'unary':
      if (pure.operator === '!') return `(${emitCondition(pure.operand, names)}?0:1)`;
      return `(${pure.operator === '-' ? '0-' : '~'}${emitNumber(pure.operand, names)})`;
    case 'binary': {
      const { operator } = pure;
      switch (operator) {
        case '<':
        case '<=':
        case '>':
        case '>=':
        case '===':
        case '!==':
        case '&&':
        case '||':
          return `(${emitCondition(pure, names)}?1:0)`;
        case '/':
          return `Math.trunc(${emitNumber(pure.left, names)}/${emitNumber(pure.right, names)})`;
        case '<<': {
          const [left, right] = [emitNumber(pure.left, names), emitNumber(pure.right, names)];
          const { min, max } = intervalOf(pure);
          // JavaScript's own cuts off what does not fit: only for what does.
          return whole.min <= min && max <= whole.max ? `(${left}<<${right})` : `(${left}*2**${right})`;
        }
        default:
          return `(${emitNumber(pure.left, names)}${operator}${emitNumber(pure.right, names)})`;
      }
    }
  }
}

/** An expression that is a JavaScript boolean. */
export function emitCondition(pure: Pure, names: Names): string {
  if (pure.kind === 'const') return pure.value !== 0 ? 'true' : 'false';
  if (pure.kind === 'unary' && pure.operator === '!') return `!${emitCondition(pure.operand, names)}`;
  if (pure.kind === 'binary') {
    switch (pure.operator) {
      case '&&':
      case '||':
        return `(${emitCondition(pure.left, names)}${pure.operator}${emitCondition(pure.right, names)})`;
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '===':
      case '!==':
        return `(${emitNumber(pure.left, names)}${pure.operator}${emitNumber(pure.right, names)})`;
      default:
        break;
    }
  }
  return `(${emitNumber(pure, names)}!==0)`;
}

export function emitSlotRead(slot: Slot): string {
  if (slot.bits === 0) return literal(slot.min);
  const word = `S[o+${slot.word}]`;
  if (slot.bits >= 32) return word;
  const shifted = slot.shift === 0 ? word : `${word}>>>${slot.shift}`;
  const masked = `((${shifted})&${maskOf(slot.bits)})`;
  return slot.min === 0 ? masked : `(${masked}+${slot.min})`;
}

/** Word, shift and mask of an element, as expressions. */
function locate(slot: CellsSlot, element: Pure, names: Names): { word: string; shift: string } {
  if (element.kind === 'const') {
    const { word, shift } = elementSlot(slot, element.value);
    return { word: `o+${word}`, shift: String(shift) };
  }
  const index = emitNumber(element, names);
  if (slot.packed) {
    const scaled = slot.stride === 1 ? index : `${index}*${slot.stride}`;
    return { word: `o+${slot.word}`, shift: slot.shift === 0 ? `(${scaled})` : `(${slot.shift}+${scaled})` };
  }
  const perWord = 32 / slot.stride;
  const log = Math.log2(perWord);
  return { word: `o+${slot.word}+(${index}>>${log})`, shift: `((${index}&${perWord - 1})*${slot.stride})` };
}

export function emitLoad(cells: Cells, element: Pure, names: Names): string {
  const slot = slotOf(cells, names);
  if (slot.bits === 0) return literal(slot.min);
  const { word, shift } = locate(slot, element, names);
  if (slot.bits >= 32) return `S[${word}]`;
  const shifted = shift === '0' ? `S[${word}]` : `S[${word}]>>>${shift}`;
  const masked = `((${shifted})&${maskOf(slot.bits)})`;
  return slot.min === 0 ? masked : `(${masked}+${slot.min})`;
}

/** A statement; `raw` writes zero bits whatever the range (freed memory). */
export function emitStore(cells: Cells, element: Pure, value: string, names: Names): string {
  const slot = slotOf(cells, names);
  if (slot.bits === 0) return '';
  const { word, shift } = locate(slot, element, names);
  if (slot.bits >= 32) return `S[${word}]=${value};`;
  const encoded = slot.min === 0 ? value : `(${value}-(${slot.min}))`;
  const mask = maskOf(slot.bits);
  if (shift === '0') return `S[${word}]=S[${word}]&${~mask}|${encoded};`;
  if (/^\d+$/.test(shift)) return `S[${word}]=S[${word}]&${~(mask << Number(shift))}|${encoded}<<${shift};`;
  return `{const w=${word},s=${shift};S[w]=S[w]&~(${mask}<<s)|${encoded}<<s;}`;
}

export function slotOf(cells: Cells, names: Names): CellsSlot {
  const slot = names.layout.cells.get(cells);
  if (slot === undefined) throw new Error(`checker bug: ${cells.class}.${cells.name} has no place in the state`);
  return slot;
}

/** Statements that set some slots and clear others, one per word. */
export function emitSlots(writes: readonly { slot: Slot; value: string | null }[]): string {
  const words = new Map<number, { clear: number; parts: string[]; whole: string | null }>();
  for (const { slot, value } of writes) {
    if (slot.bits === 0) continue;
    const entry = words.get(slot.word) ?? { clear: 0, parts: [], whole: null };
    words.set(slot.word, entry);
    if (slot.bits >= 32) {
      entry.clear = -1;
      if (value !== null) entry.whole = value;
      continue;
    }
    entry.clear |= maskOf(slot.bits) << slot.shift;
    // Zero bits are what is wanted for null; the value 0 is zero bits only where the range begins at 0.
    if (value === null || (value === '0' && slot.min === 0)) continue;
    const encoded = slot.min === 0 ? value : `(${value}-(${slot.min}))`;
    entry.parts.push(slot.shift === 0 ? encoded : `${encoded}<<${slot.shift}`);
  }
  let text = '';
  for (const [word, { clear, parts, whole }] of words) {
    if (whole !== null) text += `S[o+${word}]=${whole};`;
    else if (clear === -1) text += `S[o+${word}]=${parts.length === 0 ? '0' : parts.join('|')};`;
    else text += `S[o+${word}]=S[o+${word}]&${~clear}${parts.map((part) => `|${part}`).join('')};`;
  }
  return text;
}
