// SPDX-License-Identifier: MIT
// Which file of the model a section of a diff means, and that file with the section applied. A path may say the layer, the
// end of its name or nothing of it; two sections may be of one file.

import { applyHunks, type Misfit } from '../lang/apply-diff.ts';
import type { FileDiff } from '../lang/diff.ts';
import type { Below } from '../lang/parse/edited.ts';
import { isScenario } from './select.ts';
import { BadInput } from './trouble.ts';

/** A diff that stands beside a scenario, or is named on the command line. */
export interface Diff {
  /** Canonical. */
  readonly path: string;
  readonly files: readonly FileDiff[];
  /** Whether it may change functions of a scenario's file: what is asked there stays. */
  readonly inScenarios?: boolean;
}

/** A file while sections of a diff are applied to it. */
export interface Open {
  readonly inside: string;
  readonly base: Below | null;
  readonly origin: string;
  /** All paths that mean it. */
  readonly meant: readonly string[];
  readonly text: string;
}

/** @param against what the diff should be of; null: the file as it is */
export function doesNotFit(diff: string, file: string, { hunk, line, why }: Misfit, against: string | null): BadInput {
  return new BadInput(
    `${diff}: hunk ${hunk.number} does not fit ${file}, line ${line}`,
    why,
    `a diff against ${against ?? 'the file as it is'}; lines have to be the same, blanks included`,
  );
}

/** One file of a diff, on the way to the file of the model that it means. */
export class Section {
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
    if (isScenario(base.text) && this.#diff.inScenarios !== true)
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
