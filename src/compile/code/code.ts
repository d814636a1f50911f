// SPDX-License-Identifier: MIT
// The code between the Tree and the generated steps: one control-flow graph per thread, every call inlined, over
// registers (locals and temporaries) and cells (fields of shared objects). What a step is, is not decided here:
// `touch` and `choose` only mark where one may begin, and each of them opens a block of its own.

import { calculate } from '../../lang/arithmetic.ts';
import type { Place } from '../../lang/diagnostic.ts';
import type { Fence, ReadOrder, SectionOrder, WriteOrder } from '../../lang/tree.ts';
import type { Datum, Reading } from '../program.ts';
import type { Cells } from './memory.ts';
import type { Range, Teller } from './scalars.ts';

export interface Register {
  readonly id: number;
  /** The local it stands for; temporaries are named after what they hold. */
  readonly name: string;
  readonly range: Range;
  readonly tell: Teller;
}

export type Operator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '&'
  | '|'
  | '^'
  | '<<'
  | '>>'
  | '>>>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '==='
  | '!=='
  | '&&'
  | '||';

/** A value computed from registers and constants alone: free, and the same wherever it stands in a step. */
export type Pure =
  | { readonly kind: 'const'; readonly value: number }
  | { readonly kind: 'register'; readonly register: Register }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Pure; readonly right: Pure }
  | { readonly kind: 'unary'; readonly operator: '!' | '-' | '~'; readonly operand: Pure }
  | { readonly kind: 'select'; readonly test: Pure; readonly then: Pure; readonly else: Pure }
  /** A constant field of an object that is only known at run time. */
  | { readonly kind: 'lookup'; readonly cells: Cells; readonly element: Pure };

/** A value to be told when the code runs: what is computed, and what the numbers that come out mean. */
export type Telling =
  | { readonly kind: 'scalar'; readonly pure: Pure; readonly tell: Teller }
  | { readonly kind: 'record'; readonly parts: readonly NamedTelling[] }
  /** Known before: a stack structure is told by its name. */
  | { readonly kind: 'fixed'; readonly datum: Datum };

export interface NamedTelling {
  readonly name: string;
  readonly value: Telling;
}

