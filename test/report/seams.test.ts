// SPDX-License-Identifier: MIT
// Names that are too long for their column are broken where their words end.

import { expect, test } from 'vitest';
import { columns, wrapped } from '../../src/report/columns.ts';

test.each([
  ['prev_task.sched_contributes_to_load', 24, ['prev_task.', '  sched_contributes_to_', '  load'], 'after dots first'],
  ['FOLL_WRITE|FOLL_FORCE|FOLL_PIN', 24, ['FOLL_WRITE|FOLL_FORCE|', '  FOLL_PIN'], 'flags between them'],
  ['include/linux/page-flags.ts:9', 22, ['include/linux/', '  page-flags.ts:9'], 'and paths after a slash'],
  ['sched_contributes_to_load', 18, ['sched_contributes_', '  to_load'], 'else after underscores'],
  ['folioClearDirtyForIo', 12, ['folioClear', '  DirtyForIo'], 'else before capitals'],
  ['fuse_req#0} → {{FUSE_SETATTR', 24, ['fuse_req#0} →', '  {{FUSE_SETATTR'], 'first of all at blanks'],
  [
    '{FUSE_WRITE pos 0 count 12 data0 0}',
    24,
    ['{FUSE_WRITE pos 0', '  count 12 data0 0}'],
    'a number stays with its name',
  ],
  ['aaaaaaaaaaaaaaaa', 10, ['aaaaaaaaaa', '  aaaaaa'], 'and anywhere in what has none of them'],
])('%s in %i: %j', (name, width, lines) => {
  expect(wrapped(name, width, 2)).toEqual(lines);
});

test('a change that no strip beside its call is wide enough for stands below it, in fewer lines', () => {
  const change =
    'pending[0] {{FUSE_SETATTR pos 0 count 0 data0 0 data1 0} fuse_req#0} → {{FUSE_NONE pos 0 count 0} null}';
  const call = (column: number, left: string, right: string) => ({
    column,
    indent: 1,
    left,
    short: left,
    rights: [right],
    marked: false,
  });
  const rows = [call(0, `fuse_send_write_pages(${'page, '.repeat(4)})`, ''), call(1, 'fuse_dev_do_read(fc)', change)];
  const printed = columns(['CPU0', 'server'], rows, 100);
  expect(printed.slice(4).map((line) => line.trim())).toEqual([
    'fuse_dev_do_read(fc)',
    'pending[0] {{FUSE_SETATTR pos 0 count 0',
    'data0 0 data1 0}',
    'fuse_req#0} → {{FUSE_NONE pos 0 count 0}',
    'null}',
  ]);
});

test('a frame of a stack goes on below itself', () => {
  const frame = '        xen_blkbk_parse_indirect(segment, seg)  examples/reports/blkback.ts:25';
  const printed = columns(['CPU0'], [{ across: frame }], 60);
  expect(printed.slice(2)).toEqual([
    '          xen_blkbk_parse_indirect(segment, seg)',
    '            examples/reports/blkback.ts:25',
  ]);
});
