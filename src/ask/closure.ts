// SPDX-License-Identifier: MIT
// What of all files a variant of a scenario may use, known without parsing one of them: the scenario, the overlays of its
// stack, what these import, and for each file of a layer those of the same path in the other layers. It may be too much,
// never too little: what is kept under a digest of it is checked against what the parser followed (`isWhole`).

import { Lookup, vocabularyPath } from '../lang/parse/lookup.ts';
import type { Tree } from '../lang/tree.ts';
import { sourcesOf } from './edits.ts';
import { importsReached } from './outside.ts';
import type { Project } from './project.ts';
import type { Layers } from './variant.ts';

export interface Closure {
  readonly files: ReadonlySet<string>;
  /** Of all their texts, and of everything else that says how they are read and linked. */
  readonly digest: string;
}

interface Looked {
  readonly digest: string;
  /** As its imports are written. */
  readonly specifiers: readonly string[];
  /** What a diff made it import: canonical paths. */
  readonly added: readonly string[];
}

/** Looks at each file once, however many variants use it. */
export class Closures {
  readonly #project: Project;
  readonly #hash: (text: string) => string;
  readonly #looked = new Map<string, Looked | null>();
  readonly #lookups = new Map<string, Lookup>();
  readonly #known = new Map<string, Closure>();

  /** @param hash without collisions, as far as anybody knows */
  constructor(project: Project, hash: (text: string) => string) {
    this.#project = project;
    this.#hash = hash;
  }

  of(scenario: string, layers: Layers): Closure {
    const key = [scenario, ...layers.directories].join('\n');
    const known = this.#known.get(key) ?? this.#closure(scenario, layers);
    this.#known.set(key, known);
    return known;
  }

  #closure(scenario: string, layers: Layers): Closure {
    const { directories, overlays, stack } = layers;
    const lookup = this.#lookupIn(stack);
    const found = new Map<string, string>();
    const seen = new Set<string>([vocabularyPath, scenario, ...overlays]);
    for (const path of seen) {
      const looked = this.#look(path);
      if (looked === null) continue;
      found.set(path, looked.digest);
      for (const one of looked.specifiers) {
        const meant = lookup.meantBy(one, path);
        if (meant !== null) seen.add(meant);
      }
      for (const one of looked.added) seen.add(one);
      for (const layer of directories) {
        if (!path.startsWith(`${layer}/`)) continue;
        for (const other of directories) seen.add(`${other}${path.slice(layer.length)}`);
      }
    }
    const texts = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      files: new Set(found.keys()),
      digest: this.#hash(JSON.stringify([scenario, layers, this.#project.kernels, texts])),
    };
  }

  #look(path: string): Looked | null {
    const known = this.#looked.get(path);
    if (known !== undefined) return known;
    const sources = sourcesOf(this.#project);
    const text = sources.read(path);
    const linked = sources.linked?.(path) ?? null;
    const edited = sources.edited?.(path) ?? null;
    const means = edited === null ? null : [edited.origin, [...edited.instead]];
    const looked =
      text === null
        ? null
        : {
            digest: this.#hash(JSON.stringify([text, linked, means])),
            specifiers: [...specifiersIn(text), ...specifiersIn(linked?.text.slice(0, linked.own) ?? '')],
            added: specifiersIn(linked?.text.slice(linked.own) ?? ''),
          };
    this.#looked.set(path, looked);
    return looked;
  }

  #lookupIn(stack: readonly string[]): Lookup {
    const key = stack.join('\n');
    const known = this.#lookups.get(key) ?? new Lookup(sourcesOf(this.#project), stack);
    this.#lookups.set(key, known);
    return known;
  }
}

/** Comments and strings that look like imports among them: then one file too many is looked at. */
function specifiersIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:from|import)\s*(['"])(.+?)\1/g)].map((match) => match[2] ?? '');
}

/** Whether it has all files that the parser found for the variant, in its own way. */
export function isWhole({ files }: Closure, tree: Tree, scenario: string, { overlays }: Layers): boolean {
  const reached = importsReached(tree, [scenario, ...overlays]);
  return [scenario, ...overlays, ...reached.map(({ file }) => file)].every((one) => files.has(one));
}
