// SPDX-License-Identifier: MIT
// Whether printed columns tell what a failure turns on, measured on the text: of each cell that the property, or the wait that
// failed, reads at the end, the last change needs a line in the column of the thread that made it; and so do the last looks of
// that thread before it, at what others change: they led it there. Knows the run and the text, nothing of what the printer holds
// for important.

import type { Event } from '../../src/compile/program.ts';
import type { Story } from '../../src/report/story.ts';
import { type Line, pictureOf } from './lines.ts';
import { asValue, bare, says } from './values.ts';

type Write = Extract<Event, { kind: 'write' }>;
type Read = Extract<Event, { kind: 'read' }>;

/** So many looks before a change. */
const looksBefore = 2;

/** The changes and looks that have no line: `CPU1: mm.pte[0]`, `CPU1: p.ref, read`. */
export function untold(story: Story, printed: readonly string[]): readonly string[] {
  const { rows, headers } = pictureOf(printed);
  const reads = [...(story.why?.reads ?? []), ...(story.failure?.waits ?? []).flatMap((wait) => wait.location ?? [])];
  const missing: string[] = [];
  for (const key of new Set(reads.map((location) => location.key))) {
    const changes = story.steps.flatMap(({ thread, events }, step) =>
      events.filter((event) => isChange(event, key)).map((event) => ({ thread, step, event: event as Write })),
    );
    const last = changes.at(-1);
    if (last === undefined) continue;
    const name = story.threads[last.thread]?.name ?? '';
    const column = headers.findIndex((header) => header.replace(/\s/g, '').startsWith(name.replace(/\s/g, '')));
    const lines = rows.filter((row) => row.kind === 'line').filter((line) => line.column === column);
    if (!lines.flatMap(textsOf).some((text) => tells(text, last.event))) missing.push(`${name}: ${key}`);
    for (const look of looksOf(story, last))
      if (!lines.some((line) => tellsLook(line, look))) missing.push(`${name}: ${look.event.location.key}, read`);
  }
  return missing;
}

interface Look {
  readonly event: Read;
  /** The functions that it happened in. */
  readonly inside: readonly string[];
}

/** The last reads that are steps of their own, of memory that another thread changes at some time. */
function looksOf(
  story: Story,
  { thread, step: end }: { readonly thread: number; readonly step: number },
): readonly Look[] {
  const others = new Set(
    story.steps.flatMap((step) =>
      step.thread === thread ? [] : step.events.flatMap((event) => (changes(event) ? [event.location.key] : [])),
    ),
  );
  const found = story.steps.slice(0, end + 1).flatMap((step): readonly Look[] => {
    const steps =
      step.events.some(({ kind }) => kind === 'wait') || step.events.some((one) => writes(one) && !one.free);
    if (step.thread !== thread || steps) return [];
    const inside = step.inside.map((call) => call.function);
    const calls = step.events.flatMap((event) => (event.kind === 'call' ? [event.function] : []));
    return step.events.flatMap((event) =>
      event.kind === 'read' && !event.free && others.has(event.location.key)
        ? [{ event, inside: [...inside, ...calls] }]
        : [],
    );
  });
  return found.slice(-looksBefore);
}

/** `reads p.dirty false, ref 1`, or the answer of a call that looked, `may_free(p)  true`. */
function tellsLook(line: Line, { event, inside }: Look): boolean {
  const { field, index } = event.location;
  const name = `${field}${index === null ? '' : `[${index}]`}`;
  const value = event.value.kind === 'record' ? '' : bare(asValue(event.value).text);
  const [text = ''] = textsOf(line);
  if (text.includes('reads') && text.includes(`${name}${value}`)) return true;
  return line.call !== null && inside.includes(line.call.function) && text !== '' && !text.includes('→');
}

const writes = (event: Event): event is Write => event.kind === 'write';
const changes = (event: Event): event is Write =>
  writes(event) && event.how === undefined && JSON.stringify(event.before) !== JSON.stringify(event.value);

function isChange(event: Event, key: string): boolean {
  return changes(event) && event.location.key === key;
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
