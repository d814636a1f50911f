// SPDX-License-Identifier: MIT
// What is told with, and where something is in memory by name.

import type { Layout } from '../code/layout.ts';
import type { Cells, Memory } from '../code/memory.ts';
import type { ThreadUnit } from '../emit/emit.ts';
import type { Ordered } from '../ordering/cells.ts';
import type { MachineData } from '../ordering/machine.ts';
import type { Fault, Location } from '../program.ts';

export interface NarratorInput {
  readonly threads: readonly ThreadUnit[];
  readonly memory: Memory;
  readonly layout: Layout;
  readonly faults: readonly Fault[];
  readonly machine: MachineData | null;
  readonly ordered: Ordered | null;
  /** Printed name of an object. */
  readonly objectName: (classId: string, index: number) => string;
}

/** The cell, not the part of it that `cells` are where it holds a record. */
export function locationOf(cells: Cells, element: number, objectName: NarratorInput['objectName']): Location {
  const number = Math.floor(element / cells.length);
  const object = cells.classId === 'world' ? 'world' : objectName(cells.classId, number);
  const index = cells.isArray ? element % cells.length : null;
  const { field } = cells;
  const key = `${cells.classId}/${number}.${field}${index === null ? '' : `[${index}]`}`;
  return { key, object, class: cells.class, field, index, part: [], role: cells.role };
}
