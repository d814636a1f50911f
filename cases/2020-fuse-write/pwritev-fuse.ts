// SPDX-License-Identifier: GPL-2.0-only
// The deadlock that Qian Cai hit and Linus Torvalds diagnosed: FUSE faults in the source of the second page while it holds
// the lock of the first one, and the source of the second is the first. One thread, no adversary, every time.

import { pool, scenario } from 'faultline';
import { fuse_do_setattr } from 'faultline/linux/fs/fuse/dir.ts';
import { fuse_file_aops, fuse_file_operations, fuse_file_vm_ops } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_opcode, fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { mm_struct, page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { super_block } from 'faultline/linux/include/linux/super_block.ts';
import { pglist_data } from 'faultline/linux/mm/page_alloc.ts';
import { HELLO0, HELLO1, main } from './goyal.ts';
import { is_kept, later_load, uptodate_valid } from './properties.ts';
import { backing_file, serve } from './server.ts';
import { OLD } from './values.ts';
import { seen } from './world.ts';

export default scenario({
  title: 'fuse: pwritev() from an mmap of the same file',
  thread: 'Vivek Goyal, 2020-10-15: Possible deadlock in fuse write path',
  kernel: 'v5.9',
  world() {
    pool(fuse_req, 1);
    const sb = new super_block();
    const memory = new pglist_data();
    const page0 = new page();
    const page1 = new page();
    const page2 = new page();
    memory.node_mem_map[0] = page0;
    memory.node_mem_map[1] = page1;
    memory.node_mem_map[2] = page2;
    const inode_ = new inode(sb, 4);
    const mapping = new address_space(inode_, fuse_file_aops, memory, 3);
    const fd = new file(mapping, fuse_file_operations);
    const mm = new mm_struct();
    const map_addr = new vm_area_struct(mm, fd, fuse_file_vm_ops, 2);
    const server = new backing_file(true);
    for (let pos = 0; pos < 4; pos++) server.disk.blocks[pos] = OLD;
    return { fc: sb.fc, inode: inode_, mapping, fd, mm, map_addr, server, page0, page1, page2, seen: new seen() };
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
    'UPTODATE-VALID': (w) =>
      uptodate_valid(w.mapping, w.server.disk, 0) &&
      uptodate_valid(w.mapping, w.server.disk, 1) &&
      uptodate_valid(w.mapping, w.server.disk, 2),
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
    'RETURNS-24': (w) => w.seen.wrote === 2,
    'NO-LOST-WRITE': (w) =>
      is_kept(w.mapping, w.server.disk, 0, HELLO0) &&
      is_kept(w.mapping, w.server.disk, 2, HELLO1) &&
      is_kept(w.mapping, w.server.disk, 3, HELLO0) &&
      is_kept(w.mapping, w.server.disk, 4, HELLO1) &&
      later_load(w.mapping, w.map_addr, w.server.disk, 0) === HELLO0,
    // What the server of a 6.18 kernel saw: WRITE 0, WRITE 4096, READ 0, WRITE 8180, READ 4096, WRITE 8192.
    'REQUESTS-OF-6.18': (w) => w.server.requests === 0x18a0b2c,
  },
  sometimes: {
    'page 1 is locked while page 0 is mapped': (w) => w.mm.pte[0].page === w.page0 && w.page1.locked,
  },
  claims: [
    { id: '2020/T20', by: 'Vivek Goyal', thread: 'fails', variant: 'v5.9', property: 'NO-DEADLOCK', expect: 'fails' },
    {
      id: '2020/T19',
      by: 'Linus Torvalds',
      thread: 'fails',
      variant: 'v5.9',
      property: 'NO-DEADLOCK',
      expect: 'fails',
    },
    {
      id: '2020/T20',
      by: 'a 5.9.1 kernel',
      thread: 'holds',
      variant: 'v5.9',
      property: 'REQUESTS-OF-5.9.1',
      expect: 'holds',
    },
    {
      id: '2020/T21',
      thread: 'open',
      variant: '+relock',
      rows: [
        { by: 'Vivek Goyal', property: 'NO-DEADLOCK', expect: 'holds' },
        { by: 'Linus Torvalds', property: 'NO-LOST-WRITE', expect: 'fails' },
      ],
    },
    {
      id: '2020/T22',
      by: 'Linus Torvalds',
      rows: [
        { thread: 'holds', variant: '+batch', property: 'NO-DEADLOCK', expect: 'holds' },
        { thread: 'derived', variant: '+batch', expect: { 'RETURNS-24': 'holds', 'NO-LOST-WRITE': 'holds' } },
        { thread: 'fails', variant: '+batch-no-unlock', property: 'NO-DEADLOCK', expect: 'fails' },
      ],
    },
    {
      id: '2020/T25',
      variant: '+uptodate-all',
      rows: [
        { by: 'Miklos Szeredi', thread: 'holds', property: 'NO-DEADLOCK', expect: 'holds' },
        { by: 'Matthew Wilcox', thread: 'fails', property: 'UPTODATE-VALID', expect: 'fails' },
      ],
    },
    {
      id: '2020/T27',
      by: 'Linus Torvalds',
      thread: 'holds',
      variant: '+unlock-only',
      expect: { 'NO-DEADLOCK': 'holds', 'NO-LOST-WRITE': 'fails' },
    },
    { id: '2020/T29', by: 'Vivek Goyal', thread: 'holds', variant: '+A', property: 'NO-DEADLOCK', expect: 'holds' },
    { id: '2020/T29', by: 'Miklos Szeredi', thread: 'holds', variant: '+C', property: 'NO-DEADLOCK', expect: 'holds' },
    {
      id: '2020/T30',
      by: 'Vivek Goyal',
      thread: 'holds',
      variant: '+D',
      expect: { 'NO-DEADLOCK': 'holds', 'RETURNS-24': 'holds', 'NO-LOST-WRITE': 'holds', 'UPTODATE-VALID': 'holds' },
    },
    {
      id: '2020/T30',
      by: 'Vivek Goyal',
      thread: 'derived',
      property: 'NO-DEADLOCK',
      expect: { '+D-no-break': 'fails', '+D-no-lock': 'holds' },
    },
    {
      id: '2020/T30',
      thread: 'holds',
      variant: 'v5.13',
      rows: [
        { by: 'Miklos Szeredi', expect: { 'NO-DEADLOCK': 'holds', 'RETURNS-24': 'holds', 'NO-LOST-WRITE': 'holds' } },
        { by: 'a 6.18 kernel', property: 'REQUESTS-OF-6.18', expect: 'holds' },
      ],
    },
    {
      id: '2020/E-15',
      by: 'a 6.18 kernel',
      thread: 'derived',
      variant: 'v5.13',
      property: 'MMAP-LOCK-DROPPED',
      expect: 'holds',
    },
  ],
});
