// SPDX-License-Identifier: MIT
// The words of one line: a call as it is written in C, and the effects that share the line with it.

import type { NamedValue } from '../compile/program.ts';
import { sameValue } from '../explore/cells.ts';
import type { Place } from '../lang/diagnostic.ts';
import type { Frame, Leaf } from './call-tree.ts';
import { isCount, otherText, type Read, readsText, type Write, writesTexts } from './effects.ts';
import { valueText } from './values.ts';

/** In characters: longer calls are told without their arguments. */
const longestTitle = 36;

export interface Title {
  readonly whole: string;
  readonly short: string;
}

export function title(frame: Pick<Frame, 'function' | 'args'>): Title {
  const whole = callText(frame);
  const short = frame.args.length === 0 ? whole : `${frame.function}(…)`;
  return { whole: whole.length <= longestTitle ? whole : short, short };
}

/** The objects that a call names. */
export function namesIn(args: readonly NamedValue[]): readonly string[] {
  return args.flatMap(({ value }) => (value.kind === 'reference' && value.to !== null ? [value.to] : []));
}

/** `lock_page(page1)`. */
export function callText(call: Pick<Frame, 'function' | 'args'>): string {
  return `${call.function}(${call.args.map((arg) => valueText(arg.value)).join(', ')})`;
}

export function placeText(place: Place): string {
  return `${place.file}:${place.line}`;
}

/** Effects in the order in which they happened. `places`: with the file and line of the last one. */
export function leavesText(leaves: readonly Leaf[], named: readonly string[], places: boolean): string {
  const texts: string[] = [];
  let reads: Read[] = [];
  let writes: Write[] = [];
  const flush = (): void => {
    // A change tells what was read before it.
    const untold = reads.filter((read) => !writes.some((write) => tells(write, read)));
    if (untold.length > 0) texts.push(readsText(untold, named));
    texts.push(...writesTexts(writes, named));
    reads = [];
    writes = [];
  };
  for (const leaf of leaves) {
    if (leaf.kind === 'effect' && leaf.effect.kind === 'read') {
      if (writes.length > 0) flush();
      reads.push(leaf.effect);
      continue;
    }
    if (leaf.kind === 'mark' || leaf.effect.kind !== 'write') flush();
    if (leaf.kind === 'mark') texts.push(leaf.text);
    else if (leaf.effect.kind === 'write') writes.push(leaf.effect);
    else if (leaf.effect.kind !== 'read') texts.push(otherText(leaf.effect));
  }
  flush();
  const last = leaves[leaves.length - 1];
  const where = places && last?.kind === 'effect' ? `  ${placeText(last.effect.place)}` : '';
  return `${texts.join(', ')}${where}`;
}

function tells(write: Write, read: Read): boolean {
  if (write.how !== undefined || read.how !== undefined) return false;
  return isCount(write) && write.location.key === read.location.key && sameValue(write.before, read.value);
}
