// SPDX-License-Identifier: MIT
// How the files of a variant read. A class, an enum or a type that an overlay declares anew is taken out of the files that
// it stands over, and they import it: so TypeScript, and everything after it, sees one shape. Nothing moves: what is taken
// out becomes spaces, and what is added stands behind the end. Functions, tables and constants are linked later
// (compile/link.ts), because no reader of a file has to be read again for them: most variants read like their kernel.

import ts from 'typescript';
import { fileOf, nameOf, type Replaced } from '../tree.ts';
import { readFlat } from './depth.ts';
import { Lookup } from './lookup.ts';
import type { LinkedText, Sources } from './sources.ts';
import { hasExport, namesOf } from './top-level.ts';

export interface View {
  /** Variants with the same key read alike, and can be parsed together. */
  readonly key: string;
  /** The directories of its kernel, topmost first: in them imports without a version are looked up. */
  readonly stack: readonly string[];
  /** What is to be done to files; those that only export more do not tell views apart. */
  readonly changes: Changes;
  /** The files that read otherwise than they are written. */
  readonly texts: ReadonlyMap<string, LinkedText>;
  /** Which shapes are not those that the files below were written for. */
  readonly replaced: readonly Replaced[];
}

/** Where a class, an enum or a type stands. */
interface Shape {
  readonly start: number;
  readonly end: number;
  readonly isExported: boolean;
}

interface Declared extends LinkedText {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly exported: ReadonlySet<string>;
  /** All that the file itself declares. */
  readonly names: ReadonlySet<string>;
  /** Names that it takes from other files. */
  readonly taken: readonly Taken[];
}

interface Taken {
  /** As it is written, or, where the import was added, a canonical path. */
  readonly from: string;
  readonly isAdded: boolean;
  readonly name: string;
}

/** What a variant is made of. */
export interface Stacked {
  /** Directories, topmost first. */
  readonly layers: readonly string[];
  /** The files in them that may stand over others. */
  readonly overlays: readonly string[];
  /** Those of the layers that are a kernel's. */
  readonly stack: readonly string[];
}

/** Looks at each file once, however many variants it is part of. */
export class Views {
  readonly #sources: Sources;
  readonly #declared = new Map<string, Declared | null>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  of({ layers, overlays, stack }: Stacked): View {
    const lookup = new Lookup(this.#sources, stack);
    const changes = new Changes();
    const replaced: Replaced[] = [];
    for (const file of overlays) {
      const at = layers.findIndex((layer) => file.startsWith(`${layer}/`));
      const layer = layers[at];
      const above = this.#look(file);
      if (layer === undefined || above === null) continue;
      const inside = file.slice(layer.length);
      const below = layers.slice(at + 1).map((lower) => `${lower}${inside}`);
      for (const name of above.shapes.keys()) {
        const hidden = layers.slice(0, at).some((upper) => this.#look(`${upper}${inside}`)?.shapes.has(name));
        const lower = below.filter((one) => this.#look(one)?.shapes.has(name));
        if (hidden || lower.length === 0) continue;
        const over = lower.map((one) => `${one}#${name}`);
        replaced.push({ id: `${file}#${name}`, over, below: layers.slice(at + 1) });
        if (!above.exported.has(name)) changes.exportOf(file, name);
        for (const one of lower) changes.replace(one, name, file);
      }
      const taken = above.taken.map(({ from, isAdded, name }) => {
        return { from: isAdded ? from : lookup.meantBy(from, file), name };
      });
      this.#lend(taken, below, changes);
    }
    return this.#view(changes, replaced, stack);
  }

  /** Views with one key as one: each file exports what any of them needs. */
  together(views: readonly View[]): View {
    const [first] = views;
    if (first === undefined) throw new Error('checker bug: no view');
    if (views.length === 1) return first;
    return this.#view(Changes.union(views.map(({ changes }) => changes)), first.replaced, first.stack);
  }

  #view(changes: Changes, replaced: readonly Replaced[], stack: readonly string[]): View {
    const key = [...stack, changes.key()].join('\n');
    return { key, stack, changes, texts: changes.applied((file) => this.#look(file)), replaced };
  }

  /** An overlay may use what the file below keeps to itself: both are the same file of the kernel. */
  #lend(
    taken: readonly { readonly from: string | null; readonly name: string }[],
    below: readonly string[],
    changes: Changes,
  ): void {
    for (const { from, name } of taken) {
      if (from === null || !below.includes(from)) continue;
      const owner = below.slice(below.indexOf(from)).find((one) => this.#look(one)?.names.has(name));
      if (owner !== undefined && this.#look(owner)?.exported.has(name) === false) changes.exportOf(owner, name);
    }
  }

  #look(file: string): Declared | null {
    const known = this.#declared.get(file);
    if (known !== undefined) return known;
    const text = this.#sources.read(file);
    const declared = text === null ? null : this.#declaredIn(file, text);
    this.#declared.set(file, declared);
    return declared;
  }

  #declaredIn(path: string, written: string): Declared {
    const { text, own } = this.#sources.linked?.(path) ?? { text: written, own: written.length };
    const { file } = readFlat(path, text, { languageVersion: ts.ScriptTarget.ES2022 });
    const shapes = new Map<string, Shape>();
    const exported = new Set<string>();
    const names = new Set<string>();
    const taken: Taken[] = [];
    for (const node of file.statements) {
      for (const name of namesOf(node)) {
        names.add(name);
        if (hasExport(node)) exported.add(name);
        if (isShape(node)) shapes.set(name, { start: node.getStart(file), end: node.end, isExported: hasExport(node) });
      }
      if (ts.isExportDeclaration(node) && node.exportClause !== undefined) {
        if (!ts.isNamedExports(node.exportClause) || node.moduleSpecifier !== undefined) continue;
        for (const { name, propertyName } of node.exportClause.elements) exported.add((propertyName ?? name).text);
      } else if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
        const from = node.moduleSpecifier.text;
        const isAdded = node.getStart(file) >= own;
        const named = node.importClause?.namedBindings;
        if (named === undefined || !ts.isNamedImports(named)) continue;
        for (const { name, propertyName } of named.elements) {
          taken.push({ from, isAdded, name: (propertyName ?? name).text });
        }
      }
    }
    return { text, own, shapes, exported, names, taken };
  }
}

/** What is to be done to files, until all of it is known. */
class Changes {
  readonly #replaced = new Map<string, Map<string, string>>();
  readonly #exported = new Map<string, Set<string>>();

