// SPDX-License-Identifier: MIT
// What a refusal is: what a model may not say, why, and what to write instead; and the diagnostic that comes of one.

import type { Diagnostic, Place } from './diagnostic.ts';

export interface Refusal {
  readonly kind: Exclude<Diagnostic['kind'], 'type'>;
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

export function subset(what: string, why: string, instead: string): Refusal {
  return { kind: 'subset', what, why, instead };
}

export function model(what: string, why: string, instead: string): Refusal {
  return { kind: 'model', what, why, instead };
}

export function file(what: string, why: string, instead: string): Refusal {
  return { kind: 'file', what, why, instead };
}

/** Why, where refusals of several subjects say the same. */
export const unbounded = 'a state has a fixed size, and this one grows while the model runs';

/** `detail` completes the refusal's `what`: the name, the cycle. */
export function refusalAt(refusal: Refusal, place: Place, detail: string, source: string): Diagnostic {
  const { kind, what, why, instead } = refusal;
  return { place, kind, what: detail === '' ? what : `${what}: ${detail}`, why, instead, source };
}
