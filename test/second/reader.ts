// SPDX-License-Identifier: MIT
// Declarations of a model: types, classes, functions, constants and tables, each read once, when it is first named.

import ts from 'typescript';
import { type FunctionCode, noUses, type Uses } from './code.ts';
import { expression } from './expressions.ts';
import { Memory } from './memory.ts';
import type { Modules, Named } from './modules.ts';
import { BEGINNING, Runner } from './runner.ts';
import { Scope } from './scope.ts';
import { functionBody } from './statements.ts';
import { bool, type ClassShape, type FieldShape, integers, nothing, type Type } from './types.ts';
import { fault, numberOf, type Ref, Table, type Value } from './values.ts';

/** Words that say what a field is, and change nothing. */
const roles: ReadonlySet<string> = new Set(['copy', 'part', 'freed', 'stored', 'kept', 'instant', 'wide']);

export interface Enumeration {
  readonly members: ReadonlyMap<string, number>;
  readonly type: Type;
}

export class Reader {
  readonly modules: Modules;
  private readonly classes = new Map<string, ClassShape>();
  private readonly functions = new Map<string, FunctionCode>();
  private readonly enums = new Map<string, Enumeration>();
  private readonly tables = new Map<string, Table>();
  /** Members of all tables of a type, by the file and name of the type. */
  private readonly byType = new Map<string, FunctionCode[]>();
  /** Results of the functions of a type of tables. */
  private readonly results = new Map<string, ReadonlyMap<string, Type>>();
  /** The objects that alloc() takes from, in their order: the same in all initial states. */
  pools: ReadonlyMap<ClassShape, readonly Ref[]> = new Map();
  /** What initial values of classes name. */
  readonly initials: Uses = noUses();
  private sites = 0;

  constructor(modules: Modules) {
    this.modules = modules;
  }

  /** A number for a place in the code where a thread can stop. */
  site(): number {
    return ++this.sites;
  }

  line(node: ts.Node): number {
    const source = node.getSourceFile();
    return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  }

  /** The value of an expression that needs no memory: a constant, a length, a case. */
  known(node: ts.Expression, file: string): Value {
    const code = expression(node, new Scope(this, file, noUses(), null));
    const nobody = { memory: new Memory(), self: 0, warnings: false, past: BEGINNING, choices: [] };
    return code.run(new Runner({ ...nobody, mode: 'whole' }));
  }

  type(node: ts.TypeNode | undefined, file: string): Type {
    if (node === undefined) return nothing;
    if (ts.isParenthesizedTypeNode(node)) return this.type(node.type, file);
    if (ts.isUnionTypeNode(node)) {
      const [one] = node.types.filter(
        (part) => !(ts.isLiteralTypeNode(part) && part.literal.kind === ts.SyntaxKind.NullKeyword),
      );
      const type = this.type(one, file);
      return type.kind === 'object' || type.kind === 'table' ? { ...type, nullable: true } : type;
    }
    if (ts.isTypeLiteralNode(node)) return this.record(node, file, '');
    if (!ts.isTypeReferenceNode(node)) return nothing;
    return this.namedType(node.typeName.getText(), node, file);
  }

  private namedType(name: string, node: ts.TypeReferenceNode, file: string): Type {
    const known = integers.get(name);
    if (known !== undefined) return known;
    if (name === 'bool') return bool;
    const [first, second] = node.typeArguments ?? [];
    if (name === 'ghost' || roles.has(name)) return this.type(first, file);
    if (name === 'int') return { kind: 'int', min: this.limit(first, file), max: this.limit(second, file) };
    if (name === 'array') return { kind: 'array', of: this.type(first, file), length: this.limit(second, file) };
    const found = this.modules.findType(file, name);
    if (found === null) return fault(`no type ${name}`);
    if (ts.isClassDeclaration(found.node)) return { kind: 'object', shape: this.class(found), nullable: false };
    if (ts.isEnumDeclaration(found.node)) return this.enumeration(found).type;
    if (!ts.isTypeAliasDeclaration(found.node)) return fault(`${name} is no type`);
    return ts.isTypeLiteralNode(found.node.type)
      ? this.record(found.node.type, found.file, `${found.file}#${found.name}`)
      : this.type(found.node.type, found.file);
  }

