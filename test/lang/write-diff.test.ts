// SPDX-License-Identifier: MIT
// Stretches of a text as a diff: whatever they are, the diff is read again and gives what cutting them out gives.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyHunks } from '../../src/lang/apply-diff.ts';
import { type Hunk, type HunkLine, readDiff } from '../../src/lang/diff.ts';
import { type Cut, diffOf, diffText, replaced } from '../../src/lang/write-diff.ts';

test('a line that goes, and words of another', () => {
  const text = 'a\nb\nc\nd\ne\nif (f) g\nh\ni\nj\n';
  const cuts = [
    { start: 4, end: 6, text: '' },
    { start: text.indexOf('f)'), end: text.indexOf(')'), text: 'true' },
  ];
  expect(diffText(diffOf('x.ts', text, cuts))).toBe(
    '--- a/x.ts\n+++ b/x.ts\n@@ -1,9 +1,8 @@\n a\n b\n-c\n d\n e\n-if (f) g\n+if (true) g\n h\n i\n j\n',
  );
});

/** Git takes what has fewer lines around it on one side for the beginning of the file, or its end; and what touches the hunk above for a
 *  mistake. */
function whyGitRefuses({ oldStart, lines }: Hunk, above: Hunk | undefined, text: string): readonly string[] {
  const [before, after] = [lines, lines.toReversed()].map((side) => side.findIndex(({ kind }) => kind !== ' '));
  const end = oldStart + countOld(lines);
  const why: string[] = [];
  if (above !== undefined && above.oldStart + countOld(above.lines) >= oldStart) why.push('touches the one above');
  if (before !== 3 && oldStart !== 1) why.push(`${before} lines before it`);
  if (after !== 3 && end !== text.split('\n').length) why.push(`${after} lines behind it`);
  return why;
}

const countOld = (lines: readonly HunkLine[]): number => lines.filter(({ kind }) => kind !== '+').length;

test('any cuts: read again and applied, the diff is the same edit', () => {
  const texts = fc
    .array(fc.constantFrom('a', 'bb', 'ccc', ''), { minLength: 1, maxLength: 12 })
    .map((l) => `${l.join('\n')}\n`);
  const ends = fc.array(fc.nat(40), { maxLength: 6 });
  fc.assert(
    fc.property(texts, ends, fc.constantFrom('', 'x', 'y\nz'), (text, points, by) => {
      const sorted = [...new Set(points.filter((one) => one < text.length))].sort((a, b) => a - b);
      const cuts: Cut[] = [];
      for (let i = 0; i + 1 < sorted.length; i += 2)
        cuts.push({ start: sorted[i] ?? 0, end: sorted[i + 1] ?? 0, text: by });
      // The end of the last line stays: a text without it is another matter.
      const wanted = replaced(text, cuts);
      fc.pre(cuts.length > 0 && wanted.endsWith('\n'));
      const read = readDiff(diffText(diffOf('x.ts', text, cuts)));
      if (read.kind === 'problem') throw new Error(read.problem.what);
      const hunks = read.files[0]?.hunks ?? [];
      expect(hunks.flatMap((hunk, i) => whyGitRefuses(hunk, hunks[i - 1], text))).toEqual([]);
      expect(applyHunks(text, hunks)).toEqual({ kind: 'applied', text: wanted });
    }),
  );
});
