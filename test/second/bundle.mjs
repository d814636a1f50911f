// SPDX-License-Identifier: MIT
// Bundles main.ts with the checker, as it is or with one place of its source changed in memory, and imports it; or that of
// test/memory, which runs by itself.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** @typedef {{ name: string, file: string, from: string, to: string } | null} Mutant */

/** @param {Mutant} mutant */
export async function load(mutant = null) {
  return await import(pathToFileURL(await bundle('test/second/main.ts', mutant)).href);
}

/** @param {string} entry @param {Mutant} mutant @returns where it is */
export async function bundle(entry, mutant) {
  const outfile = join('node_modules/.cache/second', `${mutant?.name.replaceAll(/\W+/g, '-') ?? 'main'}.js`);
  let changed = 0;
  const change = {
    name: 'mutant',
    setup(builder) {
      if (mutant === null) return;
      const filter = new RegExp(`${mutant.file.replaceAll('.', '\\.')}$`);
      builder.onLoad({ filter }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (text.split(mutant.from).length !== 2) throw new Error(`${mutant.file} does not hold once: ${mutant.from}`);
        changed++;
        return { contents: text.replace(mutant.from, () => mutant.to), loader: 'ts' };
      });
    },
  };
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'silent',
    plugins: [change],
  });
  if (mutant !== null && changed !== 1) throw new Error(`${mutant.file} is no part of the checker: nothing is broken`);
  return outfile;
}
