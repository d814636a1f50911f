// SPDX-License-Identifier: MIT
// A variant as directories: `v5.9+D+unordered` is the kernel v5.9 with the scenario's patches D and, on top, unordered.
// A patch is a directory or a diff; a diff reads like a directory.

import { closest } from '../lang/closest.ts';
import type { DeclarationId } from '../lang/tree.ts';
import { diffEnding } from '../lang/variant-name.ts';
import type { Diff } from './diff-section.ts';
import { editsOf } from './edits.ts';
import { diffAt } from './given.ts';
import { entriesOf, isDirectory, isFile, modelFiles, type Project, readText } from './project.ts';
import { isScenario } from './select.ts';
import { refuseStrays, refuseStraysOfDiff } from './strays.ts';
import { BadInput } from './trouble.ts';

export interface Layers {
  /** Directories for linking, topmost first: patches, the scenario's own, the kernel's. */
  readonly directories: readonly string[];
  /** Those of the patches, topmost first. */
  readonly patches: readonly string[];
  /** Those of the kernel. */
  readonly stack: readonly string[];
  /** Files that nobody imports but that overlay others: they have to be read too. */
  readonly overlays: readonly string[];
  /** Declarations that a diff takes away. */
  readonly removed: readonly DeclarationId[];
}

/** Where a scenario's patches are: beside it. */
export function scenarioFolder(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
}

export function layersOf(project: Project, file: string, variant: string): Layers {
  const folder = scenarioFolder(file);
  const [kernel = '', ...patches] = variant.split('+');
  const stack = kernel === '' ? [] : project.kernels[kernel];
  if (stack === undefined) throw unknownKernel(project, file, variant, kernel);
  const on: string[] = [];
  const files: string[] = [];
  const removed: DeclarationId[] = [];
  const names: string[] = [];
  const found = patches.map((patch) => patchIn(project, { file, variant, patch }));
  // The kit is no layer where nothing of it is changed: a file of the scenario's that is called alike is another file.
  const kit = found.some((one) => typeof one !== 'string' && changesKit(one)) ? [kitFolder] : [];
  if (kit.length > 0) refuseNamesake(project, folder, variant);
  const base = [folder, ...stack, ...kit];
  for (const [i, patch] of patches.entries()) {
    if (names.includes(patch)) throw twice(variant, patch);
    const below = [...on, ...base];
    const one = found[i];
    if (typeof one === 'string') {
      if (modelFiles(project, one).length === 0) throw empty(variant, one);
      refuseStrays(project, one, below);
      on.unshift(one);
      files.unshift(...modelFiles(project, one));
    } else if (one !== undefined && one.files.length > 0) {
      const layer = editsOf(project).layer(one, below, [kernel, ...names].filter((name) => name !== '').join('+'));
      refuseStraysOfDiff(project, one, layer);
      on.unshift(layer.directory);
      files.unshift(...layer.files);
      removed.push(...layer.removed);
    }
    names.push(patch);
  }
  // The base of a kernel is reached by imports; what lies on it is not.
  const overlaid = stack.slice(0, -1).flatMap((directory) => modelFiles(project, directory));
  return { directories: [...on, ...base], patches: on, stack, overlays: [...files, ...overlaid], removed };
}

const kitFolder = 'kit';

/** With the kit as the lowest layer, so that a file of it may be changed; as it is where a file of the scenario's is called like one. */
export function onKit(project: Project, file: string, layers: Layers): Layers {
  if (layers.directories.includes(kitFolder) || namesakeOfKit(project, scenarioFolder(file)) !== null) return layers;
  return { ...layers, directories: [...layers.directories, kitFolder] };
}

function changesKit({ files }: Diff): boolean {
  return files.some(({ from, to }) => [from, to].some((path) => path !== null && /^(?:[ab]\/)?kit\//.test(path)));
}

/** Beside a changed kit, a file of the scenario's with the name of one of the kit's would be the same file. */
function refuseNamesake(project: Project, folder: string, variant: string): void {
  const file = namesakeOfKit(project, folder);
  if (file === null) return;
  throw new BadInput(
    `${variant} changes the kit, and ${file} is called like a file of it`,
    'the two would be linked as one file',
    'another name for it',
  );
}

function namesakeOfKit(project: Project, folder: string): string | null {
  const files = modelFiles(project, kitFolder).map((one) => `${folder}${one.slice(kitFolder.length)}`);
  return files.find((one) => isFile(project, one) && !isScenario(readText(project, one) ?? '')) ?? null;
}

interface Named {
  readonly file: string;
  readonly variant: string;
  readonly patch: string;
}

/** A directory, or a diff. */
function patchIn(project: Project, named: Named): string | Diff {
  const { file, patch } = named;
  const given = project.given?.find(({ name }) => name === patch);
  if (given !== undefined) return given;
  const directory = `${scenarioFolder(file)}/patches/${patch}`;
  const diff = `${directory}${diffEnding}`;
  const [isFolder, isDiff] = [isDirectory(project, directory), isFile(project, diff)];
  if (patch === '' || (!isFolder && !isDiff)) throw unknownPatch(project, named);
  if (isFolder && isDiff)
    throw new BadInput(`there are two patches ${patch}`, `${directory}/ and ${diff}`, 'one of them, under this name');
  return isFolder ? directory : { path: diff, files: diffAt(project, diff) };
}

function empty(variant: string, directory: string): BadInput {
  return new BadInput(
    `the patch of ${variant} in ${directory} is empty`,
    'it has no .ts file, so the variant would be the same model as without it',
    `${directory}/<path of the file that it changes>`,
  );
}

function twice(variant: string, patch: string): BadInput {
  return new BadInput(`${variant} names the patch ${patch} twice`, 'a patch is applied once', 'each patch once');
}

function unknownKernel(project: Project, file: string, variant: string, kernel: string): BadInput {
  const known = Object.keys(project.kernels).join(', ');
  return new BadInput(
    `unknown kernel ${kernel} in variant ${variant}`,
    `${file} is linked against a kernel of faultline.json`,
    known === '' ? 'a variant that begins with + (no kernel is known)' : `one of: ${known}`,
  );
}

function unknownPatch(project: Project, { file, variant, patch }: Named): BadInput {
  const folder = `${scenarioFolder(file)}/patches`;
  const known = isDirectory(project, folder)
    ? entriesOf(project, folder).flatMap((entry) => {
        if (entry.isDirectory) return entry.name;
        return entry.name.endsWith(diffEnding) ? entry.name.slice(0, -diffEnding.length) : [];
      })
    : [];
  const close = closest(patch, known);
  const all = `one of: ${known.sort().join(', ')}`;
  return new BadInput(
    `unknown patch ${patch === '' ? '(no name)' : patch} in variant ${variant}`,
    `there is no ${folder}/${patch}${diffEnding}, and no directory ${folder}/${patch}`,
    known.length === 0
      ? `make ${folder}/${patch}${diffEnding}, or --patch with a diff that is elsewhere`
      : close.length > 0
        ? `did you mean ${close.join(', ')}? ${all}`
        : all,
  );
}
