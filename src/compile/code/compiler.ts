// SPDX-License-Identifier: MIT
// What a compiler may make of plain reads, as passes over the code of a thread. One read may stand for two: where the same place was
// read before, a choice is made to use that value and to read nothing; so a read is taken out of a loop. And one may become two: where
// a local is used, a choice is made to read it from memory once more, as one does that has no register left for it. Both only where, on
// every way there, the thread has not written to the field since, and has passed no barrier: else the compiler would change what
// the thread alone does. docs/memory.md says what else compilers do, and this does not.

import {
  type Block,
  type Code,
  type Instruction,
  type Pure,
  type Register,
  registersOf,
  substitute,
  used,
} from './code.ts';
import { writingEarly } from './early-writes.ts';
import { writingLate } from './late-writes.ts';
import { successorsOf, usedFirst } from './liveness.ts';
import { Making, reachable } from './making.ts';
import { readingEarly } from './moved-reads.ts';
import { isBarrier, type Load, type Others, sameElement, standsAlone } from './plain-access.ts';

/** How the value of a register is had again: by this read, and this computation with what it gives. The register that it was read
 *  to stands for what is read, whatever is in that register now. */
interface Origin {
  readonly load: Load;
  readonly value: Pure;
}

type Known = ReadonlyMap<Register, Origin>;

/** @param others what the other threads touch */
export function asCompiled(code: Code, others: Others): Code {
  const passes = [fusing, rereading, readingEarly, writingEarly, writingLate];
  return passes.reduce((made, pass) => pass(made, others), code);
}

/** On each way to a read of a place that has been read on it. */
function fusing(code: Code): Code {
  const blocks = reachable(code.entry);
  const before = knownBefore(code.entry, blocks);
  const making = new Making(code);
  for (const from of blocks) {
    const known = blockEffect(from, before.get(from) ?? new Map());
    const around = (to: Block): Block => withoutRead(behindNothing(to), known, making) ?? to;
    if (from.ending.kind === 'jump') from.ending = { kind: 'jump', to: around(from.ending.to) };
    else if (from.ending.kind === 'branch') {
      const { then, else: otherwise } = from.ending;
      from.ending = { ...from.ending, then: around(then), else: around(otherwise) };
    }
  }
  return making.of(code);
}

/** The head of a loop is where two ways meet, and does nothing: what is known on one of them is known behind it. */
function behindNothing(block: Block): Block {
  let at = block;
  for (let i = 0; i < 8 && at.instructions.length === 0 && at.ending.kind === 'jump'; i++) at = at.ending.to;
  return at;
}

/** A choice between a block and the same block without the read that it begins with; null: there is nothing to use instead. */
function withoutRead(block: Block, known: Known, making: Making): Block | null {
  const [first, ...others] = block.instructions;
  const at = others.findIndex(({ op }) => op === 'load');
  const read = others[at];
  if (first?.op !== 'touch' || read?.op !== 'load' || !isReadable(read)) return null;
  // A record is read in one go, and what a step does behind its read is left to it.
  if (others.some((one, i) => i !== at && (one.op === 'load' || one.op === 'store') && !one.free)) return null;
  const instead = [...known].find(
    ([, { load, value }]) =>
      load.cells === read.cells &&
      value.kind === 'register' &&
      value.register === load.to &&
      sameElement(load.element, read.element),
  );
  if (instead === undefined) return null;
  const [register] = instead;
  const { place } = read;
  const note: Instruction = {
    op: 'note',
    text: `${read.to.name}: what was read before, by the compiler`,
    values: [],
    place,
  };
  const kept: Instruction = { op: 'set', to: read.to, value: used(register) };
  const left = [...others.slice(0, at), note, kept, ...others.slice(at + 1)];
  return making.choice(place, making.block(block, left, block.ending), block);
}

