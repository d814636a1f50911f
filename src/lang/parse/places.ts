// SPDX-License-Identifier: MIT
// From a node of TypeScript's syntax tree to what people see of it: where it stands, and the comment above it.

import ts from 'typescript';
import type { Place } from '../diagnostic.ts';
import { canonical } from './host.ts';

export function placeOf(node: ts.Node): Place {
  const file = node.getSourceFile();
  return placeAt(file, node.getStart(file), node.getEnd());
}

export function placeAt(file: ts.SourceFile, start: number, end: number): Place {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const rest = file.text.slice(start, end);
  const broken = rest.search(/\r?\n/);
  const length = broken === -1 ? rest.length : broken;
  return { file: canonical(file.fileName), line: line + 1, column: character + 1, length: Math.max(1, length) };
}

/** The doc comment directly above a declaration, as it stands there; null: there is none. */
export function commentOf(node: ts.Node): { readonly text: string; readonly start: number } | null {
  const { text } = node.getSourceFile();
  const last = ts.getLeadingCommentRanges(text, node.getFullStart())?.at(-1);
  const comment = last === undefined ? '' : text.slice(last.pos, last.end);
  return last === undefined || !comment.startsWith('/**') ? null : { text: comment, start: last.pos };
}

/** The same, without its stars. */
export function docOf(node: ts.Node): string {
  return (commentOf(node)?.text ?? '')
    .slice(3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}
