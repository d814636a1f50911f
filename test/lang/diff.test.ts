// SPDX-License-Identifier: MIT
// What is a diff, in whatever mail it comes, and where a hunk goes: exactly, or nowhere.

import { describe, expect, test } from 'vitest';
import { applyHunks } from '../../src/lang/apply-diff.ts';
import { readDiff } from '../../src/lang/diff.ts';

const hunk = '@@ -1,3 +1,3 @@ function f()\n a\n-b\n+B\n c\n';
const plain = `--- mm/x.ts\n+++ mm/x.ts\n${hunk}`;

/** The paths with the kinds of their lines, or what is wrong. */
function read(text: string): readonly string[] | string {
  const result = readDiff(text);
  if (result.kind === 'problem') return `${result.problem.line}: ${result.problem.what}`;
  return result.files.map(
    ({ from, to, hunks }) =>
      `${from} ${to} ${hunks.map(({ lines }) => lines.map(({ kind }) => kind).join('')).join('|')}`,
  );
}

describe('a diff is found in', () => {
  test.each([
    [
      'what diff -u prints',
      `--- mm/x.ts\t2020-10-21 10:00:00 +0200\n+++ y/x.ts\t2020-10-21\n${hunk}`,
      ['mm/x.ts y/x.ts  -+ '],
    ],
    [
      'what git prints',
      `diff --git a/mm/x.ts b/mm/x.ts\nindex 1..2 100644\n--- a/mm/x.ts\n+++ b/mm/x.ts\n${hunk}`,
      ['a/mm/x.ts b/mm/x.ts  -+ '],
    ],
    [
      'a mail: a line of dashes, a signature, text with a line that begins so',
      `From: me\n\n--- no head of a file\n+ no added line\n---\n mm/x.ts | 2 +-\n\n${plain}-- \n2.39.5\n\n_____\n- a list\n`,
      ['mm/x.ts mm/x.ts  -+ '],
    ],
    [
      'several files, and several hunks',
      `${plain}${hunk.replace('-1,3 +1,3', '-9,3 +9,3')}${plain}`,
      ['mm/x.ts mm/x.ts  -+ | -+ ', 'mm/x.ts mm/x.ts  -+ '],
    ],
    [
      'a file that comes, and one that goes',
      '--- /dev/null\n+++ b/new.ts\n@@ -0,0 +1 @@\n+x\n--- a/old.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n',
      ['null b/new.ts +', 'a/old.ts null -'],
    ],
    ['CRLF, as mail has it', plain.replaceAll('\n', '\r\n'), ['mm/x.ts mm/x.ts  -+ ']],
    ['lines that lost their only blank', '--- x.ts\n+++ x.ts\n@@ -1,3 +1,2 @@\n\n-b\n\n', ['x.ts x.ts  - ']],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ['nothing', 'hello\n', '1: no diff'],
    ['a hunk with fewer lines than its head says', plain.replace(' c\n', ''), '7: hunk 1 has other lines than it says'],
    ['a hunk with more', `${plain}+d\n`, '8: hunk 1 has other lines than it says'],
    ['a line that a mail program broke', plain.replace(' a\n', ' a\nb\n'), '5: hunk 1 has other lines than it says'],
    ['a hunk without numbers', plain.replace(' -1,3 +1,3', ''), '3: hunk 1 has no head'],
    [
      'another name',
      `diff --git a/x.ts b/y.ts\nsimilarity index 90%\nrename from x.ts\nrename to y.ts\n${plain}`,
      '3: a file that gets another name',
    ],
    [
      'a picture',
      'diff --git a/x.png b/x.png\nindex 1..2 100644\nBinary files a/x.png and b/x.png differ\n',
      '3: a binary file',
    ],
    ['a mode', 'diff --git a/x.ts b/x.ts\nold mode 100644\nnew mode 100755\n', '3: a file without lines'],
  ])('none: %s', (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

/** The text after the diff, or what does not fit. */
function apply(text: string, diff: string): string {
  const result = readDiff(diff);
  if (result.kind === 'problem') throw new Error(result.problem.what);
  const applied = applyHunks(
    text,
    result.files.flatMap(({ hunks }) => hunks),
  );
  if (applied.kind === 'applied') return applied.text;
  const { hunk: which, line, why } = applied.misfit;
  return `hunk ${which.number}, line ${line}: ${why}`;
}

describe('a hunk goes', () => {
  test('where it says', () => {
    expect(apply('a\nb\nc\nd\n', plain)).toBe('a\nB\nc\nd\n');
  });
  test('where it says, though its lines stand elsewhere, too', () => {
    expect(apply('a\nb\nc\na\nb\nc\n', plain)).toBe('a\nB\nc\na\nb\nc\n');
  });
  test('where its lines stand, if that is one place', () => {
    expect(apply('0\n1\na\nb\nc\n', plain)).toBe('0\n1\na\nB\nc\n');
  });
  test('as far off as the hunk before it', () => {
    const later = '@@ -5,2 +5,3 @@\n a\n+x\n b\n';
    // Twice `a, b`: the second hunk is two lines off, as the first is.
    expect(apply('0\n0\na\nb\nc\n3\na\nb\na\nb\n', `${plain}${later}`)).toBe('0\n0\na\nB\nc\n3\na\nx\nb\na\nb\n');
  });
  test('with the line ends that the file has', () => {
    expect(apply('a\r\nb\r\nc\r\n', plain)).toBe('a\r\nB\r\nc\r\n');
    expect(apply('a\nb\nc\n', plain.replaceAll('\n', '\r\n'))).toBe('a\nB\nc\n');
  });
  test('nowhere, if a line differs: it is named, with what stands there', () => {
    expect(apply('0\na\nb;\nc\n', plain)).toBe('hunk 1, line 3: it wants `b`, and there stands `b;`');
    expect(apply('a\nb \nc\n', plain)).toBe('hunk 1, line 2: it wants `b`, and there stands `b`, with other blanks');
    expect(apply('a\nb', plain)).toBe('hunk 1, line 3: it wants `c`, and the file ends before it');
  });
  test('nowhere, if it has been there already', () => {
    expect(apply('a\nB\nc\n', plain)).toBe('hunk 1, line 1: its new lines stand there already');
  });
  test('nowhere, if there is more than one place and none where it says', () => {
    expect(apply('0\na\nb\nc\na\nb\nc\n', plain)).toBe(
      'hunk 1, line 1: its lines are not there, and stand in 2 other places: lines 2, 5',
    );
  });
  test('without context, only where it says', () => {
    const added = '--- x.ts\n+++ x.ts\n@@ -1,0 +2 @@\n+x\n';
    expect(apply('a\nb\n', added)).toBe('a\nx\nb\n');
    expect(apply('', added.replace('-1,0', '-9,0'))).toBe(
      'hunk 1, line 10: it adds lines at a place that is not there',
    );
  });
  test('and the second not, if it overlaps with the first', () => {
    expect(apply('a\nb\nc\n', `${plain}@@ -2,2 +2,2 @@\n-b\n+x\n c\n`)).toBe(
      'hunk 2, line 2: it begins before the hunk above it ends',
    );
  });
});