  static union(all: readonly Changes[]): Changes {
    const made = new Changes();
    for (const one of all) {
      for (const [file, names] of one.#replaced) for (const [name, by] of names) made.replace(file, name, by);
      for (const [file, names] of one.#exported) for (const name of names) made.exportOf(file, name);
    }
    return made;
  }

  key(): string {
    const all = [...this.#replaced].flatMap(([file, names]) => [...names].map(([name, by]) => `${file}#${name} ${by}`));
    return all.sort().join('\n');
  }

  /** @param by the file whose declaration is meant instead */
  replace(file: string, name: string, by: string): void {
    const names = this.#replaced.get(file) ?? new Map<string, string>();
    this.#replaced.set(file, names.set(name, by));
  }

  exportOf(file: string, name: string): void {
    this.#exported.set(file, (this.#exported.get(file) ?? new Set<string>()).add(name));
  }

  applied(look: (file: string) => Declared | null): ReadonlyMap<string, LinkedText> {
    const texts = new Map<string, LinkedText>();
    for (const file of [...new Set([...this.#replaced.keys(), ...this.#exported.keys()])].sort()) {
      const declared = look(file);
      if (declared === null) throw new Error(`checker bug: ${file} is overlaid and not there`);
      let { text } = declared;
      const { own } = declared;
      const exported = new Set(this.#exported.get(file));
      for (const [name, by] of [...(this.#replaced.get(file) ?? [])].sort()) {
        const shape = declared.shapes.get(name);
        if (shape === undefined) throw new Error(`checker bug: ${file} has no ${name}`);
        const blank = text.slice(shape.start, shape.end).replaceAll(/[^\r\n]/g, ' ');
        text = `${text.slice(0, shape.start)}${blank}${text.slice(shape.end)}`;
        text += `\nimport { ${name} } from ${JSON.stringify(by)};`;
        if (shape.isExported) exported.add(name);
      }
      for (const name of [...exported].sort()) text += `\nexport { ${name} };`;
      texts.set(file, { text, own });
    }
    return texts;
  }
}

const isShape = (node: ts.Node): node is ts.ClassDeclaration | ts.EnumDeclaration | ts.TypeAliasDeclaration =>
  ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isTypeAliasDeclaration(node);

/** Every file reads as it is written. */
export const plainView: View = { key: '', stack: [], changes: new Changes(), texts: new Map(), replaced: [] };

/** `disk of patches/seq/base.ts, …`. */
export function replacedText(replaced: readonly Replaced[]): string {
  return replaced.map(({ id }) => `${nameOf(id)} of ${fileOf(id)}`).join(', ');
}
