// SPDX-License-Identifier: MIT
// The house rules of models: a kernel's tree knows the trees below it, a case knows kernels, the kit knows only itself, and nobody knows
// a case but the case.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const { kernels }: { kernels: Record<string, readonly string[]> } = JSON.parse(text('faultline.json'));

interface Import {
  readonly from: string;
  /** A path below the root for files of ours, `faultline` for the vocabulary. */
  readonly to: string;
}

/** Of files, and of diffs what they add. */
const imports = ['linux', 'kit', 'cases', 'examples'].flatMap(modelsIn).flatMap(importsOf);
const isIn = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);
const of = (folder: string): readonly Import[] => imports.filter(({ from }) => isIn(from, folder));
const written = (some: readonly Import[]): readonly string[] => some.map(({ from, to }) => `${from} imports ${to}`);
/** `cases/2020-lock-page`, `linux/v5.9`. */
const folderOf = (file: string): string => file.split('/').slice(0, 2).join('/');

function modelsIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return modelsIn(path);
    return /\.(?:ts|diff)$/.test(path) ? [path] : [];
  });
}

function importsOf(from: string): readonly Import[] {
  const pattern = from.endsWith('.diff') ? /^\+.* from '([^']+)';$/gm : /\bfrom '([^']+)';$/gm;
  return [...text(from).matchAll(pattern)].map(([, name = '']) => {
    // A diff's relative imports are those of the file that it changes, which has rules of its own.
    if (name.startsWith('.'))
      return { from, to: from.endsWith('.diff') ? 'faultline' : normalize(join(dirname(from), name)) };
    return { from, to: name.replace(/^faultline\//, '') };
  });
}

describe('imports of models', () => {
  it('are found at all', () => {
    for (const folder of ['linux', 'kit', 'cases', 'examples']) expect(of(folder).length).toBeGreaterThan(20);
    expect(imports.filter(({ from }) => from.endsWith('.diff')).length).toBeGreaterThan(5);
  });

  it('of a kernel are of its own tree and of those below it in every stack', () => {
    const stacks = Object.values(kernels);
    const isBelow = (upper: string, lower: string): boolean =>
      stacks.filter((stack) => stack.includes(upper)).every((stack) => stack.indexOf(lower) > stack.indexOf(upper));
    const trees = [...new Set(stacks.flat())];
    expect(trees.length).toBeGreaterThan(15);
    const wrong = of('linux').filter(({ from, to }) => {
      const [tree, other] = [folderOf(from), folderOf(to)];
      return !(
        to === 'faultline' ||
        isIn(to, 'kit') ||
        other === tree ||
        (trees.includes(other) && isBelow(tree, other))
      );
    });
    expect(written(wrong)).toEqual([]);
  });

  it('of a case are of kernels, the kit and the case', () => {
    // Two cases of one mail thread.
    const alsoOf: Record<string, string> = { 'cases/2022-deferred-flush': 'cases/2022-delayed-rmap' };
    const wrong = of('cases').filter(({ from, to }) => {
      const own = folderOf(from);
      return to !== 'faultline' && ![own, alsoOf[own] ?? own, 'linux', 'kit'].some((folder) => isIn(to, folder));
    });
    expect(written(wrong)).toEqual([]);
  });

  it('of a patch are of no scenario, and of patches that do not need it in turn', () => {
    const scenarios = new Set(modelsIn('cases').filter((file) => text(file).includes('export default scenario(')));
    const patchOf = (file: string): string => /^(.*\/patches\/[^/]+)\//.exec(file)?.[1] ?? '';
    const patched = of('cases').filter(({ from }) => patchOf(from) !== '');
    expect(patched.length).toBeGreaterThan(100);
    expect(written(patched.filter(({ to }) => scenarios.has(to)))).toEqual([]);

    const needs = new Map(patched.map(({ from }) => [patchOf(from), new Set<string>()]));
    for (const { from, to } of patched) if (patchOf(to) !== patchOf(from)) needs.get(patchOf(from))?.add(patchOf(to));
    const reaches = (one: string, wanted: string, seen = new Set<string>()): boolean =>
      [...(needs.get(one) ?? [])].some((next) => {
        if (seen.has(next)) return false;
        seen.add(next);
        return next === wanted || reaches(next, wanted, seen);
      });
    expect([...needs.keys()].filter((one) => reaches(one, one))).toEqual([]);
  });

  it('of an example are of the kit and of its folder: no example needs a kernel', () => {
    const wrong = of('examples').filter(
      ({ from, to }) => to !== 'faultline' && !isIn(to, 'kit') && folderOf(from) !== folderOf(to),
    );
    expect(written(wrong)).toEqual([]);
  });
});