function rereading(code: Code): Code {
  const blocks = reachable(code.entry);
  const before = knownBefore(code.entry, blocks);
  const making = new Making(code);
  for (const one of blocks) {
    const known = before.get(one) ?? new Map<Register, Origin>();
    const wanted = [...usedFirst(one).reads].filter((register) => known.has(register));
    if (wanted.length === 0) continue;
    // What stood in the block comes behind the choices, and the block itself leads to them.
    let next = making.moved(one);
    for (const register of wanted) next = choiceBefore(next, register, known, making);
    one.ending = { kind: 'jump', to: next };
  }
  return making.of(code);
}

function choiceBefore(next: Block, register: Register, known: Known, making: Making): Block {
  const origin = known.get(register);
  if (origin === undefined) throw new Error(`checker bug: ${register.name} cannot be read again`);
  const { load, value } = origin;
  const { place } = load;
  const to = making.fresh(load.to);
  const again: Pure = substitute(value, new Map([[load.to, used(to)]]));
  const reads = making.block(
    next,
    [
      { op: 'touch', place },
      { ...load, to, compiled: 'again' },
      { op: 'set', to: register, value: again },
    ],
    { kind: 'jump', to: next },
  );
  return making.choice(place, reads, next);
}

/** What can be had again at the beginning of each block, on every way to it. */
function knownBefore(entry: Block, blocks: readonly Block[]): ReadonlyMap<Block, Known> {
  const before = new Map<Block, Known>([[entry, new Map()]]);
  const work = [entry];
  for (let one = work.pop(); one !== undefined; one = work.pop()) {
    const after = blockEffect(one, before.get(one) ?? new Map());
    for (const next of successorsOf(one)) {
      const old = before.get(next);
      const joined = old === undefined ? after : common(old, after);
      if (old !== undefined && joined.size === old.size) continue;
      before.set(next, joined);
      work.push(next);
    }
  }
  return new Map(blocks.map((one) => [one, before.get(one) ?? new Map()]));
}

function common(a: Known, b: Known): Known {
  const isThere = ([register, { load, value }]: [Register, Origin]): boolean => {
    const other = b.get(register);
    return other !== undefined && other.load === load && sameElement(other.value, value);
  };
  return new Map([...a].filter(isThere));
}

function blockEffect(block: Block, known: Known): Known {
  const after = new Map(known);
  for (const instruction of block.instructions) effect(instruction, after);
  return after;
}

/** Of a record, no part is read alone. */
const isReadable = ({ plain, shown, cells }: Load): boolean => plain && !shown && standsAlone(cells);

function effect(instruction: Instruction, known: Map<Register, Origin>): void {
  switch (instruction.op) {
    case 'load': {
      assigned(instruction.to, known);
      if (isReadable(instruction) && !mentions(instruction.element, instruction.to))
        known.set(instruction.to, { load: instruction, value: used(instruction.to) });
      return;
    }
    case 'set': {
      const from = registersIn(instruction.value);
      const [only] = from;
      const origin = only === undefined || from.length > 1 ? undefined : known.get(only);
      assigned(instruction.to, known);
      if (origin === undefined || only === undefined) return;
      if (mentions(origin.load.element, instruction.to)) return;
      known.set(instruction.to, {
        load: origin.load,
        value: substitute(instruction.value, new Map([[only, origin.value]])),
      });
      return;
    }
    case 'store':
      for (const [register, { load }] of known) if (load.cells === instruction.cells) known.delete(register);
      return;
    case 'choose':
      assigned(instruction.to, known);
      return;
    default:
      if (isBarrier(instruction)) known.clear();
  }
}

/** Nothing is known of a register that is assigned, nor of what was read at an address that it is part of. */
function assigned(to: Register, known: Map<Register, Origin>): void {
  known.delete(to);
  for (const [register, { load, value }] of known)
    if (mentions(load.element, to) || (load.to !== to && mentions(value, to))) known.delete(register);
}

function registersIn(pure: Pure): readonly Register[] {
  const found = new Set<Register>();
  registersOf(pure, (register) => found.add(register));
  return [...found];
}

const mentions = (pure: Pure, register: Register): boolean => registersIn(pure).includes(register);
