// SPDX-License-Identifier: MIT
// Plain accesses that a compiler may move, and what keeps them where they are.

import { type Block, type Instruction, type Pure, type Register, registersOf, substitute } from './code.ts';
import { definitionOf, successorsOf } from './liveness.ts';
import type { Cells } from './memory.ts';

export type Load = Extract<Instruction, { op: 'load' }>;
export type Store = Extract<Instruction, { op: 'store' }>;

/** Memory that other threads of the model touch: what is private is moved to no purpose. */
export interface Others {
  readonly reads: ReadonlySet<Cells>;
  readonly writes: ReadonlySet<Cells>;
}

/** The one access of a step, as it is seen from where the step begins. */
export interface Site<Access extends Load | Store> {
  readonly block: Block;
  /** Which instruction of the block it is. */
  readonly at: number;
  readonly access: Access;
  readonly element: Pure;
  /** Without these the step breaks in front of the access. */
  readonly conditions: readonly Pure[];
  /** Of a store. */
  readonly value: Pure | null;
  /** What all of them are computed from. */
  readonly from: ReadonlySet<Register>;
}

const isAccess = (one: Instruction): one is Load | Store =>
  (one.op === 'load' && !one.shown && !one.free) || (one.op === 'store' && !one.free);

export const isPlainRead = (site: Site<Load | Store> | null): site is Site<Load> =>
  site !== null && site.access.op === 'load' && site.access.plain;
export const isPlainWrite = (site: Site<Load | Store> | null): site is Site<Store> =>
  site !== null && site.access.op === 'store' && site.access.plain;

/** It is no part of a record that is read and written in one go. */
export const standsAlone = ({ part, role }: Cells): boolean =>
  part.length === 0 || (part.length === 1 && role?.wide === true);

/** Null: none, several of them (a record is read and written in one go), or something in front of it that is no mere computation. */
export function siteOf(block: Block): Site<Load | Store> | null {
  const [first] = block.instructions;
  if (first?.op !== 'touch') return null;
  const at = block.instructions.findIndex(isAccess);
  const access = block.instructions[at];
  if (access === undefined || !isAccess(access) || !standsAlone(access.cells)) return null;
  if (block.instructions.some((one, i) => i !== at && isAccess(one))) return null;
  const known = new Map<Register, Pure>();
  const conditions: Pure[] = [];
  for (const one of block.instructions.slice(1, at)) {
    if (one.op === 'set') known.set(one.to, substitute(one.value, known));
    else if (one.op === 'check') conditions.push(substitute(one.condition, known));
    else if (one.op !== 'enter' && one.op !== 'leave' && one.op !== 'note' && !(one.op === 'load' && one.shown))
      return null;
  }
  const element = substitute(access.element, known);
  const value = access.op === 'store' ? substitute(access.value, known) : null;
  const from = new Set<Register>();
  for (const pure of [element, ...conditions, ...(value === null ? [] : [value])])
    registersOf(pure, (register) => from.add(register));
  return { block, at, access, element, conditions, value, from };
}

/** What no plain access passes, whatever it is of. */
export function isBarrier({ op }: Instruction): boolean {
  switch (op) {
    case 'alloc':
    case 'release':
    case 'barrier':
    case 'section':
    case 'fence':
    case 'guard':
    case 'drain':
      return true;
    default:
      return false;
  }
}

export const assigns = (one: Instruction, registers: ReadonlySet<Register>): boolean => {
  const to = definitionOf(one);
  return to !== null && registers.has(to);
};

export const opensStep = ({ instructions: [first] }: Block): boolean => first?.op === 'touch';

export function predecessors(blocks: readonly Block[]): ReadonlyMap<Block, readonly Block[]> {
  const found = new Map<Block, Block[]>();
  for (const one of blocks)
    for (const next of successorsOf(one)) {
      const known = found.get(next);
      if (known === undefined) found.set(next, [one]);
      else known.push(one);
    }
  return found;
}

/** Blocks whose step the access may be made in front of: on some way from there, nothing keeps it from that. */
export function stepsBefore(
  block: Block,
  before: ReadonlyMap<Block, readonly Block[]>,
  keeps: (one: Instruction) => boolean,
): readonly Block[] {
  const found = new Set<Block>();
  const seen = new Set<Block>();
  const work = [...(before.get(block) ?? [])];
  for (let one = work.pop(); one !== undefined; one = work.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    if (one.instructions.some(keeps)) continue;
    if (opensStep(one) && one !== block) found.add(one);
    work.push(...(before.get(one) ?? []));
  }
  return [...found];
}

/** A block begins with what no access passes, or has none of it; but for what stands in front of the access of its step. */
export function splitAtBarriers(blocks: readonly Block[], cut: (block: Block, at: number) => void): void {
  for (const block of blocks) {
    const access = block.instructions.findIndex(isAccess);
    const from = opensStep(block) ? access + 1 : 1;
    if (opensStep(block) && access < 0) continue;
    const at = block.instructions.findIndex((one, i) => i >= from && isBarrier(one));
    if (at > 0) cut(block, at);
  }
}

/** Whether an access that waits has to be made before the block begins. */
export function beginsWithBarrier(block: Block): boolean {
  const access = block.instructions.findIndex(isAccess);
  const barrier = block.instructions.findIndex(isBarrier);
  return barrier >= 0 && (barrier === 0 || (opensStep(block) && (access < 0 || barrier < access)));
}

/** Registers and cells by their numbers. */
export const textOf = (pure: Pure): string =>
  JSON.stringify(pure, (key, value) => (key === 'register' || key === 'cells' ? value.id : value));

export const sameElement = (one: Pure, other: Pure): boolean => textOf(one) === textOf(other);
