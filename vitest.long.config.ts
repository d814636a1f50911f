// SPDX-License-Identifier: MIT
// What takes too long for `npm test`.
import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

export default defineConfig({
  test: { ...config.test, include: ['test/**/*.long.ts'], testTimeout: 3_600_000 },
});
