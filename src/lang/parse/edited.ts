// SPDX-License-Identifier: MIT
// A file that a diff has changed, as an overlay of itself: what the diff leaves as it is becomes spaces, and is imported
// from where it stands. So a diff is linked, compared and refused like every other patch, variants that differ by diffs are
// read together, and the lines that are printed are those of the changed text.

import ts from 'typescript';
import { readFlat } from './depth.ts';
import type { LinkedText } from './sources.ts';
import { namesOf } from './top-level.ts';

/** A file before the diff. */
export interface Below {
  readonly path: string;
  readonly text: string;
  /** By name that it declares, the file in which the declaration stands: it may be an edited file itself. */
  readonly owners: ReadonlyMap<string, string>;
}

export interface Edited {
  readonly linked: LinkedText;
  readonly owners: ReadonlyMap<string, string>;
  /** Names that it declared, and does not any more. */
  readonly removed: readonly string[];
  /** Those of them that are classes, enums or types. */
  readonly removedShapes: readonly string[];
}

interface Stretch {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Part extends Stretch {
  readonly names: readonly string[];
  readonly isShape: boolean;
}

interface Parts {
  readonly parts: readonly Part[];
  /** What each name means at the top of the file: itself, or what is imported. */
  readonly bindings: ReadonlyMap<string, string>;
  /** `export *`. */
  readonly starred: readonly Stretch[];
  /** The scenario. */
  readonly defaults: readonly Stretch[];
  readonly isBroken: boolean;
}

/** All that a file declares, as its own. */
export function ownersIn(path: string, text: string): ReadonlyMap<string, string> {
  return new Map(partsOf(path, text).parts.flatMap(({ names }) => names.map((name) => [name, path] as const)));
}

/** @param below null for a file that the diff adds */
export function edited(path: string, text: string, below: Below | null): Edited {
  const now = partsOf(path, text);
  const before = below === null ? null : partsOf(below.path, below.text);
  const unchanged = before === null || now.isBroken ? [] : now.parts.filter((part) => isSame(part, now, before));
  let kept = text;
  // What the file takes from others as a whole, it gives to this one: twice, a name of its own would be in doubt.
  const starred = now.isBroken
    ? []
    : now.starred.filter((one) => before?.starred.some(({ text }) => text === one.text));
  const defaults = now.defaults.filter((one) => before?.defaults.some(({ text }) => text === one.text));
  for (const { start, end } of [...unchanged, ...starred, ...defaults]) {
    kept = `${kept.slice(0, start)}${text.slice(start, end).replaceAll(/[^\r\n]/g, ' ')}${kept.slice(end)}`;
  }
  const owners = new Map(now.parts.flatMap(({ names }) => names.map((name) => [name, path] as const)));
  for (const name of unchanged.flatMap(({ names }) => names)) owners.set(name, below?.owners.get(name) ?? path);
  const gone = (some: readonly Part[]): readonly string[] =>
    some.flatMap((part) => part.names).filter((name) => !owners.has(name));
  return {
    linked: { text: `${kept}${added(kept, below, unchanged, owners)}`, own: text.length },
    owners,
    removed: gone(before?.parts ?? []),
    removedShapes: gone((before?.parts ?? []).filter(({ isShape }) => isShape)),
  };
}

function added(
  kept: string,
  below: Below | null,
  unchanged: readonly Part[],
  owners: ReadonlyMap<string, string>,
): string {
  if (below === null) return '';
  const used = new Set(kept.match(/[A-Za-z_$][\w$]*/g) ?? []);
  const names = unchanged.flatMap((part) => part.names).filter((name) => used.has(name));
  const imports = names.map((name) => `\nimport { ${name} } from ${JSON.stringify(owners.get(name))};`);
  return `${imports.join('')}\nexport * from ${JSON.stringify(below.path)};`;
}

/** The same words, which name the same things: an import that the diff changes changes all that uses it. */
function isSame(part: Part, now: Parts, before: Parts): boolean {
  if (!before.parts.some((one) => one.text === part.text && String(one.names) === String(part.names))) return false;
  const words = new Set(part.text.match(/[A-Za-z_$][\w$]*/g) ?? []);
  return [...words].every((word) => now.bindings.get(word) === before.bindings.get(word));
}

function partsOf(path: string, text: string): Parts {
  const { file } = readFlat(path, text, { languageVersion: ts.ScriptTarget.ES2022 });
  const bindings = new Map<string, string>();
  const parts: Part[] = [];
  const starred: Stretch[] = [];
  const defaults: Stretch[] = [];
  for (const node of file.statements) {
    const names = namesOf(node);
    const [start, end] = [node.getStart(file), node.end];
    const stretch: Stretch = { text: text.slice(start, end), start, end };
    if (ts.isExportAssignment(node)) defaults.push(stretch);
    else if (ts.isExportDeclaration(node) && node.exportClause === undefined) starred.push(stretch);
    else if (names.length > 0) {
      parts.push({ ...stretch, names, isShape: isShape(node) });
      for (const name of names) bindings.set(name, 'own');
    } else if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const named = node.importClause?.namedBindings;
      if (named === undefined || !ts.isNamedImports(named)) continue;
      for (const { name, propertyName } of named.elements) {
        bindings.set(name.text, `${node.moduleSpecifier.text}#${(propertyName ?? name).text}`);
      }
    }
  }
  return { parts, bindings, starred, defaults, isBroken: hasErrors(file) };
}

const isShape = (node: ts.Statement): boolean =>
  ts.isClassDeclaration(node) || ts.isEnumDeclaration(node) || ts.isTypeAliasDeclaration(node);

/** TypeScript keeps it to itself. */
function hasErrors(file: ts.SourceFile): boolean {
  return 'parseDiagnostics' in file && Array.isArray(file.parseDiagnostics) && file.parseDiagnostics.length > 0;
}
