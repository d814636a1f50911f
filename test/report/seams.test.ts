// SPDX-License-Identifier: MIT
// Names that are too long for their column are broken where their words end.

import { expect, test } from 'vitest';
import { wrapped } from '../../src/report/columns.ts';

test.each([
  ['prev_task.sched_contributes_to_load', 24, ['prev_task.', '  sched_contributes_to_', '  load'], 'after dots first'],
  ['FOLL_WRITE|FOLL_FORCE|FOLL_PIN', 24, ['FOLL_WRITE|FOLL_FORCE|', '  FOLL_PIN'], 'flags between them'],
  ['include/linux/page-flags.ts:9', 22, ['include/linux/', '  page-flags.ts:9'], 'and paths after a slash'],
  ['sched_contributes_to_load', 18, ['sched_contributes_', '  to_load'], 'else after underscores'],
  ['folioClearDirtyForIo', 12, ['folioClear', '  DirtyForIo'], 'else before capitals'],
  ['aaaaaaaaaaaaaaaa', 10, ['aaaaaaaaaa', '  aaaaaa'], 'and anywhere in what has none of them'],
])('%s in %i: %j', (name, width, lines) => {
  expect(wrapped(name, width, 2)).toEqual(lines);
});
