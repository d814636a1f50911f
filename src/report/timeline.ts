// SPDX-License-Identifier: MIT
// The picture: one column per thread that acts or is blocked, calls indented, the point of failure marked ✗. Comes in: a
// replayed trace. Goes out: lines for a terminal or a mail.

import { callTrees } from './call-tree.ts';
import { type Band, type Cell, columns, mailWidth } from './columns.ts';
import { type Line, linesOf, placeText } from './lines.ts';
import { type Detail, type Story, shortStory } from './story.ts';

export function timeline(story: Story, detail: Detail): readonly string[] {
  let lines = linesOf(story, callTrees(story, detail, true), detail);
  if (!detail.full && lines.length > shortStory) lines = linesOf(story, callTrees(story, detail, false), detail);

  const acting = new Set([...story.steps.map((step) => step.thread), ...lines.map((line) => line.thread)]);
  const shown = story.threads.map((_, thread) => thread).filter((thread) => acting.has(thread));
  if (shown.length === 0) return rowsOf(story, [], []).map((row) => ('across' in row ? `  ${row.across}` : ''));
  const headers = shown.map((thread) => headerOf(story, thread));
  // Places of the source make lines that no mail is wide enough for.
  const limit = detail.full ? mailWidth + 48 * shown.length : mailWidth;
  return columns(headers, rowsOf(story, lines, shown), limit);
}

function headerOf(story: Story, thread: number): string {
  const one = story.threads[thread];
  if (one === undefined) throw new Error(`checker bug: no thread ${thread}`);
  return one.role === 'thread' ? one.name : `${one.name} (${one.role})`;
}

function rowsOf(story: Story, lines: readonly Line[], shown: readonly number[]): readonly (Cell | Band)[] {
  const rows: (Cell | Band)[] = [];
  const loop = story.failure?.loop ?? null;
  let looping = false;
  for (const line of lines) {
    if (loop !== null && !looping && line.step >= loop) {
      rows.push({ across: '┌── the loop: from here …' });
      looping = true;
    }
    rows.push({ column: shown.indexOf(line.thread), indent: line.indent, left: line.left, right: line.right });
  }
  if (loop !== null) {
    if (!looping) rows.push({ across: '┌── the loop: from here …' });
    rows.push({ across: '└── … to here: the state is the one in which the loop began' });
  }
  rows.push(...ending(story));
  return rows;
}

/** What no column can say. A deadlock is marked where each thread waits, a fault where it happened. */
function ending(story: Story): readonly Band[] {
  const { failure } = story;
  if (failure === null) return [];
  switch (failure.kind) {
    case 'deadlock':
      return failure.waits.length > 0 ? [] : [{ across: `✗ ${failure.message}` }];
    case 'fault': {
      const fault = story.steps.flatMap((step) => step.events).find((event) => event.kind === 'fault');
      if (fault === undefined || fault.kind !== 'fault') return [{ across: `✗ ${failure.message}` }];
      return [{ across: `  at ${placeText(fault.fault.place)} in ${fault.fault.function}()` }];
    }
    case 'always':
    case 'atEnd':
    case 'sometimes':
    case 'livelock':
      return [{ across: `✗ ${failure.message}` }];
  }
}
