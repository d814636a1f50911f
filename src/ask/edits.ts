// SPDX-License-Identifier: MIT
// Diffs as layers of a variant: a diff reads like a directory that bears its name, with the files that it changes, as they
// are after it. The files are made when a variant is asked for, from those of the layers below; nothing is written to disk.

import { applyHunks, type Misfit } from '../lang/apply-diff.ts';
import type { FileDiff } from '../lang/diff.ts';
import { type Below, edited, ownersIn } from '../lang/parse/edited.ts';
import type { LinkedText, Sources } from '../lang/parse/sources.ts';
import type { DeclarationId } from '../lang/tree.ts';
import { isThere, type Project, readText } from './project.ts';
import { isScenario } from './select.ts';
import { BadInput } from './trouble.ts';

/** A diff that stands beside a scenario, or is named on the command line. */
export interface Diff {
  /** Canonical. */
  readonly path: string;
  readonly files: readonly FileDiff[];
}

export interface DiffLayer {
  readonly directory: string;
  readonly files: readonly string[];
  /** What it takes away. */
  readonly removed: readonly DeclarationId[];
}

/** @param against what the diff should be of; null: the file as it is */
export function doesNotFit(diff: string, file: string, { hunk, line, why }: Misfit, against: string | null): BadInput {
  return new BadInput(
    `${diff}: hunk ${hunk.number} does not fit ${file}, line ${line}`,
    why,
    `a diff against ${against ?? 'the file as it is'}; lines have to be the same, blanks included`,
  );
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

/** A file while sections of a diff are applied to it. */
interface Open {
  readonly inside: string;
  readonly base: Below | null;
  readonly origin: string;
  /** All paths that mean it. */
  readonly meant: readonly string[];
  readonly text: string;
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
    // On other layers the same diff may come to something else: then it is another directory.
    const content = [...open.values()].map(({ inside, base, text }) => [inside, base?.path ?? '', text]);
    const key = JSON.stringify([diff.path, content]);
    const before = this.#named.get(key);
    if (before !== undefined) return before;
    const taken = [...this.#named.values()].map((one) => one.directory);
    const names = [diff.path, `${diff.path}@${variant}`];
    const directory = names.find((name) => !taken.includes(name)) ?? `${diff.path}@${variant}-${taken.length}`;
    const layer = this.#keep(diff, directory, [...open.values()], below);
    this.#named.set(key, layer);
    return layer;
  }

  #keep(diff: Diff, directory: string, open: readonly Open[], below: readonly string[]): DiffLayer {
    const lower = new Map(below.toReversed().flatMap((one) => [...(this.#instead.get(one) ?? [])]));
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

/** One file of a diff, on the way to the file of the model that it means. */
class Section {
  readonly #diff: Diff;
  readonly #section: FileDiff;
  readonly #layers: readonly string[];
  readonly #read: (path: string) => (Below & { readonly origin: string }) | null;
  readonly #open: ReadonlyMap<string, Open>;

  constructor(
    diff: Diff,
    section: FileDiff,
    layers: readonly string[],
    read: (path: string) => (Below & { readonly origin: string }) | null,
    open: ReadonlyMap<string, Open>,
  ) {
    this.#diff = diff;
    this.#section = section;
    this.#layers = layers;
    this.#read = read;
    this.#open = open;
  }

  applied(): Open {
    const { from, to, hunks } = this.#section;
    if (from === null) return this.#added(to ?? '');
    const candidates = this.#candidates(from, to);
    const tries = candidates.map((one) => ({ one, result: applyHunks(one.text, hunks) }));
    const fits = tries.find(({ result }) => result.kind === 'applied');
    if (fits?.result.kind === 'applied') {
      const { text } = fits.result;
      if (to === null && text.trim() !== '') throw this.#notAll(fits.one);
      return { ...fits.one, text };
    }
    const [{ one, result } = { one: null, result: null }] = tries;
    if (result?.kind !== 'misfit') throw this.#unknown(from, to);
    const against = tries.length > 1 ? `one of ${tries.map((each) => each.one.base?.path).join(', ')}` : null;
    throw doesNotFit(this.#diff.path, `${one?.base?.path ?? one?.inside}`, result.misfit, against);
  }

  /** Files that are meant, the likeliest first. */
  #candidates(from: string, to: string | null): readonly Open[] {
    const old = this.#named(from);
    const renamed = to === null || to === from ? [] : this.#named(to);
    if (old.length === 0) return renamed;
    const same = (one: Open): boolean => old.some((other) => other.inside === one.inside);
    if (renamed.length === 0 || renamed.some(same)) return old;
    throw new BadInput(
      `${this.#diff.path}: ${from} becomes ${to}`,
      'both are files of the model, and a diff is of one',
      'a diff of one file and its changed copy',
    );
  }

  #named(written: string): readonly Open[] {
    const places = insides(written, this.#layers);
    const whole = places.filter(({ isWhole }) => isWhole);
    const exact = (whole.length > 0 ? whole : places.filter(({ isExact }) => isExact)).flatMap((place) =>
      this.#at(place),
    );
    const found = exact.length > 0 ? exact : places.flatMap((place) => this.#at(place));
    return [...new Set(found)];
  }

  #at({ layer, inside, isExact }: Inside): readonly Open[] {
    const path = `${layer}/${inside}`;
    const begun = this.#open.get(inside);
    if (begun?.meant.includes(path) === true) return [begun];
    const base = this.#read(path);
    if (base === null) return [];
    if (isScenario(base.text))
      throw new BadInput(
        `${this.#diff.path} changes the scenario ${path}`,
        'a patch beside a scenario is asked about by it',
        '`--patch`, which changes a scenario for one command',
      );
    if (begun !== undefined && !isExact) return [];
    if (begun !== undefined) throw this.#two(begun, path);
    return [{ inside, base, origin: base.origin, meant: [path], text: base.text }];
  }

  #added(to: string): Open {
    const places = insides(to, this.#layers);
    const exact = places.find(({ isExact }) => isExact);
    const inside = exact?.inside ?? places.at(-1)?.inside ?? to;
    const meant = (exact === undefined ? this.#layers : [exact.layer]).map((layer) => `${layer}/${inside}`);
    const there = meant.find((path) => this.#read(path) !== null) ?? (this.#open.has(inside) ? inside : null);
    if (there !== null)
      throw new BadInput(
        `${this.#diff.path} adds ${to}, which is there`,
        `${there} is a file of the model`,
        'a diff of what it changes in it',
      );
    const result = applyHunks('', this.#section.hunks);
    if (result.kind === 'misfit')
      throw new BadInput(`${this.#diff.path}: ${to} is new, and has old lines`, result.misfit.why, 'added lines only');
    return { inside, base: null, origin: meant.at(-1) ?? to, meant, text: result.text };
  }

  #unknown(from: string, to: string | null): BadInput {
    return new BadInput(
      `${this.#diff.path}: ${from === to || to === null ? from : `${from} (${to})`} is no file of the model`,
      `none of ${this.#layers.join(', ')} has it`,
      'the path of a file below one of these, with the directory or without; or another variant',
    );
  }

  #two(begun: Open, path: string): BadInput {
    return new BadInput(
      `${this.#diff.path} changes ${begun.base?.path ?? begun.inside} and ${path}`,
      'both are the same file of the kernel, and one stands over the other',
      'two diffs',
    );
  }

  #notAll({ base }: Open): BadInput {
    return new BadInput(
      `${this.#diff.path} deletes ${base?.path}, and leaves lines of it`,
      'a file that is deleted has no lines',
      'a diff against the file as it is',
    );
  }
}

interface Inside {
  readonly layer: string;
  readonly inside: string;
  /** Whether the path says of which layer it is. */
  readonly isExact: boolean;
  /** Whether it says so with the whole name of the layer. */
  readonly isWhole: boolean;
}

/** What a path of a diff may mean, topmost layer first: with git's `a/` and `b/` or without, with the directory of the
 *  layer, with the end of that, or without. */
function insides(written: string, layers: readonly string[]): readonly Inside[] {
  const paths = /^(?:[a-z]|\.)\//.test(written) ? [written, written.slice(2)] : [written];
  const found = new Map<string, Inside>();
  const keep = (one: Inside): void => {
    const key = `${one.layer}/${one.inside}`;
    const before = found.get(key);
    if (before === undefined || (one.isWhole && !before.isWhole)) found.set(key, one);
  };
  // The scenario's folder is around its patches: of two that fit, the deeper one is meant.
  const deepest = layers.toSorted((a, b) => b.length - a.length);
  for (const path of paths) {
    const parts = path.split('/');
    for (const layer of deepest) {
      const says = (directory: string): boolean =>
        `/${layer}`.endsWith(`/${directory}`) || `/${directory}`.endsWith(`/${layer}`);
      for (let i = 1; i < parts.length; i++) {
        const directory = parts.slice(0, i).join('/');
        const isWhole = directory === layer;
        if (says(directory)) keep({ layer, inside: parts.slice(i).join('/'), isExact: true, isWhole });
      }
    }
  }
  for (const path of paths)
    for (const layer of layers) {
      keep({ layer, inside: path, isExact: false, isWhole: false });
    }
  return [...found.values()];
}
