// SPDX-License-Identifier: MIT
// What whoever asks did wrong, as a value: thrown where it is found, told once, by whoever was asked.

import type { Diagnostic } from '../lang/diagnostic.ts';

/** Something the user can repair. `what` names the thing and where it stands, `instead` what to do. */
export class BadInput extends Error {
  readonly why: string;
  readonly instead: string;
  constructor(what: string, why: string, instead: string) {
    super(what);
    this.name = 'BadInput';
    this.why = why;
    this.instead = instead;
  }
}

/** A model that cannot be used: printed with places and carets. */
export class BadModel extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super('the model cannot be used');
    this.name = 'BadModel';
    this.diagnostics = diagnostics;
  }
}

export function bugText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
