// SPDX-License-Identifier: MIT
// TypeScript's own complaints as diagnostics: without those that only echo a refusal, without the dump of a type that fills
// the screen, and with the import to write where a name is only not imported.

import ts from 'typescript';
import type { Diagnostic } from '../diagnostic.ts';
import { isStackOverflow } from '../stack.ts';
import { longestBody } from './depth.ts';
import { exporters } from './exporters.ts';
import { canonical } from './host.ts';
import { type Lookup, vocabularyPath } from './lookup.ts';
import { placeAt } from './places.ts';
import type { Refusals } from './refuse.ts';

/** 7029: a case falls through. We say it with a reason. */
const fallthrough = 7029;
/** Cannot find a name. */
const unknownNames = new Set([2304, 2305, 2503, 2552, 2614, 2693, 2724, 18004]);
/** Promise, iterators and the like, which our little library leaves out on purpose: only what is refused asks for them. */
const missingGlobals = new Set([2318, 2468]);
/** What follows from something refused in the same line: results of async functions, types left to be guessed. */
const echoes = new Set([1055, 2488, 2505, 2583, 2584, 2585, 2591, 2697, 2705, 2712, 2802, 7006, 7031]);

export interface Checked {
  readonly program: ts.Program;
  readonly lookup: Lookup;
}

export function addTypeErrors(checked: Checked, files: readonly ts.SourceFile[], refusals: Refusals): void {
  const { program } = checked;
  for (const file of files) {
    unlessTooLong(file, refusals, () => {
      const all = hasSyntaxError(program, file)
        ? firstLines(file, program.getSyntacticDiagnostics(file))
        : program.getSemanticDiagnostics(file);
      const made = all.flatMap((diagnostic) => typeError(checked, file, diagnostic, refusals) ?? []);
      for (const diagnostic of made) refusals.add(diagnostic);
    });
  }
}

/** TypeScript follows a variable back through every branch before: thousands of them, one after the other, are too many. */
export function unlessTooLong(file: ts.SourceFile, refusals: Refusals, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    refusals.refuseAt('too-long', longestBody(file));
  }
}

/** A parser that has lost its way complains about every line that follows; what it says of the first few is meant. */
function firstLines(file: ts.SourceFile, all: readonly ts.Diagnostic[]): readonly ts.Diagnostic[] {
  const lineOf = ({ start }: ts.Diagnostic): number => file.getLineAndCharacterOfPosition(start ?? 0).line;
  const told = [...new Set(all.map(lineOf))].sort((a, b) => a - b).slice(0, mostLines);
  return all.filter((one) => told.includes(lineOf(one)));
}

const mostLines = 3;

export function hasSyntaxError(program: ts.Program, file: ts.SourceFile): boolean {
  return program.getSyntacticDiagnostics(file).length > 0;
}

function typeError(checked: Checked, file: ts.SourceFile, from: ts.Diagnostic, refusals: Refusals): Diagnostic | null {
  const start = from.start ?? 0;
  const end = start + (from.length ?? 1);
  const place = placeAt(file, start, end);
  if (from.code === fallthrough) {
    refusals.refuseAt('fallthrough', place);
    return null;
  }
  if (refusals.covers(place) || refusals.isSilent(file, start)) return null;
  if (missingGlobals.has(from.code) && refusals.found.length > 0) return null;
  if (echoes.has(from.code) && refusals.refusesLine(place)) return null;
  const what = ts.flattenDiagnosticMessageText(from.messageText, '\n').split('\n').map(withoutDump).join('\n');
  const instead = unknownNames.has(from.code) ? importOf(checked, file, file.text.slice(start, end)) : '';
  return { place, kind: 'type', what, why: '', instead, source: '' };
}

/** Where the name is exported by the vocabulary or by another file of the model. */
function importOf({ program, lookup }: Checked, file: ts.SourceFile, name: string): string {
  const found = exporters(program, file, name);
  const imports = found.map(({ path, isType }) => {
    const specifier = path === vocabularyPath ? 'faultline' : lookup.specifierFor(path, canonical(file.fileName));
    return `import { ${isType ? 'type ' : ''}${name} } from '${specifier}';`;
  });
  return [...new Set(imports)].slice(0, most).join('\n');
}

/** More are no advice. */
const most = 3;

/** Longer than this, nobody finds the end of a line. */
const longest = 160;

const dumps: readonly (readonly [RegExp, string])[] = [
  [
    /^(\s*)Argument of type '.*' is not assignable to parameter of type '(.*)'\.$/,
    "$1This is not assignable to type '$2'.",
  ],
  [
    /^(\s*)Property '(.*?)' is missing in type '.*' but required in type '(.*)'\.$/,
    "$1Property '$2' is missing; '$3' has it.",
  ],
  [/^(\s*)Type '.*' is missing the following properties from type '(.*?)': (.*)$/, "$1Missing for '$2': $3"],
  [/^(\s*)Type '.*' is not assignable to type '(.*)'\.$/, "$1This is not assignable to type '$2'."],
];

/** A literal's type says again what stands in the file. */
function withoutDump(line: string): string {
  if (line.length <= longest) return line;
  const dump = dumps.find(([pattern]) => pattern.test(line));
  return dump === undefined ? line : line.replace(...dump);
}
