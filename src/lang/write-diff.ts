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

const context = 3;

export function diffOf(path: string, text: string, cuts: readonly Cut[]): FileDiff {
  const old = linesOf(text.replace(/\r?\n$/, ''));
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
  const lines: HunkLine[] = [];
  let done = 0;
  for (const { first, last, cuts: ofLines } of changes) {
    const from = starts[first] ?? 0;
    const to = starts[last + 1] ?? text.length;
    const shifted = ofLines.map(({ start, end, text: by }) => ({ start: start - from, end: end - from, text: by }));
    const made = replaced(text.slice(from, to), shifted);
    lines.push(...marked(' ', old.slice(done, first)), ...marked('-', old.slice(first, last + 1)));
    if (made !== '') lines.push(...marked('+', linesOf(made.replace(/\r?\n$/, ''))));
    done = last + 1;
  }
  lines.push(...marked(' ', old.slice(done)));
  return { from: `a/${path}`, to: `b/${path}`, hunks: hunksOf(lines) };
}

/** @param lines all of them: changes whose surroundings meet are one hunk, or git would not know where the second one is */
export function hunksOf(lines: readonly HunkLine[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let done = 0;
  for (let at = 0; at < lines.length; at++) {
    if (at < done || lines[at]?.kind === ' ') continue;
    const from = Math.max(done, at - context);
    let last = at;
    for (let next = at; next < lines.length && next - last <= 2 * context + 1; next++)
      if (lines[next]?.kind !== ' ') last = next;
    done = Math.min(lines.length, last + context + 1);
    const oldStart = 1 + lines.slice(0, from).filter(({ kind }) => kind !== '+').length;
    hunks.push({ number: hunks.length + 1, oldStart, lines: lines.slice(from, done) });
  }
  return hunks;
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
