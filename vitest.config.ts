// SPDX-License-Identifier: MIT
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/yield.ts'],
    // What is tested answers itself; tests of kept answers name a folder of their own.
    env: { FAULTLINE_CACHE: 'off' },
    // A fresh process per file spent half of the time on loading the compiler again.
    isolate: false,
    // The default leaves one core to the runner, which is half of a small machine.
    maxWorkers: availableParallelism(),
    minWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
