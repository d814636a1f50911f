// SPDX-License-Identifier: MIT
// How the files of a variant read. A class, an enum or a type that an overlay declares anew is taken out of the files that
// it stands over, and they import it: so TypeScript, and everything after it, sees one shape. Nothing moves: what is taken
// out becomes spaces, and what is added stands behind the end. Functions, tables and constants are linked later
// (compile/link.ts), because no reader of a file has to be read again for them: most variants read like their kernel.

import ts from 'typescript';
import { fileOf, nameOf, type Replaced } from '../tree.ts';
import { readFlat } from './depth.ts';
import { type LinkedText, meantBy, type Sources } from './host.ts';
import { hasExport, namesOf } from './top-level.ts';

export interface View {
  /** Variants with the same key read alike, and can be parsed together. */
  readonly key: string;
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
  /** Names that it takes from other files, by canonical path. */
  readonly taken: readonly { readonly from: string; readonly name: string }[];
}

/** Looks at each file once, however many variants it is part of. */
export class Views {
  readonly #sources: Sources;
  readonly #declared = new Map<string, Declared | null>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** @param layers directories, topmost first; @param overlays the files in them that may stand over others */
  of(layers: readonly string[], overlays: readonly string[]): View {
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
      this.#lend(above, below, changes);
    }
    return this.#view(changes, replaced);
  }

  /** Views with one key as one: each file exports what any of them needs. */
  together(views: readonly View[]): View {
    const [first] = views;
    if (first === undefined) throw new Error('checker bug: no view');
    return views.length === 1 ? first : this.#view(Changes.union(views.map(({ changes }) => changes)), first.replaced);
  }

  #view(changes: Changes, replaced: readonly Replaced[]): View {
    return { key: changes.key(), changes, texts: changes.applied((file) => this.#look(file)), replaced };
  }

  /** An overlay may use what the file below keeps to itself: both are the same file of the kernel. */
  #lend(above: Declared, below: readonly string[], changes: Changes): void {
    for (const { from, name } of above.taken) {
      if (!below.includes(from)) continue;
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
    const taken: { from: string; name: string }[] = [];
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
        const specifier = node.moduleSpecifier.text;
        const from = node.getStart(file) >= own ? specifier : meantBy(this.#sources, specifier, path);
        const named = node.importClause?.namedBindings;
        if (from === null || named === undefined || !ts.isNamedImports(named)) continue;
        for (const { name, propertyName } of named.elements) taken.push({ from, name: (propertyName ?? name).text });
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
export const plainView: View = { key: '', changes: new Changes(), texts: new Map(), replaced: [] };

/** `disk of patches/seq/base.ts, …`. */
export function replacedText(replaced: readonly Replaced[]): string {
  return replaced.map(({ id }) => `${nameOf(id)} of ${fileOf(id)}`).join(', ');
}
