// SPDX-License-Identifier: GPL-2.0-only
// A write that covers the end of one page and the beginning of the next, neither uptodate, to a file that the server opened for
// writing only: it cannot answer a READ. And how many WRITEs it takes.

import { pool, scenario } from 'faultline';
import { fuse_opcode, fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { pwrite } from 'faultline/linux/fs/read_write.ts';
import { fuse_file } from './fuse-file.ts';
import { is_kept } from './properties.ts';
import { serve } from './server.ts';
import { NEW, OLD } from './values.ts';
import { buffer } from './world.ts';

export default scenario({
  title: 'fuse: write() across two pages that are not uptodate',
  thread: 'Vivek Goyal and Miklos Szeredi, 2020-10-20 and 21: options A, C and D',
  kernel: 'v5.9',
  world() {
    const one = fuse_file(3, OLD, 4, 2);
    pool(fuse_req, 2);
    return one;
  },
  threads: {
    'CPU0 write'(w) {
      w.seen.wrote = pwrite(w.fd, buffer(NEW, 2), 1);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  always: {
    'NO-READ': (w) => w.fc.pending[0].args.opcode !== fuse_opcode.FUSE_READ,
    'ONE-WRITE': (w) => !(w.fc.pending[0].args.opcode === fuse_opcode.FUSE_WRITE && w.fc.pending[0].args.count < 2),
  },
  atEnd: {
    'NO-LOST-WRITE': (w) =>
      w.seen.wrote === 2 && is_kept(w.mapping, w.disk, 1, NEW) && is_kept(w.mapping, w.disk, 2, NEW),
  },
  sometimes: {
    'the head is filled': (w) => w.page0.cells[1] === NEW,
    'the tail is filled': (w) => w.page1.cells[0] === NEW,
  },
  claims: [
    {
      id: '2020/T29',
      rows: [
        {
          by: 'Miklos Szeredi',
          thread: 'derived',
          expect: {
            'v5.9': { 'NO-READ': 'holds', 'ONE-WRITE': 'holds' },
            '+C': { 'NO-READ': 'fails', 'ONE-WRITE': 'holds' },
          },
        },
        { by: 'Vivek Goyal', thread: 'derived', variant: '+A', expect: { 'NO-READ': 'fails', 'ONE-WRITE': 'holds' } },
        {
          by: 'Vivek Goyal',
          thread: 'holds',
          expect: {
            '+A': { 'NO-LOST-WRITE': 'holds' },
            '+D': { 'NO-READ': 'holds', 'NO-LOST-WRITE': 'holds', 'ONE-WRITE': 'fails' },
          },
        },
        {
          by: 'Miklos Szeredi',
          thread: 'holds',
          expect: { '+C': { 'NO-LOST-WRITE': 'holds' }, 'v5.13': { 'NO-READ': 'holds', 'ONE-WRITE': 'fails' } },
        },
      ],
    },
  ],
});
