// SPDX-License-Identifier: MIT
// Files of a model as syntax trees, and which declaration a name means: of the file itself, of the file that it is
// imported from, or of a file that stands over that one.

import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { fault } from './values.ts';

export type Declared =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.TypeAliasDeclaration
  | ts.VariableDeclaration;

export interface Named {
  readonly file: string;
  readonly name: string;
  readonly node: Declared;
}

interface File {
  readonly source: ts.SourceFile;
  readonly declared: Map<string, Declared>;
  readonly imported: Map<string, { readonly file: string; readonly name: string }>;
}

export class Modules {
  private readonly files: ReadonlyMap<string, File>;
  private readonly layers: readonly string[];

  /** @param layers directories, topmost first: a file of an upper one stands over that of the same path in a lower one */
  constructor(texts: ReadonlyMap<string, string>, layers: readonly string[]) {
    this.files = new Map([...texts].map(([path, text]) => [path, known(path, text)]));
    this.layers = layers;
  }

  source(path: string): ts.SourceFile {
    return (this.files.get(path) ?? fault(`no file ${path}`)).source;
  }

  /** Null: a word of the vocabulary, or nothing. */
  find(file: string, name: string): Named | null {
    const from = this.files.get(file) ?? fault(`no file ${file}`);
    const imported = from.imported.get(name);
    if (imported !== undefined) return this.exported(imported.file, imported.name);
    return from.declared.has(name) ? this.exported(file, name) : null;
  }

  /** Types are not replaced by overlays: code is written for the one that it imports. */
  findType(file: string, name: string): Named | null {
    const from = this.files.get(file) ?? fault(`no file ${file}`);
    const imported = from.imported.get(name) ?? { file, name };
    const node = this.files.get(imported.file)?.declared.get(imported.name);
    if (node === undefined) return null;
    return ts.isClassDeclaration(node) ? this.find(file, name) : { ...imported, node };
  }

  private exported(file: string, name: string): Named | null {
    const layer = this.layers
      .filter((one) => file.startsWith(`${one}/`))
      .sort((a, b) => b.length - a.length)
      .at(0);
    if (layer !== undefined) {
      for (const one of this.layers) {
        const path = one + file.slice(layer.length);
        const node = this.files.get(path)?.declared.get(name);
        if (node !== undefined) return { file: path, name, node };
      }
    }
    const node = this.files.get(file)?.declared.get(name);
    return node === undefined ? null : { file, name, node };
  }

  /** Every module-level constant that no overlay replaces. */
  *constants(): Generator<Named> {
    for (const [file, { declared }] of this.files) {
      for (const [name, node] of declared) {
        if (ts.isVariableDeclaration(node) && this.exported(file, name)?.file === file) yield { file, name, node };
      }
    }
  }
}

/** Many models share a file. */
const before = new Map<string, { readonly text: string; readonly file: File }>();
const KEPT = 200;

function known(path: string, text: string): File {
  const found = before.get(path);
  if (found?.text === text) return found.file;
  if (before.size > KEPT) before.clear();
  const file = read(path, text);
  before.set(path, { text, file });
  return file;
}

function read(path: string, text: string): File {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const file: File = { source, declared: new Map(), imported: new Map() };
  for (const node of source.statements) {
    if (ts.isImportDeclaration(node)) imports(path, node, file);
    else if (ts.isVariableStatement(node)) {
      for (const one of node.declarationList.declarations) file.declared.set(one.name.getText(), one);
    } else if (isDeclared(node) && node.name !== undefined) file.declared.set(node.name.text, node);
  }
  return file;
}

function isDeclared(node: ts.Statement): node is Exclude<Declared, ts.VariableDeclaration> & ts.Statement {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  );
}

function imports(path: string, node: ts.ImportDeclaration, file: File): void {
  const from = node.moduleSpecifier;
  const bindings = node.importClause?.namedBindings;
  if (!ts.isStringLiteral(from) || bindings === undefined || !ts.isNamedImports(bindings)) return;
  if (!from.text.startsWith('.')) return;
  for (const one of bindings.elements) {
    const name = (one.propertyName ?? one.name).text;
    file.imported.set(one.name.text, { file: join(dirname(path), from.text), name });
  }
}
