// SPDX-License-Identifier: MIT
// A statement that goes from a text, and what stands in its place.

import ts from 'typescript';
import type { Cut } from '../write-diff.ts';

/** With its line, if it has that to itself. */
export function leaveOut(file: ts.SourceFile, node: ts.Node): Cut {
  const { text } = file;
  const [from, to] = [node.getStart(file), node.end];
  const isBody = !ts.isBlock(node.parent) && !ts.isCaseOrDefaultClause(node.parent);
  if (isBody) return { start: from, end: to, text: '{}' };
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const lineEnd = text.indexOf('\n', to);
  const alone = text.slice(lineStart, from).trim() === '' && lineEnd >= 0 && text.slice(to, lineEnd).trim() === '';
  return alone ? { start: lineStart, end: lineEnd + 1, text: '' } : { start: from, end: to, text: '' };
}
