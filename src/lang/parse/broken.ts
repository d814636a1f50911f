// SPDX-License-Identifier: MIT
// What is wrong with code only because an overlay changed the shape of something that it was written for. It may be that
// the overlay replaces this code, too, or that nobody runs it: so it is kept by declaration until that is known.

import ts from 'typescript';
import type { Diagnostic, Place } from '../diagnostic.ts';
import type { DeclarationId, Replaced } from '../tree.ts';
import { canonical } from './host.ts';
import { idOf } from './names.ts';
import { replacedText, type View } from './view.ts';

interface Apart {
  readonly told: readonly Diagnostic[];
  readonly broken: ReadonlyMap<DeclarationId, readonly Diagnostic[]>;
}

export function apart(diagnostics: readonly Diagnostic[], files: readonly ts.SourceFile[], view: View): Apart {
  const told: Diagnostic[] = [];
  const broken = new Map<DeclarationId, readonly Diagnostic[]>();
  const byName = new Map(files.map((file) => [canonical(file.fileName), file]));
  for (const one of diagnostics) {
    const file = byName.get(one.place.file);
    const replaced = view.replaced.filter(({ below }) => below.some((layer) => isIn(layer, one.place.file)));
    const id = file === undefined || replaced.length === 0 ? null : declaredAt(file, one.place);
    if (id === null) told.push(one);
    else broken.set(id, [...(broken.get(id) ?? []), explained(one, replaced)]);
  }
  return { told, broken };
}

/** A patch lies inside the folder that it stands over. */
function isIn(layer: string, file: string): boolean {
  return file.startsWith(`${layer}/`) && !file.slice(layer.length).includes('/patches/');
}

function explained(one: Diagnostic, replaced: readonly Replaced[]): Diagnostic {
  return {
    ...one,
    why: `${one.why === '' ? '' : `${one.why}; `}it was written for another ${replacedText(replaced)}`,
    instead: one.instead === '' ? 'a shape that this code fits; or replace this code, too' : one.instead,
  };
}

function declaredAt(file: ts.SourceFile, place: Place): DeclarationId | null {
  // It goes too deep and was not read: whatever it declares, nobody knows.
  if (file.text === '') return null;
  const at = file.getPositionOfLineAndCharacter(place.line - 1, place.column - 1);
  const node = file.statements.find((one) => one.getStart(file) <= at && at < one.end);
  if (node === undefined) return null;
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    return node.name === undefined ? null : idOf(file, node.name.text);
  }
  if (!ts.isVariableStatement(node)) return null;
  const found = node.declarationList.declarations.find((one) => one.getStart(file) <= at && at < one.end);
  return found === undefined || !ts.isIdentifier(found.name) ? null : idOf(file, found.name.text);
}
