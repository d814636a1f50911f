// SPDX-License-Identifier: GPL-2.0-only
// What the scenarios ask, with the names of the claims of 2022 where these ask the same.

import type { bool } from 'faultline';
import type { cpuinfo_x86 } from 'faultline/linux/arch/x86/include/asm/processor.ts';
import type { address_space } from 'faultline/linux/include/linux/fs.ts';
import type { mm_struct, page } from 'faultline/linux/include/linux/mm_types.ts';
import type { program } from './world.ts';

/** P1, asked at the end: what was stored last is on disk, or in a cached page that somebody knows to be newer than the disk. */
export function no_lost_store(mapping: address_space, mm: mm_struct, program: program): bool {
  const disk = mapping.host.i_sb.s_bdev.blocks[0];
  const page = mapping.i_pages[0];
  if (page === null) return disk === program.stored;
  if (page.cells[0] !== program.stored) return false;
  return disk === program.stored || page.dirty || (mm.pte[0].page === page && mm.pte[0].dirty);
}

/** P2: msync() returned 0, and what it had been asked for was on the device. */
export function kept_its_promise(program: program): bool {
  return program.device >= program.promised;
}

/** P6: no TLB entry leads to a page that is free. */
export function tlb_not_freed(cpu: cpuinfo_x86): bool {
  const page = cpu.tlb[0].page;
  return page === null || !page.buddy;
}

/** P9: every PTE holds a reference, and a free page is not mapped. */
export function counts(page: page): bool {
  return page._refcount >= page._mapcount && (!page.buddy || page._mapcount === 0);
}
