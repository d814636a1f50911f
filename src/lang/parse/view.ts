// SPDX-License-Identifier: MIT
// How the files of a variant read. A class, an enum or a type that an overlay declares anew is taken out of the files that
// it stands over, and they import it: so TypeScript, and everything after it, sees one shape. Nothing moves: what is taken
// out becomes spaces, and what is added stands behind the end. Functions, tables and constants are linked later
// (compile/link.ts), because no reader of a file has to be read again for them: most variants read like their kernel.

import ts from 'typescript';
import { fileOf, nameOf, type Replaced } from '../tree.ts';
import { readFlat } from './depth.ts';
import { type LinkedText, resolveImport, type Sources } from './host.ts';

export interface View {
  /** Variants with the same key read alike, and can be parsed together. */
  readonly key: string;
  /** The files that read otherwise than they are written. */
  readonly texts: ReadonlyMap<string, LinkedText>;
  /** Which shapes are not those that the files below were written for. */
  readonly replaced: readonly Replaced[];
}

/** Every file reads as it is written. */
export const plainView: View = { key: '', texts: new Map(), replaced: [] };

/** Where a class, an enum or a type stands. */
interface Shape {
  readonly start: number;
  readonly end: number;
  readonly isExported: boolean;
}

interface Declared {
  readonly text: string;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly exported: ReadonlySet<string>;
  /** All that the file itself declares. */
  readonly own: ReadonlySet<string>;
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
    const texts = changes.applied((file) => this.#look(file));
    const key = [...texts].map(([file, { text }]) => `${file}\n${text}`).sort();
    return { key: key.join('\n'), texts, replaced };
  }

  /** An overlay may use what the file below keeps to itself: both are the same file of the kernel. */
  #lend(above: Declared, below: readonly string[], changes: Changes): void {
    for (const { from, name } of above.taken) {
      if (!below.includes(from)) continue;
      const owner = below.slice(below.indexOf(from)).find((one) => this.#look(one)?.own.has(name));
      if (owner !== undefined && this.#look(owner)?.exported.has(name) === false) changes.exportOf(owner, name);
    }
  }

  #look(file: string): Declared | null {
    const known = this.#declared.get(file);
    if (known !== undefined) return known;
    const text = this.#sources.read(file);
    const declared = text === null ? null : declaredIn(file, text);
    this.#declared.set(file, declared);
    return declared;
  }
}

/** What is to be done to files, until all of it is known. */
class Changes {
  readonly #replaced = new Map<string, Map<string, string>>();
  readonly #exported = new Map<string, Set<string>>();

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
      const own = text.length;
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

function declaredIn(path: string, text: string): Declared {
  const { file } = readFlat(path, text, { languageVersion: ts.ScriptTarget.ES2022 });
  const shapes = new Map<string, Shape>();
  const exported = new Set<string>();
  const own = new Set<string>();
  const taken: { from: string; name: string }[] = [];
  const keep = (name: string, node: ts.Statement): void => {
    own.add(name);
    if (hasExport(node)) exported.add(name);
  };
  for (const node of file.statements) {
    if (ts.isVariableStatement(node)) {
      for (const { name } of node.declarationList.declarations) if (ts.isIdentifier(name)) keep(name.text, node);
    } else if (ts.isFunctionDeclaration(node) && node.name !== undefined) keep(node.name.text, node);
    else if (isShape(node) && node.name !== undefined) {
      keep(node.name.text, node);
      shapes.set(node.name.text, { start: node.getStart(file), end: node.end, isExported: hasExport(node) });
    } else if (ts.isExportDeclaration(node) && node.exportClause !== undefined) {
      if (!ts.isNamedExports(node.exportClause) || node.moduleSpecifier !== undefined) continue;
      for (const { name, propertyName } of node.exportClause.elements) exported.add((propertyName ?? name).text);
    } else if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const from = resolveImport(node.moduleSpecifier.text, path);
      const named = node.importClause?.namedBindings;
      if (from === null || named === undefined || !ts.isNamedImports(named)) continue;
      for (const { name, propertyName } of named.elements) taken.push({ from, name: (propertyName ?? name).text });
    }
  }
  return { text, shapes, exported, own, taken };
}

const isShape = (node: ts.Node): node is ts.ClassDeclaration | ts.EnumDeclaration | ts.TypeAliasDeclaration =>
  ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isTypeAliasDeclaration(node);

const hasExport = (node: ts.Statement): boolean =>
  (ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []).some(
    ({ kind }) => kind === ts.SyntaxKind.ExportKeyword,
  );

/** `disk of patches/seq/base.ts, …`. */
export function replacedText(replaced: readonly Replaced[]): string {
  return replaced.map(({ id }) => `${nameOf(id)} of ${fileOf(id)}`).join(', ');
}
