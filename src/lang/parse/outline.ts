// SPDX-License-Identifier: MIT
// Which variants a scenario is about, from its syntax alone: they have to be known before it is read, because a file is read
// as it is in them.

import ts from 'typescript';
import { type Outlined, outlineClaims } from './claims.ts';
import { readFlat } from './depth.ts';
import { members, textOf } from './literal.ts';

export interface Outline {
  readonly kernel: string | null;
  readonly claims: readonly Outlined[];
}

/** Of the first scenario in the text; null where there is none. */
export function outlineOf(path: string, text: string): Outline | null {
  const { file } = readFlat(path, text, { languageVersion: ts.ScriptTarget.ES2022 });
  const quiet = { refuse: () => {} };
  for (const node of file.statements) {
    if (!ts.isExportAssignment(node) || !ts.isCallExpression(node.expression)) continue;
    const [literal] = node.expression.arguments;
    if (literal === undefined || !ts.isObjectLiteralExpression(literal)) continue;
    const parts = members(quiet, literal);
    const kernel = textOf(quiet, parts.get('kernel'));
    const claims = parts.get('claims');
    return { kernel, claims: claims === undefined ? [] : outlineClaims(claims, kernel) };
  }
  return null;
}
