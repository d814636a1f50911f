// SPDX-License-Identifier: MIT
// Whether printed columns tell what a failure turns on, measured on the text: of each cell that the property, or the wait that
// failed, reads at the end, the last change needs a line in the column of the thread that made it. Knows the run and the text,
// nothing of what the printer holds for important.

import type { Event } from '../../src/compile/program.ts';
import type { Story } from '../../src/report/story.ts';
import { type Line, pictureOf } from './lines.ts';
import { asValue, bare, says } from './values.ts';

type Write = Extract<Event, { kind: 'write' }>;

/** The changes that have no line: `CPU1: mm.pte[0]`. */
export function untold(story: Story, printed: readonly string[]): readonly string[] {
  const { rows, headers } = pictureOf(printed);
  const reads = [...(story.why?.reads ?? []), ...(story.failure?.waits ?? []).flatMap((wait) => wait.location ?? [])];
  const missing: string[] = [];
  for (const key of new Set(reads.map((location) => location.key))) {
    const changes = story.steps.flatMap(({ thread, events }) =>
      events.filter((event) => isChange(event, key)).map((event) => ({ thread, event: event as Write })),
    );
    const last = changes.at(-1);
    if (last === undefined) continue;
    const name = story.threads[last.thread]?.name ?? '';
    const column = headers.findIndex((header) => header.replace(/\s/g, '').startsWith(name.replace(/\s/g, '')));
    const lines = rows.flatMap((row) => (row.kind === 'line' && row.column === column ? textsOf(row) : []));
    if (!lines.some((line) => tells(line, last.event))) missing.push(`${name}: ${key}`);
  }
  return missing;
}

function isChange(event: Event, key: string): boolean {
  if (event.kind !== 'write' || event.location.key !== key || event.how !== undefined) return false;
  return JSON.stringify(event.before) !== JSON.stringify(event.value);
}

/** Without blanks; the end of a printed line may part two tellings or be within one. */
function textsOf({ pieces }: Line): readonly string[] {
  return ['', ';'].map((atBreak) =>
    pieces
      .map(({ text, after }) => (after === 'comma' ? ',' : after === 'blank' ? ';' : atBreak) + bare(text))
      .join(''),
  );
}

/** `_mapcount1→0`, `mm.pte[0]{page0WD}→{}`, `mm.pte[0].dirtytrue→false`, `cells[0…3]2→1`. */
function tells(line: string, { location, value }: Write): boolean {
  for (const [, index, last, part, after] of line.matchAll(changesOf(location.field))) {
    const from = Number(index ?? -1);
    if ((index === undefined) !== (location.index === null)) continue;
    if (location.index !== null && (location.index < from || Number(last ?? from) < location.index)) continue;
    if (part !== '' || value.kind === 'record' || says(after ?? '', asValue(value))) return true;
  }
  return false;
}

const changesOf = (field: string): RegExp =>
  new RegExp(`(?<![\\w])${field}(?:\\[(\\d+)(?:…(\\d+))?\\])?(\\.?)[^→,;]*→(\\{[^}]*\\}|[^,;]+)`, 'g');
