// SPDX-License-Identifier: MIT
// Each case has a file of tests of its own, so that they run side by side: none may be forgotten.

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const folders = (of: string): string[] =>
  readdirSync(new URL(of, import.meta.url), { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? [one.name] : [],
  );

test.each(folders('../../cases/'))('%s is decided', async (name) => {
  expect(readdirSync(new URL('.', import.meta.url))).toContain(`${name}.test.ts`);
});
