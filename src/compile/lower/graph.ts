// SPDX-License-Identifier: MIT
// The graph under construction, and the few operations that keep it well formed: a touch opens a block, and every block has
// one ending.

import { ModelError, type Place } from '../../lang/diagnostic.ts';
import type { Fence, SectionOrder } from '../../lang/tree.ts';
import type { Activation, Block, Code, Ending, Instruction, Pure, Register, Through } from '../code/code.ts';
import { definitionOf } from '../code/liveness.ts';
import type { Cells } from '../code/memory.ts';
import type { Fault } from '../program.ts';
import type { Self, Unit } from './unit.ts';

const SIZE_LIMIT = 200_000;

export class Graph {
  readonly unit: Unit;
  readonly self: Self;
  readonly blocks: Block[] = [];
  readonly registers: Register[] = [];
  /** Registers of `let` locals and of fields of stack structures: assigned more than once. */
  readonly mutable = new Set<Register>();
  current: Block;
  activation: Activation;
  /** Above 0 inside an atomic section or a property: nothing in it is a touch of its own. */
  atomic = 0;
  /** Above 0 inside the condition of a wait: it is looked at, perhaps in vain, and changes nothing. */
  looking = 0;
  /** How the sections around are ordered, outermost first. */
  readonly sections: { readonly order: SectionOrder | null; readonly word: Pure | null; readonly place: Place }[] = [];
  /** What sections without an order write. */
  readonly unordered: { readonly section: Place; readonly block: Block }[] = [];
  /** What assigns each register. */
  readonly definitions = new Map<Register, Instruction[]>();
  /** Touches so far, to see whether a loop has one. */
  touches = 0;
  /** Lowers what keeps the thread, where a step of it may begin; null: nothing does. */
  gate: (() => void) | null = null;
  /** Calls so far. */
  protected activations = 0;
  private size = 0;
  readonly entry: Block;

  constructor(unit: Unit, self: Self, name: string, place: Place) {
    this.unit = unit;
    this.self = self;
    this.activation = {
      id: this.activations++,
      function: name,
      depth: 0,
      caller: null,
      place,
      args: [],
      locals: [],
      gate: false,
    };
    this.current = this.block();
    this.entry = this.current;
  }

  code(): Code {
    return { entry: this.entry, blocks: this.blocks, registers: this.registers, tops: new Map() };
  }

  block(): Block {
    const made: Block = {
      id: this.blocks.length,
      instructions: [],
      ending: { kind: 'never' },
      activation: this.activation,
    };
    this.blocks.push(made);
    return made;
  }

  emit(instruction: Instruction): void {
    // At once: what comes behind may be a million times as much.
    if (++this.size === SIZE_LIMIT) {
      this.refuse(
        this.activation.place,
        `the code of one thread passes ${SIZE_LIMIT} instructions`,
        'every call is inlined, so functions that call each other in many places multiply',
        'fewer call sites, or a loop around one',
      );
      throw new ModelError(this.unit.diagnostics);
    }
    if (this.looking > 0 && changesMemory(instruction)) {
      this.refuse(
        instruction.place,
        'a condition of waitUntil that changes memory',
        'while it is false, nothing of it has happened: what it wrote would be there only once it is true',
        'atomically(() => { waitUntil(() => …); … })',
      );
    }
    this.current.instructions.push(instruction);
    this.#orderedHow(instruction);
    const to = definitionOf(instruction);
    if (to === null) return;
    const known = this.definitions.get(to);
    if (known === undefined) this.definitions.set(to, [instruction]);
    else known.push(instruction);
  }

