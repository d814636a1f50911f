// SPDX-License-Identifier: MIT
// What an import of a model file means. A path into a mirror of kernels need not say of which version it is: it is looked up
// in the directories of the variant's kernel, so that a scenario names its kernel once and what it shares with others
// means theirs when they ask. That is decided by where the directories lie, and not by what they are called.

import type { Sources } from './sources.ts';

export const vocabularyPath = 'src/lang/vocabulary.ts';

/** The canonical path that an import names; null where the specifier is none that a model may use. */
export function resolveImport(specifier: string, from: string): string | null {
  if (specifier === 'faultline') return vocabularyPath;
  if (specifier.startsWith('faultline/')) return normalize(specifier.slice('faultline/'.length));
  if (!specifier.startsWith('./') && !specifier.startsWith('../')) return null;
  return normalize(`${from.slice(0, from.lastIndexOf('/') + 1)}${specifier}`);
}

function normalize(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.' || (part === '' && kept.length > 0)) continue;
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(part);
  }
  return kept.join('/');
}

/** The folder that something lies in. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Of one stack of directories; remembers what it has looked up. */
export class Lookup {
  readonly #sources: Sources;
  readonly #stack: readonly string[];
  /** Directories of kernels, those of the stack among them. */
  readonly #versions: readonly string[];
  /** The folders that they lie in: `kernels/` of `kernels/v2`. */
  readonly #mirrors: readonly string[];
  readonly #found = new Map<string, string>();

  /** @param stack the directories of the variant's kernel, topmost first */
  constructor(sources: Sources, stack: readonly string[]) {
    this.#sources = sources;
    this.#stack = stack;
    this.#versions = [...new Set([...stack, ...(sources.versions ?? [])])];
    this.#mirrors = [...new Set(this.#versions.map(folderOf))].filter((folder) => folder !== '');
  }

  /** The canonical path that an import of the file means; null where it is none that a model may use. */
  meantBy(specifier: string, from: string): string | null {
    const edited = this.#sources.edited?.(from) ?? null;
    const named = resolveImport(specifier, edited?.origin ?? from);
    if (named === null) return null;
    const path = specifier.startsWith('faultline/') ? this.#inStack(named) : named;
    return edited?.instead.get(path) ?? path;
  }

  /** How a file is imported from another: what is in the same folder or below it is a neighbour, what the kernel has is
   *  named without its version, and everything else from the package's root. */
  specifierFor(path: string, from: string): string {
    const folder = folderOf(from);
    if (path.startsWith(folder)) return `./${path.slice(folder.length)}`;
    const version = this.#stack.find((one) => path.startsWith(`${one}/`));
    const inside = version === undefined ? path : `${folderOf(version)}${path.slice(version.length + 1)}`;
    return `faultline/${inside}`;
  }

  /** The directories that a path without a version was looked up in; null for other paths. */
  placesOf(path: string): readonly string[] | null {
    return this.#insideKernel(path) === null ? null : this.#stack;
  }

  /** Of a path without a version, what is relative to the directory of a kernel. */
  #insideKernel(path: string): string | null {
    const mirror = this.#mirrors.find((one) => path.startsWith(one));
    const hasVersion = this.#versions.some((one) => path.startsWith(`${one}/`));
    return mirror === undefined || hasVersion ? null : path.slice(mirror.length);
  }

  #inStack(path: string): string {
    const inside = this.#insideKernel(path);
    if (inside === null) return path;
    const known = this.#found.get(path);
    if (known !== undefined) return known;
    const found = this.#stack.map((one) => `${one}/${inside}`).find((one) => this.#sources.read(one) !== null) ?? path;
    this.#found.set(path, found);
    return found;
  }
}
