// SPDX-License-Identifier: GPL-2.0-only
// What a load has found behind a PTE.

import type { bool, ghost } from 'faultline';
import type { cell_t } from 'faultline/linux/arch/x86/include/asm/page_types.ts';

export class copied {
  mapped: ghost<bool> = false;
  value: ghost<cell_t> = 0;
}
