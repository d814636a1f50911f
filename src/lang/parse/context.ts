// SPDX-License-Identifier: MIT
// What every part of the translation needs from the others. Statements contain expressions and expressions contain
// statements (`atomically`); they meet here, so that no file imports in a circle.

import type ts from 'typescript';
import type { RefusalKey } from '../subset.ts';
import type { DeclarationId, Expression, Statement, Type } from '../tree.ts';
import type { Names } from './names.ts';
import type { Refusals } from './refuse.ts';
import type { Scope } from './scope.ts';
import type { FieldInfo, Types } from './types.ts';

/** What the surroundings say about an expression. */
export interface Wish {
  /** The type that is wanted: records, arrays and null get theirs from it. */
  readonly type?: Type;
  /** Directly the initial value of a field or `const`: `new` and `array` may stand here. */
  readonly initial?: boolean;
}

export interface Signature {
  readonly parameters: readonly Type[];
  readonly result: Type;
}

/** What other modules declare, worked out when first asked for. */
export interface Module {
  signature(node: ts.FunctionDeclaration): Signature;
  fields(id: DeclarationId): ReadonlyMap<string, FieldInfo>;
  constructorTypes(node: ts.ClassDeclaration): readonly Type[];
  constantType(node: ts.VariableDeclaration): Type;
}

export interface Context {
  readonly names: Names;
  readonly types: Types;
  readonly refusals: Refusals;
  readonly module: Module;
  /** Why there is nothing to be read: no file, one that may not be read, or nothing in it. */
  problemWith(path: string): 'no-such-file' | 'unreadable' | 'not-a-module';
  /** The directories that a path without a version was looked up in; null for other paths. */
  placesOf(path: string): readonly string[] | null;
  /** Whether the statement was added to the file so that overlays are linked. */
  isAdded(node: ts.Statement): boolean;
  /** The canonical path that an import of the file means; null where it is none that a model may use. */
  meantBy(specifier: string, file: ts.SourceFile): string | null;
  refuse(key: RefusalKey, node: ts.Node, detail?: string): void;
  expression(node: ts.Expression, scope: Scope, wish?: Wish): Expression;
  /** What stands before `.`, `[` or `(`: may be an array as a whole. */
  base(node: ts.Expression, scope: Scope): Expression;
  /** The body of a function or arrow; an expression becomes one statement. */
  body(node: ts.ConciseBody, scope: Scope): readonly Statement[];
}
