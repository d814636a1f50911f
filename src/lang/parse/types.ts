// SPDX-License-Identifier: MIT
// From a type as written to a Type. TypeScript forgets that a number was a u8, so annotations are read from the syntax
// tree, through imports and aliases; each is read once, so that each is complained about once.

import ts from 'typescript';
import type { RefusalKey } from '../subset.ts';
import type { DeclarationId, EnumLabel, FieldRole, RecordField, Type } from '../tree.ts';
import { int, isI32 } from './intervals.ts';
import type { Names } from './names.ts';
import type { Refusals } from './refuse.ts';
import { functionType, isNull, isTable, keywords, unknown, words } from './type-nodes.ts';

/** Elements of an array. */
const LONGEST = 1_000_000;

const roles: ReadonlyMap<string, FieldRole['kind']> = new Map(
  (['copy', 'part', 'freed', 'stored', 'kept', 'instant', 'wide'] as const).map((kind) => [kind, kind]),
);

export interface FieldInfo {
  readonly type: Type;
  readonly ghost: boolean;
  readonly role: FieldRole | null;
}

export interface Member {
  readonly nullable: boolean;
  readonly parameters: readonly Type[];
  readonly result: Type;
}

export class Types {
  readonly #names: Names;
  readonly #refusals: Refusals;
  readonly #known = new Map<ts.TypeNode, Type>();
  readonly #tables = new Map<DeclarationId, Map<string, Member>>();
  readonly #open = new Set<ts.Node>();
  /** Set by the translation: the value of a module-level constant, null where it has none. */
  constantValue: (node: ts.VariableDeclaration) => number | null = () => null;

  constructor(names: Names, refusals: Refusals) {
    this.#names = names;
    this.#refusals = refusals;
  }

  of(node: ts.TypeNode): Type {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const type = this.#read(node);
    this.#known.set(node, type);
    return type;
  }

  /** The annotation of a class field, the only place where `ghost<T>` and roles may stand. */
  ofField(node: ts.TypeNode): FieldInfo {
    const word = ts.isTypeReferenceNode(node) ? this.#word(node) : null;
    const [inner, name] = ts.isTypeReferenceNode(node) ? (node.typeArguments ?? []) : [];
    if (word === null || inner === undefined) return { type: this.of(node), ghost: false, role: null };
    if (word === 'ghost') return { ...this.ofField(inner), ghost: true };
    const kind = roles.get(word);
    if (kind === undefined) return { type: this.of(node), ghost: false, role: null };
    const named = name !== undefined && ts.isLiteralTypeNode(name) && ts.isStringLiteral(name.literal);
    if (name !== undefined && !named) this.#refuse('type-form', name);
    const inside = this.ofField(inner);
    const role = inside.role ?? { kind, name: null, instant: false, wide: false };
    if (kind === 'instant') return { ...inside, role: { ...role, instant: true } };
    if (kind === 'wide') {
      if (!isWide(inside)) this.#refuse('wide-type', inner);
      return { ...inside, role: { ...role, wide: true } };
    }
    if (inside.role !== null && role.kind !== 'instant' && role.kind !== 'wide') this.#refuse('type-form', inner);
    return { ...inside, role: { ...role, kind, name: named ? name.literal.text : null } };
  }

  members(table: DeclarationId): ReadonlyMap<string, Member> {
    return this.#tables.get(table) ?? new Map();
  }

