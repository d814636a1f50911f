// SPDX-License-Identifier: MIT
// The top level of a file: which declarations there are, and the refusal of everything that would run.

import ts from 'typescript';
import type { Place } from '../diagnostic.ts';
import type { Declaration, DeclarationId, ScenarioDeclaration, Type, TypeDeclaration } from '../tree.ts';
import { classDeclaration } from './classes.ts';
import type { Context } from './context.ts';
import { moduleFunction } from './functions.ts';
import { importOrExport } from './imports.ts';
import type { Modules } from './module.ts';
import { idOf } from './names.ts';
import { placeOf } from './places.ts';
import { isShared } from './properties.ts';
import { scenarioOf } from './scenario.ts';
import { table } from './tables.ts';

export interface Declared {
  readonly declarations: Map<DeclarationId, Declaration>;
  readonly types: Map<DeclarationId, TypeDeclaration>;
  readonly shared: Map<DeclarationId, Place>;
  readonly scenarios: ScenarioDeclaration[];
}

export function declare(context: Context, modules: Modules, file: ts.SourceFile, into: Declared): void {
  for (const node of file.statements) {
    if (context.isAdded(node)) continue;
    if (ts.isFunctionDeclaration(node)) {
      refuseDefault(context, node);
      keep(into, moduleFunction(context, node, idOf(file, node.name?.text ?? 'default')));
    } else if (ts.isClassDeclaration(node)) {
      refuseDefault(context, node);
      keep(into, classDeclaration(context, node, idOf(file, node.name?.text ?? 'default')));
    } else if (ts.isVariableStatement(node)) constants(context, modules, node, into);
    else if (ts.isTypeAliasDeclaration(node)) alias(context, node, idOf(file, node.name.text), into);
    else if (ts.isEnumDeclaration(node)) enumeration(context, node, idOf(file, node.name.text), into);
    else if (ts.isExportAssignment(node)) {
      const scenario = scenarioOf(context, node);
      if (scenario !== null) into.scenarios.push(scenario);
    } else if (ts.isInterfaceDeclaration(node)) context.refuse('interface', node);
    else if (ts.isModuleDeclaration(node)) context.refuse('namespace', node);
    else if (!importOrExport(context, node)) context.refuse('module-statement', node);
  }
}

function keep(into: Declared, declaration: Declaration | null): void {
  if (declaration !== null) into.declarations.set(declaration.id, declaration);
}

function refuseDefault(context: Context, node: ts.FunctionDeclaration | ts.ClassDeclaration): void {
  for (const modifier of node.modifiers ?? []) {
    if (modifier.kind === ts.SyntaxKind.DefaultKeyword) context.refuse('default-export', modifier);
  }
}

function alias(context: Context, node: ts.TypeAliasDeclaration, id: DeclarationId, into: Declared): void {
  for (const parameter of node.typeParameters ?? []) context.refuse('generic', parameter);
  if (node.typeParameters !== undefined) return;
  keepType(into, node.name, id, context.types.alias(id, node));
}

function keepType(into: Declared, node: ts.Identifier, id: DeclarationId, type: Type): void {
  into.types.set(id, { id, name: node.text, place: placeOf(node), type });
}

function enumeration(context: Context, node: ts.EnumDeclaration, id: DeclarationId, into: Declared): void {
  keepType(into, node.name, id, context.types.enumeration(id, node));
  for (const member of node.members) {
    const value = context.names.checker.getConstantValue(member);
    if (typeof value !== 'number' || !Number.isInteger(value)) context.refuse('enum-value', member);
  }
}

function constants(context: Context, modules: Modules, statement: ts.VariableStatement, into: Declared): void {
  const list = statement.declarationList;
  if ((list.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Const) {
    context.refuse('module-variable', list);
    return;
  }
  for (const node of list.declarations) {
    const { name } = node;
    if (!ts.isIdentifier(name)) {
      context.refuse('destructuring', name);
      continue;
    }
    const id = idOf(node.getSourceFile(), name.text);
    if (isShared(context, node)) {
      into.shared.set(id, placeOf(name));
      if (node.initializer === undefined || !ts.isObjectLiteralExpression(node.initializer))
        context.refuse('scenario-literal', node.initializer ?? node);
      continue;
    }
    const { type, value } = modules.constant(node);
    if (type.kind === 'table') keep(into, table(context, node, id, type.of));
    else if (value !== null && (type.kind === 'int' || type.kind === 'bool')) {
      keep(into, { kind: 'constant', id, name: name.text, place: placeOf(name), type, value });
    } else if (type.kind !== 'void') context.refuse('module-constant', node);
  }
}
