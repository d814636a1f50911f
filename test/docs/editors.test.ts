// SPDX-License-Identifier: MIT
// A model is ordinary TypeScript to every editor: the files that the pages show pass `tsc --strict` with the
// configuration that the tutorial gives, and not only our own reading of them.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fileOf } from './files.ts';
import { page, pages } from './markdown.ts';
import { ProjectCopy } from './project.ts';

const project = new ProjectCopy();
afterAll(() => project.remove());

test('tsc accepts every file of the pages', () => {
  const configuration = page('docs/tutorial.md').blocks.find(({ info }) => info === 'json');
  expect(configuration).toBeDefined();
  project.write('mine/tsconfig.json', configuration?.text ?? '');
  const blocks = pages.flatMap(({ blocks }) => blocks).filter(({ info }) => info === 'ts');
  for (const { name, text } of blocks.map(fileOf).filter((file) => file !== null)) project.write(name, text);
  const tsc = join(project.folder, 'node_modules/typescript/bin/tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', join(project.folder, 'mine')], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
