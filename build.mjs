// SPDX-License-Identifier: MIT
// Bundles the command line into dist/, so that a cold start reads few files and needs no TypeScript loader.
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const entryPoints = ['src/cli.ts'].filter((file) => existsSync(file));
await build({
  entryPoints,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  packages: 'external',
  logLevel: 'warning',
});
