// SPDX-License-Identifier: MIT
// What the code of a linked scenario names: which functions it calls, which fields it uses, which types it was written
// for. Each file was checked against its own imports, so each use is what that file believes, with the place where it says so.

import type { Place } from '../../lang/diagnostic.ts';
import type { DeclarationId, Expression, FunctionDeclaration, Statement, Type } from '../../lang/tree.ts';
import { walk, walkExpression } from '../../lang/walk.ts';
import type { Linked } from './link.ts';

export type Use = { readonly place: Place } & (
  | { readonly kind: 'call' | 'constant' | 'table'; readonly id: DeclarationId }
  | { readonly kind: 'field'; readonly class: DeclarationId; readonly name: string }
  /** `given`: how many constructor arguments are written out. */
  | { readonly kind: 'new'; readonly class: DeclarationId; readonly given: number }
  | { readonly kind: 'type'; readonly type: Type }
);

/** Everything that the roots, and what they reach through calls and tables, use. The first use of each comes first. */
export function usesOf(roots: readonly FunctionDeclaration[], linked: Linked): readonly Use[] {
  const uses: Use[] = [];
  const seen = new Set<unknown>();
  const waiting = [...roots];
  const visitor = { expression, statement };

  function first(one: unknown): boolean {
    if (seen.has(one)) return false;
    seen.add(one);
    return true;
  }

  function type(of: Type, place: Place): void {
    if (first(of)) uses.push({ kind: 'type', type: of, place });
  }

  function callee(id: DeclarationId, place: Place): void {
    uses.push({ kind: 'call', id, place });
    const called = linked.declaration(id);
    if (called.kind === 'function' && first(called)) waiting.push(called);
  }

  function table(id: DeclarationId, place: Place): void {
    uses.push({ kind: 'table', id, place });
    const named = linked.declaration(id);
    if (named.kind !== 'table' || !first(named)) return;
    for (const member of named.members) if (member.function !== null) callee(member.function, named.place);
  }

  function constant(id: DeclarationId, place: Place): void {
    uses.push({ kind: 'constant', id, place });
    const named = linked.declaration(id);
    if (named.kind === 'constant' && first(named)) walkExpression(named.value, visitor);
  }

  function made(id: DeclarationId, given: number, place: Place): void {
    uses.push({ kind: 'new', class: id, given, place });
    const declared = linked.declaration(id);
    if (declared.kind !== 'class' || !first(declared)) return;
    for (const field of declared.fields) {
      type(field.type, field.place);
      if (field.initial !== null) walkExpression(field.initial, visitor);
    }
    for (const value of declared.defaults) if (value !== null) walkExpression(value, visitor);
  }

  function statement(item: Statement): void {
    if (item.kind === 'let') type(item.local.type, item.place);
  }

  function expression(item: Expression): void {
    const { place } = item;
    type(item.type, place);
    if (item.kind === 'call') callee(item.callee, place);
    else if (item.kind === 'table') table(item.id, place);
    else if (item.kind === 'constant') constant(item.id, place);
    else if (item.kind === 'new') made(item.class, item.args.length, place);
    else if (item.kind === 'alloc' || item.kind === 'pool') made(item.class, 0, place);
    else if (item.kind === 'field' && item.object.type.kind === 'ref')
      uses.push({ kind: 'field', class: item.object.type.class, name: item.name, place });
  }

  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const parameter of next.parameters) type(parameter.type, next.place);
    type(next.result, next.place);
    walk(next.body, visitor);
  }
  return uses;
}
