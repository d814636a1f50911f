// SPDX-License-Identifier: MIT
// A file as it was and as somebody has edited it, as the diff that `check --patch` takes. Lines that are the same are found by
// the longest common subsequence between the first and the last line that differ; where that would take long, all between is one change.

import type { HunkLine } from '../lang/diff.ts';
import { diffText, hunksOf } from '../lang/write-diff.ts';

/** Cells of the table. */
const mostCells = 4_000_000;

/** Empty where nothing differs, but for how the last line ends. */
export function editedDiff(path: string, before: string, after: string): string {
  const hunks = hunksOf(changes(linesIn(before), linesIn(after)));
  return hunks.length === 0 ? '' : diffText({ from: `a/${path}`, to: `b/${path}`, hunks });
}

function linesIn(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** All lines, with what becomes of each. */
function changes(old: readonly string[], now: readonly string[]): readonly HunkLine[] {
  let top = 0;
  while (top < old.length && top < now.length && old[top] === now[top]) top++;
  let end = 0;
  while (end < old.length - top && end < now.length - top && old.at(-1 - end) === now.at(-1 - end)) end++;
  const [oldEnd, nowEnd] = [old.length - end, now.length - end];
  const lines = old.slice(0, top).map((text): HunkLine => ({ kind: ' ', text }));
  let [i, j] = [top, top];
  const upTo = (a: number, b: number): void => {
    for (; i < a; i++) lines.push({ kind: '-', text: old[i] ?? '' });
    for (; j < b; j++) lines.push({ kind: '+', text: now[j] ?? '' });
  };
  for (const [a, b] of commonLines(old.slice(top, oldEnd), now.slice(top, nowEnd))) {
    upTo(a + top, b + top);
    lines.push({ kind: ' ', text: old[i++] ?? '' });
    j++;
  }
  upTo(oldEnd, nowEnd);
  return [...lines, ...old.slice(oldEnd).map((text): HunkLine => ({ kind: ' ', text }))];
}

/** Pairs of places, in order. */
function commonLines(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  if (old.length * now.length > mostCells) return [];
  const width = now.length + 1;
  const longest = new Int32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      longest[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length; ) {
    if (old[i] === now[j]) found.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return found;
}
