// SPDX-License-Identifier: MIT
// Parses scenarios with the overlays of their variants. Variants that read alike are parsed together, which is fastest;
// where that finds problems, each scenario alone, so that one bad model does not hide the others.

import type { Diagnostic } from '../lang/diagnostic.ts';
import { parse } from '../lang/parse/parse.ts';
import type { Sources } from '../lang/parse/sources.ts';
import { type View, Views } from '../lang/parse/view.ts';
import type { ScenarioDeclaration, Tree } from '../lang/tree.ts';
import { sourcesOf } from './edits.ts';
import type { Project } from './project.ts';
import type { Layers } from './variant.ts';

/** A scenario, and a variant of it. */
export interface Wanted {
  readonly file: string;
  readonly layers: Layers;
}

export class Reader {
  readonly project: Project;
  readonly #sources: Sources;
  readonly #views: Views;
  readonly #viewOf = new Map<string, View>();
  /** By scenario and variant; null where it has problems. */
  readonly #trees = new Map<string, Tree | null>();
  readonly #scenarios = new Map<string, ScenarioDeclaration>();
  readonly #diagnostics = new Map<string, readonly Diagnostic[]>();

  constructor(project: Project) {
    this.project = project;
    this.#sources = sourcesOf(project);
    this.#views = new Views(this.#sources);
  }

  read(wanted: readonly Wanted[]): void {
    const groups = new Map<string, Wanted[]>();
    for (const one of wanted) {
      if (this.#trees.has(keyOf(one))) continue;
      const { key } = this.#viewFor(one.layers);
      groups.set(key, [...(groups.get(key) ?? []), one]);
    }
    for (const group of groups.values()) this.#readAlike(group);
  }

  treeOf(wanted: Wanted): Tree | null {
    const tree = this.#trees.get(keyOf(wanted));
    if (tree === undefined) throw new Error(`checker bug: ${wanted.file} was not read`);
    return tree;
  }

  /** As it is in any of its variants: what it claims is the same in all. Null where none could be read. */
  scenarioOf(file: string): ScenarioDeclaration | null {
    return this.#scenarios.get(file) ?? null;
  }

  diagnosticsOf(file: string): readonly Diagnostic[] {
    return this.#diagnostics.get(file) ?? [];
  }

  #viewFor({ directories, overlays, stack }: Layers): View {
    const name = directories.join('\n');
    const known = this.#viewOf.get(name);
    if (known !== undefined) return known;
    const view = this.#views.of({ layers: directories, overlays, stack });
    this.#viewOf.set(name, view);
    return view;
  }

  #readAlike(group: readonly Wanted[]): void {
    const view = this.#views.together([...new Set(group.map(({ layers }) => this.#viewFor(layers)))]);
    const scenarios = [...new Set(group.map(({ file }) => file))];
    const files = [...new Set(group.flatMap(({ file, layers }) => [file, ...layers.overlays]))];
    const { tree, diagnostics } = parse({ files, sources: this.#sources, view });
    if (diagnostics.length > 0 && scenarios.length > 1) {
      for (const file of scenarios) this.#readAlike(group.filter((one) => one.file === file));
      return;
    }
    for (const one of group) this.#trees.set(keyOf(one), diagnostics.length > 0 ? null : tree);
    for (const file of scenarios) {
      if (diagnostics.length > 0) this.#diagnostics.set(file, [...this.diagnosticsOf(file), ...diagnostics]);
      const scenario = tree.scenarios.find((one) => one.file === file);
      if (scenario !== undefined && diagnostics.length === 0) this.#scenarios.set(file, scenario);
    }
  }
}

const keyOf = ({ file, layers }: Wanted): string => [file, ...layers.directories].join('\n');
