// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { longestLink, type Position, positionIn, positionText } from '../../src/ui/link.ts';

const position: Position = {
  file: 'cases/a/b.ts',
  claim: '2022/T-24',
  property: 'P1',
  variant: 'v6.0+D',
  memory: 'tso',
  diff: '--- a/x.ts\n+++ b/x.ts\n@@ -1,1 +1,1 @@\n-a\n+b\n',
  trace: {
    initial: 1,
    steps: [
      { thread: 0, path: 0 },
      { thread: 1, path: 2 },
    ],
  },
  at: 2,
  title: 'here',
  note: 'look',
  model: 'cafe',
};

it('a position comes back as it was', () => {
  expect(positionIn(positionText(position))).toEqual({ kind: 'position', position });
});

it.each([
  ['', 'damaged'],
  ['[]', 'names no scenario'],
  ['null', 'damaged'],
  ['{"file":7}', 'names no scenario'],
  ['{"file":"a","trace":"0*100001"}', 'more than 100000 steps'],
  ['{"file":"a","trace":"0*99999.0*99999"}', 'more than 100000 steps'],
  ['{"file":"a","trace":"x"}', "'x' does not begin with a thread number"],
  [`{"file":"a","note":"${'n'.repeat(20_001)}"}`, 'note is too long'],
  [`"${'x'.repeat(longestLink)}"`, 'too long'],
])('%.40s is refused: %s', (text, why) => {
  expect(positionIn(text)).toEqual({ kind: 'problem', problem: expect.stringContaining(why) });
});

it('what a link has no field for, or of another type, is as if it were not there', () => {
  const read = positionIn('{"file":"a","at":-3,"title":{"toString":1},"__proto__":{"file":"b"}}');
  expect(read).toMatchObject({ kind: 'position', position: { file: 'a', at: 0, title: '', note: '' } });
});
