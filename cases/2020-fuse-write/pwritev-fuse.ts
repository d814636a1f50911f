// SPDX-License-Identifier: GPL-2.0-only
// The deadlock that Qian Cai hit and Linus Torvalds diagnosed: FUSE faults in the source of the second page while it holds
// the lock of the first one, and the source of the second is the first. One thread, no adversary, every time.

import { pool, scenario } from 'faultline';
import { fuse_do_setattr } from 'faultline/linux/fs/fuse/dir.ts';
import { fuse_file_vm_ops } from 'faultline/linux/fs/fuse/file.ts';
import { fuse_req } from 'faultline/linux/fs/fuse/fuse_i.ts';
import { vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import { fuse_file } from './fuse-file.ts';
import { both_segments, main, uptodate_pages } from './goyal.ts';
import { requests_at_the_end, requests_on_the_way, serve } from './server.ts';
import { OLD } from './values.ts';

export default scenario({
  title: 'fuse: pwritev() from an mmap of the same file',
  thread: 'Vivek Goyal, 2020-10-15: Possible deadlock in fuse write path',
  kernel: 'v5.9',
  world() {
    pool(fuse_req, 1);
    const one = fuse_file(3, OLD, 4, 3);
    one.server.keeps_requests = true;
    const map_addr = new vm_area_struct(one.mm, one.fd, fuse_file_vm_ops, 2);
    return { ...one, page2: one.m.page2, map_addr };
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
  always: { ...uptodate_pages, ...requests_on_the_way },
  atEnd: { ...both_segments, ...requests_at_the_end },
  sometimes: {
    'page 1 is locked while page 0 is mapped': (w) => w.mm.pte[0].page === w.page0 && w.page1.locked,
  },
  claims: [
    { id: '2020/T20', by: 'Vivek Goyal', thread: 'fails', variant: 'v5.9', expect: { 'NO-DEADLOCK': 'fails' } },
    { id: '2020/T19', by: 'Linus Torvalds', thread: 'fails', variant: 'v5.9', expect: { 'NO-DEADLOCK': 'fails' } },
    {
      id: '2020/T20',
      by: 'a 5.9.1 kernel',
      thread: 'holds',
      variant: 'v5.9',
      expect: { 'REQUESTS-OF-5.9.1': 'holds' },
    },
    { id: '2020/T21', by: 'Vivek Goyal', thread: 'open', variant: '+relock', expect: { 'NO-DEADLOCK': 'holds' } },
    { id: '2020/T21', by: 'Linus Torvalds', thread: 'open', variant: '+relock', expect: { 'NO-LOST-WRITE': 'fails' } },
    {
      id: '2020/T22',
      by: 'Linus Torvalds',
      rows: [
        { thread: 'holds', variant: '+batch', property: 'NO-DEADLOCK', expect: 'holds' },
        { thread: 'derived', variant: '+batch', expect: { 'RETURNS-24': 'holds', 'NO-LOST-WRITE': 'holds' } },
        { thread: 'fails', variant: '+batch+batch-no-unlock', property: 'NO-DEADLOCK', expect: 'fails' },
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
    { id: '2020/T29', by: 'Vivek Goyal', thread: 'holds', variant: '+A', expect: { 'NO-DEADLOCK': 'holds' } },
    { id: '2020/T29', by: 'Miklos Szeredi', thread: 'holds', variant: '+C', expect: { 'NO-DEADLOCK': 'holds' } },
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
      expect: { '+D+D-no-break': 'fails', '+D+D-no-lock': 'holds' },
    },
    {
      id: '2020/T30',
      by: 'Miklos Szeredi',
      thread: 'holds',
      variant: 'v5.13',
      expect: { 'NO-DEADLOCK': 'holds', 'RETURNS-24': 'holds', 'NO-LOST-WRITE': 'holds' },
    },
    { id: '2020/T30', by: 'a 6.18 kernel', thread: 'holds', variant: 'v5.13', expect: { 'REQUESTS-OF-6.18': 'holds' } },
    {
      id: '2020/E-15',
      by: 'a 6.18 kernel',
      thread: 'derived',
      variant: 'v5.13',
      expect: { 'MMAP-LOCK-DROPPED': 'holds' },
    },
  ],
});
