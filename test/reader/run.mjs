// SPDX-License-Identifier: MIT
// npm run fuzz:reader
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const outdir = 'node_modules/.cache/reader-fuzz';
await build({
  entryPoints: ['test/reader/main.ts', 'test/reader/child.ts'],
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  logLevel: 'silent',
});
const { main } = await import(pathToFileURL(resolve(outdir, 'main.js')).href);
process.exitCode = await main(process.argv.slice(2), join(outdir, 'child.js'));