  /** A record; with functions in it, a table. */
  private record(node: ts.TypeLiteralNode, file: string, id: string): Type {
    const parts = node.members.filter(ts.isPropertySignature);
    if (parts.some(({ type }) => type !== undefined && isFunction(type))) {
      this.results.set(id, new Map(parts.map((part) => [part.name.getText(), this.type(resultNode(part.type), file)])));
      return { kind: 'table', id, nullable: false };
    }
    return { kind: 'record', fields: new Map(parts.map((part) => [part.name.getText(), this.type(part.type, file)])) };
  }

  private limit(node: ts.TypeNode | undefined, file: string): number {
    if (node !== undefined && ts.isTypeQueryNode(node)) return this.constant(node.exprName.getText(), file);
    if (node === undefined || !ts.isLiteralTypeNode(node)) return fault('no limit');
    const { literal } = node;
    if (ts.isPrefixUnaryExpression(literal)) return -Number(literal.operand.getText());
    return Number(literal.getText());
  }

  private constant(name: string, file: string): number {
    const found = this.modules.find(file, name);
    if (found === null || !ts.isVariableDeclaration(found.node) || found.node.initializer === undefined)
      return fault(`no constant ${name}`);
    return numberOf(this.known(found.node.initializer, found.file));
  }

  enumeration(found: Named): Enumeration {
    const id = `${found.file}#${found.name}`;
    const known = this.enums.get(id);
    if (known !== undefined) return known;
    if (!ts.isEnumDeclaration(found.node)) return fault(`${found.name} is no enum`);
    const members = new Map<string, number>();
    let next = 0;
    for (const member of found.node.members) {
      if (member.initializer !== undefined) next = numberOf(this.known(member.initializer, found.file));
      members.set(member.name.getText(), next++);
    }
    const values = [...members.values()];
    const type: Type = { kind: 'int', min: Math.min(...values), max: Math.max(...values) };
    const made = { members, type };
    this.enums.set(id, made);
    return made;
  }

