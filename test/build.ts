// SPDX-License-Identifier: MIT
// Builds dist/ once before any test runs: tests of the command line run what users run. One command is run first, and leaves
// what makes the others begin sooner (warm.cjs).

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cwd = join(import.meta.dirname, '..');

export default function setup(): () => void {
  execFileSync(process.execPath, ['build.mjs'], { cwd, stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'faultline-warm-'));
  process.env.FAULTLINE_WARM = folder;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --require ${JSON.stringify(join(import.meta.dirname, 'warm.cjs'))}`;
  execFileSync(process.execPath, ['dist/cli.js', 'check', 'examples/increment', '--no-cache'], { cwd });
  return () => rmSync(folder, { recursive: true });
}
