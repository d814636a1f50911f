// SPDX-License-Identifier: MIT
// What the code of a region is emitted with.

import type { Place } from '../../lang/diagnostic.ts';
import type { Activation, Block, Instruction, Register, Telling } from '../code/code.ts';
import type { ThreadSlots } from '../code/layout.ts';
import type { Cells, Memory } from '../code/memory.ts';
import type { Dependencies } from '../ordering/dependencies.ts';
import type { Names } from './emit-values.ts';

/** Where narrating code reports to; indices name things the narrator keeps. */
export interface Hooks {
  activation(item: Activation): number;
  cells(item: Cells): number;
  text(text: string): number;
  guard(item: Extract<Instruction, { op: 'guard' }>): number;
  place(place: Place): number;
  telling(values: readonly Telling[]): number;
}

export interface RegionContext {
  readonly memory: Memory;
  readonly names: Names;
  /** Registers live at a block. */
  readonly live: (block: Block) => ReadonlySet<Register>;
  /** Those of them that somebody reads: all of them, unless dead locals are kept. */
  readonly needed: (block: Block) => ReadonlySet<Register>;
  readonly indexOf: (block: Block) => number;
  /** Null for properties. */
  readonly slots: ThreadSlots | null;
  readonly finished: number;
  readonly endless: number;
  readonly hooks: Hooks | null;
  /** Whether its accesses are noted, for races (emit-accesses.ts): then a guard that is false returns 2. */
  readonly notes?: boolean;
  /** How memory is reached; null: straight. */
  readonly ordering: RegionOrdering | null;
}

export interface RegionOrdering {
  readonly cpu: number;
  readonly dependencies: Dependencies;
  /** Whether nobody else runs on the CPU. */
  readonly alone: boolean;
}
