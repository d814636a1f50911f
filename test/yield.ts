// SPDX-License-Identifier: MIT
// Before each test the worker listens once: one that runs commands or searches back to back, without ever waiting, hears
// nothing of the runner, which takes it for dead after a minute.

import { setImmediate } from 'node:timers/promises';
import { beforeEach } from 'vitest';

beforeEach(async () => {
  await setImmediate();
});
