// SPDX-License-Identifier: MIT
// Whether one thread's body is another's with objects renamed: block for block, instruction for instruction. What is only told
// does not count. Register answers to register, wherever they stand; a constant that is a reference to its renamed one, an
// element of an object to the same one of the renamed object, a number to itself.
//
// Then a step of the one, by any path, from a state, and the step of the other, by the path of the same number, from the state
// renamed (symmetry.ts) wait, branch, choose and fault alike, and end in states of which one is the other renamed: each
// instruction, by what is compared here, takes renamed registers and memory to renamed ones, and a condition to the same answer.

import type { Block, Instruction, Pure, Register } from '../code/code.ts';
import type { Cells } from '../code/memory.ts';
import type { Fault } from '../program.ts';
import { there } from '../there.ts';
import type { ThreadUnit } from './emit.ts';
import { type Renaming, type Sort, sortOf, takenApart } from './renaming.ts';

/** Both ways. */
class Pairs<T> {
  readonly to = new Map<T, T>();
  private readonly from = new Map<T, T>();

  /** False: one of them has another partner. */
  add(a: T, b: T): boolean {
    const [image, origin] = [this.to.get(a), this.from.get(b)];
    if (image === undefined && origin === undefined) {
      this.to.set(a, b);
      this.from.set(b, a);
      return true;
    }
    return image === b && origin === a;
  }
}

/** The register of the other thread for each of the one; null: they are not alike. */
export function alike(
  one: ThreadUnit,
  other: ThreadUnit,
  renaming: Renaming,
  faults: readonly Fault[],
): ReadonlyMap<Register, Register> | null {
  const same =
    one.role === other.role &&
    one.budget === other.budget &&
    one.late === other.late &&
    one.points.blocks.length === other.points.blocks.length &&
    one.code.blocks.length === other.code.blocks.length;
  return same ? new Alike(one, other, renaming, faults).registersOf() : null;
}

class Alike {
  private readonly blocks = new Pairs<Block>();
  private readonly registers = new Pairs<Register>();
  private readonly sorts: ReadonlyMap<Register, Sort>;

  constructor(
    private readonly one: ThreadUnit,
    private readonly other: ThreadUnit,
    private readonly renaming: Renaming,
    private readonly faults: readonly Fault[],
  ) {
    this.sorts = sortsOf([one, other], renaming.types);
  }

  registersOf(): ReadonlyMap<Register, Register> | null {
    const { one, other } = this;
    if (!this.graph() || !this.points()) return null;
    // What is live has been assigned on every way there: else what is in it before would have to be renamed as well.
    if ([one, other].some(({ live, code }) => live.get(code.entry)?.size !== 0)) return null;
    return this.registers.to;
  }

