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

/** The doc comment directly above a declaration, without its stars. */
export function docOf(node: ts.Node): string {
  const text = node.getSourceFile().text;
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const last = comments.at(-1);
  if (last === undefined) return '';
  const comment = text.slice(last.pos, last.end);
  if (!comment.startsWith('/**')) return '';
  return comment
    .slice(3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}
