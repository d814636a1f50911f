// SPDX-License-Identifier: MIT
// The picture: one column per thread that acts or is blocked, calls indented, the point of failure marked ✗. Comes in: a
// replayed trace. Goes out: lines for a terminal or a mail.

import { toEnd } from '../explore/pace.ts';
import { type Band, type Cell, columns, mailWidth } from './columns.ts';
import { deadlockTexts } from './deadlocks.ts';
import { diagnosesOf } from './diagnoses.ts';
import { type Level, levelsFor } from './level.ts';
import { type Line, linesOf } from './lines.ts';
import { raceTexts } from './races.ts';
import { dueText, reasons } from './reasons.ts';
import { loopText, roundTexts } from './rounds.ts';
import { standingTexts } from './standing.ts';
import { type Border, bordersOf, type Detail, type Story } from './story.ts';
import { type Tale, taleOf } from './tale.ts';
import { placeText } from './words.ts';

/** Places of the source make lines that no mail is wide enough for. */
const fullWidth = 120;

export function timeline(story: Story, detail: Detail): readonly string[] {
  return toEnd(drawing(story, detail));
}

/** Yields after every level that is tried. */
export function* drawing(story: Story, detail: Detail): Generator<void, readonly string[]> {
  const tale = taleOf(story);
  const { lines } = yield* chosen(tale, detail);
  return drawn(story, lines, detail.full, detail.full ? fullWidth : mailWidth);
}

/** At a level that need not be the one that fits best, and at any width: so that what is printed can be checked at each. */
export function timelineAt(tale: Tale, detail: Detail, level: Level, limit: number): readonly string[] {
  return drawn(tale.story, linesOf(tale, detail, level), detail.full, limit);
}

function drawn(story: Story, lines: readonly Line[], marks: boolean, limit: number): readonly string[] {
  const shown = shownThreads(story, lines);
  const rows = rowsOf(story, lines, marks);
  if (shown.length === 0) return rows.map((row) => ('across' in row ? `  ${row.across}` : ''));
  const headers = shown.map((thread) => headerOf(story, thread));
  return columns(
    headers,
    rows.map((row) => ('across' in row ? row : cellOf(row, shown))),
    limit,
  );
}

export function cellOf({ line, marked }: Told, shown: readonly number[]): Cell {
  const { indent, left, short, rights } = line;
  return { column: shown.indexOf(line.thread), indent, left, short, rights, marked };
}

/** Those that act or are blocked: each has a column. */
export function shownThreads(story: Story, lines: readonly Line[]): readonly number[] {
  const acting = new Set([...story.steps.map((step) => step.thread), ...lines.map((line) => line.thread)]);
  return story.threads.map((_, thread) => thread).filter((thread) => acting.has(thread));
}

/** The first level that is short enough, with the lines. */
export function* chosen(
  tale: Tale,
  detail: Detail,
): Generator<void, { readonly level: Level; readonly lines: readonly Line[] }> {
  const levels = levelsFor(tale, detail);
  for (const [i, level] of levels.entries()) {
    const lines = linesOf(tale, detail, level);
    yield;
    if (lines.length <= level.lines || i === levels.length - 1) return { level, lines };
  }
  throw new Error('checker bug: there is no level to tell a story at');
}

export function headerOf(story: Story, thread: number): string {
  const one = story.threads[thread];
  if (one === undefined) throw new Error(`checker bug: no thread ${thread}`);
  return one.role === 'thread' ? one.name : `${one.name} (${one.role})`;
}

/** A line in the column of its thread. */
export interface Told {
  readonly line: Line;
  readonly marked: boolean;
}

/** A line across all columns, and why it stands there. */
export interface Across extends Band {
  readonly about: Border['begins'] | 'loop ends' | 'ending' | 'remark';
}

/** What is told, from the top down.
 *  @param marks whether the first line of each step is marked: what one step does is together what follows up to the next mark */
export function rowsOf(story: Story, lines: readonly Line[], marks: boolean): readonly (Told | Across)[] {
  const rows: (Told | Across)[] = [];
  const borders = [...bordersOf(story)];
  const cross = (step: number): void => {
    for (let [border] = borders; border !== undefined && border.step <= step; [border] = borders) {
      const { begins } = border;
      rows.push({ across: begins === 'due' ? dueText(story) : loopText(story), about: begins });
      borders.shift();
    }
  };
  let last = -1;
  for (const line of lines) {
    cross(line.step);
    const marked = marks && line.tells && line.step !== last && line.step < story.steps.length;
    if (line.tells) last = line.step;
    rows.push({ line, marked });
  }
  cross(Infinity);
  if ((story.failure?.loop ?? null) !== null)
    rows.push({ across: '└── … to here: the state is the one in which the loop began', about: 'loop ends' });
  const diagnoses = diagnosesOf(story).map(({ text }) => `✗ ${text}`);
  const begins = story.begins.length === 0 ? [] : [`· it begins with ${story.begins.join(', ')}`];
  const below = [...diagnoses, ...roundTexts(story), ...standingTexts(story), ...begins];
  rows.push(...ending(story).map(({ across }) => ({ across, about: 'ending' as const })));
  rows.push(...below.map((across) => ({ across, about: 'remark' as const })));
  return rows;
}

/** What no column has room for: what was waited for and who set it, what was false. */
function ending(story: Story): readonly Band[] {
  const { failure } = story;
  if (failure === null) return [];
  switch (failure.kind) {
    case 'deadlock':
      if (failure.waits.length === 0) return [{ across: `✗ ${failure.message}` }];
      return deadlockTexts(story).map((across) => ({ across }));
    case 'fault': {
      const fault = story.steps.flatMap((step) => step.events).find((event) => event.kind === 'fault');
      if (fault === undefined || fault.kind !== 'fault') return [{ across: `✗ ${failure.message}` }];
      return [{ across: `  at ${placeText(fault.fault.place)} in ${fault.fault.function}()` }];
    }
    case 'race':
      return raceTexts(failure).map((across) => ({ across }));
    case 'always':
    case 'atEnd':
    case 'leadsTo':
      return reasons(story).map((text) => ({ across: text }));
    case 'sometimes':
      return [`✗ ${failure.message}`, ...deadlockTexts(story)].map((across) => ({ across }));
    case 'livelock':
    case 'outcome':
      return [{ across: `✗ ${failure.message}` }];
  }
}
