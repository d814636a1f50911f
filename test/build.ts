// SPDX-License-Identifier: MIT
// Builds dist/ once before any test runs: tests of the command line run what users run.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export default function setup(): void {
  execFileSync(process.execPath, ['build.mjs'], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' });
}
