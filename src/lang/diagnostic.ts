// SPDX-License-Identifier: MIT
// What is wrong with a model file, where, why, and what to write instead. Pure data; report/ prints it with its caret.

/** A stretch of source. Lines and columns count from 1; `length` is in characters of the first line. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export interface Diagnostic {
  readonly place: Place;
  /** `subset`: TypeScript that a model may not use. `type`: an error of the TypeScript checker. `model`: a model that
   *  says nothing checkable (no sometimes, unknown property …). `file`: missing or unreadable. */
  readonly kind: 'subset' | 'type' | 'model' | 'file';
  readonly what: string;
  /** Why it is refused. Empty for type errors: the message says it. */
  readonly why: string;
  /** What to write instead. Empty where nothing general can be said. */
  readonly instead: string;
  /** The source line, for the caret. */
  readonly source: string;
}

/** Thrown by stages that cannot go on; carries every diagnostic found, not the first. */
export class ModelError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.place.file}:${d.place.line}:${d.place.column}: ${d.what}`).join('\n'));
    this.name = 'ModelError';
    this.diagnostics = diagnostics;
  }
}
