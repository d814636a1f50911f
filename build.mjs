// SPDX-License-Identifier: MIT
// Bundles the command line and the library into dist/, so that a cold start reads few files and needs no TypeScript loader.
// In pieces: what a command does not use is not read. With --types, as for a package, also the library's types.
import { execFileSync } from 'node:child_process';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildPage } from './build-page.mjs';

const typescript = 'node_modules/typescript';

if (process.argv.includes('--only-types')) {
  await buildTypes();
  process.exit();
}

// typescript is one CommonJS file of nine megabytes. An `import` of it scans the whole text for exports first (a quarter of
// a second at every start); a `require` of a smaller copy does not.
await build({
  entryPoints: [`${typescript}/lib/typescript.js`],
  outfile: 'dist/typescript.cjs',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['source-map-support'],
  logLevel: 'error',
});
// The copy keeps its licence.
await copyFile(`${typescript}/LICENSE.txt`, 'dist/typescript.LICENSE.txt');
await copyFile(`${typescript}/ThirdPartyNoticeText.txt`, 'dist/typescript.ThirdPartyNotices.txt');
// The grammar that litmus tests in C are read with, of a package that is needed for this file alone.
await copyFile('node_modules/tree-sitter-c/tree-sitter-c.wasm', 'dist/tree-sitter-c.wasm');
await copyFile('node_modules/tree-sitter-c/LICENSE', 'dist/tree-sitter-c.LICENSE.txt');
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
  entryPoints: {
    cli: 'src/cli.ts',
    worker: 'src/cli/worker.ts',
    taker: 'src/cli/taker.ts',
    helper: 'src/cli/helper.ts',
    checker: 'src/index.ts',
    vocabulary: 'src/lang/vocabulary.ts',
  },
  // The library is asked for the words of a model like for any other file, and reads none.
  define: { VOCABULARY: JSON.stringify(await readFile('src/lang/vocabulary.ts', 'utf8')) },
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
  if (/^(?:typescript|tree-sitter-c)\.|^(?:types|ui)$/.test(file) || `dist/${file}` in metafile.outputs) continue;
  await rm(`dist/${file}`, { recursive: true });
}
await buildPage('dist/ui');
if (process.argv.includes('--types')) await buildTypes();

async function buildTypes() {
  const out = 'dist/types';
  await rm(out, { recursive: true, force: true });
  execFileSync(process.execPath, [`${typescript}/bin/tsc`, '-p', 'src/types.json', '--outDir', out], {
    stdio: 'inherit',
  });
  // Of all that the library is made of, only what its own types mention.
  const needed = new Set(['index.d.ts']);
  for (const file of needed) {
    // An example in a comment imports what its reader writes.
    const text = (await readFile(join(out, file), 'utf8')).replace(/\/\*\*.*?\*\//gs, '');
    for (const [, name] of text.matchAll(/(?:from|import\() ?['"](\.[^'"]+)\.ts['"]/g))
      needed.add(join(file, '..', `${name}.d.ts`));
  }
  for (const file of await readdir(out, { recursive: true }))
    if (file.endsWith('.d.ts') && !needed.has(file)) await rm(join(out, file));
}
