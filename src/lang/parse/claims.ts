// SPDX-License-Identifier: MIT
// The rows of a scenario's `claims`: literals, each about a property that exists, no two the same.

import ts from 'typescript';
import { closest } from '../closest.ts';
import type { ClaimRow } from '../tree.ts';
import { variantName } from '../variant-name.ts';
import type { Context } from './context.ts';
import { members, numberOf, type Part, textOf } from './literal.ts';
import { placeOf } from './places.ts';

const sameOutcomes = 'SAME-OUTCOMES';
/** Before the text of the one assertion that a claim is about. */
const named = 'ASSERTS: ';
/** What every scenario can be asked. */
export const builtIn = ['NO-DEADLOCK', 'NO-LIVELOCK', 'ASSERTS', sameOutcomes];

/** Whether a property of a scenario may not be called so. */
export function isTaken(name: string): boolean {
  return builtIn.includes(name) || name.startsWith(named);
}

/** What a claim can be about. */
export interface Asked {
  readonly properties: readonly string[];
  /** What is meant where a row names no variant. */
  readonly kernel: string | null;
  readonly hasOutcomes: boolean;
}

export function readClaims(context: Context, part: Part, asked: Asked): readonly ClaimRow[] {
  if (part.value === null || !ts.isArrayLiteralExpression(part.value)) {
    context.refuse('scenario-literal', part.value ?? part.name);
    return [];
  }
  const known = new Set([...asked.properties, ...builtIn]);
  const seen = new Set<string>();
  return part.value.elements.flatMap((node) => {
    if (!ts.isObjectLiteralExpression(node)) {
      context.refuse('scenario-literal', node);
      return [];
    }
    const parts = members(context, node);
    const row = readRow(context, parts, node, asked.kernel);
    if (row === null) return [];
    const property = parts.get('property')?.value ?? node;
    if (!known.has(row.property) && !row.property.startsWith(named))
      refuseUnknown(context, property, row.property, [...known]);
    if (!isComparison(row, asked)) context.refuse('outcome-claim', parts.get('as')?.name ?? property);
    const cost = parts.get('environmentSteps');
    if (cost !== undefined && !isMeasured(row)) context.refuse('claim-cost', cost.name);
    const key = JSON.stringify([row.id, row.variant, row.property, row.as]);
    if (seen.has(key)) context.refuse('duplicate-claim', node, row.id);
    seen.add(key);
    return [row];
  });
}

function readRow(
  context: Context,
  parts: ReadonlyMap<string, Part>,
  node: ts.Expression,
  kernel: string | null,
): ClaimRow | null {
  const text = (name: string): string | null => textOf(context, parts.get(name));
  const [id, by, property] = [text('id'), text('by'), text('property')];
  const variant = variantName(text('variant'), kernel);
  const other = text('as');
  const as = other === null ? null : variantName(other, kernel);
  const [thread, expect, about] = [text('thread'), text('expect'), text('about')];
  // What is missing or misspelled, TypeScript has reported.
  if (id === null || by === null || property === null) return null;
  if (thread !== 'holds' && thread !== 'fails' && thread !== 'open' && thread !== 'derived') return null;
  if (expect !== 'holds' && expect !== 'fails') return null;
  const environmentSteps = numberOf(context, parts.get('environmentSteps'));
  return { id, by, variant, property, as, thread, expect, environmentSteps, about, place: placeOf(node) };
}

function refuseUnknown(context: Context, node: ts.Node, name: string, known: readonly string[]): void {
  const close = closest(name, known);
  const meant = close.length === 0 ? '' : `did you mean ${close.map((one) => `'${one}'`).join(', ')}? `;
  const all = known.map((one) => `'${one}'`).join(', ');
  context.refusals.refuseAt('unknown-property', placeOf(node), name, `${meant}one of ${all}`);
}

/** Two different variants and something to observe for SAME-OUTCOMES, and no second variant for anything else. */
function isComparison({ property, variant, as }: ClaimRow, { hasOutcomes }: Asked): boolean {
  if (property !== sameOutcomes) return as === null;
  return hasOutcomes && as !== null && as !== variant;
}

/** Whether the shortest story is searched for among all failures of the property: that of a livelock is not, that of an
 *  assertion is the shortest to the one that broke, and that of an outcome to this one. */
function isMeasured({ expect, property }: ClaimRow): boolean {
  return expect === 'fails' && (property === 'NO-DEADLOCK' || !isTaken(property));
}