  private graph(): boolean {
    const open: (readonly [Block, Block])[] = [[this.one.code.entry, this.other.code.entry]];
    const meet = (a: Block, b: Block): boolean => {
      if (!this.blocks.to.has(a)) open.push([a, b]);
      return this.blocks.add(a, b);
    };
    if (!this.blocks.add(this.one.code.entry, this.other.code.entry)) return false;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [a, b] = next;
      if (a.instructions.length !== b.instructions.length) return false;
      if (!a.instructions.every((item, i) => this.instruction(item, there(b.instructions, i, 'instruction'))))
        return false;
      const [from, to] = [a.ending, b.ending];
      if (from.kind === 'jump') {
        if (to.kind !== 'jump' || !meet(from.to, to.to)) return false;
      } else if (from.kind === 'branch') {
        if (to.kind !== 'branch' || !this.pure(from.condition, to.condition, null)) return false;
        if (!meet(from.then, to.then) || !meet(from.else, to.else)) return false;
      } else if (from.kind !== to.kind || from.kind === 'answer') return false;
    }
    return true;
  }

  /** The same places have the same numbers, and the same registers matter there. */
  private points(): boolean {
    const { one, other } = this;
    for (const [block, copy] of one.code.tops) {
      const image = this.blocks.to.get(block);
      const top = image === undefined ? undefined : other.code.tops.get(image);
      if (top === undefined || !this.blocks.add(copy, top)) return false;
    }
    return one.points.blocks.every((block, p) => {
      const image = there(other.points.blocks, p, 'point');
      if (this.blocks.to.get(block) !== image || one.idle.has(p) !== other.idle.has(p)) return false;
      const [here, away] = [one.live.get(block), other.live.get(image)];
      if (here === undefined || here.size !== away?.size) return false;
      return [...here].every((register) => {
        const to = this.registers.to.get(register);
        return to !== undefined && away.has(to);
      });
    });
  }

  private instruction(a: Instruction, b: Instruction): boolean {
    switch (a.op) {
      case 'touch':
      case 'section':
      case 'fence':
      case 'barrier':
      case 'enter':
      case 'leave':
      case 'note':
        return a.op === b.op;
      case 'drain':
        return false;
      case 'choose':
        return (
          b.op === 'choose' &&
          a.inside === b.inside &&
          this.pure(a.n, b.n, null) &&
          this.fault(a.fault, b.fault) &&
          this.register(a.to, b.to, null)
        );
      case 'set':
        return (
          b.op === 'set' && this.register(a.to, b.to, this.sort(a.to)) && this.pure(a.value, b.value, this.sort(a.to))
        );
      case 'load':
        if (b.op !== 'load' || a.shown !== b.shown) return false;
        if (a.shown) return true;
        return (
          a.via === null &&
          b.via === null &&
          this.element(a, b) &&
          this.register(a.to, b.to, this.renaming.types.referred(a.cells.type))
        );
      case 'store':
        return (
          b.op === 'store' &&
          a.via === null &&
          b.via === null &&
          this.element(a, b) &&
          this.pure(a.value, b.value, this.renaming.types.referred(a.cells.type))
        );
      case 'alloc':
        return (
          b.op === 'alloc' &&
          a.pool === b.pool &&
          this.fault(a.fault, b.fault) &&
          this.register(a.to, b.to, this.sort(a.to))
        );
      case 'release':
        return b.op === 'release' && a.pool === b.pool && this.pure(a.object, b.object, this.sort(a.object));
      case 'guard':
        return b.op === 'guard' && this.pure(a.condition, b.condition, null);
      case 'check':
        return b.op === 'check' && this.pure(a.condition, b.condition, null) && this.fault(a.fault, b.fault);
    }
  }

  private fault(a: number | null, b: number | null): boolean {
    if (a === null || b === null) return a === b;
    const [one, other] = [there(this.faults, a, 'fault'), there(this.faults, b, 'fault')];
    return one.kind === other.kind && one.message === other.message;
  }

  /** @param sort of what goes there */
  private register(a: Register, b: Register, sort: Sort): boolean {
    return (
      this.registers.add(a, b) &&
      a.range.min === b.range.min &&
      a.range.max === b.range.max &&
      this.renaming.agree(this.sort(a), sort) &&
      this.renaming.agree(this.sort(b), sort)
    );
  }

  private sort(of: Register | Pure): Sort {
    const pure: Pure = 'kind' in of ? of : { kind: 'register', register: of };
    return sortOf(pure, this.sorts, this.renaming.types);
  }

  private element(
    a: { readonly cells: Cells; readonly element: Pure },
    b: { readonly cells: Cells; readonly element: Pure },
  ): boolean {
    const { cells } = a;
    if (cells !== b.cells) return false;
    const [one, other] = [takenApart(cells, a.element), takenApart(cells, b.element)];
    if (one === null || other === null)
      return !this.renaming.moves(cells.classId) && this.pure(a.element, b.element, null);
    return this.pure(one.object, other.object, cells.classId) && this.pure(one.index, other.index, null);
  }

  /** Whether the other value is the one renamed, if what is in the registers is. */
  private pure(a: Pure, b: Pure, sort: Sort): boolean {
    const { renaming } = this;
    switch (a.kind) {
      case 'const':
        return b.kind === 'const' && renaming.relate(sort, a.value, b.value);
      case 'register':
        return b.kind === 'register' && this.register(a.register, b.register, sort);
      case 'lookup':
        return (
          b.kind === 'lookup' &&
          renaming.agree(renaming.types.referred(a.cells.type), sort) &&
          renaming.keeps(a.cells) &&
          this.element(a, b)
        );
      case 'select':
        return (
          b.kind === 'select' &&
          this.pure(a.test, b.test, null) &&
          this.pure(a.then, b.then, sort) &&
          this.pure(a.else, b.else, sort)
        );
      case 'unary':
        return (
          b.kind === 'unary' &&
          a.operator === b.operator &&
          renaming.agree(null, sort) &&
          this.pure(a.operand, b.operand, null)
        );
      case 'binary': {
        if (b.kind !== 'binary' || a.operator !== b.operator || !renaming.agree(null, sort)) return false;
        const compares = a.operator === '===' || a.operator === '!==';
        const inner = compares ? (this.sort(a.left) ?? this.sort(a.right)) : null;
        return this.pure(a.left, b.left, inner) && this.pure(a.right, b.right, inner);
      }
    }
  }
}

/** Of registers that hold what a reference was worked out to be: their own type does not say so. */
export function sortsOf(threads: readonly ThreadUnit[], types: Renaming['types']): ReadonlyMap<Register, Sort> {
  const sorts = new Map<Register, Sort>();
  for (const { code } of threads)
    for (const { instructions } of code.blocks)
      for (const item of instructions) {
        if (item.op !== 'set' || types.toldBy(item.to.tell) !== null) continue;
        const sort = sortOf(item.value, sorts, types);
        if (sort !== null) sorts.set(item.to, sort);
      }
  return sorts;
}
