// SPDX-License-Identifier: MIT
// What lies ahead of a thread that can take no step, read off its code: to tell who waits to take a lock, and who would change
// what another one waits for.

import { instructionsIn, pointOf, type Region } from '../code/cut-steps.ts';
import { readBits, readElement } from '../code/layout.ts';
import { locationOf, type NarratorInput } from './location.ts';

interface Asked extends NarratorInput {
  readonly thread: number;
  /** Of a cell, as in Location. */
  readonly key: string;
}

/** Whether the next step would write what is there already. Only of values that the code names: what is computed is not known before the step is taken. */
export function restores({ threads, layout, objectName, thread, key }: Asked, states: Int32Array, at: number): boolean {
  const slots = layout.threads[thread];
  if (slots === undefined) throw new Error(`checker bug: no thread ${thread}`);
  const region = threads[thread]?.points.regions[readBits(slots.point, states, at)];
  const instructions = region === undefined ? [] : instructionsIn(region);
  return instructions.some((instruction) => {
    if (instruction.op !== 'store' || instruction.value.kind !== 'const') return false;
    const { cells, element, value } = instruction;
    const slot = layout.cells.get(cells);
    const elements =
      element.kind === 'const' ? [element.value] : Array.from({ length: cells.objects * cells.length }, (_, i) => i);
    return elements.some(
      (i) =>
        slot !== undefined &&
        locationOf(cells, i, objectName).key === key &&
        readElement(slot, states, at, i) === value.value,
    );
  });
}

/** The fewest steps to a write of the cell. Only where the code names the object: a write to any object of the class may be to
 *  another one, and would blame somebody who has nothing to do with it. */
export function stepsTo(
  { threads, layout, objectName, thread, key }: Asked,
  states: Int32Array,
  at: number,
): number | null {
  const slots = layout.threads[thread];
  const points = threads[thread]?.points;
  if (slots === undefined || points === undefined) throw new Error(`checker bug: no thread ${thread}`);
  const writes = ({ nodes }: Region): boolean =>
    [...nodes.values()].some(({ block }) =>
      block.instructions.some(
        (instruction) =>
          instruction.op === 'store' &&
          instruction.element.kind === 'const' &&
          locationOf(instruction.cells, instruction.element.value, objectName).key === key,
      ),
    );
  const start = readBits(slots.point, states, at);
  const steps = new Map([[start, 0]]);
  for (const [point, away] of steps) {
    const region = points.regions[point];
    // Behind the last point the thread has finished.
    if (region === undefined) continue;
    if (writes(region)) return away;
    for (const exit of region.exits) {
      const next = pointOf(points, exit);
      if (!steps.has(next)) steps.set(next, away + 1);
    }
  }
  return null;
}
