// SPDX-License-Identifier: GPL-2.0-only
// A reader who may begin at any time: before the page is filled, its own read makes the page uptodate.

import type { page } from 'faultline/linux/include/linux/mm_types.ts';

export * from '../../reader.ts';

/** Does not wait. */
export function await_filled(_page: page): void {}
