// SPDX-License-Identifier: MIT
// Bundles the explorer's page into dist/ui/: one script for a page that is served, in pieces, and one without pieces for a file
// that opens offline. Nothing of TypeScript may get into either: who replays does not load a compiler.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

// The copy of TypeScript that the command line has: a worker loads it as a script, and it believes to be a module of Node's.
const loadTypescript = {
  name: 'load typescript',
  setup(builder) {
    builder.onResolve({ filter: /^typescript$/ }, () => ({ path: 'typescript', namespace: 'loaded' }));
    builder.onLoad({ filter: /.*/, namespace: 'loaded' }, () => ({
      contents:
        "globalThis.module = { exports: {} }; importScripts('typescript.js'); export default globalThis.module.exports;",
    }));
  },
};

const noTypescript = {
  name: 'no typescript',
  setup(builder) {
    builder.onResolve({ filter: /^typescript$/ }, ({ importer }) => ({
      errors: [{ text: `${importer} brings TypeScript into the page` }],
    }));
  },
};

const shared = {
  bundle: true,
  minify: true,
  platform: 'browser',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
  legalComments: 'eof',
  plugins: [noTypescript],
  define: { SITE: 'true' },
};

export async function buildPage(out) {
  await rm(out, { recursive: true, force: true });
  const page = 'src/ui/page/main.tsx';
  await Promise.all([
    build({ ...shared, entryPoints: { offline: page }, outdir: out, format: 'iife', define: { SITE: 'false' } }),
    build({ ...shared, entryPoints: { page }, outdir: out, format: 'esm', splitting: true }),
    build({ ...shared, entryPoints: { engine: 'src/ui/page/work/engine.ts' }, outdir: out, format: 'iife' }),
    build({
      ...shared,
      entryPoints: { edit: 'src/ui/page/work/edit.ts' },
      outdir: out,
      format: 'iife',
      plugins: [loadTypescript],
    }),
  ]);
}
