// SPDX-License-Identifier: GPL-2.0-only
// Its address space goes while the process still runs.

import type { process } from '../../process.ts';

export * from '../../process.ts';

/** Wait for nobody. */
export function mmput(_process: process): void {}
