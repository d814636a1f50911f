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

export class Names {
  readonly checker: ts.TypeChecker;
  readonly #entities = new Map<ts.Symbol, Entity>();

  constructor(checker: ts.TypeChecker) {
    this.checker = checker;
  }

  entity(node: ts.Node): Entity {
    const symbol = this.symbol(node);
    if (symbol === undefined) return { kind: 'missing' };
    let known = this.#entities.get(symbol);
    if (known === undefined) {
      known = this.#look(symbol);
      this.#entities.set(symbol, known);
    }
    return known;
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

  #look(symbol: ts.Symbol): Entity {
    const node = symbol.declarations?.[0];
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

function isAtModuleLevel(node: ts.Node): boolean {
  if (ts.isVariableDeclaration(node)) {
    const list = node.parent;
    return (
      ts.isVariableDeclarationList(list) && ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent)
    );
  }
  return ts.isSourceFile(node.parent);
}
