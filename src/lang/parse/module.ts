// SPDX-License-Identifier: MIT
// What declarations look like from outside: signatures, the types of fields, the values of constants. Worked out when
// first asked for, because files refer to one another in any order.

import ts from 'typescript';
import type { DeclarationId, Expression, Type } from '../tree.ts';
import type { Context, Module, Signature } from './context.ts';
import { foldNumber } from './fold.ts';
import { named } from './intervals.ts';
import { Scope } from './scope.ts';
import { unknown } from './type-nodes.ts';
import type { FieldInfo } from './types.ts';

export class Modules implements Module {
  /** Set once: the parts of a translation refer to one another. */
  context: Context | null = null;
  readonly #classes: ReadonlyMap<DeclarationId, ts.ClassDeclaration>;
  readonly #signatures = new Map<ts.FunctionDeclaration, Signature>();
  readonly #fields = new Map<DeclarationId, Map<string, FieldInfo>>();
  readonly #constants = new Map<ts.VariableDeclaration, { readonly type: Type; readonly value: Expression | null }>();

  constructor(classes: ReadonlyMap<DeclarationId, ts.ClassDeclaration>) {
    this.#classes = classes;
  }

  #use(): Context {
    if (this.context === null) throw new Error('checker bug: declarations asked for before the translation began');
    return this.context;
  }

  signature(node: ts.FunctionDeclaration): Signature {
    const known = this.#signatures.get(node);
    if (known !== undefined) return known;
    const { types } = this.#use();
    const signature: Signature = {
      parameters: node.parameters.map(({ type }) => (type === undefined ? unknown : types.of(type))),
      result: node.type === undefined ? unknown : types.of(node.type),
    };
    this.#signatures.set(node, signature);
    return signature;
  }

  fields(id: DeclarationId): ReadonlyMap<string, FieldInfo> {
    const known = this.#fields.get(id);
    if (known !== undefined) return known;
    const fields = new Map<string, FieldInfo>();
    this.#fields.set(id, fields);
    for (const member of this.#classes.get(id)?.members ?? []) {
      const declared = ts.isConstructorDeclaration(member) ? member.parameters : [member];
      for (const field of declared) {
        if (!ts.isPropertyDeclaration(field) && !ts.isParameter(field)) continue;
        fields.set(field.name.getText(), this.#field(field));
      }
    }
    return fields;
  }

  #field(node: ts.PropertyDeclaration | ts.ParameterDeclaration): FieldInfo {
    const context = this.#use();
    if (node.type !== undefined) return context.types.ofField(node.type);
    if (node.initializer === undefined) return { type: unknown, ghost: false, role: null };
    const { type } = context.expression(node.initializer, new Scope('field', null), { initial: true });
    const vague = (type.kind === 'int' && type.name === 'number') || type.kind === 'null';
    if (vague) context.refuse('untyped-field', node.name, node.name.getText());
    return { type, ghost: false, role: null };
  }

  constructorTypes(node: ts.ClassDeclaration): readonly Type[] {
    const made = node.members.find(ts.isConstructorDeclaration);
    return (made?.parameters ?? []).map((parameter) => this.#field(parameter).type);
  }

  constantType(node: ts.VariableDeclaration): Type {
    return this.constant(node).type;
  }

  /** The constants that types are made of. */
  readonly sizes = new Set<DeclarationId>();

  /** Of a constant in a type: `array<u8, typeof N>`. */
  sizeOf(node: ts.VariableDeclaration): number | null {
    const { value } = this.constant(node);
    const entity = this.#use().names.entity(node.name);
    if (entity.kind === 'constant') this.sizes.add(entity.id);
    return value === null ? null : foldNumber(value, (id) => this.#known(id, (other) => this.sizeOf(other)));
  }

  readonly #byId = new Map<DeclarationId, ts.VariableDeclaration>();
  #known(id: DeclarationId, of: (node: ts.VariableDeclaration) => number | null): number | null {
    const node = this.#byId.get(id);
    return node === undefined ? null : of(node);
  }

  #valueOf(node: ts.VariableDeclaration): number | null {
    const { value } = this.constant(node);
    return value === null ? null : foldNumber(value, (id) => this.#known(id, (other) => this.#valueOf(other)));
  }

  /** An annotated constant has that type. Another gets the smallest named one that holds it: an overlay may change 4 to
   *  8, and a local that takes its type from the constant must still fit. */
  constant(node: ts.VariableDeclaration): { readonly type: Type; readonly value: Expression | null } {
    const known = this.#constants.get(node);
    if (known !== undefined) return known;
    const context = this.#use();
    const entity = context.names.entity(node.name);
    if (entity.kind === 'constant') this.#byId.set(entity.id, node);
    const declared = node.type === undefined ? null : context.types.of(node.type);
    // Stands while the value is looked at: a constant that needs itself has been reported by TypeScript.
    this.#constants.set(node, { type: declared ?? unknown, value: null });
    if (declared?.kind === 'table' || node.initializer === undefined) return { type: declared ?? unknown, value: null };
    const wish = { initial: true, ...(declared === null ? {} : { type: declared }) };
    const value = context.expression(node.initializer, new Scope('module', null), wish);
    let type = declared ?? value.type;
    if (declared === null && type.kind === 'int' && type.name === 'number') {
      const number = foldNumber(value, (id) => this.#known(id, (other) => this.#valueOf(other)));
      type = number === null ? unknown : named(number);
    }
    const constant = { type, value };
    this.#constants.set(node, constant);
    return constant;
  }
}
