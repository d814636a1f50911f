// SPDX-License-Identifier: MIT
// Stretches of a text as a diff: whatever they are, the diff is read again and gives what cutting them out gives.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyHunks } from '../../src/lang/apply-diff.ts';
import { readDiff } from '../../src/lang/diff.ts';
import { type Cut, diffOf, diffText, replaced } from '../../src/lang/write-diff.ts';

test('a line that goes, and words of another', () => {
  const text = 'a\nb\nc\nd\ne\nif (f) g\nh\ni\nj\n';
  const cuts = [
    { start: 4, end: 6, text: '' },
    { start: text.indexOf('f)'), end: text.indexOf(')'), text: 'true' },
  ];
  expect(diffText(diffOf('x.ts', text, cuts))).toBe(
    '--- a/x.ts\n+++ b/x.ts\n@@ -1,5 +1,4 @@\n a\n b\n-c\n d\n e\n@@ -6,3 +5,3 @@\n-if (f) g\n+if (true) g\n h\n i\n',
  );
});

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
      expect(applyHunks(text, read.files[0]?.hunks ?? [])).toEqual({ kind: 'applied', text: wanted });
    }),
  );
});