export type Instruction =
  /** Shared memory is about to be touched: a step may begin here, and at most one lies in a step. */
  | { readonly op: 'touch'; readonly place: Place }
  /** `inside`: within a step that has begun (an atomic section); otherwise a step may begin here. */
  | {
      readonly op: 'choose';
      readonly to: Register;
      readonly n: Pure;
      /** The violation where there is nothing to choose from; null where there always is. */
      readonly fault: number | null;
      readonly inside: boolean;
      /** Made by nobody who could be told. */
      readonly silent?: boolean;
      readonly place: Place;
    }
  | { readonly op: 'set'; readonly to: Register; readonly value: Pure }
  /** Several components of one record load or store belong together: one event. */
  | {
      readonly op: 'load';
      readonly to: Register;
      readonly cells: Cells;
      readonly element: Pure;
      readonly free: boolean;
      /** Only read to be printed: not executed when nothing is. */
      readonly shown: boolean;
      /** Neither marked nor in a section: a compiler may make of it what it likes. */
      readonly plain: boolean;
      /** The compiler makes it: to have once more what the code has read before, or before its time. */
      readonly compiled?: 'again' | 'early';
      /** Null: straight from memory. */
      readonly via: (Through & { readonly order: ReadOrder | null }) | null;
      readonly place: Place;
    }
  | {
      readonly op: 'store';
      readonly cells: Cells;
      readonly element: Pure;
      readonly value: Pure;
      readonly free: boolean;
      readonly plain: boolean;
      /** The compiler makes it before its time, or behind it. */
      readonly compiled?: 'early' | 'late';
      /** Null: straight to memory. `full`: the fault where there is no room for it. */
      readonly via: (Through & { readonly order: WriteOrder | null; readonly full: number }) | null;
      readonly place: Place;
    }
  /** What follows in the step is ordered so; null: as outside of sections. `word`: which of them it is about, from 0 on. */
  | {
      readonly op: 'section';
      readonly order: SectionOrder | null;
      readonly word: Pure | null;
      readonly place: Place;
    }
  /** `apart`: it is a step of its own. */
  | { readonly op: 'fence'; readonly fence: Barrier; readonly apart: boolean; readonly place: Place }
  /** The compiler keeps accesses on their side of it. Only where it is asked what it makes of them. */
  | { readonly op: 'barrier'; readonly place: Place }
  /** The oldest store of the CPU goes to memory. */
  | { readonly op: 'drain'; readonly place: Place }
  | {
      readonly op: 'alloc';
      readonly to: Register;
      readonly pool: number;
      readonly fault: number;
      readonly place: Place;
    }
  | { readonly op: 'release'; readonly pool: number; readonly object: Pure; readonly place: Place }
  /** The step cannot be taken while this is false. `reads`: the loads that decide it. */
  | {
      readonly op: 'guard';
      readonly condition: Pure;
      readonly source: string;
      readonly reads: readonly Reading[];
      readonly place: Place;
    }
  /** The step ends in a violation when this is false. `value`: what the condition is about, and `to`: where it was to go, only
   *  read to be printed. */
  | {
      readonly op: 'check';
      readonly condition: Pure;
      readonly value: Pure | null;
      readonly to: Cell | null;
      readonly fault: number;
    }
  | { readonly op: 'enter'; readonly activation: Activation }
  | { readonly op: 'leave'; readonly activation: Activation; readonly value: Telling | null }
  | { readonly op: 'note'; readonly text: string; readonly values: readonly Telling[]; readonly place: Place };

/** `led`: the full barrier in front of a section that is full. `perhaps led`: that, or not yet; if not, the section makes it when it writes.
 *  `owed`: the one behind it, if that has written. */
export type Barrier = Fence | 'led' | 'perhaps led' | 'owed';

/** How memory is reached where it is not sequentially consistent (ordering/). */
export interface Through {
  /** The machine's cell of element 0. */
  readonly base: number;
  readonly part: number;
  /** Whether there may be several ways to go on. */
  readonly chooses: boolean;
}

/** One element of some cells. */
export interface Cell {
  readonly cells: Cells;
  readonly element: Pure;
}

export type Ending =
  | { readonly kind: 'jump'; readonly to: Block }
  | {
      readonly kind: 'branch';
      readonly condition: Pure;
      readonly then: Block;
      readonly else: Block;
      /** Of an instruction: what comes behind it does not depend on it. */
      readonly within?: true;
    }
  /** The body is done: a thread has finished, a daemon or environment goes back to its top. */
  | { readonly kind: 'end' }
  /** A property's answer. */
  | { readonly kind: 'answer'; readonly value: Pure }
  /** Cannot be reached: after a check that always fails. */
  | { readonly kind: 'never' };

export interface Block {
  readonly id: number;
  readonly instructions: Instruction[];
  ending: Ending;
  /** The call this block belongs to. */
  readonly activation: Activation;
}

/** One inlined call: where it stands in the call tree of its thread. */
export interface Activation {
  readonly id: number;
  readonly function: string;
  readonly depth: number;
  readonly caller: Activation | null;
  /** Where it was called. */
  readonly place: Place;
  readonly args: readonly NamedTelling[];
  /** Its named locals that live in registers. */
  readonly locals: Register[];
  /** What the thread waits for before each of its steps: told only where it waits. */
  readonly gate: boolean;
}

export interface Code {
  readonly entry: Block;
  readonly blocks: readonly Block[];
  readonly registers: readonly Register[];
  /** Of daemons and environments: the copy of a first point that stands for the top, where being there for the first time
   *  in a round and coming back to it in a loop are two things (cut-steps.ts fills it). */
  readonly tops: Map<Block, Block>;
}

