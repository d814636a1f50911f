// SPDX-License-Identifier: MIT
// `const` and `let`: which type a local gets, and destructuring of records.

import ts from 'typescript';
import type { Expression, Statement, Type } from '../tree.ts';
import { refused, wrappings } from './build.ts';
import type { Context } from './context.ts';
import { i32 } from './intervals.ts';
import { placeOf } from './places.ts';
import type { Scope } from './scope.ts';

export function variables(context: Context, list: ts.VariableDeclarationList, scope: Scope): Statement[] {
  const kind = list.flags & ts.NodeFlags.BlockScoped;
  if (kind === ts.NodeFlags.None) context.refuse('var', list);
  else if (kind !== ts.NodeFlags.Const && kind !== ts.NodeFlags.Let) context.refuse('using', list);
  return list.declarations.flatMap((declaration) => variable(context, declaration, scope, kind === ts.NodeFlags.Const));
}

function variable(
  context: Context,
  node: ts.VariableDeclaration,
  scope: Scope,
  constant: boolean,
): readonly Statement[] {
  const annotation = node.type ?? assertedType(node.initializer);
  const declared = annotation === undefined ? null : context.types.of(annotation);
  const value =
    node.initializer === undefined
      ? null
      : context.expression(node.initializer, scope, {
          initial: constant || declared?.kind === 'array' || !ts.isIdentifier(node.name),
          ...(declared === null ? {} : { type: declared }),
        });
  if (!ts.isIdentifier(node.name)) {
    return value === null
      ? []
      : destructured(context, node.name, { ...value, type: declared ?? value.type }, scope, constant);
  }
  const type = declared ?? inferred(context, node, value, constant);
  if (type.kind === 'array' && !constant) context.refuse('array-position', node);
  const local = scope.declare(context.names.symbol(node.name) ?? null, node.name.text, type, constant);
  return [{ kind: 'let', place: placeOf(node), local, value }];
}

/** `const n = (a + b) as u8`: the local is a u8, and the store is checked. */
function assertedType(node: ts.Expression | undefined): ts.TypeNode | undefined {
  if (node === undefined) return undefined;
  const cast = wrappings(node).find(ts.isAsExpression);
  return cast === undefined || cast.type.getText() === 'const' ? undefined : cast.type;
}

function inferred(context: Context, node: ts.VariableDeclaration, value: Expression | null, constant: boolean): Type {
  if (value === null) {
    // A `const` without a value is an error of syntax and has been reported as one.
    if (!constant) context.refuse('untyped-local', node.name, node.name.getText());
    return { kind: 'void' };
  }
  if (value.type.kind === 'null') context.refuse('untyped-local', node.name, node.name.getText());
  // A counter that starts at 0 does not stay there; only a value with a type of its own lends it.
  return !constant && value.type.kind === 'int' && value.type.name === 'number' ? i32 : value.type;
}

/** `const { a, b: c } = r;` reads r once, then names its parts. */
function destructured(
  context: Context,
  pattern: ts.BindingPattern,
  value: Expression,
  scope: Scope,
  constant: boolean,
): readonly Statement[] {
  if (ts.isArrayBindingPattern(pattern)) {
    context.refuse('destructuring', pattern);
    return [];
  }
  if (value.type.kind === 'ref') context.refuse('destructured-object', pattern);
  const fields = value.type.kind === 'record' || value.type.kind === 'world' ? value.type.fields : [];
  const statements: Statement[] = [];
  let whole = value;
  if (value.kind !== 'local') {
    const place = value.place;
    const local = scope.declare(null, 'record', value.type, true);
    statements.push({ kind: 'let', place, local, value });
    whole = { kind: 'local', local, type: local.type, place };
  }
  for (const part of pattern.elements) {
    const place = placeOf(part);
    if (!ts.isIdentifier(part.name) || part.initializer !== undefined || part.dotDotDotToken !== undefined) {
      context.refuse('destructuring', part);
      continue;
    }
    const name = (part.propertyName ?? part.name).getText();
    const field = fields.find((candidate) => candidate.name === name);
    const type = field?.type ?? { kind: 'void' };
    const local = scope.declare(context.names.symbol(part.name) ?? null, part.name.text, type, constant);
    const value: Expression = field === undefined ? refused(part) : { kind: 'field', object: whole, name, type, place };
    statements.push({ kind: 'let', place, local, value });
  }
  return statements;
}
