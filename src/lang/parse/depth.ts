// SPDX-License-Identifier: MIT
// Everything that reads a model goes down into it, TypeScript too, and a stack has an end. So what is nested too deep is
// refused before anybody goes there, with its place: a chain of 200 `else if` or `&&` is 200 deep. So is a conditional type, which
// TypeScript works out where it meets it, five million steps far, and memory is full before that.

import ts from 'typescript';
import type { Place } from '../diagnostic.ts';
import { isStackOverflow } from '../stack.ts';
import { isVocabulary } from './host.ts';
import { placeAt } from './places.ts';

const MOST = 200;

export interface Unread {
  readonly key: 'too-deep' | 'type-form';
  readonly place: Place;
}

/** The file and null; or an empty file, and what nobody may go into. */
export function readFlat(
  fileName: string,
  text: string,
  parsing: ts.CreateSourceFileOptions,
): { readonly file: ts.SourceFile; readonly unread: Unread | null } {
  const empty = (): ts.SourceFile => ts.createSourceFile(fileName, '', parsing);
  try {
    const file = ts.createSourceFile(fileName, text, parsing);
    const found = isVocabulary(file) ? null : unreadable(file);
    if (found === null) return { file, unread: null };
    const { key, node } = found;
    return { file: empty(), unread: { key, place: placeAt(file, node.getStart(file), node.getEnd()) } };
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    return { file: empty(), unread: { key: 'too-deep', place: deepPlace(fileName, text) } };
  }
}

/** The first node that is a conditional type or has so many around it. Without recursion, or it would meet what it looks for. */
function unreadable(file: ts.SourceFile): { readonly key: Unread['key']; readonly node: ts.Node } | null {
  let level: ts.Node[] = [file];
  for (let depth = 0; level.length > 0; depth++) {
    const [first] = level;
    if (depth > MOST && first !== undefined) return { key: 'too-deep', node: first };
    const next: ts.Node[] = [];
    for (const node of level) {
      if (ts.isConditionalTypeNode(node)) return { key: 'type-form', node };
      ts.forEachChild(node, (child) => {
        next.push(child);
      });
    }
    level = next;
  }
  return null;
}

/** Where TypeScript itself could not go on: at the bracket, the sign or the `else` that comes after so many. */
function deepPlace(fileName: string, text: string): Place {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, text);
  const file = ts.createSourceFile(fileName, text.replaceAll(/[^\r\n]/g, ' '), ts.ScriptTarget.ES2022);
  let depth = 0;
  let signs = 0;
  let elses = 0;
  let before = ts.SyntaxKind.Unknown;
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (opening.has(token)) depth++;
    else if (closing.has(token)) depth--;
    signs = prefixes.has(token) ? signs + 1 : 0;
    if (token === ts.SyntaxKind.ElseKeyword) elses++;
    else if (token === ts.SyntaxKind.IfKeyword && before !== ts.SyntaxKind.ElseKeyword) elses = 0;
    before = token;
    if (depth > MOST || signs > MOST || elses > MOST)
      return { ...placeAt(file, scanner.getTokenStart(), scanner.getTokenEnd()), length: 1 };
  }
  return placeAt(file, 0, 0);
}

const opening = new Set([ts.SyntaxKind.OpenParenToken, ts.SyntaxKind.OpenBraceToken, ts.SyntaxKind.OpenBracketToken]);
const closing = new Set([
  ts.SyntaxKind.CloseParenToken,
  ts.SyntaxKind.CloseBraceToken,
  ts.SyntaxKind.CloseBracketToken,
]);
const prefixes = new Set([ts.SyntaxKind.ExclamationToken, ts.SyntaxKind.TildeToken, ts.SyntaxKind.MinusToken]);

/** The body with the most statements: what a file has that TypeScript cannot follow to its end. */
export function longestBody(file: ts.SourceFile): Place {
  let longest: ts.Node = file;
  let most = 0;
  let level: ts.Node[] = [file];
  while (level.length > 0) {
    const next: ts.Node[] = [];
    for (const node of level) {
      if (ts.isBlock(node) && node.statements.length > most) [longest, most] = [node, node.statements.length];
      ts.forEachChild(node, (child) => {
        next.push(child);
      });
    }
    level = next;
  }
  return placeAt(file, longest.getStart(file), longest.getEnd());
}
