// SPDX-License-Identifier: MIT
// Collects what is wrong with a model, all of it: a refusal never stops the translation.

import type ts from 'typescript';
import type { Diagnostic, Place } from '../diagnostic.ts';
import { refusalAt } from '../refusal.ts';
import { type RefusalKey, refusals } from '../subset.ts';
import { placeOf } from './places.ts';

export class Refusals {
  readonly found: Diagnostic[] = [];
  readonly #texts: ReadonlyMap<string, string>;
  readonly #seen = new Set<string>();

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  refuse(key: RefusalKey, node: ts.Node, detail = ''): void {
    this.refuseAt(key, placeOf(node), detail);
  }

  /** @param instead where more can be said than the refusal itself knows: the names that there are */
  refuseAt(key: RefusalKey, place: Place, detail = '', instead: string = refusals[key].instead): void {
    this.add({ ...refusalAt(refusals[key], place, detail, ''), instead });
  }

  readonly #silent: { readonly file: ts.SourceFile; readonly start: number; readonly end: number }[] = [];

  /** Here TypeScript would only say in other words what has been refused, or what it says elsewhere about a name. */
  silence(file: ts.SourceFile, start: number, end: number): void {
    this.#silent.push({ file, start, end });
  }

  isSilent(file: ts.SourceFile, at: number): boolean {
    return this.#silent.some((one) => one.file === file && one.start <= at && at < one.end);
  }

  /** The same complaint at the same place is made once, however often the code is looked at. */
  add(diagnostic: Diagnostic): void {
    const { file, line, column } = diagnostic.place;
    const once = `${file}:${line}:${column} ${diagnostic.what}`;
    if (this.#seen.has(once)) return;
    this.#seen.add(once);
    const source = this.#texts.get(file)?.split(/\r?\n/)[line - 1] ?? '';
    this.found.push({ ...diagnostic, source });
  }

  /** Whether something was refused in this place already: what TypeScript says about it is then only an echo. */
  covers(place: Place): boolean {
    return this.found.some(
      ({ place: refused, kind }) =>
        kind !== 'type' &&
        refused.file === place.file &&
        refused.line === place.line &&
        refused.column <= place.column &&
        place.column < refused.column + refused.length,
    );
  }

  refusesLine(place: Place): boolean {
    return this.found.some(
      ({ place: refused, kind }) => kind !== 'type' && refused.file === place.file && refused.line === place.line,
    );
  }

  sorted(): readonly Diagnostic[] {
    return [...this.found].sort(
      (a, b) => compare(a.place.file, b.place.file) || a.place.line - b.place.line || a.place.column - b.place.column,
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
