// SPDX-License-Identifier: GPL-2.0-only
// What has to happen to the cache of a file before a node gives its glock up, or down.

import { inode_dio_wait } from '../../include/linux/fs.ts';
import { filemap_fdatawrite_range } from '../../mm/filemap.ts';
import { unmap_mapping_range } from '../../mm/memory.ts';
import { truncate_inode_pages } from '../../mm/truncate.ts';
import type { gfs2_glock } from './incore.ts';

/** Write back. Pages that are mapped writable are unmapped, so that a store needs the glock again.
 *  @linux fs/gfs2/glops.c inode_go_sync (v5.14), custom: no log, no metadata; unmaps all, not only shared mappings: there are no others */
export function inode_go_sync(gl: gfs2_glock): void {
  const mapping = gl.gl_object;
  if (mapping === null) return;
  if (mapping.host.sw_paged) {
    mapping.host.sw_paged = false;
    unmap_mapping_range(mapping, 0, 2);
  }
  inode_dio_wait(mapping.host);
  if (!gl.dirty) return;
  filemap_fdatawrite_range(mapping, 0, 2);
  gl.dirty = false;
}

/** Empty the page cache of the file, which unmaps it everywhere on this node.
 *  @linux fs/gfs2/glops.c inode_go_inval (v5.14), custom: no metadata */
export function inode_go_inval(gl: gfs2_glock): void {
  const mapping = gl.gl_object;
  if (mapping !== null) truncate_inode_pages(mapping);
}
