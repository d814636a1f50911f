// SPDX-License-Identifier: MIT
// Code of one thread that branches, as data: what is drawn at random, spelled as a model, and nested for the axioms.

export type Condition =
  | { readonly kind: 'is'; readonly local: string; readonly value: number }
  | { readonly kind: 'reads'; readonly of: string; readonly value: number }
  | { readonly kind: 'both' | 'either'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition };

export type Statement =
  | { readonly kind: 'read'; readonly local: string; readonly of: string; readonly told: boolean }
  | { readonly kind: 'write'; readonly to: string; readonly value: number | string }
  | { readonly kind: 'if'; readonly test: Condition; readonly then: Code; readonly otherwise: Code }
  | { readonly kind: 'scope'; readonly id: number; readonly body: Code }
  /** A scope, a loop, or, with its number negative, a round of it. */
  | { readonly kind: 'leave'; readonly id: number; readonly test: Condition; readonly first: Code }
  | { readonly kind: 'rounds'; readonly id: number; readonly times: number; readonly body: Code }
  | {
      readonly kind: 'choose';
      readonly local: string;
      readonly test: Condition;
      readonly values: readonly [number, number];
    };
export type Code = readonly Statement[];

export const variables = ['x', 'y', 'z'];

/** What of these statements leaves goes further than they do. */
export function leftBy(code: Code): readonly number[] {
  return code.flatMap((one) => {
    switch (one.kind) {
      case 'if':
        return [...leftBy(one.then), ...leftBy(one.otherwise)];
      case 'leave':
        return [one.id, ...leftBy(one.first)];
      case 'scope':
      case 'rounds':
        return leftBy(one.body).filter((id) => Math.abs(id) !== one.id);
      default:
        return [];
    }
  });
}
