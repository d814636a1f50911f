// SPDX-License-Identifier: MIT
// Bundles the command line into dist/, so that a cold start reads few files and needs no TypeScript loader. In pieces:
// what a command does not use is not read.
import { readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const { metafile } = await build({
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  packages: 'external',
  logLevel: 'warning',
  banner: { js: '#!/usr/bin/env node' },
  metafile: true,
});
for (const file of await readdir('dist')) {
  if (!(`dist/${file}` in metafile.outputs)) await rm(`dist/${file}`, { recursive: true });
}
