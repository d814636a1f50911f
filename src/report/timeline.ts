// SPDX-License-Identifier: MIT
// The picture: one column per thread that acts or is blocked, calls indented, the point of failure marked ✗. Comes in: a
// replayed trace. Goes out: lines for a terminal or a mail.

import { toEnd } from '../explore/pace.ts';
import { type Band, type Cell, columns, mailWidth } from './columns.ts';
import { deadlockTexts } from './deadlocks.ts';
import { diagnosesOf } from './diagnoses.ts';
import { type Level, levelsFor } from './level.ts';
import { type Line, linesOf } from './lines.ts';
import { dueText, reasons } from './reasons.ts';
import { roundTexts } from './rounds.ts';
import { standingTexts } from './standing.ts';
import { bordersOf, type Detail, type Story } from './story.ts';
import { type Tale, taleOf } from './tale.ts';
import { placeText } from './words.ts';

/** Places of the source make lines that no mail is wide enough for. */
const fullWidth = 120;

export function timeline(story: Story, detail: Detail): readonly string[] {
  return toEnd(drawing(story, detail));
}

/** Yields after every level that is tried. */
export function* drawing(story: Story, detail: Detail): Generator<void, readonly string[]> {
  const lines = yield* chosenLines(story, detail);
  return drawn(story, lines, detail.full, detail.full ? fullWidth : mailWidth);
}

/** At a level that need not be the one that fits best, and at any width: so that what is printed can be checked at each. */
export function timelineAt(tale: Tale, detail: Detail, level: Level, limit: number): readonly string[] {
  return drawn(tale.story, linesOf(tale, detail, level), detail.full, limit);
}

function drawn(story: Story, lines: readonly Line[], marks: boolean, limit: number): readonly string[] {
  const acting = new Set([...story.steps.map((step) => step.thread), ...lines.map((line) => line.thread)]);
  const shown = story.threads.map((_, thread) => thread).filter((thread) => acting.has(thread));
  if (shown.length === 0) return rowsOf(story, [], [], false).map((row) => ('across' in row ? `  ${row.across}` : ''));
  const headers = shown.map((thread) => headerOf(story, thread));
  return columns(headers, rowsOf(story, lines, shown, marks), limit);
}

/** At the first level that is short enough. */
function* chosenLines(story: Story, detail: Detail): Generator<void, readonly Line[]> {
  const tale = taleOf(story);
  let lines: readonly Line[] = [];
  for (const level of levelsFor(tale, detail)) {
    lines = linesOf(tale, detail, level);
    yield;
    if (lines.length <= level.lines) break;
  }
  return lines;
}

function headerOf(story: Story, thread: number): string {
  const one = story.threads[thread];
  if (one === undefined) throw new Error(`checker bug: no thread ${thread}`);
  return one.role === 'thread' ? one.name : `${one.name} (${one.role})`;
}

/** @param marks whether the first line of each step is marked: what one step does is together what follows up to the next mark */
function rowsOf(
  story: Story,
  lines: readonly Line[],
  shown: readonly number[],
  marks: boolean,
): readonly (Cell | Band)[] {
  const rows: (Cell | Band)[] = [];
  const borders = [...bordersOf(story)];
  const cross = (step: number): void => {
    for (let [border] = borders; border !== undefined && border.step <= step; [border] = borders) {
      rows.push({ across: border.begins === 'due' ? dueText(story) : '┌── the loop: from here …' });
      borders.shift();
    }
  };
  let last = -1;
  for (const line of lines) {
    cross(line.step);
    const { indent, left, short, rights } = line;
    const marked = marks && line.tells && line.step !== last && line.step < story.steps.length;
    if (line.tells) last = line.step;
    rows.push({ column: shown.indexOf(line.thread), indent, left, short, rights, marked });
  }
  cross(Infinity);
  if ((story.failure?.loop ?? null) !== null)
    rows.push({ across: '└── … to here: the state is the one in which the loop began' });
  const diagnoses = diagnosesOf(story).map(({ text }) => `✗ ${text}`);
  const below = [...diagnoses, ...roundTexts(story), ...standingTexts(story)];
  rows.push(...ending(story), ...below.map((across) => ({ across })));
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
    case 'always':
    case 'atEnd':
    case 'leadsTo':
      return reasons(story).map((text) => ({ across: text }));
    case 'sometimes':
    case 'livelock':
    case 'outcome':
      return [{ across: `✗ ${failure.message}` }];
  }
}
