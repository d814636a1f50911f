// SPDX-License-Identifier: GPL-2.0-only
// The same program, seen from outside: what a server is asked for, and mmap_lock. Both can be seen on a running kernel
// (reproducers/fuse-pwritev), and were.

import { pool, scenario } from 'faultline';
import { fuse_do_setattr } from 'faultline/linux/fs/fuse/dir.ts';
import { fuse_file_vm_ops } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_opcode, fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { main } from './goyal.ts';
import { serve } from './server.ts';
import { OLD } from './values.ts';
import { fuse_file } from './world.ts';

export default scenario({
  title: 'fuse: the requests of pwritev() from an mmap of the same file',
  thread: 'Vivek Goyal, 2020-10-15: Possible deadlock in fuse write path',
  kernel: 'v5.9',
  world() {
    pool(fuse_req, 1);
    const one = fuse_file(3, OLD, 4, 3);
    one.server.keeps_requests = true;
    const map_addr = new vm_area_struct(one.mm, one.fd, fuse_file_vm_ops, 2);
    return { ...one, map_addr };
  },
  threads: {
    'CPU0 main'(w) {
      // open(argv[1], O_RDWR | O_TRUNC)
      fuse_do_setattr(w.fd, 0);
      main(w.fd, w.map_addr, w.seen);
    },
  },
  daemons: {
    server(w) {
      serve(w.fc, w.server);
    },
  },
  always: {
    // A fault gives mmap_lock back before it waits for the server.
    'MMAP-LOCK-DROPPED': (w) => w.fc.pending[0].args.opcode !== fuse_opcode.FUSE_READ || w.mm.mmap_lock.readers === 0,
    // What the server of a 5.9.1 kernel sees before the program hangs: WRITE 0, WRITE 4096, READ 0.
    'REQUESTS-OF-5.9.1': (w) =>
      w.server.requests === 1 ||
      w.server.requests === 0x18 ||
      w.server.requests === 0x18a ||
      w.server.requests === 0x18a0,
  },
  atEnd: {
    // What the server of a 6.18 kernel saw: WRITE 0, WRITE 4096, READ 0, WRITE 8180, READ 4096, WRITE 8192.
    'REQUESTS-OF-6.18': (w) => w.server.requests === 0x18a0b2c,
  },
  sometimes: {
    'the source of the first segment is read from the server': (w) => w.server.requests === 0x18a0,
  },
  claims: [
    {
      id: '2020/T20',
      by: 'a 5.9.1 kernel',
      thread: 'holds',
      variant: 'v5.9',
      property: 'REQUESTS-OF-5.9.1',
      expect: 'holds',
    },
    {
      by: 'a 6.18 kernel',
      variant: 'v5.13',
      expect: 'holds',
      rows: [
        { id: '2020/T30', thread: 'holds', property: 'REQUESTS-OF-6.18' },
        { id: '2020/E-15', thread: 'derived', property: 'MMAP-LOCK-DROPPED' },
      ],
    },
  ],
});
