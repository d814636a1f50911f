// SPDX-License-Identifier: MIT
// The rows of a scenario's `claims`: literals, each about a property that exists, no two the same. What several rows have
// in common is written once, and `expect` is then a table of what is expected.

import ts from 'typescript';
import { closest } from '../closest.ts';
import { type ClaimRow, type MemoryModel, memoryModels } from '../tree.ts';
import { variantName } from '../variant-name.ts';
import type { Context } from './context.ts';
import { flagOf, members, numberOf, type Part, type Refusing, textOf } from './literal.ts';
import { placeOf } from './places.ts';

const sameOutcomes = 'SAME-OUTCOMES';
/** Before the text of the one assertion that a claim is about. */
const named = 'ASSERTS: ';
/** What every scenario can be asked. */
export const builtIn = ['NO-DEADLOCK', 'NO-LIVELOCK', 'NO-DATA-RACE', 'ASSERTS', sameOutcomes];

/** Whether a property of a scenario may not be called so. */
export function isTaken(name: string): boolean {
  return builtIn.includes(name) || name.startsWith(named);
}

/** Null: it is not there, or TypeScript has complained of it. */
export function memoryIn(context: Refusing, part: Part | undefined): MemoryModel | null {
  const written = textOf(context, part);
  return memoryModels.find((one) => one === written) ?? null;
}

/** What a claim can be about. */
export interface Asked {
  readonly properties: readonly string[];
  /** Those of them that are about runs and not about states. */
  readonly leadsTo: readonly string[];
  /** What is meant where a row names no variant. */
  readonly kernel: string | null;
  readonly hasOutcomes: boolean;
  /** Of rows that say nothing else. */
  readonly memory: MemoryModel;
  readonly compiler: boolean;
}

export function readClaims(context: Context, part: Part, asked: Asked): readonly ClaimRow[] {
  const known = new Set([...asked.properties, ...builtIn]);
  const seen = new Set<string>();
  return writtenIn(context, part).flatMap(({ node, parts }) => {
    const said = readSaid(context, parts, asked.kernel);
    if (said === null) return [];
    return cellsOf(context, parts, node).map((cell) => {
      const variant = variantName(cell.variant, asked.kernel);
      const memory = memoryIn(context, parts.get('memory')) ?? asked.memory;
      const compiler = flagOf(context, parts.get('compiler')) ?? asked.compiler;
      const { property: name, expect } = cell;
      const row = { ...said, memory, compiler, variant, property: name, expect, place: placeOf(cell.node) };
      const property = parts.get('property')?.value ?? cell.node;
      if (!known.has(row.property) && !row.property.startsWith(named))
        refuseUnknown(context, property, row.property, [...known]);
      if (!isComparison(row, asked)) context.refuse('outcome-claim', parts.get('as')?.name ?? property);
      const cost = parts.get('environmentSteps');
      if (cost !== undefined && !isMeasured(row, asked)) context.refuse('claim-cost', cost.name);
      const key = JSON.stringify([row.id, row.variant, row.property, row.as, row.memory, row.compiler]);
      if (seen.has(key)) context.refuse('duplicate-claim', cell.node, row.id);
      seen.add(key);
      return row;
    });
  });
}

/** A claim as far as it says what is to be read for it. */
export interface Outlined {
  readonly id: string;
  /** In full: those that its rows are about, and the one that they are compared with. */
  readonly variants: readonly string[];
}

/** The same of a scenario that nobody has checked yet: what is no claim is passed over. */
export function outlineClaims(part: Part, kernel: string | null): readonly Outlined[] {
  const quiet: Refusing = { refuse: () => {} };
  return writtenIn(quiet, part).flatMap(({ node, parts }) => {
    const id = textOf(quiet, parts.get('id'));
    if (id === null) return [];
    const named = cellsOf(quiet, parts, node).map(({ variant }) => variant);
    const as = textOf(quiet, parts.get('as'));
    return [{ id, variants: [...named, ...(as === null ? [] : [as])].map((one) => variantName(one, kernel)) }];
  });
}

/** A claim as it is written, with what it has in common with others. */
interface Written {
  readonly node: ts.ObjectLiteralExpression;
  readonly parts: ReadonlyMap<string, Part>;
}

/** The claims of a list; of those with `rows`, each row.
 *  @param around what stands around the rows, null where the list is not one of rows */
