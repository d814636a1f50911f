// SPDX-License-Identifier: MIT
// A package in a temporary folder, so that tests of files and variants do not depend on the real cases.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { diskFiles, type Opened } from '../../src/cli/disk.ts';

export interface Sandbox {
  readonly project: Opened;
  remove(): void;
}

/** @param files text by path */
export function sandbox(files: Readonly<Record<string, string>>): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'faultline-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const kernels = { 'v5.9': ['linux/v5.9'], 'v6.0': ['linux/v6.0', 'linux/v5.9'] };
  return {
    project: { root, files: diskFiles(root), kernels, cases: ['cases'], version: '1.2.3' },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** What select() looks for, and nothing that a compiler would accept. */
export const scenarioText = (...ids: readonly string[]): string =>
  `export default scenario({ claims: [${ids.map((id) => `{ id: '${id}' }`).join(', ')}] })\n`;
