// SPDX-License-Identifier: MIT
// Classes: shared memory. Only fields, and a constructor that does nothing but set some of them.

import ts from 'typescript';
import type { ClassDeclaration, ClassField, DeclarationId, Expression } from '../tree.ts';
import type { ClassView } from '../view.ts';
import { readView } from '../view.ts';
import type { Context } from './context.ts';
import { commentOf, docOf, placeAt, placeOf } from './places.ts';
import { Scope } from './scope.ts';

export function classDeclaration(context: Context, node: ts.ClassDeclaration, id: DeclarationId): ClassDeclaration {
  for (const clause of node.heritageClauses ?? []) context.refuse('inheritance', clause);
  for (const parameter of node.typeParameters ?? []) context.refuse('generic', parameter);
  refuseModifiers(context, node);
  const fields: ClassField[] = [];
  const constructor_: string[] = [];
  const defaults: (Expression | null)[] = [];
  for (const member of node.members) {
    if (ts.isPropertyDeclaration(member)) {
      const made = field(context, member, id);
      if (made !== null) fields.push(made);
    } else if (ts.isConstructorDeclaration(member)) {
      if (member.body !== undefined && member.body.statements.length > 0) context.refuse('constructor-body', member);
      for (const parameter of member.parameters) {
        const made = parameterField(context, parameter, id);
        if (made === null) continue;
        fields.push({ ...made, initial: null });
        constructor_.push(made.name);
        defaults.push(made.initial);
      }
    } else if (!ts.isSemicolonClassElement(member)) {
      context.refuse('method', ts.isMethodDeclaration(member) || ts.isAccessor(member) ? member.name : member);
    }
  }
  const name = node.name?.text ?? '';
  return {
    kind: 'class',
    id,
    name,
    place: placeOf(node.name ?? node),
    fields,
    constructor_,
    defaults,
    doc: docOf(node),
    view: viewOf(context, node, fields),
  };
}

function viewOf(context: Context, node: ts.ClassDeclaration, fields: readonly ClassField[]): ClassView | null {
  const comment = commentOf(node);
  if (comment === null) return null;
  const names = fields.map(({ name }) => name);
  const { view, problems } = readView(comment.text, names);
  for (const { start, end, what } of problems) {
    const place = placeAt(node.getSourceFile(), comment.start + start, comment.start + end);
    context.refusals.refuseAt('class-view', place, what);
  }
  return view;
}

function field(context: Context, node: ts.PropertyDeclaration, id: DeclarationId): ClassField | null {
  refuseModifiers(context, node);
  if (!ts.isIdentifier(node.name)) {
    context.refuse('computed-name', node.name);
    return null;
  }
  if (node.questionToken !== undefined || node.exclamationToken !== undefined) context.refuse('optional-field', node);
  else if (node.initializer === undefined) context.refuse('field-without-value', node.name, node.name.text);
  return described(context, node, id);
}

function parameterField(context: Context, node: ts.ParameterDeclaration, id: DeclarationId): ClassField | null {
  if (!ts.isParameterPropertyDeclaration(node, node.parent) || !ts.isIdentifier(node.name)) {
    context.refuse('constructor-parameter', node);
    return null;
  }
  refuseModifiers(context, node);
  if (node.questionToken !== undefined) context.refuse('optional-parameter', node);
  if (node.dotDotDotToken !== undefined) context.refuse('rest-parameter', node);
  return described(context, node, id);
}

function described(
  context: Context,
  node: ts.PropertyDeclaration | ts.ParameterDeclaration,
  id: DeclarationId,
): ClassField | null {
  const name = node.name.getText();
  const info = context.module.fields(id).get(name);
  if (info === undefined) return null;
  const initial =
    node.initializer === undefined
      ? null
      : context.expression(node.initializer, new Scope('field', null), { type: info.type, initial: true });
  return { name, ...info, initial, place: placeOf(node.name) };
}

const allowed = new Set([
  ts.SyntaxKind.ExportKeyword,
  ts.SyntaxKind.DefaultKeyword,
  ts.SyntaxKind.ReadonlyKeyword,
  ts.SyntaxKind.PublicKeyword,
]);

function refuseModifiers(
  context: Context,
  node: ts.ClassDeclaration | ts.PropertyDeclaration | ts.ParameterDeclaration,
): void {
  for (const modifier of node.modifiers ?? []) {
    if (!allowed.has(modifier.kind)) context.refuse('class-modifier', modifier, modifier.getText());
  }
}