function writtenIn(context: Refusing, list: Part, around: ReadonlyMap<string, Part> | null = null): readonly Written[] {
  if (list.value === null || !ts.isArrayLiteralExpression(list.value)) {
    context.refuse('scenario-literal', list.value ?? list.name);
    return [];
  }
  if (around !== null && list.value.elements.length === 0) context.refuse('claim-row', list.name, 'no row');
  return list.value.elements.flatMap((node) => {
    if (!ts.isObjectLiteralExpression(node)) {
      context.refuse('scenario-literal', node);
      return [];
    }
    const own = members(context, node);
    const parts = new Map([...(around ?? []), ...own]);
    const rows = parts.get('rows');
    parts.delete('rows');
    // Of rows within rows, TypeScript has complained.
    if (rows !== undefined) return around === null ? writtenIn(context, rows, parts) : [];
    if (around !== null) refuseNoClaim(context, node, own, around);
    return [{ node, parts }];
  });
}

/** TypeScript sees neither what is missing in a row and around it, nor what is said by both. */
function refuseNoClaim(
  context: Refusing,
  node: ts.Node,
  own: ReadonlyMap<string, Part>,
  around: ReadonlyMap<string, Part>,
): void {
  for (const [name, part] of own) if (around.has(name)) context.refuse('claim-row', part.name, `${name} twice`);
  for (const name of ['id', 'by', 'thread', 'expect'])
    if (!own.has(name) && !around.has(name)) context.refuse('claim-row', node, `no ${name}`);
}

/** What all rows of one claim have in common. */
type Said = Omit<ClaimRow, 'variant' | 'property' | 'expect' | 'place' | 'memory' | 'compiler'>;

function readSaid(context: Refusing, parts: ReadonlyMap<string, Part>, kernel: string | null): Said | null {
  const text = (name: string): string | null => textOf(context, parts.get(name));
  const [id, by, thread, about] = [text('id'), text('by'), text('thread'), text('about')];
  const other = text('as');
  const as = other === null ? null : variantName(other, kernel);
  // What is missing or misspelled, TypeScript has reported.
  if (id === null || by === null) return null;
  if (thread !== 'holds' && thread !== 'fails' && thread !== 'open' && thread !== 'derived') return null;
  return { id, by, as, thread, environmentSteps: numberOf(context, parts.get('environmentSteps')), about };
}

/** One verdict of a claim, and of what it is expected. */
interface Cell {
  readonly variant: string | null;
  readonly property: string;
  readonly expect: ClaimRow['expect'];
  readonly node: ts.Node;
}

/** What the claim does not say itself, variant or property, are the keys of `expect`: variants outside, properties inside. */
function cellsOf(context: Refusing, parts: ReadonlyMap<string, Part>, claim: ts.Expression): readonly Cell[] {
  const expect = parts.get('expect');
  const [variant, property] = [textOf(context, parts.get('variant')), textOf(context, parts.get('property'))];
  const cells: Cell[] = [];
  const read = (part: Part, node: ts.Node, variant: string | null, property: string | null): void => {
    const { value } = part;
    if (value !== null && ts.isObjectLiteralExpression(value)) {
      for (const [name, inner] of members(context, value)) {
        const isVariant = property !== null || hasTable(inner);
        if (isVariant && variant !== null) context.refuse('claim-keys', inner.name, name);
        else if (isVariant) read(inner, inner.name, name, property);
        else read(inner, inner.name, variant, name);
      }
    } else if (property === null) context.refuse('claim-keys', part.name);
    else if (value !== null && ts.isStringLiteral(value) && (value.text === 'holds' || value.text === 'fails'))
      cells.push({ variant, property, expect: value.text, node });
    else if (value !== null && !ts.isStringLiteral(value)) context.refuse('scenario-literal', value);
  };
  // A missing or misspelled verdict, TypeScript has reported.
  if (expect !== undefined) read(expect, claim, variant, property);
  return cells;
}

function hasTable({ value }: Part): boolean {
  return value !== null && ts.isObjectLiteralExpression(value);
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

/** Whether the shortest story is searched for among all failures of the property: that of a run that goes on for ever is not, that of an
 *  assertion is the shortest to the one that broke, and that of an outcome to this one. */
function isMeasured({ expect, property }: ClaimRow, { leadsTo }: Asked): boolean {
  return (
    expect === 'fails' &&
    (property === 'NO-DEADLOCK' || property === 'NO-DATA-RACE' || !(isTaken(property) || leadsTo.includes(property)))
  );
}
