// SPDX-License-Identifier: GPL-2.0-only
// A filesystem whose handler is not converted: its ->nopage returns the page unlocked.

import type { vm_operations_struct } from 'faultline/linux/include/linux/mm.ts';
import { filemap_nopage } from 'faultline/linux/mm/filemap.ts';

export * from 'faultline/linux/mm/filemap.ts';

export const generic_file_vm_ops: vm_operations_struct = {
  nopage: filemap_nopage,
  fault: null,
  page_mkwrite: null,
};