  #orderedHow(instruction: Instruction): void {
    if (instruction.op !== 'store' || instruction.via === null || this.unit.ordering?.model !== 'weak') return;
    const around = this.sections.at(-1);
    if (around !== undefined && around.order === null)
      this.unordered.push({ section: around.place, block: this.current });
  }

  /** Ends the current block and goes on in `next`. */
  end(ending: Ending, next: Block): void {
    this.current.ending = ending;
    this.current = next;
  }

  jump(to: Block): void {
    this.end({ kind: 'jump', to }, to);
  }

  /** A branch; folds when the condition is known. Does not move `current`. */
  branch(condition: Pure, then: Block, otherwise: Block): void {
    if (condition.kind === 'const')
      this.current.ending = { kind: 'jump', to: condition.value !== 0 ? then : otherwise };
    else this.current.ending = { kind: 'branch', condition, then, else: otherwise };
  }

  /** A step may begin here. Free inside an atomic section. */
  touch(place: Place): void {
    if (this.atomic > 0) return;
    this.touches++;
    this.jump(this.block());
    this.emit({ op: 'touch', place });
    this.gate?.();
  }

  get isOrdered(): boolean {
    return this.unit.ordering !== null && this.self.looks !== true;
  }

  /** How a component is reached; null: straight. */
  through(cells: Cells): Through | null {
    const { ordering } = this.unit;
    const via = this.isOrdered ? ordering?.via.get(cells) : undefined;
    return via === undefined ? null : { ...via, chooses: ordering?.model === 'weak' };
  }

  /** There is no room for another store. */
  full(place: Place): number {
    return this.fault('pool', this.unit.ordering?.full ?? '', place);
  }

  /** What the compiler has read before, it does not read once more behind it. */
  barrier(place: Place): void {
    if (this.unit.compiler && this.self.looks !== true) this.emit({ op: 'barrier', place });
  }

  /** A step of its own, where it does something: what it waits for, others may do before it. */
  fence(fence: Fence | 'compiler', place: Place): void {
    this.barrier(place);
    const { ordering } = this.unit;
    if (fence === 'compiler' || ordering === null || !this.isOrdered) return;
    if (ordering.model === 'tso' && fence !== 'all') return;
    this.touch(place);
    this.emit({ op: 'fence', fence, apart: this.atomic === 0, place });
  }

  /** What stands in front of an atomic operation, with nothing between, makes a full barrier there. */
  operation(): void {
    const { instructions } = this.current;
    const at = instructions.findLastIndex((one) => one.op === 'fence' || ('via' in one && one.via !== null));
    const fence = instructions[at];
    if (fence?.op === 'fence' && fence.fence === 'before-atomic') instructions[at] = { ...fence, fence: 'all' };
  }

  /** The barrier in front of a section: others may write what that reads, and not know of the barrier. What is returned says, when the section
   *  is there, whether it writes for sure: then the barrier is no guess. */
  led(place: Place): (writes: boolean) => void {
    if (this.unit.ordering?.apart !== true || this.atomic > 0) return () => {};
    this.touch(place);
    const { instructions } = this.current;
    const at = instructions.length;
    this.emit({ op: 'fence', fence: 'perhaps led', apart: true, place });
    return (writes) => {
      if (writes) instructions[at] = { op: 'fence', fence: 'led', apart: true, place };
    };
  }

  /** Whether all code since then is in one block, so that it goes one way, and writes. */
  writesSince({ block, at }: { readonly block: Block; readonly at: number }): boolean {
    return block === this.current && block.instructions.slice(at).some((one) => one.op === 'store' && one.via !== null);
  }

  get here(): { readonly block: Block; readonly at: number } {
    return { block: this.current, at: this.current.instructions.length };
  }

  /** The barrier behind a section. */
  owed(place: Place): void {
    const apart = this.unit.ordering?.apart === true && this.atomic === 0;
    if (apart) this.touch(place);
    this.emit({ op: 'fence', fence: 'owed', apart, place });
  }

  /** Something has no place in the code. Where nothing was refused the compiler is wrong, and no verdict may come of it. */
  lost(what: string, { file, line, column }: Place): void {
    if (this.unit.diagnostics.length === 0) throw new Error(`checker bug: ${what} at ${file}:${line}:${column}`);
  }

  fault(kind: Fault['kind'], message: string, place: Place): number {
    const key = `${kind} ${message} ${place.file}:${place.line}:${place.column} ${this.activation.function}`;
    const known = this.unit.faultKeys.get(key);
    if (known !== undefined) return known;
    const index = this.unit.faults.length;
    this.unit.faults.push({ kind, message, place, function: this.activation.function });
    this.unit.faultKeys.set(key, index);
    return index;
  }

  refuse(place: Place, what: string, why: string, instead: string): void {
    const { diagnostics, source } = this.unit;
    if (
      diagnostics.some(
        (d) =>
          d.what === what &&
          d.place.line === place.line &&
          d.place.column === place.column &&
          d.place.file === place.file,
      )
    )
      return;
    diagnostics.push({ place, kind: 'subset', what, why, instead, source: source(place) });
  }
}

function changesMemory(
  instruction: Instruction,
): instruction is Extract<Instruction, { op: 'store' | 'alloc' | 'release' }> {
  return instruction.op === 'store' || instruction.op === 'alloc' || instruction.op === 'release';
}
