// SPDX-License-Identifier: MIT
// Which imports and exports a file may have: by name, from the vocabulary and from other model files.

import ts from 'typescript';
import type { Import } from '../tree.ts';
import type { Context } from './context.ts';
import { vocabularyPath } from './lookup.ts';
import { placeAt, placeOf } from './places.ts';

/** False where the statement is neither an import nor an export. */
export function importOrExport(context: Context, node: ts.Statement): boolean {
  if (ts.isImportDeclaration(node)) {
    const clause = node.importClause;
    if (clause === undefined) context.refuse('import-form', node);
    if (clause?.name !== undefined) context.refuse('import-form', clause.name);
    if (clause?.namedBindings !== undefined && ts.isNamespaceImport(clause.namedBindings)) {
      context.refuse('import-form', clause.namedBindings);
    }
    target(context, node.moduleSpecifier);
    return true;
  }
  if (ts.isExportDeclaration(node)) {
    if (node.exportClause !== undefined && ts.isNamespaceExport(node.exportClause)) {
      context.refuse('import-form', node.exportClause);
    }
    if (node.moduleSpecifier !== undefined) target(context, node.moduleSpecifier);
    return true;
  }
  if (ts.isImportEqualsDeclaration(node)) {
    context.refuse('import-form', node);
    return true;
  }
  return false;
}

function target(context: Context, node: ts.Expression): void {
  if (!ts.isStringLiteral(node)) return;
  const path = context.meantBy(node.text, node.getSourceFile());
  if (path === null) context.refuse('import-outside', node, node.text);
  else if (!path.endsWith('.ts')) context.refuse('import-extension', node, node.text);
  else if (context.names.checker.getSymbolAtLocation(node) === undefined) {
    refuseMissing(context, node, path);
  }
}

function refuseMissing(context: Context, node: ts.StringLiteral, path: string): void {
  const places = context.placesOf(path);
  if (places === null) context.refuse(context.problemWith(path), node, path);
  else
    context.refuse(
      'not-in-kernel',
      node,
      places.length === 0 ? `${path}, and there is none` : `${path} in ${places.join(', ')}`,
    );
}

/** The model files that a file names. */
export function importsOf(context: Context, file: ts.SourceFile): readonly Import[] {
  return file.statements.flatMap((node) => {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return [];
    const named = node.moduleSpecifier;
    if (named === undefined || !ts.isStringLiteral(named)) return [];
    // What a diff stands on: its file says so by changing it. Nobody wrote it, so it has no place of its own.
    if (context.isAdded(node)) return isStarred(node) ? [{ file: named.text, place: placeAt(file, 0, 0) }] : [];
    const path = context.meantBy(named.text, file);
    return path === null || path === vocabularyPath ? [] : [{ file: path, place: placeOf(named) }];
  });
}

const isStarred = (node: ts.Statement): boolean => ts.isExportDeclaration(node) && node.exportClause === undefined;
