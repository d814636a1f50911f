// SPDX-License-Identifier: MIT
// Bundles the command line into dist/, so that a cold start reads few files and needs no TypeScript loader. In pieces:
// what a command does not use is not read.
import { readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

// typescript is one CommonJS file of nine megabytes. An `import` of it scans the whole text for exports first (a quarter of
// a second at every start); a `require` of a smaller copy does not.
await build({
  entryPoints: ['node_modules/typescript/lib/typescript.js'],
  outfile: 'dist/typescript.cjs',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['source-map-support'],
  logLevel: 'error',
});
const requireTypescript = {
  name: 'require typescript',
  setup(builder) {
    builder.onResolve({ filter: /^typescript$/ }, () => ({ path: 'typescript', namespace: 'required' }));
    builder.onLoad({ filter: /.*/, namespace: 'required' }, () => ({
      contents:
        "import { createRequire } from 'node:module'; export default createRequire(import.meta.url)('./typescript.cjs');",
    }));
  },
};

const { metafile } = await build({
  plugins: [requireTypescript],
  entryPoints: { cli: 'src/cli.ts', worker: 'src/cli/worker.ts' },
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
  if (file !== 'typescript.cjs' && !(`dist/${file}` in metafile.outputs)) await rm(`dist/${file}`, { recursive: true });
}
