// SPDX-License-Identifier: MIT
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The cases take longest, one of them a third of all: begun last, it would run alone. A new checkout knows no durations. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const weight = ({ moduleId }: TestSpecification): number =>
      moduleId.includes('/test/cases/2022-delayed-rmap') ? 2 : moduleId.includes('/test/cases/') ? 1 : 0;
    return sorted.toSorted((a, b) => weight(b) - weight(a));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    setupFiles: ['test/yield.ts'],
    // What is tested answers itself; tests of kept answers name a folder of their own.
    env: { FAULTLINE_CACHE: 'off' },
    // A fresh process per file spent half of the time on loading the compiler again.
    isolate: false,
    // test/straight.mjs says why.
    server: { deps: { external: [/^(?!.*\/node_modules\/).*\/src\/.*\.ts$/] } },
    // What is read and compiled for a search is soon garbage: with room for it to die in, nobody copies it.
    poolOptions: {
      forks: { execArgv: ['--max-semi-space-size=64', '--import', new URL('test/straight.mjs', import.meta.url).href] },
    },
    // The default leaves one core to the runner, which is half of a small machine.
    maxWorkers: availableParallelism(),
    minWorkers: 1,
    sequence: { sequencer: LongestFirst },
    testTimeout: 300_000,
    // A page is built of models before its first test.
    hookTimeout: 300_000,
  },
});
