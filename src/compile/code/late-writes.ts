// SPDX-License-Identifier: MIT
// A plain write waits: it is made in front of any later step, at the latest where something keeps it from waiting on, and not at all where
// the thread overwrites it first. What the thread itself reads of the place meanwhile is what it is about to write.

import { type Block, binary, type Code, type Instruction, one, type Register, used, zero } from './code.ts';
import { successorsOf } from './liveness.ts';
import { Making, reachable } from './making.ts';
import {
  beginsWithBarrier,
  isPlainRead,
  isPlainWrite,
  type Load,
  type Others,
  opensStep,
  type Site,
  type Store,
  siteOf,
  splitAtBarriers,
} from './plain-access.ts';

interface Late {
  readonly site: Site<Store>;
  /** Whether it waits, with what, and where it goes: null where that is known. */
  readonly waits: Register;
  readonly value: Register;
  readonly element: Register | null;
}

/** What becomes of a write that waits, where a block begins that it comes to. */
type Meeting = 'may be made' | 'is made' | 'is overwritten' | 'is read';

export function writingLate(code: Code, others: Others): Code {
  const making = new Making(code);
  const original = reachable(code.entry);
  splitAtBarriers(original, (block, at) => {
    const rest = making.block(block, block.instructions.splice(at), block.ending);
    block.ending = { kind: 'jump', to: rest };
  });
  for (const block of original)
    if (block.ending.kind === 'end' && block.instructions.length > 0)
      block.ending = { kind: 'jump', to: making.block(block, [], { kind: 'end' }) };
  const sites = new Map(reachable(code.entry).map((block) => [block, siteOf(block)]));
  const meetings = new Map<Block, Map<Late, Meeting>>();
  const writes: Late[] = [];
  for (const site of sites.values()) {
    if (!isPlainWrite(site) || site.access.compiled !== undefined) continue;
    const { cells } = site.access;
    if (!others.writes.has(cells) && !others.reads.has(cells)) continue;
    const met = meetingsOf(site, sites);
    if (![...met].some(([block, meeting]) => meeting !== 'is made' && opensStep(block))) continue;
    const write = lateOf(site, making);
    writes.push(write);
    for (const [block, meeting] of met) meetings.set(block, (meetings.get(block) ?? new Map()).set(write, meeting));
  }
  if (writes.length === 0) return making.of(code);
  const own = new Map(writes.map((write) => [write.site.block, write]));
  for (const block of new Set([...own.keys(), ...meetings.keys()])) {
    const met = [...(meetings.get(block) ?? [])];
    const content = making.moved(block);
    const at: Standing = { head: block, content, site: sites.get(block) ?? null, making };
    const write = own.get(block);
    let next = content;
    if (write !== undefined) next = making.choice(write.site.access.place, waiting(write, next, making), next);
    for (const [late, meeting] of met) next = meets(late, meeting, next, at);
    const inAnyOrder = met.filter(([, meeting]) => meeting === 'is made').length > 1;
    for (const [late, meeting] of met) {
      if (meeting === 'is made' && !inAnyOrder) continue;
      const { place } = late.site.access;
      next = making.branch(used(late.waits), making.choice(place, made(late, at), next), next);
    }
    block.ending = { kind: 'jump', to: next };
  }
  return making.of(code);
}

/** Where writes that wait come to. */
interface Standing {
  /** To which all lead. */
  readonly head: Block;
  readonly content: Block;
  readonly site: Site<Load | Store> | null;
  readonly making: Making;
}

function lateOf(site: Site<Store>, making: Making): Late {
  const { cells } = site.access;
  const { name } = cells;
  const elements = cells.objects * cells.length;
  const isKnown = site.element.kind === 'const';
  return {
    site,
    waits: making.flag(`${name} waits`),
    value: making.register(name, cells.range, cells.tell),
    element: isKnown ? null : making.register(`which ${name}`, { min: 0, max: elements - 1 }),
  };
}

/** Where the write may come to while it waits, and what becomes of it there. */
function meetingsOf(site: Site<Store>, sites: ReadonlyMap<Block, Site<Load | Store> | null>): Map<Block, Meeting> {
  const met = new Map<Block, Meeting>();
  const seen = new Set<Block>();
  const work = [...successorsOf(site.block)];
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (seen.has(block)) continue;
    seen.add(block);
    const meeting = meetingOf(block, site, sites.get(block) ?? null);
    if (meeting !== null) met.set(block, meeting);
    if (meeting === 'is made' || block === site.block) continue;
    work.push(...successorsOf(block));
  }
  return met;
}

function meetingOf(block: Block, { access }: Site<Store>, other: Site<Load | Store> | null): Meeting | null {
  if (block.ending.kind === 'end' || beginsWithBarrier(block)) return 'is made';
  const touches = (item: Instruction): boolean =>
    (item.op === 'store' || (item.op === 'load' && !item.shown)) && item.cells === access.cells;
  if (block.instructions.some(touches)) {
    if (isPlainWrite(other)) return 'is overwritten';
    return isPlainRead(other) ? 'is read' : 'is made';
  }
  return opensStep(block) ? 'may be made' : null;
}

/** The write; then one may look again at what waits. */
function made({ site, waits, value, element }: Late, { head, making }: Standing): Block {
  const { access } = site;
  const { place } = access;
  const where = element === null ? site.element : used(element);
  return making.block(
    head,
    [
      { op: 'touch', place },
      { ...access, element: where, value: used(value), compiled: 'late' },
      { op: 'set', to: waits, value: zero },
    ],
    { kind: 'jump', to: head },
  );
}

/** The step of the write, in which nothing is written. */
function waiting({ site, waits, value, element }: Late, next: Block, making: Making): Block {
  const { access } = site;
  const instructions = next.instructions.flatMap((item): readonly Instruction[] => {
    if (item !== access) return [item];
    return [
      { op: 'note', text: `${access.cells.name}: written later, by the compiler`, values: [], place: access.place },
      { op: 'set', to: value, value: access.value },
      ...(element === null ? [] : [{ op: 'set', to: element, value: access.element } as const]),
      { op: 'set', to: waits, value: one },
    ];
  });
  return making.block(next, instructions, next.ending);
}

function meets(late: Late, meeting: Meeting, next: Block, at: Standing): Block {
  const { site, waits, value, element } = late;
  const { site: other, making } = at;
  if (meeting === 'may be made') return next;
  const first = (): Block => making.branch(used(waits), made(late, at), next);
  if (meeting === 'is made') return first();
  if (other === null) throw new Error('checker bug: an access that is none');
  const where = element === null ? site.element : used(element);
  const isThere = binary('&&', used(waits), binary('===', where, other.element));
  const to = other.access;
  if (to.op === 'load') return making.branch(isThere, reading(to, value, at), next);
  const text = `${site.access.cells.name}: not written, by the compiler`;
  const note: Instruction = { op: 'note', text, values: [], place: to.place };
  const dropped = making.block(next, [note, { op: 'set', to: waits, value: zero }], { kind: 'jump', to: next });
  // What waits, waits in one place only.
  return making.branch(isThere, dropped, to === site.access ? first() : next);
}

/** The step of a read of what is about to be written. */
function reading(access: Load, value: Register, { content, making }: Standing): Block {
  const { place, to } = access;
  const text = `${to.name}: what is about to be written, by the compiler`;
  const note: Instruction = { op: 'note', text, values: [], place };
  const instructions = content.instructions.flatMap((item): readonly Instruction[] =>
    item === access ? [note, { op: 'set', to, value: used(value) }] : [item],
  );
  return making.block(content, instructions, content.ending);
}
