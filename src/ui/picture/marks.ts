// SPDX-License-Identifier: MIT
// What of a state is marked in its picture. Cells go by their names, `page0.cells[1]`.

import type { Datum, Location, View } from '../../compile/program.ts';
import { sameValue } from '../../explore/cells.ts';
import type { Story } from '../../report/story.ts';
import { briefText } from '../../report/values.ts';

export interface Marks {
  /** What the last step changed, with what it was before. */
  readonly before: ReadonlyMap<string, string>;
  /** What the last step looked at. */
  readonly read: ReadonlySet<string>;
  /** What the property that fails looked at. */
  readonly asked: ReadonlySet<string>;
  /** Copies whose original has changed, with the reason. */
  readonly stale: ReadonlyMap<string, string>;
  /** What some step of the run touches, the property looks at, or is not what it was at the beginning. */
  readonly busy: ReadonlySet<string>;
  /** Objects that the failure is about: those with copies that are outdated some time, then what is asked or waited for. */
  readonly about: readonly string[];
}

/** The cells of a state with their values. */
export function* cellsOf(view: View): Generator<readonly [string, Datum]> {
  for (const { name, fields } of view.objects) {
    for (const field of fields) {
      if (field.value.kind !== 'array') yield [`${name}.${field.name}`, field.value];
      else for (const [i, item] of field.value.items.entries()) yield [`${name}.${field.name}[${i}]`, item];
    }
  }
}

/** What differs between two states of one model, with the value in the first. */
export function differences(from: View, to: View): ReadonlyMap<string, string> {
  const before = new Map(cellsOf(from));
  const found = new Map<string, string>();
  for (const [cell, value] of cellsOf(to)) {
    const old = before.get(cell);
    if (old === undefined) throw new Error(`checker bug: ${cell} is in one state and not in the other`);
    if (!sameValue(old, value)) found.set(cell, briefText(old));
  }
  return found;
}

/** The cell of a location, whatever part of it is meant. */
export function cellOf({ object, field, index }: Pick<Location, 'object' | 'field' | 'index'>): string {
  return index === null ? `${object}.${field}` : `${object}.${field}[${index}]`;
}

/** Cells that some step touches. */
export function touchedIn(story: Pick<Story, 'steps'>): ReadonlySet<string> {
  return new Set(
    story.steps.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'read' || event.kind === 'write' ? [cellOf(event.location)] : [])),
    ),
  );
}