  #refuse(key: RefusalKey, node: ts.Node, detail = ''): Type {
    this.#refusals.refuse(key, node, detail);
    return unknown;
  }

  #read(node: ts.TypeNode): Type {
    if (node.kind === ts.SyntaxKind.BooleanKeyword) return { kind: 'bool' };
    if (node.kind === ts.SyntaxKind.VoidKeyword) return { kind: 'void' };
    if (ts.isParenthesizedTypeNode(node)) return this.of(node.type);
    if (ts.isTypeReferenceNode(node)) return this.#reference(node);
    if (ts.isUnionTypeNode(node)) return this.#union(node);
    if (ts.isTypeLiteralNode(node)) return this.#record(node, 'record');
    if (isNull(node)) return { kind: 'null' };
    return this.#refuse(keywords.get(node.kind) ?? 'type-form', node);
  }

  #word(node: ts.TypeReferenceNode): string | null {
    const entity = this.#names.entity(node.typeName, 'type');
    return entity.kind === 'word' ? entity.name : null;
  }

  #reference(node: ts.TypeReferenceNode): Type {
    const entity = this.#names.entity(node.typeName, 'type');
    switch (entity.kind) {
      case 'word':
        return this.#builtIn(entity.name, node);
      case 'class':
        return { kind: 'ref', class: entity.id, nullable: false };
      case 'enum':
        return this.enumeration(entity.id, entity.node);
      case 'alias':
        if (ts.isLiteralTypeNode(entity.node.type)) return this.#refuse('type-form', node);
        return this.alias(entity.id, entity.node);
      case 'global':
        return this.#refuse('global', node, entity.name);
      case 'missing':
        return unknown;
      case 'function':
      case 'constant':
      case 'namespace':
      case 'local':
        return this.#refuse('type-form', node);
    }
  }

  #builtIn(name: string, node: ts.TypeReferenceNode): Type {
    const simple = words.get(name);
    if (simple !== undefined) return simple;
    const [first, second] = node.typeArguments ?? [];
    if (name === 'flags' && first !== undefined) return this.#flags(first);
    if (name === 'ghost') return this.#refuse('ghost-type', node);
    if (roles.has(name)) return this.#refuse('role-type', node, name);
    if (first === undefined || second === undefined) return this.#refuse('type-form', node);
    if (name === 'int') {
      const min = this.#count(first);
      const max = this.#count(second);
      if (min === null || max === null) return unknown;
      if (!isI32(min) || !isI32(max) || min > max) return this.#refuse('int-limits', node);
      return int(min, max, `int<${min}, ${max}>`);
    }
    if (name !== 'array') return this.#refuse('type-form', node);
    const element = this.of(first);
    const length = this.#count(second);
    if (element.kind === 'array') return this.#refuse('nested-array', node);
    if (length !== null && !(Number.isInteger(length) && length >= 0 && length <= LONGEST))
      return this.#refuse('array-length', second);
    return length === null || element === unknown ? unknown : { kind: 'array', element, length };
  }

  /** What may be set together: the members of an enum, or the constants that are named. */
  #flags(node: ts.TypeNode): Type {
    const labels = (ts.isUnionTypeNode(node) ? node.types : [node]).flatMap((one): readonly EnumLabel[] => {
      if (ts.isTypeReferenceNode(one)) return this.#labelsOf(one);
      const value = ts.isTypeQueryNode(one) && ts.isIdentifier(one.exprName) ? this.#count(one) : null;
      if (value !== null && ts.isTypeQueryNode(one)) return [{ name: one.exprName.getText(), value }];
      if (!ts.isTypeQueryNode(one)) this.#refuse('flags-form', one);
      return [];
    });
    const negative = labels.find(({ value }) => value < 0);
    if (negative !== undefined) return this.#refuse('flags-form', node);
    if (labels.length === 0) return unknown;
    const all = labels.reduce((bits, { value }) => bits | value, 0);
    return { ...int(0, all, 'flags'), labels };
  }

  #labelsOf(node: ts.TypeReferenceNode): readonly EnumLabel[] {
    const type = this.of(node);
    if (type.kind === 'int' && type.labels !== undefined) return type.labels;
    if (type !== unknown) this.#refuse('flags-form', node);
    return [];
  }

  /** A number among type arguments: `4`, `-1`, `typeof NR_PAGES`, or an alias of one. */
  #count(node: ts.TypeNode): number | null {
    if (ts.isLiteralTypeNode(node)) {
      const { literal } = node;
      if (ts.isNumericLiteral(literal)) return Number(literal.text);
      if (ts.isPrefixUnaryExpression(literal) && ts.isNumericLiteral(literal.operand)) {
        return -Number(literal.operand.text);
      }
    }
    if (ts.isTypeQueryNode(node)) {
      const entity = this.#names.entity(node.exprName);
      const value = entity.kind === 'constant' ? this.constantValue(entity.node) : null;
      if (value !== null) return value;
    }
    if (ts.isTypeReferenceNode(node)) {
      const entity = this.#names.entity(node.typeName, 'type');
      if (entity.kind === 'alias') return this.#count(entity.node.type);
    }
    this.#refusals.refuse('type-number', node);
    return null;
  }

  #union(node: ts.UnionTypeNode): Type {
    const others = node.types.filter((type) => !isNull(type));
    const [only] = others;
    if (only === undefined || others.length !== 1 || node.types.length !== 2) return this.#refuse('union', node);
    const type = this.of(only);
    if (type.kind === 'ref' || type.kind === 'table') return { ...type, nullable: true };
    return type === unknown ? unknown : this.#refuse('nullable-value', node);
  }

  enumeration(id: DeclarationId, node: ts.EnumDeclaration): Type {
    const labels: EnumLabel[] = [];
    for (const member of node.members) {
      const value = this.#names.checker.getConstantValue(member);
      if (typeof value === 'number') labels.push({ name: member.name.getText(), value });
    }
    const values = labels.map(({ value }) => value);
    return { ...int(Math.min(...values), Math.max(...values), node.name.text), labels, declared: [id] };
  }

  alias(id: DeclarationId, node: ts.TypeAliasDeclaration): Type {
    const known = this.#known.get(node.type);
    if (known !== undefined) return known;
    if (this.#open.has(node)) return this.#refuse('recursive-type', node.name, node.name.text);
    this.#open.add(node);
    const type = this.#alias(id, node);
    this.#open.delete(node);
    this.#known.set(node.type, type);
    return type;
  }

  #alias(id: DeclarationId, node: ts.TypeAliasDeclaration): Type {
    const name = node.name.text;
    if (ts.isTypeLiteralNode(node.type)) {
      return isTable(node.type) ? this.#table(id, node.type) : { ...this.#record(node.type, name), declared: [id] };
    }
    const type = ts.isLiteralTypeNode(node.type) ? unknown : this.of(node.type);
    return type.kind === 'int' || type.kind === 'record'
      ? { ...type, name, declared: [...(type.declared ?? []), id] }
      : type;
  }

  #record(node: ts.TypeLiteralNode, name: string): Extract<Type, { kind: 'record' }> {
    const fields: RecordField[] = [];
    for (const member of node.members) {
      if (!ts.isPropertySignature(member) || !ts.isIdentifier(member.name) || member.type === undefined) {
        this.#refuse('record-member', member);
        continue;
      }
      if (member.questionToken !== undefined) this.#refuse('optional-field', member);
      const readonly = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) ?? false;
      if (!readonly) this.#refuse('mutable-record', member.name, member.name.text);
      const type = this.of(member.type);
      if (type.kind === 'array') this.#refuse('array-in-record', member.type);
      fields.push({ name: member.name.text, type });
    }
    return { kind: 'record', name, fields };
  }

  #table(id: DeclarationId, node: ts.TypeLiteralNode): Type {
    // Known before its members are read: a function of the table may take an object that holds the table.
    const type: Type = { kind: 'table', of: id, nullable: false };
    this.#known.set(node, type);
    const members = new Map<string, Member>();
    this.#tables.set(id, members);
    for (const member of node.members) {
      const signature = ts.isPropertySignature(member) && member.type !== undefined ? functionType(member.type) : null;
      if (signature === null || member.name === undefined || !ts.isIdentifier(member.name)) {
        this.#refuse('table-type', member);
        continue;
      }
      members.set(member.name.text, {
        nullable: signature.nullable,
        parameters: signature.node.parameters.map(({ type }) => (type === undefined ? unknown : this.of(type))),
        result: this.of(signature.node.type),
      });
    }
    return type;
  }
}

/** Of two words that are all bits, so that each of them may be anything; or of as many as it has parts. What costs no step is in none. */
function isWide({ type, ghost, role }: FieldInfo): boolean {
  const element = type.kind === 'array' ? type.element : type;
  if (ghost || role?.instant === true) return false;
  if (element.kind === 'record') return element.fields.length > 1;
  if (element.kind !== 'int' || element.labels !== undefined || element.min !== 0) return false;
  const bits = Math.log2(element.max + 1);
  return bits > 0 && bits % 2 === 0;
}
