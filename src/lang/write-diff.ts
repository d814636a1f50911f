// SPDX-License-Identifier: MIT
// Stretches of a text that are replaced, as a unified diff: what `diff.ts` reads.

import { type FileDiff, type Hunk, type HunkLine, linesOf } from './diff.ts';

/** Half-open, in characters. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param cuts do not overlap; in any order */
export function replaced(text: string, cuts: readonly Cut[]): string {
  let result = text;
  for (const { start, end, text: by } of cuts.toSorted((a, b) => b.start - a.start)) {
    result = `${result.slice(0, start)}${by}${result.slice(end)}`;
  }
  return result;
}

const context = 2;

export function diffOf(path: string, text: string, cuts: readonly Cut[]): FileDiff {
  const old = linesOf(text);
  const lineAt = (offset: number): number => linesOf(text.slice(0, offset)).length - 1;
  // Cuts of one line are one change.
  const changes: { first: number; last: number; cuts: Cut[] }[] = [];
  for (const cut of cuts.toSorted((a, b) => a.start - b.start)) {
    const first = lineAt(cut.start);
    // What is left of a line whose end goes is joined with the next one.
    const isWhole = (cut.text === '' && isLineStart(text, cut.start)) || cut.text.endsWith('\n');
    const last = lineAt(isWhole ? Math.max(cut.start, cut.end - 1) : cut.end);
    const before = changes.at(-1);
    if (before === undefined || first > before.last) changes.push({ first, last, cuts: [cut] });
    else {
      before.last = Math.max(before.last, last);
      before.cuts.push(cut);
    }
  }
  const starts = lineStarts(text);
  const hunks: Hunk[] = [];
  let done = 0;
  changes.forEach((change, i) => {
    const from = starts[change.first] ?? 0;
    const to = starts[change.last + 1] ?? text.length;
    const shifted = change.cuts.map(({ start, end, text: by }) => ({ start: start - from, end: end - from, text: by }));
    const made = replaced(text.slice(from, to), shifted);
    const now = made === '' ? [] : linesOf(made.replace(/\r?\n$/, ''));
    const next = changes[i + 1];
    const above = Math.max(done, change.first - context);
    const below = Math.min(old.length - 1, change.last + context, (next?.first ?? Infinity) - 1);
    done = below + 1;
    hunks.push({
      number: i + 1,
      oldStart: above + 1,
      lines: [
        ...marked(' ', old.slice(above, change.first)),
        ...marked('-', old.slice(change.first, change.last + 1)),
        ...marked('+', now),
        ...marked(' ', old.slice(change.last + 1, below + 1)),
      ],
    });
  });
  return { from: `a/${path}`, to: `b/${path}`, hunks };
}

const isLineStart = (text: string, at: number): boolean => at === 0 || text[at - 1] === '\n';

function marked(kind: HunkLine['kind'], lines: readonly string[]): readonly HunkLine[] {
  return lines.map((text) => ({ kind, text }));
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

/** As `git diff` would print it, without its first two lines. */
export function diffText({ from, to, hunks }: FileDiff): string {
  const lines = [`--- ${from ?? '/dev/null'}`, `+++ ${to ?? '/dev/null'}`];
  let shift = 0;
  for (const { oldStart, lines: inside } of hunks) {
    const before = inside.filter(({ kind }) => kind !== '+').length;
    const after = inside.filter(({ kind }) => kind !== '-').length;
    lines.push(`@@ -${oldStart},${before} +${oldStart + shift},${after} @@`);
    lines.push(...inside.map(({ kind, text }) => `${kind}${text}`));
    shift += after - before;
  }
  return `${lines.join('\n')}\n`;
}
