// SPDX-License-Identifier: MIT
// Prints what is wrong with a model: place, source line, caret, what, why, what to write instead. All of them, in the order
// of the text, each once: a file that several scenarios import is complained about one time.

import type { Diagnostic } from '../lang/diagnostic.ts';
import { counted } from './numbers.ts';
import type { Paint } from './paint.ts';
import { widthOf } from './width.ts';

export function diagnosticsText(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const all = inOrder(diagnostics);
  const files = new Set(all.map((one) => one.place.file)).size;
  const blocks = all.map((one) => diagnosticText(one, paint));
  blocks.push(`${counted(all.length, 'problem')} in ${counted(files, 'file')}`);
  return `${blocks.join('\n\n')}\n`;
}

export function diagnosticText(diagnostic: Diagnostic, paint: Paint): string {
  const { place, source } = diagnostic;
  const lines: string[] = [];
  // A file that cannot be read has no line to point at.
  const where = place.line > 0 ? `${place.file}:${place.line}:${place.column}` : place.file;
  lines.push(`${paint.strong(where)}: ${paint.bad(diagnostic.what)}`);
  if (source.trim() !== '' && place.line > 0) {
    const number = String(place.line);
    const { text, at } = excerpt(source, place.column - 1);
    const before = text.slice(0, at);
    // Tabs stay tabs below, so that the caret stands under its word in every terminal.
    const blank = [...before].map((letter) => (letter === '\t' ? '\t' : ' '.repeat(widthOf(letter)))).join('');
    const room = Math.max(1, text.length - at);
    const carets = '^'.repeat(Math.max(1, Math.min(place.length, room)));
    lines.push(`  ${paint.faint(`${number} |`)} ${text}`);
    lines.push(`  ${paint.faint(`${' '.repeat(number.length)} |`)} ${blank}${paint.bad(carets)}`);
  }
  if (diagnostic.why !== '') lines.push(`  why:     ${indented(diagnostic.why)}`);
  if (diagnostic.instead !== '') lines.push(`  instead: ${indented(diagnostic.instead)}`);
  return lines.join('\n');
}

/** Nobody reads a longer line, and thousands of problems in one would each print all of it. */
const longest = 300;
const shownBefore = 60;

/** What is shown of a line around a column, and where the column is in it. */
function excerpt(source: string, column: number): { readonly text: string; readonly at: number } {
  if (source.length <= longest) return { text: source, at: column };
  const from = Math.max(0, column - shownBefore);
  const to = Math.min(source.length, from + longest);
  const text = `${from > 0 ? '…' : ''}${source.slice(from, to)}${to < source.length ? '…' : ''}`;
  return { text, at: column - from + (from > 0 ? 1 : 0) };
}

function indented(text: string): string {
  return text.split('\n').join('\n           ');
}

export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const once = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    once.set(`${one.place.file}:${one.place.line}:${one.place.column}:${one.what}`, one);
  }
  return [...once.values()].sort(
    (a, b) =>
      (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : 0) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column,
  );
}
