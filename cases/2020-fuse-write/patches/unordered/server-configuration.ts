// SPDX-License-Identifier: GPL-2.0-only
// A server with two threads, as most have: two requests may be applied in either order.

import type { u8 } from 'faultline';

export * from '../../server-configuration.ts';

export const SERVER_THREADS: u8 = 2;
