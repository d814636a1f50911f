// SPDX-License-Identifier: MIT
// A `sometimes` may be asked of some variants alone. Then both can be mistaken: it names a variant that nobody asks about,
// or a variant is asked about of which nothing has to be seen.

import type ts from 'typescript';
import type { ClaimRow, Example } from '../tree.ts';
import type { Context } from './context.ts';
import { placeOf } from './places.ts';

export interface NamedExample extends Example {
  /** Its variants as they are written. */
  readonly named: readonly ts.StringLiteral[];
}

export function refuseUnasked(context: Context, examples: readonly NamedExample[], rows: readonly ClaimRow[]): void {
  const { refusals } = context;
  const known = new Set(rows.flatMap(({ variant, as }) => (as === null ? [variant] : [variant, as])));
  for (const { variants, named } of examples) {
    named.forEach((node, i) => {
      const variant = variants?.[i];
      if (variant === undefined || known.has(variant)) return;
      const instead = known.size === 0 ? undefined : `one of ${[...known].map((one) => `'${one}'`).join(', ')}`;
      refusals.refuseAt('sometimes-variant', placeOf(node), variant, instead);
    });
  }
  // Without any, that is said already.
  if (examples.length === 0) return;
  for (const { variant, as, place } of rows) {
    for (const one of as === null ? [variant] : [variant, as])
      if (!examples.some(({ variants }) => variants === null || variants.includes(one)))
        refusals.refuseAt('no-sometimes', place, one);
  }
}
