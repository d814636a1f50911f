// SPDX-License-Identifier: MIT
// What a name means: a word of the vocabulary, a declaration of some module, a local. Imports are followed to the end.

import ts from 'typescript';
import type { DeclarationId } from '../tree.ts';
import { canonical, isLibrary, isVocabulary } from './host.ts';

export type Entity =
  | { readonly kind: 'word'; readonly name: string }
  | { readonly kind: 'function'; readonly id: DeclarationId; readonly node: ts.FunctionDeclaration }
  | { readonly kind: 'class'; readonly id: DeclarationId; readonly node: ts.ClassDeclaration }
  | { readonly kind: 'constant'; readonly id: DeclarationId; readonly node: ts.VariableDeclaration }
  | { readonly kind: 'enum'; readonly id: DeclarationId; readonly node: ts.EnumDeclaration }
  | { readonly kind: 'alias'; readonly id: DeclarationId; readonly node: ts.TypeAliasDeclaration }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'local'; readonly symbol: ts.Symbol }
  /** Of the language itself: Array, Record … */
  | { readonly kind: 'global'; readonly name: string }
  /** Nothing: TypeScript has complained, or the declaration was refused. */
  | { readonly kind: 'missing' };

export type Meaning = 'value' | 'type';

interface FileNames {
  /** Names that something inside a function declares. */
  readonly inner: ReadonlySet<string>;
  readonly outer: Map<string, ts.Symbol>;
}

export class Names {
  readonly checker: ts.TypeChecker;
  readonly #entities: Record<Meaning, Map<ts.Symbol, Entity>> = { value: new Map(), type: new Map() };
  readonly #files = new Map<ts.SourceFile, FileNames>();

  constructor(checker: ts.TypeChecker) {
    this.checker = checker;
  }

  /** A type and a constant may share a name; the meaning says which is asked for. */
  entity(node: ts.Node, meaning: Meaning = 'value'): Entity {
    const symbol = ts.isIdentifier(node) ? this.#named(node) : this.symbol(node);
    if (symbol === undefined) return { kind: 'missing' };
    const entities = this.#entities[meaning];
    let known = entities.get(symbol);
    if (known === undefined) {
      known = this.#look(symbol, meaning);
      entities.set(symbol, known);
    }
    return known;
  }

  /** TypeScript looks a name up anew at each place. One that no function of the file declares means the same in all. */
  #named(node: ts.Identifier): ts.Symbol | undefined {
    const file = node.getSourceFile();
    let names = this.#files.get(file);
    if (names === undefined) {
      names = { inner: namesInside(file), outer: new Map() };
      this.#files.set(file, names);
    }
    if (names.inner.has(node.text)) return this.symbol(node);
    const known = names.outer.get(node.text);
    if (known !== undefined) return known;
    const symbol = this.symbol(node);
    if (symbol !== undefined) names.outer.set(node.text, symbol);
    return symbol;
  }

  /** The symbol itself, past every import and export that renames it. `{ x }` means the variable x. */
  symbol(node: ts.Node): ts.Symbol | undefined {
    const shorthand =
      node.parent !== undefined && ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
    const symbol = shorthand
      ? this.checker.getShorthandAssignmentValueSymbol(node.parent)
      : this.checker.getSymbolAtLocation(node);
    if (symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
    return this.checker.getAliasedSymbol(symbol);
  }

  #look(symbol: ts.Symbol, meaning: Meaning): Entity {
    const declarations = symbol.declarations ?? [];
    const node = declarations.find((declaration) => isType(declaration) === (meaning === 'type')) ?? declarations[0];
    if (node === undefined) return { kind: 'missing' };
    const file = node.getSourceFile();
    if (isVocabulary(file)) return { kind: 'word', name: symbol.name };
    if (isLibrary(file)) return { kind: 'global', name: symbol.name };
    if (ts.isSourceFile(node)) return { kind: 'namespace' };
    if (!isAtModuleLevel(node)) return { kind: 'local', symbol };
    const id = idOf(file, symbol.name);
    if (ts.isFunctionDeclaration(node)) return { kind: 'function', id, node };
    if (ts.isClassDeclaration(node)) return { kind: 'class', id, node };
    if (ts.isVariableDeclaration(node)) return { kind: 'constant', id, node };
    if (ts.isEnumDeclaration(node)) return { kind: 'enum', id, node };
    if (ts.isTypeAliasDeclaration(node)) return { kind: 'alias', id, node };
    return { kind: 'missing' };
  }
}

export function idOf(file: ts.SourceFile, name: string): DeclarationId {
  return `${canonical(file.fileName)}#${name}`;
}

function isType(node: ts.Declaration): boolean {
  return ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);
}

function namesInside(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const declares =
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isTypeParameterDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isClassExpression(node) ||
      (isNamed(node) && !isAtModuleLevel(node));
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

type Named =
  | ts.VariableDeclaration
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.TypeAliasDeclaration
  | ts.InterfaceDeclaration;

function isNamed(node: ts.Node): node is Named {
  switch (node.kind) {
    case ts.SyntaxKind.VariableDeclaration:
    case ts.SyntaxKind.FunctionDeclaration:
    case ts.SyntaxKind.ClassDeclaration:
    case ts.SyntaxKind.EnumDeclaration:
    case ts.SyntaxKind.TypeAliasDeclaration:
    case ts.SyntaxKind.InterfaceDeclaration:
      return true;
    default:
      return false;
  }
}

function isAtModuleLevel(node: ts.Node): boolean {
  if (ts.isVariableDeclaration(node)) {
    const list = node.parent;
    return (
      ts.isVariableDeclarationList(list) && ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent)
    );
  }
  return ts.isSourceFile(node.parent);
}