  class(found: Named): ClassShape {
    const id = `${found.file}#${found.name}`;
    const known = this.classes.get(id);
    if (known !== undefined) return known;
    const { node, file } = found;
    if (!ts.isClassDeclaration(node)) return fault(`${found.name} is no class`);
    const shape: ClassShape = { id, fields: [], byName: new Map() };
    this.classes.set(id, shape);
    const constructed = node.members.find(ts.isConstructorDeclaration)?.parameters ?? [];
    const scope = new Scope(this, file, this.initials, null);
    const add = (member: ts.PropertyDeclaration | ts.ParameterDeclaration, parameter: number): void => {
      const { initializer, type } = member;
      const readonly = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) ?? false;
      const made = initializer !== undefined && ts.isNewExpression(initializer);
      const declared = type === undefined ? null : this.type(type, file);
      const initial =
        initializer === undefined ? null : once(() => expression(initializer, scope, declared ?? nothing));
      const field: FieldShape = {
        name: member.name.getText(),
        slot: shape.fields.length,
        type: declared ?? initial?.().type ?? nothing,
        ghost: isGhost(type),
        embedded: readonly && made && parameter < 0,
        initial,
        parameter,
        constant: false,
      };
      shape.fields.push(field);
      shape.byName.set(field.name, field);
    };
    constructed.forEach(add);
    for (const member of node.members) if (ts.isPropertyDeclaration(member)) add(member, -1);
    return shape;
  }

  classNamed(node: ts.Expression, file: string): ClassShape {
    const found = ts.isIdentifier(node) ? this.modules.find(file, node.text) : null;
    return found === null ? fault(`no class ${node.getText()}`) : this.class(found);
  }

  resultOf(table: string, member: string): Type {
    return this.results.get(table)?.get(member) ?? fault(`no member ${member}`);
  }

  /** With everything read that their initial values name. */
  allClasses(): readonly ClassShape[] {
    // What is added meanwhile is visited, too.
    for (const { fields } of this.classes.values()) for (const { initial } of fields) initial?.();
    return [...this.classes.values()];
  }

  function(found: Named): FunctionCode {
    const id = `${found.file}#${found.name}`;
    const known = this.functions.get(id);
    if (known !== undefined) return known;
    if (!ts.isFunctionDeclaration(found.node)) return fault(`${found.name} is no function`);
    const made = this.body(found.node, found.file, found.name, (code) => this.functions.set(id, code));
    return made;
  }

  /** @param types of parameters that are not declared: those of the functions in a scenario */
  body(
    node: ts.FunctionLikeDeclaration,
    file: string,
    name: string,
    remember: (code: FunctionCode) => void = () => {},
    types: readonly Type[] = [],
  ): FunctionCode {
    const uses: Uses = noUses();
    const scope = new Scope(this, file, uses, null);
    const parameters = node.parameters.map((one, i) =>
      one.type === undefined ? (types[i] ?? nothing) : this.type(one.type, file),
    );
    node.parameters.forEach((one, i) => {
      scope.declare(one.name.getText(), parameters[i] ?? nothing);
    });
    const result = this.type(node.type, file);
    const code: FunctionCode = { name, parameters, result, slots: 0, body: () => fault(`${name} calls itself`), uses };
    remember(code);
    code.body = functionBody(node.body ?? fault(`${name} has no body`), scope, result).body;
    code.slots = scope.slots;
    return code;
  }

  table(found: Named): Table {
    const id = `${found.file}#${found.name}`;
    const known = this.tables.get(id);
    if (known !== undefined) return known;
    const { node, file } = found;
    if (
      !ts.isVariableDeclaration(node) ||
      node.initializer === undefined ||
      !ts.isObjectLiteralExpression(node.initializer)
    )
      return fault(`${found.name} is no table`);
    const members = new Map<string, FunctionCode | null>();
    for (const part of node.initializer.properties) {
      const name = part.name?.getText() ?? fault('a member without a name');
      const value = ts.isPropertyAssignment(part) ? part.initializer : part.name;
      const named = value !== undefined && ts.isIdentifier(value) ? this.modules.find(file, value.text) : null;
      members.set(name, named === null ? null : this.function(named));
    }
    const of = this.type(node.type, file);
    const table = new Table(id, of.kind === 'table' ? of.id : fault(`${found.name} is no table`), members);
    this.tables.set(id, table);
    return table;
  }

  /** Whether a module-level constant is a table. */
  isTable(found: Named): boolean {
    return ts.isVariableDeclaration(found.node) && this.type(found.node.type, found.file).kind === 'table';
  }

  /** What a call through a table of this type may run. */
  members(type: string): readonly FunctionCode[] {
    const known = this.byType.get(type);
    if (known !== undefined) return known;
    const made: FunctionCode[] = [];
    this.byType.set(type, made);
    for (const found of this.modules.constants()) {
      if (!ts.isVariableDeclaration(found.node)) continue;
      const of = this.type(found.node.type, found.file);
      if (of.kind !== 'table' || of.id !== type) continue;
      for (const member of this.table(found).members.values()) if (member !== null) made.push(member);
    }
    return made;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** `(p: page) => u8`, also `| null` and in parentheses: the `u8`. */
function resultNode(node: ts.TypeNode | undefined): ts.TypeNode | undefined {
  if (node === undefined) return undefined;
  if (ts.isFunctionTypeNode(node)) return node.type;
  if (ts.isParenthesizedTypeNode(node)) return resultNode(node.type);
  return ts.isUnionTypeNode(node) ? resultNode(node.types.find(isFunction)) : undefined;
}

/** Also where a role stands around it. */
function isGhost(type: ts.TypeNode | undefined): boolean {
  if (type === undefined || !ts.isTypeReferenceNode(type)) return false;
  const word = type.typeName.getText();
  return word === 'ghost' || (roles.has(word) && isGhost(type.typeArguments?.[0]));
}

function isFunction(node: ts.TypeNode): boolean {
  if (ts.isFunctionTypeNode(node)) return true;
  if (ts.isParenthesizedTypeNode(node)) return isFunction(node.type);
  return ts.isUnionTypeNode(node) && node.types.some(isFunction);
}
