// SPDX-License-Identifier: MIT
// A variant as directories: `v5.9+D+unordered` is the kernel v5.9 with the scenario's patches D and, on top, unordered.

import { readdirSync } from 'node:fs';
import { BadInput } from './exit.ts';
import { isDirectory, modelFiles, onDisk, type Project } from './project.ts';
import { refuseStrays } from './strays.ts';

export interface Layers {
  /** Directories for linking, topmost first: patches, the scenario's own, the kernel's. */
  readonly directories: readonly string[];
  /** Those of the patches, topmost first. */
  readonly patches: readonly string[];
  /** Those of the kernel. */
  readonly stack: readonly string[];
  /** Files that nobody imports but that overlay others: they have to be read too. */
  readonly overlays: readonly string[];
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
  for (const patch of patches) {
    const directory = `${folder}/patches/${patch}`;
    if (patch === '' || !isDirectory(project, directory)) throw unknownPatch(project, file, variant, patch);
    if (on.includes(directory)) throw twice(variant, patch);
    if (modelFiles(project, directory).length === 0) throw empty(variant, directory);
    refuseStrays(project, directory, [...on, folder, ...stack]);
    on.unshift(directory);
  }
  // The base of a kernel is reached by imports; what lies on it is not.
  const overlaid = [...on, ...stack.slice(0, -1)];
  return {
    directories: [...on, folder, ...stack],
    patches: on,
    stack,
    overlays: overlaid.flatMap((directory) => modelFiles(project, directory)),
  };
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

function unknownPatch(project: Project, file: string, variant: string, patch: string): BadInput {
  const folder = `${scenarioFolder(file)}/patches`;
  const known = isDirectory(project, folder)
    ? readdirSync(onDisk(project, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
    : [];
  return new BadInput(
    `unknown patch ${patch === '' ? '(no name)' : patch} in variant ${variant}`,
    `there is no directory ${folder}/${patch}`,
    known.length === 0 ? `make ${folder}/${patch}/ with the files to overlay` : `one of: ${known.sort().join(', ')}`,
  );
}
