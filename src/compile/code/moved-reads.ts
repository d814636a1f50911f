// SPDX-License-Identifier: MIT
// A plain read is made before its time: in front of any step that comes before it, with what is known there. Where the code reads,
// what was read is used. On ways where the code does not read after all, or has to read anew, it was read in vain.

import { type Block, binary, type Code, type Instruction, not, one, type Register, used, zero } from './code.ts';
import { Making, reachable } from './making.ts';
import {
  assigns,
  isBarrier,
  isPlainRead,
  type Load,
  type Others,
  predecessors,
  type Site,
  siteOf,
  stepsBefore,
} from './plain-access.ts';

interface Early {
  readonly site: Site<Load>;
  /** What was read, and whether it was. */
  readonly value: Register;
  readonly made: Register;
  readonly keeps: (one: Instruction) => boolean;
}

export function readingEarly(code: Code, others: Others): Code {
  const blocks = reachable(code.entry);
  const before = predecessors(blocks);
  const making = new Making(code);
  const reads: Early[] = [];
  const inFront = new Map<Block, Early[]>();
  for (const block of blocks) {
    const site = siteOf(block);
    if (!isPlainRead(site) || site.access.compiled !== undefined || !others.writes.has(site.access.cells)) continue;
    const { cells, to } = site.access;
    const keeps = (one: Instruction): boolean =>
      isBarrier(one) || assigns(one, site.from) || (one.op === 'store' && one.cells === cells);
    const steps = stepsBefore(block, before, keeps);
    if (steps.length === 0) continue;
    const read = { site, value: making.fresh(to), made: making.flag(`${to.name} was read`), keeps };
    reads.push(read);
    for (const step of steps) inFront.set(step, [...(inFront.get(step) ?? []), read]);
  }
  for (const block of blocks) forgetting(block, reads);
  for (const read of reads) orElse(read, making);
  for (const [block, early] of inFront) readsInFront(block, early, making);
  return making.of(code);
}

/** Behind what it must not be made before, it has not been made. */
function forgetting(block: Block, reads: readonly Early[]): void {
  const made = block.instructions.flatMap((instruction): readonly Instruction[] => [
    instruction,
    ...reads
      .filter(({ keeps }) => keeps(instruction))
      .map((read): Instruction => ({ op: 'set', to: read.made, value: zero })),
  ]);
  block.instructions.splice(0, Infinity, ...made);
}

/** Where it was made, its step is not there. */
function orElse({ site, value, made }: Early, making: Making): void {
  const { block, access } = site;
  const { place, to } = access;
  const next = making.moved(block);
  const note: Instruction = { op: 'note', text: `${to.name}: what was read early, by the compiler`, values: [], place };
  const instead = next.instructions.flatMap((instruction): readonly Instruction[] => {
    if (instruction.op === 'touch') return [];
    if (instruction !== access) return [instruction];
    return [note, { op: 'set', to, value: used(value) }, { op: 'set', to: made, value: zero }];
  });
  const without = making.block(next, instead, next.ending);
  block.ending = { kind: 'branch', condition: used(made), then: without, else: next };
}

function readsInFront(block: Block, early: readonly Early[], making: Making): void {
  let next = making.moved(block);
  for (const { site, value, made } of early) {
    const { access, conditions, element } = site;
    const { place } = access;
    const read = making.block(
      next,
      [
        { op: 'touch', place },
        { ...access, to: value, element, compiled: 'early' },
        { op: 'set', to: made, value: one },
      ],
      { kind: 'jump', to: block },
    );
    const may = conditions.reduce((all, condition) => binary('&&', all, condition), not(used(made)));
    next = making.branch(may, making.choice(place, read, next), next);
  }
  block.ending = { kind: 'jump', to: next };
}
