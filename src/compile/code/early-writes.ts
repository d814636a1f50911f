// SPDX-License-Identifier: MIT
// A plain write is made before its time: in front of any step that comes before it, where what it writes is known there, and every
// way on writes to the same place, with nothing in between that could tell. So one of two values that the ways of an `if` write may
// be written first, and a write may pass a read whose value it does not need. What no way writes is not invented.

import { type Block, binary, type Code, type Instruction, not, one, type Register, used, zero } from './code.ts';
import { successorsOf } from './liveness.ts';
import { asWritten, Making, reachable } from './making.ts';
import {
  assigns,
  isBarrier,
  isPlainWrite,
  type Others,
  predecessors,
  type Site,
  type Store,
  sameElement,
  siteOf,
  stepsBefore,
} from './plain-access.ts';

interface Early {
  readonly site: Site<Store>;
  /** Whether it was made. */
  readonly made: Register;
}

export function writingEarly(code: Code, others: Others): Code {
  const blocks = reachable(code.entry);
  const own = new Set(blocks.flatMap(compilersOwn));
  const written = blocks.filter((block) => !own.has(block));
  const before = predecessors(written);
  const making = new Making(code);
  const writes: Early[] = [];
  const inFront = new Map<Block, Early[]>();
  for (const block of written) {
    const site = siteOf(block);
    if (!isPlainWrite(site)) continue;
    const { cells } = site.access;
    if (!others.writes.has(cells) && !others.reads.has(cells)) continue;
    const keeps = (item: Instruction): boolean => isBarrier(item) || assigns(item, site.from) || touches(item, site);
    const certain = new Set(certainly(written, site));
    const steps = stepsBefore(block, before, keeps).filter((step) => certain.has(step));
    if (steps.length === 0) continue;
    const write = { site, made: making.flag(`${cells.field} was written`) };
    writes.push(write);
    for (const step of steps) inFront.set(step, [...(inFront.get(step) ?? []), write]);
  }
  if (writes.length === 0) return code;
  for (const block of blocks) {
    forgetting(block, writes);
    unread(block, writes);
  }
  for (const write of writes) orElse(write, making);
  for (const [block, early] of inFront) writesInFront(block, early, writes, making);
  return making.of(code);
}

const touches = (one: Instruction, { access }: Site<Store>): boolean =>
  (one.op === 'store' || (one.op === 'load' && !one.shown)) && one.cells === access.cells;

/** What the compiler reads for itself, it may leave. */
function compilersOwn(block: Block): readonly Block[] {
  const otherwise = asWritten(block);
  return otherwise === null ? [] : successorsOf(block).filter((next) => next !== otherwise);
}

/** Blocks from which every way writes to the place before anything could tell, or ends in a violation. */
function certainly(blocks: readonly Block[], site: Site<Store>): readonly Block[] {
  const found = new Set<Block>();
  const isCertain = (block: Block): boolean => {
    for (const item of block.instructions) {
      if (item.op === 'store' && item.cells === site.access.cells) {
        const other = siteOf(block);
        return isPlainWrite(other) && other.access === item && sameElement(other.element, site.element);
      }
      if (isBarrier(item) || touches(item, site)) return false;
      // Another place, under the same name.
      if (assigns(item, site.from)) return false;
    }
    if (block.ending.kind === 'never') return true;
    const otherwise = asWritten(block);
    const next = otherwise === null ? successorsOf(block) : [otherwise];
    return next.length > 0 && next.every((one) => found.has(one));
  };
  for (let grown = true; grown; ) {
    grown = false;
    for (const block of [...blocks].reverse()) {
      if (found.has(block) || !isCertain(block)) continue;
      found.add(block);
      grown = true;
    }
  }
  return [...found];
}

/** Behind another write to the field, it has not been made. */
function forgetting(block: Block, writes: readonly Early[]): void {
  const made = block.instructions.flatMap((item): readonly Instruction[] => [
    item,
    ...writes
      .filter(({ site }) => item.op === 'store' && item.cells === site.access.cells)
      .map((write): Instruction => ({ op: 'set', to: write.made, value: zero })),
  ]);
  block.instructions.splice(0, Infinity, ...made);
}

/** What was read of the field before is not read again behind the write. */
function unread(block: Block, writes: readonly Early[]): void {
  const { ending } = block;
  if (asWritten(block) === null || ending.kind !== 'branch') return;
  const read = ending.then.instructions.find((item) => item.op === 'load');
  if (read?.op !== 'load') return;
  const condition = writes
    .filter(({ site }) => site.access.cells === read.cells)
    .reduce((all, { made }) => binary('&&', all, not(used(made))), ending.condition);
  block.ending = { ...ending, condition };
}

function orElse({ site, made }: Early, making: Making): void {
  const { block, access } = site;
  const next = making.moved(block);
  const instead = next.instructions.filter((item) => item.op !== 'touch' && item !== access);
  const without = making.block(next, instead, next.ending);
  block.ending = { kind: 'branch', condition: used(made), then: without, else: next };
}

function writesInFront(block: Block, early: readonly Early[], all: readonly Early[], making: Making): void {
  let next = making.moved(block);
  for (const { site, made } of early) {
    const { access, conditions, element, value } = site;
    if (value === null) throw new Error('checker bug: a write without a value');
    const { place } = access;
    const write = making.block(
      next,
      [
        { op: 'touch', place },
        { ...access, element, value, compiled: 'early' },
        { op: 'set', to: made, value: one },
      ],
      { kind: 'jump', to: block },
    );
    // Of two to one field, the other one has been made.
    const others = all.filter((other) => other.site.access.cells === access.cells);
    const may = [...conditions, ...others.map((other) => not(used(other.made)))].reduce((sum, condition) =>
      binary('&&', sum, condition),
    );
    next = making.branch(may, making.choice(place, write, next), next);
  }
  block.ending = { kind: 'jump', to: next };
}
