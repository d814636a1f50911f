// SPDX-License-Identifier: MIT
// A variant is the files of its stack and what lies outside of every kernel. An import from another kernel, or from a patch
// that the variant does not name, would mix it in without a word.

import type { Diagnostic } from '../lang/diagnostic.ts';
import type { Import, Tree } from '../lang/tree.ts';
import { patchName } from '../lang/variant-name.ts';
import { isFile, type Project } from './project.ts';
import { BadInput } from './trouble.ts';
import type { Layers } from './variant.ts';

interface Variant {
  readonly file: string;
  /** In full. */
  readonly name: string;
  readonly layers: Layers;
}

export function importsFromOutside(project: Project, tree: Tree, variant: Variant): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const kernels = [...new Set(Object.values(project.kernels).flat())].toSorted((a, b) => b.length - a.length);
  for (const imported of importsReached(tree, [variant.file, ...variant.layers.overlays])) {
    const owner = ownerOf(kernels, imported.file, variant.file);
    if (owner === null || variant.layers.directories.includes(owner.directory)) continue;
    const line = tree.files.get(imported.place.file)?.split(/\r?\n/)[imported.place.line - 1];
    if (line === undefined) throw new Error(`checker bug: ${imported.place.file} imports and was not read`);
    found.push({ place: imported.place, kind: 'file', source: line, ...told(project, variant, imported, owner) });
  }
  return found;
}

/** A kernel of which nothing is in the model: the variant's name would promise what no verdict is about. */
export function refuseUnusedKernel(tree: Tree, { file, name, layers }: Variant): void {
  const [kernel] = name.split('+');
  const { stack, directories, overlays } = layers;
  if (stack.length === 0) return;
  const patches = directories.slice(0, directories.length - stack.length);
  const own = overlays.filter((one) => patches.some((directory) => one.startsWith(`${directory}/`)));
  const used = importsReached(tree, [file, ...own]).some((one) =>
    stack.some((layer) => one.file.startsWith(`${layer}/`)),
  );
  if (used) return;
  throw new BadInput(
    `nothing of ${kernel} is in ${file}`,
    `neither it nor a patch of ${name} imports a file of ${stack.join(', ')}`,
    'no kernel: a scenario without `kernel:`, and variants that begin with +',
  );
}

interface Owner {
  readonly directory: string;
  /** Of a patch; null for a kernel. */
  readonly patch: string | null;
}

/** @param kernels directories of all of them, the longest first */
function ownerOf(kernels: readonly string[], file: string, scenario: string): Owner | null {
  const patch = /^(?:.*\/)?patches\/[^/]+(?=\/)/.exec(file);
  // Somebody's folder may lie in one that is called patches.
  if (patch !== null && !scenario.startsWith(`${patch[0]}/`))
    return { directory: patch[0], patch: patchName(patch[0]) };
  const directory = kernels.find((one) => file.startsWith(`${one}/`));
  return directory === undefined ? null : { directory, patch: null };
}

function told(
  project: Project,
  { name, layers }: Variant,
  { file }: Import,
  { directory, patch }: Owner,
): Pick<Diagnostic, 'what' | 'why' | 'instead'> {
  const variant = name === '' ? 'a variant without a kernel' : name;
  const what = `an import from outside ${variant}: ${file}`;
  if (patch !== null) {
    const [kernel = '', ...others] = name.split('+');
    return {
      what,
      why: `it is of the patch ${patch}, which ${name === '' ? 'is not asked for' : `is no part of ${name}`}`,
      instead: `the variant ${[kernel, patch, ...others.filter((one) => one !== patch)].join('+')}, or another file`,
    };
  }
  const kernels = Object.entries(project.kernels).filter(([, stack]) => stack.includes(directory));
  const exact = kernels.filter(([, stack]) => stack[0] === directory);
  const names = (exact.length > 0 ? exact : kernels).map(([one]) => one);
  const same = layers.stack
    .map((layer) => `${layer}${file.slice(directory.length)}`)
    .find((one) => isFile(project, one));
  const [first = ''] = names;
  return {
    what,
    why: `it is of the kernel ${names.join(' or ')}${layers.stack.length === 0 ? ', and the scenario names none' : `, and this one is ${layers.stack.join(' over ')}`}`,
    instead:
      layers.stack.length === 0
        ? `kernel: '${first}' in the scenario`
        : `${same === undefined ? 'a file of this kernel' : same}, or the kernel ${first}`,
  };
}

/** Every import of the files that are reached, in order. */
export function importsReached(tree: Tree, from: readonly string[]): readonly Import[] {
  const seen = new Set(from);
  const waiting = [...from];
  const found: Import[] = [];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    for (const one of tree.imports.get(file) ?? []) {
      found.push(one);
      if (seen.has(one.file)) continue;
      seen.add(one.file);
      waiting.push(one.file);
    }
  }
  return found;
}
