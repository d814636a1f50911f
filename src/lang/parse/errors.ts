// SPDX-License-Identifier: MIT
// TypeScript's own complaints as diagnostics, without those that only echo a refusal.

import ts from 'typescript';
import type { Diagnostic } from '../diagnostic.ts';
import { placeAt } from './places.ts';
import type { Refusals } from './refuse.ts';

/** 7029: a case falls through. We say it with a reason. */
const fallthrough = 7029;
/** Promise, iterators and the like, which our little library leaves out on purpose: only what is refused asks for them. */
const missingGlobals = new Set([2318, 2468]);
/** What follows from something refused in the same line: results of async functions, types left to be guessed. */
const echoes = new Set([1055, 2488, 2505, 2583, 2584, 2585, 2591, 2697, 2705, 2712, 2802, 7006, 7031]);

export function addTypeErrors(program: ts.Program, files: readonly ts.SourceFile[], refusals: Refusals): void {
  for (const file of files) {
    const all = hasSyntaxError(program, file)
      ? program.getSyntacticDiagnostics(file)
      : program.getSemanticDiagnostics(file);
    const made = all.flatMap((diagnostic) => typeError(file, diagnostic, refusals) ?? []);
    for (const diagnostic of made) refusals.add(diagnostic);
  }
}

export function hasSyntaxError(program: ts.Program, file: ts.SourceFile): boolean {
  return program.getSyntacticDiagnostics(file).length > 0;
}

function typeError(file: ts.SourceFile, from: ts.Diagnostic, refusals: Refusals): Diagnostic | null {
  const start = from.start ?? 0;
  const place = placeAt(file, start, start + (from.length ?? 1));
  if (from.code === fallthrough) {
    refusals.refuseAt('fallthrough', place);
    return null;
  }
  if (refusals.covers(place)) return null;
  if (missingGlobals.has(from.code) && refusals.found.length > 0) return null;
  if (echoes.has(from.code) && refusals.refusesLine(place)) return null;
  const what = ts.flattenDiagnosticMessageText(from.messageText, '\n');
  return { place, kind: 'type', what, why: '', instead: '', source: '' };
}
