// SPDX-License-Identifier: MIT
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyHunks } from '../../src/lang/apply-diff.ts';
import { readDiff } from '../../src/lang/diff.ts';
import { editedDiff } from '../../src/ui/edit-diff.ts';

function applied(diff: string, before: string): string {
  const read = readDiff(diff);
  if (read.kind === 'problem') throw new Error(read.problem.what);
  let text = before;
  for (const { hunks } of read.files) {
    const result = applyHunks(text, hunks);
    if (result.kind !== 'applied') throw new Error(result.misfit.why);
    text = result.text;
  }
  return text;
}

it('has a hunk for each place that was edited', () => {
  const before = Array.from({ length: 20 }, (_, i) => `line ${i}\n`).join('');
  const diff = editedDiff('mm/a.ts', before, before.replace('line 3\n', 'three\n').replace('line 15\n', ''));
  expect(diff).toBe(
    [
      '--- a/mm/a.ts',
      '+++ b/mm/a.ts',
      '@@ -1,7 +1,7 @@',
      ' line 0',
      ' line 1',
      ' line 2',
      '-line 3',
      '+three',
      ' line 4',
      ' line 5',
      ' line 6',
      '@@ -13,7 +13,6 @@',
      ' line 12',
      ' line 13',
      ' line 14',
      '-line 15',
      ' line 16',
      ' line 17',
      ' line 18',
      '',
    ].join('\n'),
  );
});

it('is nothing where nothing was edited', () => {
  expect(editedDiff('a.ts', 'a\n', 'a\n')).toBe('');
});

it('applied to what was there, gives what was written', () => {
  const line = fc.constantFrom('a', 'b', '}', '', '  c');
  const text = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after);
      expect(applied(editedDiff('a.ts', before, after), before)).toBe(after);
    }),
    { numRuns: 300 },
  );
});
