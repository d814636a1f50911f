// SPDX-License-Identifier: MIT
// Which files of a model export a name.

import ts from 'typescript';
import { canonical, isLibrary } from './host.ts';

export interface Exporter {
  /** Canonical. */
  readonly path: string;
  /** Whether the name is no value there: then the import says `type`. */
  readonly isType: boolean;
}

export function exporters(program: ts.Program, from: ts.SourceFile, name: string): readonly Exporter[] {
  const checker = program.getTypeChecker();
  return program.getSourceFiles().flatMap((file): Exporter[] => {
    if (file === from || isLibrary(file)) return [];
    const module = checker.getSymbolAtLocation(file);
    const symbol = module?.exports?.get(ts.escapeLeadingUnderscores(name));
    if (symbol === undefined) return [];
    const isType = (symbol.flags & (ts.SymbolFlags.Value | ts.SymbolFlags.Alias)) === 0;
    return [{ path: canonical(file.fileName), isType }];
  });
}
