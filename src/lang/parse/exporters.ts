// SPDX-License-Identifier: MIT
// Which files of a model export a name, and how one of them is imported from another file.

import ts from 'typescript';
import { canonical, isLibrary, isVocabulary } from './host.ts';

export interface Exporter {
  readonly specifier: string;
  /** Whether the name is no value there: then the import says `type`. */
  readonly isType: boolean;
}

/** At most three: more are no advice. */
const most = 3;

export function exporters(program: ts.Program, from: ts.SourceFile, name: string): readonly Exporter[] {
  const checker = program.getTypeChecker();
  const found = program.getSourceFiles().flatMap((file): Exporter[] => {
    if (file === from || isLibrary(file)) return [];
    const module = checker.getSymbolAtLocation(file);
    const symbol = module?.exports?.get(ts.escapeLeadingUnderscores(name));
    if (symbol === undefined) return [];
    const isType = (symbol.flags & (ts.SymbolFlags.Value | ts.SymbolFlags.Alias)) === 0;
    return [{ specifier: isVocabulary(file) ? 'faultline' : specifierOf(canonical(file.fileName), from), isType }];
  });
  return found.slice(0, most);
}

/** Files in the same folder or below it are neighbours; everything else is named from the package's root. */
function specifierOf(path: string, from: ts.SourceFile): string {
  const here = canonical(from.fileName);
  const folder = here.slice(0, here.lastIndexOf('/') + 1);
  return path.startsWith(folder) ? `./${path.slice(folder.length)}` : `faultline/${path}`;
}
