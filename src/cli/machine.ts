// SPDX-License-Identifier: MIT
// The clock and the queue of events of this process.

import { setImmediate } from 'node:timers/promises';
import type { Machine } from '../ask/decide.ts';

export const machine: Machine = { now: () => performance.now(), rest: () => setImmediate() };