export function constant(value: number): Pure {
  return { kind: 'const', value };
}

export const zero: Pure = constant(0);
export const one: Pure = constant(1);

/** What is in a register. */
export const used = (register: Register): Pure => ({ kind: 'register', register });

function truth(value: boolean): Pure {
  return value ? one : zero;
}

/** Builds `left operator right`, folded where both sides (or the deciding one) are known. */
export function binary(operator: Operator, left: Pure, right: Pure): Pure {
  if (operator === '&&')
    return left.kind === 'const'
      ? left.value !== 0
        ? right
        : zero
      : right.kind === 'const' && right.value !== 0
        ? left
        : { kind: 'binary', operator, left, right };
  if (operator === '||')
    return left.kind === 'const'
      ? left.value !== 0
        ? one
        : right
      : right.kind === 'const' && right.value === 0
        ? left
        : { kind: 'binary', operator, left, right };
  if (left.kind !== 'const' || right.kind !== 'const') return { kind: 'binary', operator, left, right };
  // What means nothing is checked for, and the run ends there: any value will do.
  return constant(calculate(operator, left.value, right.value) ?? 0);
}

export function not(operand: Pure): Pure {
  if (operand.kind === 'const') return truth(operand.value === 0);
  if (operand.kind === 'unary' && operand.operator === '!') return operand.operand;
  return { kind: 'unary', operator: '!', operand };
}

export function unary(operator: '!' | '-' | '~', operand: Pure): Pure {
  if (operator === '!') return not(operand);
  if (operand.kind === 'const') return constant(operator === '-' ? 0 - operand.value : ~operand.value);
  return { kind: 'unary', operator, operand };
}

export function select(test: Pure, then: Pure, otherwise: Pure): Pure {
  if (test.kind === 'const') return test.value !== 0 ? then : otherwise;
  if (then.kind === 'const' && otherwise.kind === 'const' && then.value === otherwise.value) return then;
  return { kind: 'select', test, then, else: otherwise };
}

/** A constant field: folded where the object is known. */
export function lookup(cells: Cells, element: Pure): Pure {
  const values = cells.constant;
  if (values !== null && element.kind === 'const') {
    const value = values[element.value];
    // Outside: the check before it has ended the run, and any value will do.
    return value === undefined ? zero : constant(value);
  }
  const [first] = values ?? [];
  if (first !== undefined && values?.every((value) => value === first)) return constant(first);
  return { kind: 'lookup', cells, element };
}

/** Every register a value reads. */
export function registersOf(pure: Pure, visit: (register: Register) => void): void {
  switch (pure.kind) {
    case 'const':
      return;
    case 'register':
      visit(pure.register);
      return;
    case 'unary':
      registersOf(pure.operand, visit);
      return;
    case 'lookup':
      registersOf(pure.element, visit);
      return;
    case 'binary':
      registersOf(pure.left, visit);
      registersOf(pure.right, visit);
      return;
    case 'select':
      registersOf(pure.test, visit);
      registersOf(pure.then, visit);
      registersOf(pure.else, visit);
      return;
  }
}

/** The value with what is known put in place of registers, folded again. */
export function substitute(pure: Pure, known: ReadonlyMap<Register, Pure>): Pure {
  if (known.size === 0) return pure;
  switch (pure.kind) {
    case 'const':
      return pure;
    case 'register':
      return known.get(pure.register) ?? pure;
    case 'unary':
      return unary(pure.operator, substitute(pure.operand, known));
    case 'binary':
      return binary(pure.operator, substitute(pure.left, known), substitute(pure.right, known));
    case 'select':
      return select(substitute(pure.test, known), substitute(pure.then, known), substitute(pure.else, known));
    case 'lookup':
      return lookup(pure.cells, substitute(pure.element, known));
  }
}
