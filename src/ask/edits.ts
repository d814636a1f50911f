// SPDX-License-Identifier: MIT
// Diffs as layers of a variant: a diff reads like a directory that bears its name, with the files that it changes, as they
// are after it. The files are made when a variant is asked for, from those of the layers below; nothing is written to disk.

import { type Below, edited, ownersIn } from '../lang/parse/edited.ts';
import type { LinkedText, Sources } from '../lang/parse/sources.ts';
import type { DeclarationId } from '../lang/tree.ts';
import { type Diff, type Open, Section } from './diff-section.ts';
import { isThere, type Project, readText } from './project.ts';
import { BadInput } from './trouble.ts';

export interface DiffLayer {
  readonly directory: string;
  readonly files: readonly string[];
  /** What it takes away. */
  readonly removed: readonly DeclarationId[];
}

interface EditedFile extends Below {
  readonly linked: LinkedText;
  /** Where its imports are looked up from. */
  readonly origin: string;
  /** Whether nothing of its path is below. */
  readonly isNew: boolean;
  /** Files whose imports mean another one here: what the diff, or one below it, changed or added. */
  readonly instead: ReadonlyMap<string, string>;
}

/** What a diff stands on. */
interface Around {
  readonly below: readonly string[];
  /** Files that a diff further down has made anew. */
  readonly lower: ReadonlyMap<string, string>;
}

const known = new WeakMap<Project, Edits>();

export function editsOf(project: Project): Edits {
  const found = known.get(project) ?? new Edits(project);
  known.set(project, found);
  return found;
}

/** What the front end reads a model through. */
export function sourcesOf(project: Project): Sources {
  const edits = editsOf(project);
  return {
    read: (path) => edits.file(path)?.text ?? readText(project, path),
    exists: (path) => edits.file(path) !== null || isThere(project, path),
    linked: (path) => edits.file(path)?.linked ?? null,
    edited: (path) => edits.file(path),
    versions: Object.values(project.kernels).flat(),
  };
}

export class Edits {
  readonly #project: Project;
  readonly #files = new Map<string, EditedFile>();
  readonly #layers = new Map<string, DiffLayer>();
  /** By directory of a diff, and of nothing that lies around it, what its files stand for. */
  readonly #instead = new Map<string, ReadonlyMap<string, string>>();
  /** By what the diff comes to. */
  readonly #named = new Map<string, DiffLayer>();

  constructor(project: Project) {
    this.#project = project;
  }

  file(path: string): EditedFile | null {
    return this.#files.get(path) ?? null;
  }

  /** @param below directories, topmost first @param variant what they are called */
  layer(diff: Diff, below: readonly string[], variant: string): DiffLayer {
    const key = [diff.path, ...below].join('\n');
    const made = this.#layers.get(key) ?? this.#make(diff, below, variant);
    this.#layers.set(key, made);
    return made;
  }

  #make(diff: Diff, below: readonly string[], variant: string): DiffLayer {
    const open = new Map<string, Open>();
    for (const section of diff.files) {
      const file = new Section(diff, section, below, (path) => this.#below(path), open).applied();
      open.set(file.inside, file);
    }
    // On other layers the same diff may come to something else, or what it imports may be: then it is another directory.
    const content = [...open.values()].map(({ inside, base, text }) => [inside, base?.path ?? '', text]);
    const lower = new Map(below.toReversed().flatMap((one) => [...(this.#instead.get(one) ?? [])]));
    const key = JSON.stringify([diff.path, content, [...lower]]);
    const before = this.#named.get(key);
    if (before !== undefined) return before;
    const taken = [...this.#named.values()].map((one) => one.directory);
    const names = [diff.path, `${diff.path}@${variant}`];
    const directory = names.find((name) => !taken.includes(name)) ?? `${diff.path}@${variant}-${taken.length}`;
    const layer = this.#keep(diff, directory, [...open.values()], { below, lower });
    this.#named.set(key, layer);
    return layer;
  }

  #keep(diff: Diff, directory: string, open: readonly Open[], { below, lower }: Around): DiffLayer {
    const instead = new Map(lower);
    for (const { inside, meant } of open) {
      const path = `${directory}/${inside}`;
      for (const [from, to] of lower) if (meant.includes(to)) instead.set(from, path);
      for (const one of meant) instead.set(one, path);
    }
    this.#instead.set(directory, instead);
    const removed: DeclarationId[] = [];
    for (const { inside, base, origin, text } of open) {
      const path = `${directory}/${inside}`;
      const made = edited(path, text, base);
      for (const name of made.removedShapes) this.#refuseUncovered(diff, name, inside, base, below);
      removed.push(...made.removed.map((name) => `${base?.owners.get(name)}#${name}`));
      const isNew = base === null && below.every((one) => !this.#has(`${one}/${inside}`));
      this.#files.set(path, { path, text, linked: made.linked, owners: made.owners, origin, isNew, instead });
    }
    return { directory, files: open.map(({ inside }) => `${directory}/${inside}`), removed };
  }

  #has(path: string): boolean {
    return this.#files.has(path) || readText(this.#project, path) !== null;
  }

  #below(path: string): (Below & { readonly origin: string }) | null {
    const file = this.#files.get(path);
    if (file !== undefined) return file;
    const text = readText(this.#project, path);
    return text === null ? null : { path, text, owners: ownersIn(path, text), origin: path };
  }

  /** Another class of that name, further down, would have to come forth, in all files that are below this one. */
  #refuseUncovered(diff: Diff, name: string, inside: string, base: Below | null, below: readonly string[]): void {
    const lower = below.map((one) => `${one}/${inside}`).filter((path) => path !== base?.path);
    const [other] = lower.filter((path) => this.#below(path)?.owners.get(name) === path);
    if (other === undefined) return;
    throw new BadInput(
      `${diff.path} takes ${name} out of ${base?.path}`,
      `${other} has another ${name}, which would come forth; of classes and types that cannot be linked`,
      `${name} as it is in ${other}`,
    );
  }
}
