// SPDX-License-Identifier: GPL-2.0-only
// A file of one page that a process maps and has stored to, on the CPU on which the process runs.

import type { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import { ext4_file_vm_ops } from 'faultline/linux/fs/ext4/inode.ts';
import type { address_space, file, inode } from 'faultline/linux/include/linux/fs.ts';
import { type mm_struct, type page, vm_area_struct } from 'faultline/linux/include/linux/mm_types.ts';
import type { block_device } from 'faultline/linux/include/linux/super_block.ts';
import { cached_dirty, machine, mapped_dirty, opened, type seen, start } from './world.ts';

export type one_file = {
  readonly m: machine;
  readonly inode: inode;
  readonly fd: file;
  readonly mapping: address_space;
  readonly mm: mm_struct;
  readonly vma: vm_area_struct;
  readonly cpu0: cpuinfo_x86;
  readonly page0: page;
  readonly disk: block_device;
  readonly seen: seen;
};

export function one_file(): one_file {
  const m = new machine();
  start(m);
  const fd = opened(m, 1, null);
  const mapping = fd.f_mapping;
  const vma = new vm_area_struct(m.mm, fd, ext4_file_vm_ops, 1);
  cached_dirty(mapping, m.page0);
  mapped_dirty(vma, m.page0);
  m.mm.cpus[0] = m.cpu0;
  return {
    m,
    inode: mapping.host,
    fd,
    mapping,
    mm: m.mm,
    vma,
    cpu0: m.cpu0,
    page0: m.page0,
    disk: m.sb.s_bdev,
    seen: m.seen,
  };
}
